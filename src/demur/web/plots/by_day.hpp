// Sorts by day and keeps the order of those of one day. (std::stable_sort of libstdc++ 12 uses what
// C++23 deprecates; plots have tens of items.)
#pragma once

#include <algorithm>
#include <vector>

#include "demur/core/day.hpp"

namespace demur::web::plots {

template <typename Item>
[[nodiscard]] std::vector<Item> by_day(const std::vector<Item>& items, core::Day Item::* day) {
  std::vector<Item> sorted;
  sorted.reserve(items.size());
  for (const auto& item : items) {
    const auto later = std::upper_bound(sorted.begin(), sorted.end(), item.*day,
                                        [&](core::Day each, const Item& other) { return each < other.*day; });
    sorted.insert(later, item);
  }
  return sorted;
}

}  // namespace demur::web::plots
