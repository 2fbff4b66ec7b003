#include "demur/cli/sending.hpp"

#include <gtest/gtest.h>

#include "demur/anonymity/hashing.hpp"
#include "demur/cli/conversation.hpp"
#include "demur/cli/verify_drop.hpp"

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

TEST(AnonymousReceiptFile, HoldsForItsOwnItemAndKeyAndIsRefusedWithAnythingChanged) {
  const auto drop = anonymity::SignKey::generate(core::seeded_random(5));
  const core::json::object item{{"kind", "filing"}, {"envelope", "c2VhbGVk"}};
  AnonymousReceipt kept{
      .filing = "abcdefghijklmnopqrstuvwxyz",
      .drop = "https://drop.example.net",
      .log_key = "dissent.example.org/log+5ad2079a+Aab",
      .receipt = {.digest = anonymity::hash(core::bytes_of(core::canonical_json(item).value())),
                  .day = core::parse_day("2026-11-25").value(),
                  .by = core::parse_day("2026-11-26").value(),
                  .promise = {},
                  .drop = drop.public_key()}};
  kept.receipt.promise =
      drop.sign(service::drop::promise_bytes(kept.receipt.digest, kept.receipt.day, kept.receipt.by));
  const std::string text = format_receipt(kept).value();
  EXPECT_TRUE(is_drop_receipt(text));
  EXPECT_TRUE(check_drop_receipt(text, ""));
  EXPECT_TRUE(check_drop_receipt(text, core::to_base64(drop.public_key())));
  const auto other = anonymity::SignKey::generate(core::seeded_random(6));
  EXPECT_EQ(check_drop_receipt(text, core::to_base64(other.public_key())).error().code, core::Code::unproven);
  const auto with = [&](const char* name, const auto& value) {
    core::json::object file = core::parse_json(text).value().get_object();
    file[name] = value;
    return core::canonical_json(file).value();
  };
  EXPECT_TRUE(check_drop_receipt(with("item", item), ""));
  EXPECT_FALSE(check_drop_receipt(with("item", core::json::object{{"kind", "cosign"}}), ""));
  EXPECT_FALSE(check_drop_receipt(with("day", "2026-11-24"), ""));
  EXPECT_FALSE(check_drop_receipt(with("by", "2026-12-26"), ""));
  EXPECT_FALSE(check_drop_receipt(with("digest", core::to_base64(core::Digest{9})), ""));
  EXPECT_FALSE(check_drop_receipt(with("drop", core::to_base64(other.public_key())), ""));
  EXPECT_FALSE(is_drop_receipt("{\"demur\":\"receipt/v1\"}"));
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
