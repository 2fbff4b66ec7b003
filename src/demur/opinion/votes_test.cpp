#include "demur/opinion/votes.hpp"

#include <gtest/gtest.h>

#include "demur/opinion/conversation.hpp"

namespace demur::opinion {
namespace {

using enum Vote;

TEST(Votes, HandsOutEachPersonsVotesSideBySide) {
  const auto votes = Votes::make(3, {0, 2, 2, 3}, {0, 2, 1}, {agree, disagree, pass});
  ASSERT_TRUE(votes);
  EXPECT_EQ(votes->people(), 3U);
  EXPECT_EQ(votes->count(), 3U);
  EXPECT_EQ(votes->statements_of(0)[1], 2);
  EXPECT_EQ(votes->votes_of(0)[1], disagree);
  EXPECT_EQ(votes->count_of(1), 0U);
  EXPECT_EQ(votes->votes_of(2)[0], pass);
}

TEST(Votes, RefusesPartsThatDoNotFit) {
  EXPECT_FALSE(Votes::make(3, {}, {}, {}));
  EXPECT_FALSE(Votes::make(3, {0, 1}, {0, 1}, {agree, agree}));
  EXPECT_FALSE(Votes::make(3, {0, 2}, {0, 1}, {agree}));
  EXPECT_FALSE(Votes::make(3, {0, 2, 1, 2}, {0, 1}, {agree, agree}));
  EXPECT_FALSE(Votes::make(3, {1, 2}, {0, 1}, {agree, agree}));
}

TEST(Votes, RefusesStatementsOutOfOrderTwiceOrOutOfRange) {
  EXPECT_FALSE(Votes::make(3, {0, 2}, {1, 0}, {agree, agree}));
  EXPECT_FALSE(Votes::make(3, {0, 2}, {1, 1}, {agree, agree}));
  EXPECT_FALSE(Votes::make(3, {0, 1}, {3}, {agree}));
  EXPECT_FALSE(Votes::make(3, {0, 1}, {0}, {static_cast<Vote>(2)}));
}

TEST(Votes, OfNobodyAreEmpty) {
  EXPECT_EQ(Votes().people(), 0U);
  EXPECT_EQ(Votes().count(), 0U);
}

TEST(ShownStatements, LeaveOutWhatWasRejectedAndNobody) {
  Conversation conversation{.people = Ids({"a", "b"}),
                            .statements = {{.id = "0", .moderation = Moderation::rejected}, {.id = "1"}},
                            .votes = *Votes::make(2, {0, 1, 3}, {0, 0, 1}, {agree, pass, disagree})};
  const Conversation shown = shown_statements(conversation);
  EXPECT_EQ(shown.people.size(), 2U);
  ASSERT_EQ(shown.statements.size(), 1U);
  EXPECT_EQ(shown.statements[0].id, "1");
  EXPECT_EQ(shown.votes.count_of(0), 0U);
  EXPECT_EQ(shown.votes.votes_of(1)[0], disagree);
}

TEST(Ids, SortNumbersByValueThenTheRestByBytes) {
  const Ids ids({"x9", "10", "9", "007", "0", "x10", "9"});
  std::vector<std::string_view> sorted;
  for (std::size_t at = 0; at < ids.size(); ++at) sorted.push_back(ids[at]);
  EXPECT_EQ(sorted, (std::vector<std::string_view>{"0", "9", "10", "007", "x10", "x9"}));
  EXPECT_EQ(ids.find("10"), 2U);
  EXPECT_FALSE(ids.find("11"));
  EXPECT_FALSE(ids.find(""));
}

}  // namespace
}  // namespace demur::opinion
