#include "demur/cli/sending.hpp"

#include <gtest/gtest.h>

#include "demur/cli/conversation.hpp"

namespace demur::cli {
namespace {

TEST(AnonymousReceiptFile, ComesBackAsItWasAndTakesNothingElse) {
  AnonymousReceipt receipt{.filing = "abcdefghijklmnopqrstuvwxyz",
                           .drop = "https://drop.example.net",
                           .log_key = "dissent.example.org/log+5ad2079a+Aab",
                           .receipt = {.digest = {1},
                                       .day = core::parse_day("2026-11-25").value(),
                                       .by = core::parse_day("2026-11-26").value(),
                                       .promise = {2},
                                       .drop = {3}},
                           .messages = 2};
  const std::string text = format_receipt(receipt).value();
  const auto read = parse_receipt(text);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(format_receipt(*read).value(), text);
  EXPECT_EQ(read->messages, 2);
  EXPECT_FALSE(parse_receipt("{\"demur\":\"receipt/v1\"}"));
}

TEST(Server, IsSpokenToWhereNobodyOnTheWayCanListen) {
  for (const char* url : {"https://drop.example.net", "https://drop.example.net/", "http://localhost:8080",
                          "http://abcdefghijklmnop.onion"})
    EXPECT_TRUE(parse_server(url, "--drop")) << url;
  for (const char* url : {"http://drop.example.net", "drop.example.net", "ftp://localhost",
                          "http://localhost.example.net", "https://drop.example.net/path", ""})
    EXPECT_FALSE(parse_server(url, "--drop")) << url;
}

}  // namespace
}  // namespace demur::cli
