// Percent-encoding, RFC 3986 section 2.1. Decoding is strict: a percent sign without two hex digits
// is an error, never a literal.
//
//   percent_encode("a/b c")                            // "a%2Fb%20c", safe in a path or a query
//   percent_decode("a%2Fb+c", PlusSign::is_space)      // "a/b c"
//
// Pure functions. Errors: Code::invalid. The result is bytes, which may be no UTF-8: the caller
// checks.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/result.hpp"

namespace demur::http {

// In forms and queries a plus sign is a space; in paths it is a plus sign.
enum class PlusSign { is_plus, is_space };

[[nodiscard]] core::Result<std::string> percent_decode(std::string_view text, PlusSign plus);

// Everything but the unreserved characters (letters, digits, - . _ ~) is encoded.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace demur::http
