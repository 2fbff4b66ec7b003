#include "demur/service/drop/hand_in.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>

#include "demur/core/id.hpp"
#include "demur/core/json.hpp"

namespace demur::service::drop {
namespace {

using core::Bytes;
using core::Code;
namespace json = core::json;

const core::Day kDay = core::parse_day("2026-11-25").value();

translog::SigningKey key_of(std::uint64_t seed) {
  return translog::SigningKey::generate("drop", translog::KeyType::log, core::seeded_random(seed)).value();
}

std::string withdrawal(std::uint64_t seed) {
  const json::object fields{{"kind", "withdraw"},
                            {"filing", core::random_id_text(core::seeded_random(seed))},
                            {"statement", core::to_base64(Bytes(64, 5))}};
  return core::canonical_json(fields).value();
}

std::string message_of(std::size_t bytes) {
  const json::object fields{{"kind", "message"},
                            {"filing", core::random_id_text(core::seeded_random(1))},
                            {"envelope", core::to_base64(Bytes(bytes, 1))},
                            {"statement", core::to_base64(Bytes(64, 5))}};
  return core::canonical_json(fields).value();
}

std::vector<std::string> withdrawals(std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(withdrawal(i));
  return texts;
}

TEST(HandIn, IsAPowerOfTwoInSizeWhateverItHolds) {
  const auto key = key_of(1);
  for (const std::size_t bytes :
       {std::size_t{1}, std::size_t{48'000}, std::size_t{49'152}, std::size_t{700'000}}) {
    const auto made = make_hand_in({message_of(bytes)}, key, kDay, core::seeded_random(2)).value();
    EXPECT_TRUE(std::has_single_bit(made.body.size())) << bytes;
    EXPECT_GE(made.body.size(), kLeastHandInBytes);
    EXPECT_TRUE(core::parse_canonical_json(made.body)) << bytes;
  }
  const auto empty = make_hand_in({}, key, kDay, core::seeded_random(2)).value();
  EXPECT_EQ(empty.body.size(), kLeastHandInBytes);
}

TEST(HandIn, ComesBackWholeAtTheOtherSide) {
  const auto key = key_of(1);
  const auto texts = withdrawals(20);
  const auto made = make_hand_in(texts, key, kDay, core::seeded_random(2)).value();
  const auto opened = open_hand_in(made.body, made.signature, key.verifier().public_key);
  ASSERT_TRUE(opened) << opened.error().what;
  EXPECT_EQ(opened->day, kDay);
  std::vector<std::string> came;
  for (std::size_t i = 0; i < opened->items.size(); ++i) {
    came.push_back(opened->items[i]->text);
    EXPECT_EQ(opened->digests[i], digest_of(*opened->items[i]));
  }
  EXPECT_THAT(came, testing::UnorderedElementsAreArray(texts));
}

TEST(HandIn, IsInAnOrderByChance) {
  const auto texts = withdrawals(4);
  std::map<std::string, int> first;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto made = make_hand_in(texts, key_of(1), kDay, core::seeded_random(seed)).value();
    const auto opened = open_hand_in(made.body, made.signature, key_of(1).verifier().public_key).value();
    ++first[opened.items[0]->text];
  }
  ASSERT_EQ(first.size(), 4u);
  for (const auto& [text, count] : first) EXPECT_NEAR(count, 500, 100);  // five standard deviations
}

TEST(HandIn, IsBelievedByItsSignatureOnly) {
  const auto key = key_of(1);
  const auto made = make_hand_in(withdrawals(2), key, kDay, core::seeded_random(2)).value();
  EXPECT_EQ(open_hand_in(made.body, made.signature, key_of(2).verifier().public_key).error().code,
            Code::unproven);
  std::string changed = made.body;
  changed[changed.size() - 10] = 'y';
  EXPECT_EQ(open_hand_in(changed, made.signature, key.verifier().public_key).error().code, Code::unproven);
  EXPECT_EQ(open_hand_in(made.body, "", key.verifier().public_key).error().code, Code::unproven);
}

TEST(HandIn, LetsOneBadItemSpoilNoOther) {
  const auto key = key_of(1);
  const auto made =
      make_hand_in({withdrawal(1), R"({"kind":"vote"})"}, key, kDay, core::seeded_random(2)).value();
  const auto opened = open_hand_in(made.body, made.signature, key.verifier().public_key).value();
  ASSERT_EQ(opened.items.size(), 2u);
  EXPECT_EQ(std::ranges::count_if(opened.items, [](const auto& item) { return item.has_value(); }), 1);
}

TEST(HandIn, HoldsAsMuchAsTheInstitutionTakes) {
  const std::string item = message_of(1 << 20);
  std::size_t count = 0;
  while (room_for(count, count * item.size(), item.size())) ++count;
  const auto made = make_hand_in(std::vector(count, item), key_of(1), kDay, core::seeded_random(2));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->body.size(), kMostHandInBytes);
  EXPECT_EQ(make_hand_in(std::vector(count + 1, item), key_of(1), kDay, core::seeded_random(2)).error().code,
            Code::too_large);
  EXPECT_TRUE(room_for(0, 0, kMostItemBytes));
}

TEST(Answer, ComesBackAsItWasGiven) {
  const std::vector<ItemAnswer> answers{
      {.digest = {1}, .result = ItemResult::taken},
      {.digest = {2}, .result = ItemResult::known},
      {.digest = {3}, .result = ItemResult::refused, .why = "the key was revoked"}};
  const auto read = parse_answer(format_answer(answers).value()).value();
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[1].result, ItemResult::known);
  EXPECT_EQ(read[2].digest, core::Digest{3});
  EXPECT_EQ(read[2].why, "the key was revoked");
  EXPECT_FALSE(parse_answer(R"({"items":[{"digest":"AA==","result":"taken"}]})"));
  EXPECT_FALSE(parse_answer(R"({"items":[1]})"));
  EXPECT_FALSE(parse_answer("{}"));
}

}  // namespace
}  // namespace demur::service::drop
