#include "demur/anonymity/envelope.hpp"

#include <gmock/gmock.h>

#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

using test::error_is;

const Context kContext{core::sha256(core::bytes_of("instance")), core::sha256(core::bytes_of("key"))};

struct Officers {
  core::Random random = core::system_random();
  std::vector<BoxKey> keys;
  std::vector<BoxPublicKey> publics;

  explicit Officers(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      keys.push_back(BoxKey::generate(random));
      publics.push_back(keys.back().public_key());
    }
  }
  [[nodiscard]] Bytes seal(std::size_t t, ByteView body, Purpose purpose = Purpose::filing) const {
    return seal_envelope(new_content_key(random), purpose, kContext, publics, t, body, random).value();
  }
  [[nodiscard]] Share open(ByteView envelope, std::size_t who) const {
    return open_slot(envelope, Purpose::filing, kContext, keys[who]).value();
  }
};

std::vector<Share> shares_of(const Officers& officers, ByteView envelope,
                             std::initializer_list<std::size_t> who) {
  std::vector<Share> shares;
  for (const std::size_t officer : who) shares.push_back(officers.open(envelope, officer));
  return shares;
}

Result<Opened> open_with(const Officers& officers, ByteView envelope,
                         std::initializer_list<std::size_t> who) {
  return open_envelope(envelope, Purpose::filing, kContext, shares_of(officers, envelope, who));
}

TEST(Envelope, OpensForAnyTwoOfThreeAndForNobodyAlone) {
  const Officers officers(3);
  const Bytes body(core::bytes_of("We disagree.").begin(), core::bytes_of("We disagree.").end());
  const Bytes envelope = officers.seal(2, body);
  for (const auto& pair : {std::pair{0U, 1U}, {1U, 2U}, {2U, 0U}}) {
    const Opened opened = open_with(officers, envelope, {pair.first, pair.second}).value();
    EXPECT_TRUE(std::ranges::equal(opened.body.bytes(), body));
  }
  for (const std::size_t alone : {0U, 1U, 2U})
    EXPECT_THAT(open_with(officers, envelope, {alone}).error(), error_is(Code::forbidden));
  EXPECT_TRUE(open_with(officers, envelope, {0, 1, 2}));
  EXPECT_FALSE(open_with(officers, envelope, {1, 1})) << "the same share twice is one share";
}

TEST(Envelope, OpensForEveryThresholdAndLength) {
  const Officers officers(5);
  for (std::size_t t = 1; t <= 5; ++t) {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{4'095}, std::size_t{4'096}, std::size_t{65'535},
          std::size_t{65'536}, std::size_t{300'000}, kMaxBodyBytes}) {
      const Bytes body(size, static_cast<std::uint8_t>(t));
      const Bytes envelope = officers.seal(t, body);
      std::vector<Share> shares;
      for (std::size_t i = 0; i < t; ++i) shares.push_back(officers.open(envelope, 4 - i));
      const auto opened = open_envelope(envelope, Purpose::filing, kContext, shares);
      ASSERT_TRUE(opened) << t << ' ' << size;
      EXPECT_TRUE(std::ranges::equal(opened->body.bytes(), body));
    }
  }
  EXPECT_FALSE(seal_envelope(new_content_key(officers.random), Purpose::filing, kContext, officers.publics, 2,
                             Bytes(kMaxBodyBytes + 1), officers.random));
}

TEST(Envelope, IsRefusedWithAnyByteChanged) {
  const Officers officers(2);
  const Bytes good = officers.seal(2, Bytes(100, 'a'));
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes changed = good;
    changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    std::vector<Share> shares;
    bool refused = false;
    for (const BoxKey& key : officers.keys) {
      auto share = open_slot(changed, Purpose::filing, kContext, key);
      refused = refused || !share;
      if (share) shares.push_back(std::move(*share));
    }
    EXPECT_TRUE(refused || !open_envelope(changed, Purpose::filing, kContext, shares)) << at;
    // With the shares of the unchanged one, as officers who have opened their slots before hold them.
    EXPECT_FALSE(open_envelope(changed, Purpose::filing, kContext, shares_of(officers, good, {0, 1}))) << at;
  }
}

TEST(Envelope, IsRefusedAtAnyOtherLength) {
  const Officers officers(1);
  Bytes envelope = officers.seal(1, Bytes(10, 'a'));
  for (std::size_t length = 0; length < envelope.size(); ++length)
    EXPECT_FALSE(open_alone(ByteView(envelope).first(length), Purpose::filing, kContext, officers.keys[0]))
        << length;
  envelope.push_back(0);
  EXPECT_FALSE(open_alone(envelope, Purpose::filing, kContext, officers.keys[0]));
}

TEST(Envelope, OpensInNoOtherPlace) {
  const Officers officers(1);
  const Bytes envelope = officers.seal(1, Bytes(10, 'a'));
  EXPECT_TRUE(open_alone(envelope, Purpose::filing, kContext, officers.keys[0]));
  EXPECT_FALSE(open_alone(envelope, Purpose::thread, kContext, officers.keys[0]));
  Context other = kContext;
  other.key_id[0] ^= 1;
  EXPECT_FALSE(open_alone(envelope, Purpose::filing, other, officers.keys[0]));
  other = kContext;
  other.instance[0] ^= 1;
  EXPECT_FALSE(open_alone(envelope, Purpose::filing, other, officers.keys[0]));
  EXPECT_THAT(open_alone(envelope, Purpose::filing, kContext, BoxKey::generate(officers.random)).error(),
              error_is(Code::forbidden));
}

TEST(Envelope, NoticesAWrongShare) {
  const Officers officers(3);
  const Bytes envelope = officers.seal(2, Bytes(10, 'a'));
  std::vector<Share> shares = shares_of(officers, envelope, {0, 1});
  shares[1].y.bytes()[0] ^= 1;
  const auto opened = open_envelope(envelope, Purpose::filing, kContext, shares);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().what, ::testing::HasSubstr("commits to"));
}

TEST(Envelope, TakesNoSlotOfAnotherEnvelope) {
  const Officers officers(1);
  const Bytes one = officers.seal(1, Bytes(10, 'a'));
  Bytes two = officers.seal(1, Bytes(10, 'b'));
  const std::size_t slot = 22 + 32 + 32;
  std::copy_n(one.begin() + slot, 8 + kSealedShareBytes, two.begin() + slot);
  const auto opened = open_alone(two, Purpose::filing, kContext, officers.keys[0]);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().what, ::testing::HasSubstr("another envelope"));
}

TEST(Envelope, CannotBeMadeForCountsThatCannotBe) {
  const Officers officers(3);
  const auto seal = [&](std::span<const BoxPublicKey> to, std::size_t t, Purpose purpose = Purpose::filing) {
    return seal_envelope(new_content_key(officers.random), purpose, kContext, to, t, Bytes{1},
                         officers.random);
  };
  EXPECT_FALSE(seal(officers.publics, 0));
  EXPECT_FALSE(seal(officers.publics, 4));
  EXPECT_FALSE(seal({}, 0));
  EXPECT_FALSE(seal({}, 1));
  EXPECT_FALSE(seal(std::vector<BoxPublicKey>{officers.publics[0], officers.publics[0]}, 1))
      << "twice the same";
  EXPECT_FALSE(seal(officers.publics, 1, Purpose::reply));
  EXPECT_FALSE(seal(Officers(33).publics, 2));
  EXPECT_TRUE(seal(Officers(32).publics, 32));
  EXPECT_FALSE(seal(std::vector<BoxPublicKey>{BoxPublicKey{}}, 1))
      << "a key that everything can be opened with";
}

// Each a header that no sealer writes; the counts stand at 20 and 21.
TEST(Envelope, IsNotReadWithCountsThatCannotBe) {
  const Officers officers(2);
  const Bytes good = officers.seal(2, Bytes(10, 'a'));
  ASSERT_TRUE(parse_envelope(good));
  const auto with = [&](std::size_t at, std::uint8_t value) {
    Bytes changed = good;
    changed[at] = value;
    return parse_envelope(changed).has_value();
  };
  EXPECT_FALSE(with(18, 2)) << "suite";
  EXPECT_FALSE(with(19, 0)) << "purpose";
  EXPECT_FALSE(with(19, 5)) << "purpose";
  EXPECT_FALSE(with(20, 0)) << "t";
  EXPECT_FALSE(with(20, 3)) << "t over n";
  EXPECT_FALSE(with(21, 0)) << "n";
  EXPECT_FALSE(with(21, 33)) << "n";
}

TEST(Envelope, ShowsItsLengthOnlyAsABucket) {
  const Officers officers(1);
  const auto size = [&](std::size_t body) { return officers.seal(1, Bytes(body, 'a')).size(); };
  EXPECT_EQ(size(0), size(4'095));
  EXPECT_LT(size(4'095), size(4'096));
  EXPECT_EQ(size(4'096), size(16'383));
  EXPECT_EQ(size(16'384), size(65'535));
  EXPECT_EQ(size(262'144), size(kMaxBodyBytes));
  EXPECT_EQ(padded_body_size(Purpose::filing, 65'536).value(), 262'144U);
  EXPECT_EQ(padded_body_size(Purpose::reply, 7'943).value(), 7'944U);
  EXPECT_FALSE(padded_body_size(Purpose::reply, 7'944));
}

}  // namespace
}  // namespace demur::anonymity
