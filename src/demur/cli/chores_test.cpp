#include "demur/cli/chores.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <optional>

#include "demur/service/test_anonymity.hpp"
#include "demur/service/test_ballots.hpp"

namespace demur::cli {
namespace {

using service::testing::AnonymousHouse;

std::int64_t issuers_of(AnonymousHouse& test) {
  return test.one<std::int64_t>("SELECT count(*) FROM issuer_secret");
}

// A new quarter asks for three keys at once: everybody's, and two offices'. The program is told to stop while
// the first is being made.
TEST(Chores, MakeOneKeyAStepSoThatStoppingWaitsForNoMore) {
  AnonymousHouse test(false, 5);
  test.go_to("2026-04-02");
  web::Site site(*test.house, {.origin = core::parse_origin("https://demur.example").value()});
  const auto before = issuers_of(test);

  std::latch begun(1);
  std::latch asked(1);
  int made = 0;
  std::optional<Chores> chores;
  chores.emplace(*test.house, site, [&] {
    if (made++ == 0) {
      begun.count_down();
      asked.wait();
    }
    return test.issuer_keys();
  });
  begun.wait();
  chores->ask_to_stop();
  asked.count_down();
  chores.reset();
  ASSERT_EQ(issuers_of(test) - before, 1) << "the one under way, and none of the others";

  // The rest is made by whoever comes next, without a pause between.
  std::latch others(2);
  chores.emplace(*test.house, site, [&] {
    others.count_down();
    return test.issuer_keys();
  });
  others.wait();
  chores.reset();
  EXPECT_EQ(issuers_of(test) - before, 3);
}

// They are parted before the step's key is made.
TEST(Chores, PartTheVotesOfAnEndedRoundFromItsTokens) {
  service::testing::TokenRound test;
  test.everybody_collects(test.vote_scope());
  ASSERT_TRUE(test.take(test.ballot(test.spare[0], 1, {{0, 1}})).value());
  test.go_to("2026-04-02");
  ASSERT_EQ(test.one<int>("SELECT count(*) FROM opinion_token_voter"), 1);
  web::Site site(*test.house, {.origin = core::parse_origin("https://demur.example").value()});
  std::latch parted(1);
  Chores chores(*test.house, site, [&] {
    if (!parted.try_wait()) parted.count_down();
    return test.issuer_keys();
  });
  parted.wait();
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_token_voter"), 0);
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_vote"), 1);
}

}  // namespace
}  // namespace demur::cli
