#include "demur/service/drop/item.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/core/id.hpp"
#include "demur/core/json.hpp"
#include "demur/core/random.hpp"

namespace demur::service::drop {
namespace {

using core::Bytes;
using core::Code;
using testing::HasSubstr;
namespace json = core::json;

std::string id(std::uint64_t seed) {
  return core::random_id_text(core::seeded_random(seed));
}

json::object filing() {
  return {{"kind", "filing"},
          {"decision", id(1)},
          {"dissent_kind", "change_of_policy"},
          {"envelope", core::to_base64(Bytes(5000, 1))},
          {"attachments", json::array{core::to_base64(Bytes(4200, 2))}},
          {"author", core::to_base64(Bytes(32, 3))},
          {"credential", core::to_base64(Bytes(481, 4))},
          {"statement", core::to_base64(Bytes(64, 5))}};
}
json::object message() {
  return {{"kind", "message"},
          {"filing", id(2)},
          {"envelope", core::to_base64(Bytes(5000, 1))},
          {"statement", core::to_base64(Bytes(64, 5))}};
}

core::Result<Item> parse(const json::object& fields) {
  return parse_item(core::pretty_json(fields));
}

TEST(Item, IsReadWithAllOfItsParts) {
  const auto item = parse(filing());
  ASSERT_TRUE(item) << item.error().what;
  EXPECT_EQ(item->kind, ItemKind::filing);
  EXPECT_EQ(item->decision, id(1));
  EXPECT_EQ(item->envelope, Bytes(5000, 1));
  ASSERT_EQ(item->attachments.size(), 1u);
  EXPECT_EQ(item->attachments[0], Bytes(4200, 2));
  EXPECT_EQ(item->credential, Bytes(481, 4));
  EXPECT_EQ(item->text, core::canonical_json(filing()).value());
}

TEST(Item, HasOneNameHoweverItIsSpelled) {
  const auto pretty = parse_item(core::pretty_json(filing())).value();
  const auto canonical = parse_item(core::canonical_json(filing()).value()).value();
  EXPECT_EQ(digest_of(pretty), digest_of(canonical));
}

TEST(Item, HasExactlyItsMembersSoThatNothingElseCanTellWhoSentIt) {
  for (const json::object& good : {filing(), message()}) {
    json::object more = good;
    more["client"] = "Demur for Amara 1.0";
    EXPECT_EQ(parse(more).error().code, Code::invalid);
    for (const auto& [name, value] : good) {
      json::object fewer = good;
      fewer.erase(name);
      EXPECT_FALSE(parse(fewer)) << std::string(name);
    }
  }
}

TEST(Item, RefusesWhatIsTooLargeOrOfNoForm) {
  const auto with = [](const char* name, const auto& value) {
    json::object fields = filing();
    fields[name] = value;
    return parse(fields);
  };
  EXPECT_FALSE(with("envelope", ""));
  EXPECT_FALSE(with("envelope", "===="));
  EXPECT_EQ(with("envelope", core::to_base64(Bytes(2 << 20, 1))).error().code, Code::too_large);
  EXPECT_FALSE(with("statement", core::to_base64(Bytes(63, 1))));
  EXPECT_FALSE(with("author", core::to_base64(Bytes(33, 1))));
  EXPECT_FALSE(with("decision", "../etc"));
  EXPECT_FALSE(with("dissent_kind", "Change of policy"));
  EXPECT_FALSE(with("attachments", "no list"));
  EXPECT_FALSE(with("attachments", json::array{""}));
  json::array many;
  for (int i = 0; i < 33; ++i) many.emplace_back(core::to_base64(Bytes(1, 1)));
  EXPECT_EQ(with("attachments", many).error().code, Code::too_large);
  EXPECT_EQ(with("attachments", json::array{core::to_base64(Bytes((8 << 20) + 1, 1))}).error().code,
            Code::too_large);
  EXPECT_EQ(parse_item(std::string(kMostItemBytes + 1, ' ')).error().code, Code::too_large);
  EXPECT_FALSE(parse_item("[]"));
  EXPECT_FALSE(parse_item(R"({"kind":"vote"})"));
}

TEST(Item, OfALastWordMayHaveNoEnvelope) {
  const json::object fields{{"kind", "last_word"},
                            {"filing", id(2)},
                            {"envelope", ""},
                            {"verdict", "maintained"},
                            {"statement", core::to_base64(Bytes(64, 5))}};
  const auto item = parse(fields);
  ASSERT_TRUE(item) << item.error().what;
  EXPECT_EQ(item->verdict, anonymity::Verdict::maintained);
}

TEST(Item, OfAReviewIsNumberedFromOneAndHasOneOfFourWords) {
  const json::object good{
      {"kind", "review"}, {"filing", id(2)},           {"envelope", ""},
      {"number", 7},      {"verdict", "partly_right"}, {"statement", core::to_base64(Bytes(64, 5))}};
  const auto item = parse(good);
  ASSERT_TRUE(item) << item.error().what;
  EXPECT_EQ(item->hindsight, anonymity::Hindsight::partly_right);
  EXPECT_EQ(item->number, 7U);
  const core::Digest key{7};
  const Bytes signed_bytes = anonymity::statement_bytes(key, statement_of(*item));
  const auto with = [&](const char* name, const auto& value) {
    json::object fields = good;
    fields[name] = value;
    return parse(fields);
  };
  EXPECT_NE(anonymity::statement_bytes(key, statement_of(with("number", 8).value())), signed_bytes);
  EXPECT_NE(anonymity::statement_bytes(key, statement_of(with("verdict", "wrong").value())), signed_bytes);
  EXPECT_NE(anonymity::statement_bytes(key, statement_of(with("envelope", "AAAA").value())), signed_bytes);
  for (const auto& bad :
       {with("number", 0), with("number", -1), with("number", 1LL << 31), with("number", "1"),
        with("verdict", "satisfied"), with("verdict", ""), with("client", "Demur")})
    EXPECT_EQ(bad ? Code::internal : bad.error().code, Code::invalid);
}

TEST(Item, IsNamedByItsEnvelopeAlone) {
  const auto item = parse(filing()).value();
  json::object other = filing();
  other["credential"] = core::to_base64(Bytes(481, 9));
  EXPECT_EQ(item.filing, parse(other)->filing);
  EXPECT_TRUE(core::is_id_text(item.filing));
  other["envelope"] = core::to_base64(Bytes(5000, 2));
  EXPECT_NE(item.filing, parse(other)->filing);
}

TEST(Item, IsSignedInEveryPart) {
  const Item item = parse(filing()).value();
  const core::Digest key{7};
  const Bytes message = anonymity::statement_bytes(key, statement_of(item));
  const auto differs = [&](auto change) {
    Item other = item;
    change(other);
    return anonymity::statement_bytes(key, statement_of(other)) != message;
  };
  EXPECT_TRUE(differs([](Item& i) { i.envelope.back() ^= 1; }));
  EXPECT_TRUE(differs([](Item& i) { i.attachments[0].back() ^= 1; }));
  EXPECT_TRUE(differs([](Item& i) { i.attachments.clear(); }));
  EXPECT_TRUE(differs([](Item& i) { i.author[0] ^= 1; }));
  EXPECT_TRUE(differs([](Item& i) { i.decision = id(9); }));
  EXPECT_TRUE(differs([](Item& i) { i.dissent_kind = "procedure"; }));
}

}  // namespace
}  // namespace demur::service::drop
