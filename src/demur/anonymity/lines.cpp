#include "demur/anonymity/lines.hpp"

#include <fmt/format.h>

namespace demur::anonymity {

using core::Code;
using core::fail;
using core::Result;

bool is_line_text(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLineText && text.front() != ' ' && text.back() != ' ' &&
         core::is_utf8_text(text) && std::ranges::all_of(text, [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte >= 0x20 && byte != 0x7f;
         });
}

Result<std::string_view> LineReader::line() {
  ++number_;
  const auto end = rest_.find('\n');
  if (end == std::string_view::npos) return fault("the line is missing, or does not end in a newline");
  const std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return line;
}

Result<std::string> LineReader::text() {
  return std::string(DEMUR_TRY(line()));
}

Result<core::Day> LineReader::day() {
  const auto day = core::parse_day(DEMUR_TRY(line()));
  if (!day) return fault("a day is expected, YYYY-MM-DD");
  return *day;
}

Result<core::Bytes> LineReader::base64(std::string_view text) const {
  auto bytes = core::from_base64(text);
  if (!bytes) return fault("base64 is expected");
  return bytes;
}

bool LineReader::peek(std::string_view line) const {
  return rest_.size() > line.size() && rest_.starts_with(line) && rest_[line.size()] == '\n';
}

std::unexpected<core::Error> LineReader::fault(std::string_view what) const {
  return fail(Code::invalid, fmt::format("line {}: {}", number_, what));
}

}  // namespace demur::anonymity
