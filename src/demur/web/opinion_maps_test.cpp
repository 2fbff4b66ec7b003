#include "demur/web/opinion_maps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <random>
#include <set>

#include "demur/service/test_opinion.hpp"

namespace demur::web {
namespace {

using namespace domain;
using service::testing::day;
using service::testing::TestRound;

// Two camps of equal size that say the opposite on every statement but the first, each with a few who do not.
std::optional<Vote> of_two_camps(std::int64_t voter, int statement) {
  const bool one = voter % 2 == 0;
  const bool strays = (voter * 7 + statement * 3) % 11 == 0;
  if (statement == 1) return strays ? Vote::disagree : Vote::agree;
  return one != strays ? Vote::agree : Vote::disagree;
}

std::string whole(const RoundResults& results) {
  return results.report ? boost::json::serialize(map::to_json(*results.report)) : results.why_not;
}

TEST(ResultsOfARound, AreNotThereWhileItIsOpen) {
  TestRound test;
  OpinionMaps maps(*test.house);
  test.many_vote(test.round, 40, 3, of_two_camps);
  ASSERT_TRUE(maps.refresh());
  EXPECT_EQ(maps.results(test.round), nullptr);
  EXPECT_NE(maps.live(test.round), nullptr);
}

TEST(ResultsOfARound, ShowNothingOfFewerThanTheFloor) {
  TestRound test;
  OpinionMaps maps(*test.house);
  test.many_vote(test.round, 9, 3, of_two_camps);
  test.go_to("2026-03-21");
  ASSERT_TRUE(maps.refresh());
  ASSERT_NE(maps.results(test.round), nullptr);
  EXPECT_FALSE(maps.results(test.round)->report);
  EXPECT_EQ(maps.results(test.round)->why_not, "Fewer than 10 people voted: nothing is shown of so few.");
}

// One release and no other: nothing can be subtracted from it, now, later, or after a restart.
TEST(ResultsOfARound, AreOneReleaseThatNothingCanBeSubtractedFrom) {
  TestRound test;
  OpinionMaps maps(*test.house);
  test.many_vote(test.round, 40, 3, of_two_camps);
  test.go_to("2026-03-21");
  ASSERT_TRUE(maps.refresh());
  const std::string first = whole(*maps.results(test.round));
  EXPECT_FALSE(test.vote("m1", test.statements[0], Vote::agree));
  EXPECT_FALSE(test.act_on("keeper", RetireStatement{test.statements[0], "Late."}));
  test.go_to("2026-04-20");
  ASSERT_TRUE(maps.refresh());
  EXPECT_EQ(whole(*maps.results(test.round)), first);
  OpinionMaps restarted(*test.house);
  ASSERT_TRUE(restarted.refresh());
  EXPECT_EQ(whole(*restarted.results(test.round)), first);
}

TEST(ResultsOfARound, LeaveOutWhatWasRetired) {
  TestRound test;
  OpinionMaps maps(*test.house);
  test.many_vote(test.round, 40, 3, of_two_camps);
  ASSERT_TRUE(test.act_on("keeper", RetireStatement{test.statements[1], "It is answered."}));
  test.go_to("2026-03-21");
  ASSERT_TRUE(maps.refresh());
  ASSERT_TRUE(maps.results(test.round)->report);
  const auto& statements = maps.results(test.round)->report->statements;
  ASSERT_EQ(statements.size(), 2U);
  EXPECT_EQ(statements[0].id, "1");
  EXPECT_EQ(statements[1].id, "3");
}

TEST(ResultsOfARound, HaveTheSetsThatAReportAnswersInTheirOwnOrder) {
  std::vector<OpinionStatement> shown;
  RoundResults results;
  EXPECT_TRUE(sets_of(results, shown).empty()) << "nothing may be shown";
  results.report.emplace();
  for (const int number : {3, 5, 8}) {
    shown.push_back({.id = {"s" + std::to_string(number)}, .round = {}, .number = number, .text = {}});
    results.report->statements.push_back({.id = std::to_string(number)});
  }
  EXPECT_TRUE(sets_of(results, shown).empty());
  results.report->divisive = {2, 0};
  results.report->evidence.statements.resize(3);
  const SetReport divides{.set = StatementSet::divides, .statements = {{{"s8"}}, {{"s3"}}}};
  EXPECT_EQ(sets_of(results, shown), std::vector{divides}) << "an empty set has no answer";
  results.report->bridging = {1};
  SetReport bridges{.set = StatementSet::bridges, .statements = {{{"s5"}, Vote::agree}}};
  EXPECT_EQ(sets_of(results, shown), (std::vector{bridges, divides}));
  results.report->bridging = {2, 1};
  results.report->evidence.statements[2].common.answer = opinion::kDisagree;
  bridges.statements = {{{"s8"}, Vote::disagree}, {{"s5"}, Vote::agree}};
  const SetReport rest{.set = StatementSet::divides, .statements = {{{"s3"}}}};
  EXPECT_EQ(sets_of(results, shown), (std::vector{bridges, rest})) << "a statement is answered once";
}

TEST(ALiveMap, FollowsTheVotesNearItsLastOneAndForgetsNobodysRow) {
  TestRound test;
  OpinionMaps maps(*test.house);
  test.many_vote(test.round, 40, 3, of_two_camps);
  ASSERT_TRUE(maps.refresh());
  const auto before = maps.live(test.round);
  test.many_vote(test.round, 45, 3, of_two_camps);
  ASSERT_TRUE(maps.refresh());
  EXPECT_EQ(maps.live(test.round), before) << "nobody said that there are votes";
  maps.voted(test.round);
  ASSERT_TRUE(maps.refresh());
  const auto after = maps.live(test.round);
  EXPECT_EQ(after->map.people, 45U);
  EXPECT_EQ(after->fitted, before->fitted) << "few new votes: near the last map";
  for (std::size_t row = 0; row < before->votes.voters.size(); ++row)
    EXPECT_EQ(after->votes.voters[row], before->votes.voters[row]);
}

std::vector<OpinionStatement> shown_in(TestRound& test) {
  return service::read_opinion_round(*test.house, test.member("m1"), test.round).value().shown;
}

TEST(TheNextStatement, IsOneThatTheMemberHasNotVotedOnUntilNoneIsLeft) {
  TestRound test;
  OpinionMaps maps(*test.house);
  test.many_vote(test.round, 40, 3, of_two_camps);
  ASSERT_TRUE(maps.refresh());
  const auto shown = shown_in(test);
  for (const bool with_map : {false, true}) {
    const auto live = with_map ? maps.live(test.round) : nullptr;
    std::map<int, Vote> votes;
    while (const auto next = next_statement(shown, votes, live.get(), test.people.at("m1")))
      ASSERT_TRUE(votes.emplace(next->number, Vote::pass).second);
    EXPECT_EQ(votes.size(), 3U);
  }
}

TEST(TheNextStatement, AsksWhatEverybodyIsAskedFirstAndWhatIsNewBeforeTheRest) {
  TestRound test;
  OpinionMaps maps(*test.house);
  test.many_vote(test.round, 40, 3, of_two_camps);
  ASSERT_TRUE(maps.refresh());
  auto shown = shown_in(test);
  OpinionStatement fresh = shown[0];
  fresh.id = {std::string(26, 'a')};
  fresh.number = 9;
  shown.push_back(fresh);
  EXPECT_EQ(next_statement(shown, {}, maps.live(test.round).get(), test.people.at("m1"))->number, 9);
  shown[1].trend = true;
  EXPECT_EQ(next_statement(shown, {}, maps.live(test.round).get(), test.people.at("m1"))->number,
            shown[1].number);
}

TEST(TheLiveMap, ChoosesNothingWhileFewerThanTheFloorHaveVoted) {
  TestRound test;
  OpinionMaps maps(*test.house);
  const int floor = test.house->policy().floor;
  test.many_vote(test.round, floor - 1, 3, of_two_camps);
  maps.voted(test.round);
  ASSERT_TRUE(maps.refresh());
  EXPECT_EQ(maps.live(test.round), nullptr);
  test.many_vote(test.round, floor, 3, of_two_camps);
  maps.voted(test.round);
  ASSERT_TRUE(maps.refresh());
  EXPECT_NE(maps.live(test.round), nullptr);
}

// Of two camps on eight trend statements, most of one camp's outer half does not answer again.
TEST(AChange, WarnsWhereLeavingLooksLikeHealing) {
  TestRound test;
  std::mt19937 engine(3);
  std::normal_distribution<double> normal;
  std::vector<double> place;
  for (int person = 0; person < 400; ++person)
    place.push_back((person % 2 == 0 ? 1.5 : -1.5) + normal(engine));
  const auto answer = [&](bool again) {
    return [&, again](std::int64_t voter, int statement) -> std::optional<Vote> {
      const auto person = static_cast<std::size_t>(voter - 1);
      if (again && person % 2 == 0 && place[person] > 1.1) return std::nullopt;
      std::mt19937 own(static_cast<unsigned>(voter * 100 + statement));
      const double slope = statement % 2 == 0 ? 1 : -1;
      const double drawn = std::normal_distribution<double>(0, 1)(own);
      return slope * place[person] + drawn > 0 ? Vote::agree : Vote::disagree;
    };
  };
  OpenOpinionRound first = test.opening();
  first.statements.clear();
  for (int i = 0; i < 12; ++i)
    first.trend.push_back({StatementId::make(test.random), "Trend " + std::to_string(i)});
  ASSERT_TRUE(test.act_on("respondent", first));
  test.many_vote(first.id, 400, 12, answer(false));
  test.go_to("2026-03-23");
  OpenOpinionRound second = test.opening();
  second.statements.clear();
  second.trend = first.trend;
  for (auto& each : second.trend) each.id = StatementId::make(test.random);
  second.continues = first.id;
  second.closes_on = day("2026-04-03");
  second.mandate.hear_by = day("2026-04-20");
  const auto opened = test.act_on("respondent", second);
  ASSERT_TRUE(opened) << opened.error().what;
  test.many_vote(second.id, 400, 12, answer(true));
  test.go_to("2026-04-04");
  OpinionMaps maps(*test.house);
  ASSERT_TRUE(maps.refresh());
  const auto& change = maps.results(second.id)->change;
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->comparison.linked);
  EXPECT_TRUE(change->comparison.exit_illusion);
  EXPECT_NE(map::article(*change).find("Leaving looks like healing here"), std::string::npos);
}

// All but the first voter took part in the first round, and all but sixty in the third: what is shown of the
// second beside the first and beside the third would differ by that one voter.
TEST(AChange, OfAThirdRoundShowsNoPanelThatTheOneBeforeItGivesAway) {
  TestRound test;
  const auto answer = [](std::int64_t left_out) {
    return [left_out](std::int64_t voter, int statement) -> std::optional<Vote> {
      if (voter <= left_out) return std::nullopt;
      return (voter + statement) % 3 == 0 ? Vote::disagree : Vote::agree;
    };
  };
  std::vector<OpinionRoundId> series;
  const auto ask = [&](const char* closes_on, const char* hear_by, std::int64_t left_out, const char* next) {
    OpenOpinionRound round = test.opening();
    round.statements.clear();
    for (int i = 0; i < 12; ++i)
      round.trend.push_back({StatementId::make(test.random), "Trend " + std::to_string(i)});
    if (!series.empty()) round.continues = series.back();
    round.closes_on = day(closes_on);
    round.mandate.hear_by = day(hear_by);
    const auto opened = test.act_on("respondent", round);
    ASSERT_TRUE(opened) << opened.error().what;
    series.push_back(round.id);
    test.many_vote(round.id, 200, 12, answer(left_out));
    test.go_to(next);
  };
  ask("2026-03-20", "2026-04-10", 1, "2026-03-23");
  ask("2026-04-03", "2026-04-20", 0, "2026-04-06");
  ask("2026-04-20", "2026-05-05", 60, "2026-04-21");
  OpinionMaps maps(*test.house);
  ASSERT_TRUE(maps.refresh());
  const auto& change = maps.results(series.at(2))->change;
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->comparison.linked);
  for (const auto& each : change->comparison.statements) EXPECT_FALSE(each.linked) << each.text;
  EXPECT_THAT(map::article(*change), ::testing::HasSubstr("Who left cannot be told from who changed"));
}

TEST(ASeriesOfRounds, AsksEachAgainInOneOtherUnlessThatIsVoid) {
  TestRound test;
  OpenOpinionRound first = test.opening();
  first.statements.clear();
  for (int i = 0; i < 8; ++i)
    first.trend.push_back({StatementId::make(test.random), "Trend " + std::to_string(i)});
  ASSERT_TRUE(test.act_on("respondent", first));
  test.go_to("2026-03-23");
  const auto again = [&] {
    OpenOpinionRound round = first;
    round.id = OpinionRoundId::make(test.random);
    for (auto& each : round.trend) each.id = StatementId::make(test.random);
    round.continues = first.id;
    round.closes_on = day("2026-04-03");
    round.mandate.hear_by = day("2026-04-20");
    return round;
  };
  const OpenOpinionRound second = again();
  ASSERT_TRUE(test.act_on("respondent", second));
  EXPECT_EQ(test.act_on("respondent", again()).error().field, "continues");
  const Member respondent = test.member("respondent");
  EXPECT_TRUE(service::continuable_rounds(*test.house, respondent)->empty());
  ASSERT_TRUE(test.act_on("respondent", domain::VoidRound{second.id, "A statement was wrong."}));
  ASSERT_EQ(service::continuable_rounds(*test.house, respondent)->size(), 1U);
  EXPECT_TRUE(test.act_on("respondent", again()));
}

}  // namespace
}  // namespace demur::web
