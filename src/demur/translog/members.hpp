// Strict objects: a member that a format does not name is refused, not skipped, so that nobody can
// hide a second meaning beside the first.
#pragma once

#include <initializer_list>
#include <string_view>

#include "demur/core/json.hpp"
#include "demur/translog/hash.hpp"

namespace demur::translog {

[[nodiscard]] inline bool has_member(const core::json::object& object, std::string_view name) {
  return object.contains(core::json::string_view(name.data(), name.size()));
}

[[nodiscard]] inline Status only_members(const core::json::object& object,
                                         std::initializer_list<std::string_view> names) {
  std::size_t known = 0;
  for (const std::string_view name : names) known += has_member(object, name) ? 1 : 0;
  if (known != object.size())
    return fail(Code::invalid, "the object has a member that this format does not know");
  return {};
}

}  // namespace demur::translog
