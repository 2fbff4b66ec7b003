#include "demur/http/target.hpp"

#include <algorithm>
#include <utility>

#include "demur/core/bytes.hpp"
#include "demur/http/form.hpp"
#include "demur/http/percent.hpp"
#include "demur/http/text.hpp"

namespace demur::http {
namespace {

using core::Code;
using core::Result;

core::Status check_segments(std::string_view path) {
  std::optional<std::string_view> rest = path.substr(1);
  while (rest) {
    const auto [segment, next] = cut(*rest, '/');
    if (segment == "." || segment == "..") return core::fail(Code::invalid, "the path has a dot segment");
    if (segment.empty() && next) return core::fail(Code::invalid, "the path has an empty segment");
    rest = next;
  }
  return {};
}

Result<std::string> parse_path(std::string_view text) {
  if (!text.starts_with('/')) return core::fail(Code::invalid, "the request target must be a path");
  std::string path = DEMUR_TRY(percent_decode(text, PlusSign::is_plus));
  if (std::ranges::count(path, '/') != std::ranges::count(text, '/'))
    return core::fail(Code::invalid, "the path has an encoded slash");
  if (!core::is_utf8_text(path)) return core::fail(Code::invalid, "the path is not UTF-8");
  if (std::ranges::any_of(path, [](unsigned char c) { return c < ' ' || c == 0x7f || c == '\\'; }))
    return core::fail(Code::invalid, "the path has a control character or a backslash");
  DEMUR_TRY(check_segments(path));
  return path;
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
  if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c > '~' || c == '#'; }))
    return core::fail(Code::invalid, "the request target has a character that must be percent-encoded");
  const auto [path, query] = cut(text, '?');
  Target target;
  target.path = DEMUR_TRY(parse_path(path));
  target.query = DEMUR_TRY(parse_form(query.value_or(""))).fields();
  return target;
}

}  // namespace demur::http
