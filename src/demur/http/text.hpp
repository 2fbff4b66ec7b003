// Small rules of RFC 9110 that several files here need: ASCII letter case, white space, and what a
// header's name and value may hold. Pure functions on views; no allocation, no errors.
//
//   equal_ignoring_case("Content-Type", "content-type")   // true
//   trim(" \tgzip ")                                      // "gzip"
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace demur::http {

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

// Without spaces and tabs at both ends (OWS, RFC 9110 section 5.6.3).
[[nodiscard]] std::string_view trim(std::string_view text);

// A token (section 5.6.2): names of headers, cookies and methods.
[[nodiscard]] bool is_token(std::string_view text);

// Visible ASCII, spaces and tabs: narrower than section 5.5, which still allows bytes above 0x7f.
[[nodiscard]] bool is_header_value(std::string_view text);

// The text before `separator` and what follows it; the rest is nullopt when there is no separator.
[[nodiscard]] std::pair<std::string_view, std::optional<std::string_view>> cut(std::string_view text,
                                                                               char separator);

}  // namespace demur::http
