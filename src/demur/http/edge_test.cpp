// The edge's rules as functions; server_test.cpp and hostile_test.cpp see them through a socket.
#include "demur/http/edge.hpp"

#include <gtest/gtest.h>

#include "demur/http/connections.hpp"

namespace demur::http {
namespace {

using namespace std::chrono_literals;

HeadState scan_at_once(std::string_view bytes) {
  return HeadScanner(64).scan(bytes);
}

HeadState scan_byte_by_byte(std::string_view bytes) {
  HeadScanner scanner(64);
  HeadState state = HeadState::incomplete;
  for (std::size_t size = 0; size <= bytes.size() && state == HeadState::incomplete; ++size)
    state = scanner.scan(bytes.substr(0, size));
  return state;
}

TEST(HeadScanner, JudgesTheSameInOnePieceAndByteByByte) {
  const std::vector<std::pair<std::string, HeadState>> cases{
      {"", HeadState::incomplete},
      {"GET / HTTP/1.1\r\nHost: a\r\n", HeadState::incomplete},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r", HeadState::incomplete},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", HeadState::complete},
      {"GET / HTTP/1.1\r\nHost:\ta \r\n\r\n", HeadState::complete},
      {"\r\nGET / HTTP/1.1\r\n\r\n", HeadState::malformed},
      {" GET / HTTP/1.1\r\n\r\n", HeadState::malformed},
      {"GET / HTTP/1.1\nHost: a\n\n", HeadState::malformed},
      {"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", HeadState::malformed},
      {"GET / HTTP/1.1\r\nX: a\rY: b\r\n\r\n", HeadState::malformed},
      {"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", HeadState::malformed},
      {"GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n\r\n", HeadState::malformed},
      {std::string("GET /\0 HTTP/1.1\r\n\r\n", 19), HeadState::malformed},
      {"\x16\x03\x01", HeadState::malformed},  // a TLS client
      {"GET / HTTP/1.1\r\nA: \x7f\r\n\r\n", HeadState::malformed},
      {std::string(64, 'a'), HeadState::incomplete},
      {std::string(65, 'a'), HeadState::too_large},
      {"GET / HTTP/1.1\r\nA: " + std::string(41, 'a') + "\r\n\r\n", HeadState::complete},
      {"GET / HTTP/1.1\r\nA: " + std::string(42, 'a') + "\r\n\r\n", HeadState::too_large},
  };
  for (const auto& [bytes, state] : cases) {
    EXPECT_EQ(scan_at_once(bytes), state) << bytes;
    EXPECT_EQ(scan_byte_by_byte(bytes), state) << bytes;
  }
}

TEST(HeadScanner, StopsWhereTheBodyBegins) {
  HeadScanner scanner(64);
  EXPECT_EQ(scanner.scan("GET / HTTP/1.1\r\n\r\nGET\n"), HeadState::complete);
  EXPECT_EQ(scanner.size(), 18U);
}

TEST(Head, BecomesARequest) {
  const auto request =
      to_request({Version::http_1_1, "POST", "/a%20b?c=d", {{"host", "d.example:80"}}}).value();
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(request.path, "/a b");
  EXPECT_EQ(request.raw_target, "/a%20b?c=d");
  EXPECT_EQ(request.query_value("c"), "d");
  EXPECT_TRUE(to_request({Version::http_1_0, "GET", "/", {}}));
}

TEST(Date, IsWrittenAsHttpWritesIt) {
  EXPECT_EQ(http_date(core::Time(784111777s)), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110's example
  EXPECT_EQ(http_date(core::Time(0s)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(Answer, OfTheEdgeIsPlainText) {
  const std::string head = head_of(refusal(431), Persistence::close, core::Time(0s));
  EXPECT_EQ(head,
            "HTTP/1.1 431 Request Header Fields Too Large\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
            "Cache-Control: no-store\r\nContent-Length: 36\r\nConnection: close\r\n\r\n");
}

TEST(Connections, LeaveRoomForOthers) {
  Connections connections(3, 2);
  auto first = connections.admit("a");
  auto second = connections.admit("a");
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(connections.admit("a"));
  auto third = connections.admit("b");
  ASSERT_TRUE(third);
  EXPECT_FALSE(connections.admit("c"));
  EXPECT_EQ(connections.refused(), 2U);
  first.reset();
  EXPECT_TRUE(connections.admit("a"));
  second.reset();
  third.reset();
  connections.wait_until_none();
  EXPECT_TRUE(connections.admit("c"));
}

}  // namespace
}  // namespace demur::http
