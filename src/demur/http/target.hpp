// The request target, RFC 9112 section 3.2: only the origin form (/path?query). The absolute form
// is for proxies and the asterisk for OPTIONS of a whole server; both are refused.
//
//   const Target target = DEMUR_TRY(parse_target("/decisions/abc?day=2026-11-23"));
//
// The path is decoded once and refused when two readers could disagree on what it names: an encoded
// slash, a backslash, a control character, an empty segment, `.` or `..`. Errors: Code::invalid,
// without any of the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/http/request.hpp"

namespace demur::http {

struct Target {
  std::string path;
  std::vector<Field> query;
};

[[nodiscard]] core::Result<Target> parse_target(std::string_view text);

}  // namespace demur::http
