#include "demur/service/rounds_feed.hpp"

#include <gmock/gmock.h>

#include "demur/service/test_ballots.hpp"

namespace demur::service {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::TokenRound;

TEST(TheListOfRounds, IsMadeOnceForAllWhoAskUntilSomethingChanges) {
  TokenRound test;
  RoundsFeed feed(*test.house);
  const auto first = feed.text().value();
  EXPECT_THAT(*first, HasSubstr(test.texts[1]));
  EXPECT_EQ(feed.text().value(), first) << "the very same";
  ASSERT_TRUE(test.act_on("keeper", domain::RetireStatement{test.statements[1], "It is answered."}));
  const auto second = feed.text().value();
  EXPECT_NE(*second, *first);
  EXPECT_THAT(*second, HasSubstr("retired"));
  test.now =
      testing::day("2026-03-21") + std::chrono::hours{9};  // its last day has passed, and nothing is written
  EXPECT_THAT(*feed.text().value(), Not(HasSubstr(test.round.text)));
}

}  // namespace
}  // namespace demur::service
