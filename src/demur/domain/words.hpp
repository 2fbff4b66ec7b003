// The tables behind word() and from_word(): one row for each value of an enum, in its own order, so
// that a word can be found by index and the policy reader can list what it would have accepted.
//
//   words_of<Standing>()   // {"named", "confidential"}
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

template <typename Enum>
[[nodiscard]] std::span<const char* const> words_of();  // for each enum that has a word()

template <typename Enum>
[[nodiscard]] std::optional<Enum> find_word(std::string_view word) {
  int index = 0;
  for (const char* known : words_of<Enum>()) {
    if (word == known) return static_cast<Enum>(index);
    ++index;
  }
  return std::nullopt;
}

}  // namespace demur::domain
