// The rules of the edge, before any handler: which requests are taken, and the bytes of what goes
// back. Without sockets, so that they can be tested and fuzzed as plain functions.
//
//   HeadScanner scanner(16 * 1024);
//   while (scanner.scan(received) == HeadState::incomplete) ... read more ...
//
// The scanner sees the raw bytes of a head (request line and headers), because a parser that mends
// what it reads hides what another reader would have seen: RFC 9112 sections 2.2 (bare CR, bare LF),
// 5.1 and 5.2 (line folding). to_request() then applies sections 3.2 (exactly one Host), 6.1
// (Transfer-Encoding) and RFC 9110 section 9 (methods). Refusals are HTTP statuses; their text says
// nothing of what was sent.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/clock.hpp"
#include "demur/http/request.hpp"
#include "demur/http/response.hpp"

namespace demur::http {

enum class HeadState { incomplete, complete, malformed, too_large };

class HeadScanner {
 public:
  explicit HeadScanner(std::size_t limit_bytes) : limit_(limit_bytes) {}

  // `bytes` is everything that came since the request began; what was scanned is not scanned again.
  HeadState scan(std::string_view bytes);

  // Bytes of the complete head, with its empty line.
  [[nodiscard]] std::size_t size() const { return position_; }

 private:
  std::size_t limit_;
  std::size_t position_ = 0;    // scanned so far
  std::size_t line_begin_ = 0;  // where the line at `position_` began
};

enum class Version { http_1_0, http_1_1 };

// A head as the parser read it, before anything in it is believed.
struct Head {
  Version version = Version::http_1_1;
  std::string method;
  std::string target;
  std::vector<Field> headers;
};

// The request without its body, or the status of the refusal.
[[nodiscard]] std::expected<Request, int> to_request(Head head);

enum class Expectation { none, go_on, unknown };
[[nodiscard]] Expectation expectation_of(const Request& request, Version version);

// The answer of the edge itself: plain text with the status and its name.
[[nodiscard]] Response refusal(int status);

enum class Persistence { keep, close };

// Status line and headers with the empty line. The response must be sound.
[[nodiscard]] std::string head_of(const Response& response, Persistence persistence, core::Time now);

// A 204 or 304, or the answer to HEAD, is sent without its body.
[[nodiscard]] bool sends_body(const Response& response, Method method);

// IMF-fixdate, RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::string http_date(core::Time time);

}  // namespace demur::http
