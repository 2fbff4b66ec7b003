// What a POST sends, as one kind of form: from a browser's form, or from a JSON object of strings
// (numbers and booleans as their text, lists as repeated fields).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "demur/core/bytes.hpp"
#include "demur/core/result.hpp"
#include "demur/http/form.hpp"
#include "demur/http/request.hpp"

namespace demur::web {

[[nodiscard]] core::Result<http::Form> fields_of(const http::Request& request);

// A path with its query, encoded for the `next` parameter of /sign-in.
[[nodiscard]] std::string next_parameter(std::string_view target);

// `next` as a path of this site; "/" for anything else.
[[nodiscard]] std::string safe_next(std::string_view next);

// So many bytes, from base64. Code::invalid with the field's name.
template <std::size_t Size>
[[nodiscard]] core::Result<std::array<std::uint8_t, Size>> exact_bytes(const std::string& base64,
                                                                       const char* name) {
  const auto bytes = core::from_base64(base64);
  if (!bytes || bytes->size() != Size)
    return core::fail(core::Code::invalid, std::string(name) + " has the wrong length, or is not base64.",
                      name);
  std::array<std::uint8_t, Size> out{};
  std::ranges::copy(*bytes, out.begin());
  return out;
}

}  // namespace demur::web
