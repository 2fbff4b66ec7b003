#include "demur/service/challenge.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "demur/core/bytes.hpp"

namespace demur::service {
namespace {

using namespace std::chrono_literals;
using core::Code;

const core::Time kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

Challenges make_challenges(std::uint8_t key = 1, std::size_t limit = 100) {
  Challenges::Key bytes{};
  bytes.fill(key);
  return Challenges(bytes, core::seeded_random(key), limit);
}

TEST(Challenge, HoldsForFiveMinutes) {
  const Challenges challenges = make_challenges();
  const std::string made = challenges.make(kSignInPurpose, kNow);
  EXPECT_TRUE(challenges.check(kSignInPurpose, made, kNow));
  EXPECT_TRUE(challenges.check(kSignInPurpose, made, kNow + 5min - 1s));
  EXPECT_EQ(challenges.check(kSignInPurpose, made, kNow + 5min).error().code, Code::unproven);
}

TEST(Challenge, IsForOnePurposeAndOneMember) {
  const Challenges challenges = make_challenges();
  const domain::MemberId ada{"aaaaaaaaaaaaaaaaaaaaaaaaaa"};
  const domain::MemberId ben{"bbbbbbbbbbbbbbbbbbbbbbbbbb"};
  const std::string made = challenges.make(register_purpose(ada), kNow);
  EXPECT_TRUE(challenges.check(register_purpose(ada), made, kNow));
  EXPECT_FALSE(challenges.check(register_purpose(ben), made, kNow));
  EXPECT_FALSE(challenges.check(kSignInPurpose, made, kNow));
}

TEST(Challenge, IsOnlyOursAndUnchanged) {
  const Challenges challenges = make_challenges(1);
  EXPECT_FALSE(challenges.check(kSignInPurpose, make_challenges(2).make(kSignInPurpose, kNow), kNow));
  const auto made = core::from_base64url(challenges.make(kSignInPurpose, kNow)).value();
  for (std::size_t i = 0; i < made.size(); ++i) {
    core::Bytes changed = made;
    changed[i] ^= 1;
    EXPECT_FALSE(challenges.check(kSignInPurpose, core::to_base64url(changed), kNow)) << i;
  }
  for (const char* bad : {"", "AAAA", "!", "AAECAwQFBgcICQoLDA0ODw"})
    EXPECT_EQ(challenges.check(kSignInPurpose, bad, kNow).error().code, Code::unproven);
}

TEST(Challenge, IsNeverTheSameTwice) {
  const Challenges challenges = make_challenges();
  EXPECT_NE(challenges.make(kSignInPurpose, kNow), challenges.make(kSignInPurpose, kNow));
}

TEST(Challenge, IsSpentOnce) {
  Challenges challenges = make_challenges();
  const std::string made = challenges.make(kSignInPurpose, kNow);
  EXPECT_TRUE(challenges.spend(made, kNow));
  EXPECT_EQ(challenges.spend(made, kNow + 1s).error().code, Code::unproven);
}

TEST(Challenge, IsSpentOnceByManyThreads) {
  Challenges challenges = make_challenges();
  const std::string made = challenges.make(kSignInPurpose, kNow);
  std::atomic<int> spent = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      if (challenges.spend(made, kNow)) ++spent;
    });
  threads.clear();
  EXPECT_EQ(spent, 1);
}

TEST(Challenge, RememberingIsBoundedAndForgetsOnlyTheExpired) {
  Challenges challenges = make_challenges(1, 2);
  const std::string first = challenges.make(kSignInPurpose, kNow);
  ASSERT_TRUE(challenges.spend(first, kNow));
  ASSERT_TRUE(challenges.spend(challenges.make(kSignInPurpose, kNow), kNow));
  const std::string third = challenges.make(kSignInPurpose, kNow + 1min);
  EXPECT_EQ(challenges.spend(third, kNow + 1min).error().code, Code::too_many);
  EXPECT_FALSE(challenges.spend(first, kNow + 1min));
  EXPECT_TRUE(challenges.spend(third, kNow + 5min));
}

}  // namespace
}  // namespace demur::service
