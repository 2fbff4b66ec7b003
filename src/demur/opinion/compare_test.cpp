#include "demur/opinion/compare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace demur::opinion {
namespace {

// Two camps on 12 statements: how far apart they stand is `separation`, in units of what people of one
// camp differ by. A person keeps their place within the camp from round to round.
struct Camps {
  int people = 80;
  double separation = 2;
  unsigned seed = 1;
  bool keep_ids = true;
  std::vector<bool> leaves = {};
};

std::vector<double> places(int people, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> all;
  for (int person = 0; person < people; ++person) all.push_back(normal(random));
  return all;
}

Conversation round_of(const Camps& camps, unsigned round) {
  std::mt19937_64 random(1000 * camps.seed + round);
  std::uniform_real_distribution<double> uniform;
  const auto place = places(camps.people, camps.seed);
  Conversation conversation;
  for (int j = 0; j < 12; ++j)
    conversation.statements.push_back({.id = std::to_string(j), .text = "Statement " + std::to_string(j)});
  std::vector<int> order(static_cast<std::size_t>(camps.people));
  std::iota(order.begin(), order.end(), 0);
  if (!camps.keep_ids) std::shuffle(order.begin(), order.end(), random);
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statement;
  std::vector<Vote> vote;
  for (int row = 0; row < camps.people; ++row) {
    const auto person = static_cast<std::size_t>(order[static_cast<std::size_t>(row)]);
    if (!camps.leaves.empty() && camps.leaves[person]) continue;
    conversation.people.append(std::to_string(row));
    const double at = place[person] + (person % 2 == 0 ? 0.5 : -0.5) * camps.separation;
    for (std::uint16_t j = 0; j < 12; ++j) {
      const double slope = j % 3 == 0 ? -1 : 1;
      const double agree = 1 / (1 + std::exp(-1.5 * slope * at));
      statement.push_back(j);
      vote.push_back(uniform(random) < 0.15    ? Vote::pass
                     : uniform(random) < agree ? Vote::agree
                                               : Vote::disagree);
    }
    starts.push_back(static_cast<std::uint32_t>(vote.size()));
  }
  conversation.votes = Votes::make(12, std::move(starts), std::move(statement), std::move(vote)).value();
  return conversation;
}

TEST(Division, IsSetBesideWhatChanceAloneWouldBring) {
  std::vector<std::uint32_t> all(300);
  std::iota(all.begin(), all.end(), 0U);
  const Votes camps = round_of({.people = 300, .separation = 4.0}, 1).votes;
  EXPECT_LT(division_by_chance(camps, all), division(camps, all) / 3);
  // Of people, so that who is left out neither gives votes nor gets any.
  const std::vector<std::uint32_t> few(all.begin(), all.begin() + 40);
  EXPECT_GT(division_by_chance(camps, few), division_by_chance(camps, all));
  EXPECT_EQ(division_by_chance(camps, few), division_by_chance(camps, few));
}

TEST(Division, GrowsWithTheDistanceOfCampsAndIsNoneByChance) {
  std::vector<double> measured;
  for (const double separation : {0.0, 2.0, 4.0}) {
    const Conversation conversation = round_of({.people = 300, .separation = separation}, 1);
    std::vector<std::uint32_t> all(300);
    std::iota(all.begin(), all.end(), 0U);
    measured.push_back(division(conversation.votes, all));
  }
  EXPECT_LT(measured[0], measured[1]);
  EXPECT_LT(measured[1], measured[2]);

  std::mt19937 random(5);
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statement;
  std::vector<Vote> vote;
  std::vector<std::uint32_t> all;
  for (std::uint32_t person = 0; person < 300; ++person) {
    all.push_back(person);
    for (std::uint16_t j = 0; j < 12; ++j) {
      statement.push_back(j);
      vote.push_back(static_cast<Vote>(std::uniform_int_distribution<int>(-1, 1)(random)));
    }
    starts.push_back(static_cast<std::uint32_t>(vote.size()));
  }
  EXPECT_LT(division(Votes::make(12, starts, statement, vote).value(), all), 0.08);
}

TEST(Change, OfADivisionThatHalvedIsSeenInAPanelOfEighty) {
  int seen = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto comparison = compare(round_of({.separation = 4, .seed = seed}, 1),
                                    round_of({.separation = 2, .seed = seed}, 2), {});
    ASSERT_TRUE(comparison);
    if (comparison->division == Trend::down) ++seen;
  }
  EXPECT_GE(seen, 8);
}

TEST(Change, IsNotSeenWhereNothingChanged) {
  int seen = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto comparison = compare(round_of({.seed = seed}, 1), round_of({.seed = seed}, 2), {}).value();
    if (comparison.division == Trend::up || comparison.division == Trend::down) ++seen;
    for (const StatementTrend& each : comparison.statements)
      if (each.trend == Trend::up || each.trend == Trend::down) ++seen;
  }
  EXPECT_LE(seen, 3);
}

TEST(Change, IsTooLittleToTellAmongFewPeople) {
  const auto comparison =
      compare(round_of({.people = 40, .separation = 4}, 1), round_of({.people = 40}, 2), {}).value();
  EXPECT_TRUE(comparison.linked);
  EXPECT_EQ(comparison.division, Trend::too_few);
  const auto apart = compare(round_of({.people = 150, .separation = 4}, 1), round_of({.people = 150}, 2),
                             {.same_people = false})
                         .value();
  EXPECT_EQ(apart.division, Trend::too_few);
}

TEST(Change, SaysThatLeavingLooksLikeHealing) {
  Camps camps{.people = 400, .separation = 3};
  const auto place = places(camps.people, camps.seed);
  const Conversation before = round_of(camps, 1);
  // Most of one camp's outer half does not answer again; nobody else moves.
  for (int person = 0; person < camps.people; ++person)
    camps.leaves.push_back(person % 2 == 0 && place[static_cast<std::size_t>(person)] > -0.4);
  const auto comparison = compare(before, round_of(camps, 2), {}).value();
  EXPECT_LT(comparison.everybody.change.high, 0);
  EXPECT_TRUE(comparison.exit_illusion);
  EXPECT_NE(comparison.division, Trend::down);
}

TEST(Change, DoesNotLinkIdsThatAreOfDifferentPeople) {
  const auto comparison = compare(round_of({.people = 120, .keep_ids = false}, 1),
                                  round_of({.people = 120, .keep_ids = false}, 2), {})
                              .value();
  EXPECT_TRUE(comparison.ids_look_random);
  EXPECT_FALSE(comparison.linked);
  EXPECT_FALSE(comparison.same_people);
}

TEST(Change, OfAStatementIsShownWithTheSamePeopleOnlyWhereNoCountIsUnderTheFloor) {
  const auto comparison =
      compare(round_of({.people = 200}, 1), round_of({.people = 200}, 2), {.floor = 10}).value();
  for (const StatementTrend& each : comparison.statements) {
    ASSERT_TRUE(each.before && each.after);
    for (const Agreement& round : {*each.before, *each.after}) {
      EXPECT_GE(round.agree, 10U);
      EXPECT_GE(round.others, 10U);
    }
  }
  const auto hidden =
      compare(round_of({.people = 200}, 1), round_of({.people = 200}, 2), {.floor = 120}).value();
  for (const StatementTrend& each : hidden.statements) {
    EXPECT_FALSE(each.before);
    EXPECT_EQ(each.trend, Trend::too_few);
  }
}

// Three rounds of the same people: those whom `leaves` names are not in the middle one's neighbour.
struct Series {
  std::vector<bool> not_in_first = std::vector<bool>(200, false);
  std::vector<bool> not_in_third = std::vector<bool>(200, false);

  [[nodiscard]] Comparison second_change(bool knows_the_first) const {
    const Conversation first = round_of({.people = 200, .leaves = not_in_first}, 1);
    const Conversation second = round_of({.people = 200}, 2);
    const Conversation third = round_of({.people = 200, .leaves = not_in_third}, 3);
    return compare(second, third, {.earlier = knows_the_first ? &first : nullptr}).value();
  }
};

bool any_linked(const Comparison& comparison) {
  return std::ranges::any_of(comparison.statements, &StatementTrend::linked);
}

// The panels of the first and the second change differ by one person: their counts do by that person's votes.
TEST(Change, OfASeriesNeverShowsAPersonByWhatWasShownOfTheRoundBefore) {
  Series series;
  for (std::size_t person = 0; person < 60; ++person) series.not_in_third[person] = true;
  EXPECT_TRUE(any_linked(series.second_change(true))) << "all of the second were in the first";
  series.not_in_first[100] = true;
  EXPECT_TRUE(any_linked(series.second_change(false)));
  const Comparison told = series.second_change(true);
  EXPECT_FALSE(any_linked(told));
  EXPECT_FALSE(told.same_people) << "nor what is measured of all of them";
  for (const StatementTrend& each : told.statements) {
    ASSERT_TRUE(each.before);
    EXPECT_EQ(each.before->answered(), 200U) << "everybody of the round, as if they were others";
  }
}

TEST(Change, OfASeriesIsShownWithTheSamePeopleWhereEachPartOfThemIsEnough) {
  Series series;
  for (std::size_t person = 0; person < 120; ++person)
    (person < 60 ? series.not_in_first : series.not_in_third)[person] = true;
  const Comparison told = series.second_change(true);
  EXPECT_TRUE(any_linked(told));
  EXPECT_TRUE(told.same_people);
}

TEST(Change, NeedsAStatementThatBothRoundsHaveAndPeopleEnough) {
  Conversation before = round_of({}, 1);
  Conversation after = round_of({}, 2);
  EXPECT_FALSE(compare(before, after, {.floor = 81}));
  for (Statement& statement : after.statements) statement.text += " reworded";
  EXPECT_FALSE(compare(before, after, {}));
}

}  // namespace
}  // namespace demur::opinion
