// What members see of custody, and what custodians give each other for messages that came later.
#include "demur/service/custody.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/anonymity/attachment.hpp"
#include "demur/service/keys_log.hpp"
#include "demur/service/test_anonymity.hpp"

namespace demur::service {
namespace {

using core::Code;
using testing::AnonymousHouse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Kept : AnonymousHouse {
  Kept() {
    everybody_collects(file_scope());
    mine = std::move(spare.front());
    item = filing(*mine, author);
    EXPECT_TRUE(take_item(*house, item).value());
  }

  [[nodiscard]] domain::DissentId id() const { return domain::DissentId::parse(item.filing).value(); }

  // The author writes again; the envelope.
  core::Bytes write_again() {
    const core::Bytes envelope =
        anonymity::seal_envelope(anonymity::new_content_key(random), anonymity::Purpose::thread,
                                 context(*mine), recipients(), 2, core::bytes_of("more"), random)
            .value();
    const anonymity::ThreadStatement statement{anonymity::filing_leaf(item.filing),
                                               anonymity::hash(envelope)};
    const auto signature = anonymity::sign_statement(author.sign, mine->credential.key_id, statement);
    EXPECT_TRUE(take_item(*house, parsed({{"kind", "message"},
                                          {"filing", item.filing},
                                          {"envelope", core::to_base64(envelope)},
                                          {"statement", core::to_base64(signature)}}))
                    .value());
    return envelope;
  }

  core::Result<Done> give(const std::string& login, const core::Bytes& envelope, anonymity::Purpose purpose,
                          std::optional<core::Digest> subject) {
    const auto share =
        anonymity::open_slot(envelope, purpose, context(*mine), custodians.at(login).box).value();
    std::vector<AgreedShare> shares;
    for (const auto& [other, keys] : custodians)
      if (other != login)
        shares.push_back(
            {.recipient = keys.key_id,
             .envelope = anonymity::seal_release(envelope, context(*mine), share, keys.box.public_key(),
                                                 custodians.at(login).sign, random)
                             .value(),
             .subject = subject});
    return agree_to_open(*house, member(login), id(), shares);
  }

  std::optional<anonymity::Token> mine;
  anonymity::ReplyKeys author = author_keys();
  drop::Item item;
};

store::DropSite some_drop(const AnonymousHouse& test) {
  return {.public_key = anonymity::SignKey::generate(test.random).public_key(),
          .name = "Staff association",
          .url = "https://drop.example"};
}

TEST(Custody, ShowsThePostsAndWordsThatEverybodyCanCompare) {
  AnonymousHouse test;
  const auto before = read_custody(*test.house).value();
  ASSERT_THAT(before.officers, SizeIs(3));
  EXPECT_EQ(before.officers.front().post, "custodian 1");
  EXPECT_THAT(before.drops, IsEmpty());
  EXPECT_EQ(std::ranges::count(before.words, ' '), 7);
  test.give_keys("second");
  const auto after = read_custody(*test.house).value();
  EXPECT_THAT(after.officers, SizeIs(3)) << "a new key takes the place of the former";
  EXPECT_EQ(after.entries, before.entries + 1);
  EXPECT_NE(after.words, before.words);
}

TEST(Custody, ListsADropOnceItIsRegistered) {
  AnonymousHouse test;
  const store::DropSite drop = some_drop(test);
  ASSERT_TRUE(register_drop(*test.house, test.member("keeper"), drop));
  const auto custody = read_custody(*test.house).value();
  ASSERT_THAT(custody.drops, SizeIs(1));
  EXPECT_EQ(custody.drops.front().url, "https://drop.example");
  EXPECT_EQ(register_drop(*test.house, test.member("member1"), drop).error().code, Code::forbidden);
}

TEST(WhoHasAgreed, GivesTheirShareOfALaterMessageWithoutASecondRecord) {
  Kept test;
  ASSERT_TRUE(test.give("second", test.item.envelope, anonymity::Purpose::filing, {}));
  const core::Bytes later = test.write_again();
  const core::Digest subject = anonymity::hash(later);
  ASSERT_TRUE(test.give("second", later, anonymity::Purpose::thread, subject));
  ASSERT_TRUE(test.give("second", later, anonymity::Purpose::thread, subject)) << "twice is once";
  EXPECT_EQ(test.count_of("sealed.agreed"), 1);
  ASSERT_TRUE(test.act("third", domain::OpenText{test.id(), "It is due for an answer."}));
  const auto reading = read_sealed(*test.house, test.member("third"), test.id()).value();
  EXPECT_THAT(reading.releases, SizeIs(2));
  const auto release = std::ranges::find(reading.releases, subject, &store::ShareRelease::subject);
  ASSERT_NE(release, reading.releases.end());
  EXPECT_TRUE(anonymity::open_release(release->envelope, later, test.context(*test.mine),
                                      test.custodians.at("third").box,
                                      test.custodians.at("second").sign.public_key()));
  EXPECT_THAT(reading.given, IsEmpty());
  EXPECT_THAT(read_sealed(*test.house, test.member("second"), test.id()).value().given, SizeIs(2));
}

TEST(WhoHasAgreed, GivesNoShareOfWhatIsNotThere) {
  Kept test;
  const auto refused =
      test.give("second", test.item.envelope, anonymity::Purpose::filing, core::Digest{1, 2, 3});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_EQ(test.count_of("sealed.agreed"), 0);
}

TEST(TokensReady, AreSaidUntilTheyAreCollected) {
  AnonymousHouse test;
  const auto who = test.people.at("member3");
  const int keys = tokens_ready(*test.house, who).value().keys;
  EXPECT_GE(keys, 1);
  EXPECT_FALSE(tokens_ready(*test.house, who).value().can_collect()) << "there is no drop";
  ASSERT_TRUE(register_drop(*test.house, test.member("keeper"), some_drop(test)));
  EXPECT_TRUE(tokens_ready(*test.house, who).value().can_collect());
  static_cast<void>(test.token("member3", test.file_scope()));
  EXPECT_EQ(tokens_ready(*test.house, who).value().keys, keys - 1);
  EXPECT_EQ(tokens_ready(*test.house, test.people.at("keeper")).value().keys, 0);
}

TEST(TokensReady, CannotBeCollectedWithoutThePasskeyThatThePolicyAsksFor) {
  AnonymousHouse test(true);
  ASSERT_TRUE(register_drop(*test.house, test.member("keeper"), some_drop(test)));
  const auto ready = tokens_ready(*test.house, test.people.at("member3")).value();
  EXPECT_TRUE(ready.lacks_passkey);
  EXPECT_FALSE(ready.can_collect());
}

}  // namespace
}  // namespace demur::service
