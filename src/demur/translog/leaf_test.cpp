#include "demur/translog/leaf.hpp"

#include "demur/translog/commitment.hpp"
#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;

Leaf example() {
  Leaf leaf{"dissent.filed", "k3j5", core::parse_day("2026-11-23").value(), {"decision/7", "policy:main"}};
  leaf.commit = leaf_hash({});
  leaf.public_part = json::object{{"kind", "change of policy"}, {"cosigners", 3}};
  return leaf;
}

TEST(Leaf, IsOneLineOfCanonicalJson) {
  EXPECT_EQ(format_leaf(example()).value(),
            R"({"commit":"bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=","day":"2026-11-23","id":"k3j5",)"
            R"("public":{"cosigners":3,"kind":"change of policy"},"refs":["decision/7","policy:main"],)"
            R"("type":"dissent.filed","v":1})");
  Leaf bare = example();
  bare.commit.reset();
  bare.public_part.reset();
  bare.refs.clear();
  EXPECT_EQ(format_leaf(bare).value(),
            R"({"day":"2026-11-23","id":"k3j5","refs":[],"type":"dissent.filed","v":1})");
  for (const Leaf& leaf : {example(), bare}) EXPECT_EQ(parse_leaf(format_leaf(leaf).value()).value(), leaf);
}

TEST(Leaf, HasOneText) {
  const auto with = [](std::string_view from, std::string_view to) {
    std::string text = R"({"day":"2026-11-23","id":"a","refs":["b"],"type":"t.u","v":1})";
    EXPECT_TRUE(parse_leaf(text));
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& bad : {with(",\"id\"", ", \"id\""),
                                 with("\"v\":1", "\"v\":2"),
                                 with("\"v\":1", "\"v\":\"1\""),
                                 with("\"v\":1", "\"w\":1"),
                                 with("\"v\":1", "\"v\":1,\"w\":1"),
                                 with("t.u", "T"),
                                 with("t.u", ""),
                                 with("t.u", "t-u"),
                                 with("t.u", "t1"),
                                 with("\"a\"", "\"\""),
                                 with("\"a\"", "\"A\""),
                                 with("\"a\"", "\"a b\""),
                                 with("\"a\"", "7"),
                                 with("[\"b\"]", "\"b\""),
                                 with("[\"b\"]", "[7]"),
                                 with("[\"b\"]", "[\"\"]"),
                                 with("11-23", "11-31"),
                                 with("11-23", "11-23T00:00:00Z"),
                                 with("2026-11-23", "1800-01-01"),
                                 with("}", "}\n"),
                                 with("}", "}{}"),
                                 with("{", "{\"commit\":\"AAAA\","),
                                 with("{", "{\"commit\":null,"),
                                 with(",\"refs\"", ",\"public\":[],\"refs\""),
                                 with(",\"refs\":[\"b\"]", ""),
                                 with(",\"type\"", ",\"time\":1,\"type\""),
                                 std::string(),
                                 std::string("[]"),
                                 std::string("null")})
    EXPECT_FALSE(parse_leaf(bad)) << bad;
}

TEST(Leaf, FitsAnEntryOfTheLog) {
  Leaf leaf = example();
  const std::size_t frame = format_leaf(leaf).value().size();
  leaf.public_part = json::object{{"text", std::string(60'000, 'x')}};
  EXPECT_TRUE(format_leaf(leaf));
  leaf.public_part = json::object{{"text", std::string(65'535 - frame + 100, 'x')}};
  EXPECT_EQ(format_leaf(leaf).error().code, Code::too_large);
  EXPECT_EQ(parse_leaf(std::string(65'536, ' ')).error().code, Code::too_large);
}

TEST(Leaf, RefusesToWriteWhatItWouldNotRead) {
  Leaf leaf = example();
  leaf.type = "Dissent";
  EXPECT_EQ(format_leaf(leaf).error().field, "type");
  leaf = example();
  leaf.refs.push_back("a name");
  EXPECT_EQ(format_leaf(leaf).error().field, "refs");
  leaf = example();
  leaf.day = core::Day{std::chrono::days{-100'000}};
  EXPECT_EQ(format_leaf(leaf).error().field, "day");
  leaf = example();
  leaf.public_part = json::object{{"half", 0.5}};
  EXPECT_FALSE(format_leaf(leaf));
}

// The value was computed apart, with Python's hashlib.
TEST(Commitment, IsTheHashOfDomainSaltAndText) {
  Opening opening;
  for (std::size_t i = 0; i < opening.salt.size(); ++i) opening.salt[i] = static_cast<std::uint8_t>(i);
  opening.private_text = R"({"text":"we disagree"})";
  EXPECT_EQ(core::to_hex(commit_to(opening)),
            "f2f7616add3ffc6031fe4be7b82c19c5b114dccf54780ba6af76efb479375268");
}

TEST(Commitment, OpensToItsOwnTextAndSaltOnly) {
  const json::object part{{"text", "we disagree"}, {"author", "a"}};
  const core::Random random = core::seeded_random(1);
  const Opening opening = make_opening(part, random).value();
  EXPECT_EQ(opening.private_text, R"({"author":"a","text":"we disagree"})");
  const Hash commit = commit_to(opening);
  EXPECT_TRUE(check_opening(opening, commit));
  Opening other = opening;
  other.salt[31] ^= 1;
  EXPECT_EQ(check_opening(other, commit).error().code, Code::unproven);
  other = opening;
  other.private_text = R"({"author":"a","text":"we agree"})";
  EXPECT_EQ(check_opening(other, commit).error().code, Code::unproven);
  other.private_text = R"({"text":"we disagree","author":"a"})";
  EXPECT_EQ(check_opening(other, commit_to(other)).error().code, Code::invalid);
  other.private_text = "[]";
  EXPECT_FALSE(check_opening(other, commit_to(other)));
}

TEST(Commitment, HidesEqualTextsFromEachOther) {
  const json::object part{{"text", "same"}};
  const core::Random random = core::seeded_random(1);
  EXPECT_NE(commit_to(make_opening(part, random).value()), commit_to(make_opening(part, random).value()));
}

}  // namespace
}  // namespace demur::translog
