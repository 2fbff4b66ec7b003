// Secrets split, and shares that go from hand to hand.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "demur/anonymity/handover.hpp"
#include "demur/anonymity/hashing.hpp"
#include "demur/anonymity/shamir.hpp"
#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

RC_GTEST_PROP(Shamir, GivesTheSecretBackFromAnyEnoughShares, ()) {
  const core::Random random = core::seeded_random(*rc::gen::arbitrary<std::uint64_t>());
  const auto n = *rc::gen::inRange<std::size_t>(2, 12);
  const auto t = *rc::gen::inRange<std::size_t>(2, n + 1);
  const auto secret = *rc::gen::nonEmpty(rc::gen::arbitrary<Bytes>());
  const std::vector<SecretBytes> shares = split_secret(secret, n, t, random).value();
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  const auto first = *rc::gen::inRange<std::size_t>(0, n);
  std::ranges::rotate(order, order.begin() + static_cast<std::ptrdiff_t>(first));
  std::vector<ByteView> chosen;
  for (std::size_t i = 0; i < t; ++i) chosen.push_back(shares[order[i]].bytes());
  RC_ASSERT(std::ranges::equal(combine_shares(chosen).value().bytes(), secret));
}

// Of a random polynomial every value but those of enough places is as likely as any other: over many
// sharings of one byte, each value of a share comes up.
TEST(Shamir, OneShareOfTwoSaysNothing) {
  const core::Random random = core::seeded_random(1);
  const Bytes secret{42};
  std::array<int, 256> seen{};
  constexpr int kRounds = 51'200;
  for (int i = 0; i < kRounds; ++i) ++seen[split_secret(secret, 2, 2, random).value()[0].bytes()[0]];
  const double expected = kRounds / 256.0;
  double chi_square = 0;
  for (const int count : seen) chi_square += (count - expected) * (count - expected) / expected;
  EXPECT_LT(chi_square, 360);  // 255 degrees of freedom: 1 in 60,000 by chance, and the seed is fixed
}

TEST(Shamir, RefusesWhatCannotBeSplitOrCombined) {
  const core::Random random = core::system_random();
  const Bytes secret(32, 1);
  EXPECT_FALSE(split_secret(secret, 3, 1, random)) << "each share would be the secret";
  EXPECT_FALSE(split_secret(secret, 2, 3, random));
  EXPECT_FALSE(split_secret(secret, 256, 2, random));
  EXPECT_FALSE(split_secret({}, 3, 2, random));
  const Bytes one{1, 2, 5};
  const Bytes same_place{3, 4, 5};
  const Bytes shorter{1, 6};
  const Bytes nowhere{1, 2, 0};
  EXPECT_FALSE(combine_shares(std::vector<ByteView>{one}));
  EXPECT_FALSE(combine_shares(std::vector<ByteView>{one, same_place}));
  EXPECT_FALSE(combine_shares(std::vector<ByteView>{one, shorter}));
  EXPECT_FALSE(combine_shares(std::vector<ByteView>{one, nowhere})) << "x = 0 is where the secret is";
  EXPECT_FALSE(combine_shares({}));
}

struct Handing {
  core::Random random = core::system_random();
  Context context{instance_id("example.org/dissent"), {}};
  BoxKey first = BoxKey::generate(random);
  BoxKey second = BoxKey::generate(random);
  BoxKey successor = BoxKey::generate(random);
  SignKey giver = SignKey::generate(random);
  Bytes envelope =
      seal_envelope(new_content_key(random), Purpose::filing, context,
                    std::vector<BoxPublicKey>{first.public_key(), second.public_key()}, 2, Bytes{1}, random)
          .value();
  Share share = open_slot(envelope, Purpose::filing, context, first).value();

  [[nodiscard]] bool opens(Share received) const {
    std::vector<Share> shares;
    shares.push_back(std::move(received));
    shares.push_back(open_slot(envelope, Purpose::filing, context, second).value());
    return open_envelope(envelope, Purpose::filing, context, shares).has_value();
  }
};

TEST(Handover, AReleasedShareOpensTheFilingForAColleague) {
  const Handing h;
  const Bytes release =
      seal_release(h.envelope, h.context, h.share, h.second.public_key(), h.giver, h.random).value();
  EXPECT_TRUE(h.opens(open_release(release, h.envelope, h.context, h.second, h.giver.public_key()).value()));
  EXPECT_FALSE(open_release(release, h.envelope, h.context, h.first, h.giver.public_key())) << "not for them";
  EXPECT_FALSE(
      open_release(release, h.envelope, h.context, h.second, SignKey::generate(h.random).public_key()))
      << "somebody else's signature";
  Bytes other = h.envelope;
  other.back() ^= 1;
  EXPECT_FALSE(open_release(release, other, h.context, h.second, h.giver.public_key()))
      << "of another envelope";
}

// Whoever got a share cannot pass it on as the giver's.
TEST(Handover, AReleaseIsForOneColleagueOnly) {
  const Handing h;
  const Bytes release =
      seal_release(h.envelope, h.context, h.share, h.second.public_key(), h.giver, h.random).value();
  const Opened opened = open_alone(release, Purpose::share_release, h.context, h.second).value();
  const BoxPublicKey to = h.successor.public_key();
  const Bytes again = seal_envelope(new_content_key(h.random), Purpose::share_release, h.context, {&to, 1}, 1,
                                    opened.body.bytes(), h.random)
                          .value();
  EXPECT_FALSE(open_release(again, h.envelope, h.context, h.successor, h.giver.public_key()));
}

TEST(Handover, ARewrappedShareOpensTheFilingForASuccessor) {
  const Handing h;
  const RewrapRecord record = make_rewrap(h.envelope, "example.org/dissent", h.share,
                                          key_tag(h.first.public_key()), h.successor.public_key(), h.giver)
                                  .value();
  EXPECT_EQ(parse_rewrap(format_rewrap(record).value()).value(), record);
  EXPECT_TRUE(h.opens(open_rewrap(record, h.envelope, h.successor, h.giver.public_key()).value()));
  EXPECT_FALSE(open_rewrap(record, h.envelope, h.second, h.giver.public_key())) << "not for them";
  EXPECT_FALSE(open_rewrap(record, h.envelope, h.successor, SignKey::generate(h.random).public_key()));
  Bytes other = h.envelope;
  other.back() ^= 1;
  EXPECT_FALSE(open_rewrap(record, other, h.successor, h.giver.public_key()));
  EXPECT_FALSE(make_rewrap(h.envelope, "example.org/dissent", h.share, key_tag(h.successor.public_key()),
                           h.successor.public_key(), h.giver))
      << "from a key that the envelope is not addressed to";
}

TEST(Handover, ARewrapRecordHoldsWithNoCharacterChanged) {
  const Handing h;
  const std::string text =
      format_rewrap(make_rewrap(h.envelope, "example.org/dissent", h.share, key_tag(h.first.public_key()),
                                h.successor.public_key(), h.giver)
                        .value())
          .value();
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    const auto record = parse_rewrap(changed);
    EXPECT_FALSE(record && check_rewrap(*record, h.giver.public_key())) << at;
  }
}

}  // namespace
}  // namespace demur::anonymity
