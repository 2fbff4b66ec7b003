#include "demur/http/edge.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "demur/http/target.hpp"
#include "demur/http/text.hpp"

namespace demur::http {
namespace {

// uri-host [ ":" port ], RFC 3986 section 3.2.2, by its characters.
bool is_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::string_view("-._~%!$&'()*+,;=:[]").contains(c));
  });
}

bool has_good_host(const Request& request, Version version) {
  const auto hosts = request.all_headers("Host");
  if (hosts.empty()) return version == Version::http_1_0;
  return hosts.size() == 1 && is_host(hosts.front());
}

// A body whose end every reader finds at the same place.
bool has_good_framing(const Request& request, Version version) {
  const auto encodings = request.all_headers("Transfer-Encoding");
  const auto lengths = request.all_headers("Content-Length");
  if (encodings.empty())
    return lengths.size() <= 1 && (lengths.empty() || std::ranges::all_of(lengths.front(), [](char c) {
                                     return c >= '0' && c <= '9';
                                   }));
  return version == Version::http_1_1 && lengths.empty() && encodings.size() == 1 &&
         equal_ignoring_case(encodings.front(), "chunked");
}

}  // namespace

HeadState HeadScanner::scan(std::string_view bytes) {
  for (; position_ < bytes.size(); ++position_) {
    if (position_ >= limit_) return HeadState::too_large;
    const char c = bytes[position_];
    const bool begins_a_line = position_ == line_begin_;
    if (c == '\r') {
      if (position_ + 1 == bytes.size()) return HeadState::incomplete;
      if (bytes[position_ + 1] != '\n') return HeadState::malformed;
      if (position_ == 0) return HeadState::malformed;
      ++position_;
      if (begins_a_line) {
        ++position_;
        return position_ > limit_ ? HeadState::too_large : HeadState::complete;
      }
      line_begin_ = position_ + 1;
      continue;
    }
    const bool is_control = (c >= '\0' && c < ' ' && c != '\t') || c == '\x7f';
    const bool folds = begins_a_line && (c == ' ' || c == '\t');
    if (is_control || folds || (position_ == 0 && !is_token({&c, 1}))) return HeadState::malformed;
  }
  return HeadState::incomplete;
}

std::expected<Request, int> to_request(Head head) {
  Request request;
  request.headers = std::move(head.headers);
  request.raw_target = std::move(head.target);
  if (!has_good_host(request, head.version) || !has_good_framing(request, head.version))
    return std::unexpected(400);
  const auto method = parse_method(head.method);
  if (!method) return std::unexpected(501);
  request.method = *method;
  auto target = parse_target(request.raw_target);
  if (!target) return std::unexpected(status_of(target.error().code));
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  return request;
}

Expectation expectation_of(const Request& request, Version version) {
  const auto expectations = request.all_headers("Expect");
  if (expectations.empty() || version == Version::http_1_0) return Expectation::none;
  if (expectations.size() == 1 && equal_ignoring_case(expectations.front(), "100-continue"))
    return Expectation::go_on;
  return Expectation::unknown;
}

Response refusal(int status) {
  return text(status, fmt::format("{} {}\n", status, reason_of(status)))
      .set_header("X-Content-Type-Options", "nosniff")
      .set_header("Cache-Control", "no-store");
}

std::string head_of(const Response& response, Persistence persistence, core::Time now) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                                 reason_of(response.status), http_date(now));
  for (const Field& field : response.headers()) head += field.name + ": " + field.value + "\r\n";
  if (response.status != 204 && response.status != 304)
    head += fmt::format("Content-Length: {}\r\n", response.content().size());
  if (persistence == Persistence::close) head += "Connection: close\r\n";
  return head + "\r\n";
}

bool sends_body(const Response& response, Method method) {
  return method != Method::head && response.status != 204 && response.status != 304;
}

std::string http_date(core::Time time) {
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays[std::chrono::weekday(day).c_encoding()], unsigned{date.day()},
                     kMonths[unsigned{date.month()} - 1], int{date.year()}, clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace demur::http
