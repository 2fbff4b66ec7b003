#include <gmock/gmock.h>

#include "demur/service/test_ballots.hpp"

namespace demur::service {
namespace {

using core::Code;
using domain::VoidRound;
using testing::TokenRound;

struct Collected : TokenRound {
  Collected() { everybody_collects(vote_scope()); }
};

// Who has a member's token, and the whole database after the close, finds no votes by it.
TEST(VotesOfARoundByToken, AreTiedToNoTokenOnceTheRoundIsOver) {
  for (const bool is_void : {false, true}) {
    Collected test;
    const auto kept = test.ballot(test.spare[0], 3, {{0, 1}, {1, -1}});
    ASSERT_TRUE(test.take(kept).value());
    for (std::size_t i = 1; i < 6; ++i)
      ASSERT_TRUE(test.take(test.ballot(test.spare[i], 3, {{0, i < 3 ? 1 : -1}})).value());
    const auto numbers = [&] {
      return test.house->store()
          .read([](const store::Reader& reader) {
            return reader.all<std::int64_t>("SELECT DISTINCT voter FROM opinion_vote ORDER BY voter");
          })
          .value();
    };
    const auto before = numbers();
    const auto counted = test.count(0);
    if (is_void) {
      ASSERT_TRUE(test.act_on("respondent", VoidRound{test.round, "It was the wrong question."}));
    } else {
      test.go_to("2026-03-23");
    }
    while (part_ended_ballots(*test.house).value()) {
    }
    EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_token_voter"), 0);
    EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_signed_vote"), 0);
    EXPECT_EQ(test.count(0), counted);
    const auto after = numbers();
    EXPECT_EQ(after.size(), before.size());
    for (const std::int64_t number : before) EXPECT_THAT(after, ::testing::Not(::testing::Contains(number)));
    // Who voted before and who did not hear the same, and a vote that came too late is not called taken.
    for (const auto& ballot :
         {kept, test.ballot(test.spare[0], 4, {{0, -1}}), test.ballot(test.spare[7], 3, {{0, 1}})}) {
      const auto late = test.take(ballot);
      ASSERT_FALSE(late);
      EXPECT_EQ(late.error().code, Code::conflict);
    }
    EXPECT_EQ(test.count(0), counted);
  }
}

// A program that is killed between two steps goes on where it was, and counts nothing twice.
TEST(VotesOfARoundByToken, ArePartedStepByStepWithoutALossOnTheWay) {
  Collected test;
  for (std::size_t i = 0; i < 5; ++i)
    ASSERT_TRUE(test.take(test.ballot(test.spare[i], 3, {{0, i < 3 ? 1 : -1}, {1, 0}})).value());
  const auto counted = test.count(0);
  test.go_to("2026-03-23");
  const auto step = [&] {
    return test.house->store()
        .write([&](store::Transaction& transaction) {
          return store::part_votes_from_tokens(transaction, 2, test.house->environment().random);
        })
        .value();
  };
  for (const int left : {3, 1, 0}) {
    EXPECT_TRUE(step());
    EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_token_voter"), left);
    EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_signed_vote"), 2 * left);
    EXPECT_EQ(test.one<int>("SELECT count(DISTINCT voter) FROM opinion_vote"), 5);
    EXPECT_EQ(test.count(0), counted);
  }
  EXPECT_FALSE(step()) << "nothing is left";
}

// Where a row stands in the database's file follows from when it was written: not in the order of the tokens,
// which the log tells.
TEST(VotesOfARoundByToken, AreWrittenAnewInTheOrderOfTheirNewNumbers) {
  Collected test;
  for (std::size_t i = 0; i < 12; ++i)
    ASSERT_TRUE(test.take(test.ballot(test.spare[i], 3, {{0, 1}, {1, -1}})).value());
  test.go_to("2026-03-23");
  std::vector<std::int64_t> written;
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) -> core::Status {
    DEMUR_TRY(transaction.execute("CREATE TEMP TABLE written(place INTEGER PRIMARY KEY, voter INTEGER)"));
    DEMUR_TRY(
        transaction.execute("CREATE TEMP TRIGGER notes_what_is_written AFTER INSERT ON opinion_vote "
                            "BEGIN INSERT INTO written(voter) VALUES (NEW.voter); END"));
    DEMUR_TRY(store::part_votes_from_tokens(transaction, 100, test.house->environment().random));
    written = DEMUR_TRY(transaction.all<std::int64_t>("SELECT voter FROM written ORDER BY place"));
    return {};
  }));
  EXPECT_EQ(written.size(), 24U);
  EXPECT_TRUE(std::ranges::is_sorted(written));
}

TEST(VotesOfARoundByToken, StayTiedWhileItIsOpen) {
  Collected test;
  ASSERT_TRUE(test.take(test.ballot(test.spare[0], 3, {{0, 1}})).value());
  EXPECT_FALSE(part_ended_ballots(*test.house).value());
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_token_voter"), 1);
}

}  // namespace
}  // namespace demur::service
