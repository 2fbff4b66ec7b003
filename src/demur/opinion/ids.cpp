#include "demur/opinion/ids.hpp"

#include <algorithm>

namespace demur::opinion {
namespace {

bool is_number(std::string_view id) {
  if (id.empty() || (id.size() > 1 && id.front() == '0')) return false;
  return std::all_of(id.begin(), id.end(), [](char each) { return each >= '0' && each <= '9'; });
}

}  // namespace

bool before(std::string_view a, std::string_view b) {
  const bool a_number = is_number(a);
  if (a_number != is_number(b)) return a_number;
  if (a_number && a.size() != b.size()) return a.size() < b.size();
  return a < b;
}

Ids::Ids(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end(), before);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ends_.reserve(ids.size());
  for (const std::string& id : ids) append(id);
}

std::string_view Ids::operator[](std::size_t at) const {
  const std::uint64_t start = at == 0 ? 0 : ends_[at - 1];
  return std::string_view(text_).substr(start, ends_[at] - start);
}

std::optional<std::size_t> Ids::find(std::string_view id) const {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (before((*this)[middle], id)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == size() || (*this)[low] != id) return std::nullopt;
  return low;
}

void Ids::append(std::string_view id) {
  text_ += id;
  ends_.push_back(text_.size());
}

}  // namespace demur::opinion
