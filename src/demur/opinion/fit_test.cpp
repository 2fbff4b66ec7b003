#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "demur/opinion/made_votes.hpp"
#include "demur/opinion/map.hpp"

namespace demur::opinion {
namespace {

Map map_of(const Votes& votes, FitOptions options = {.resamples = 0, .threads = 2}) {
  return *fit(votes, options, {});
}

bool finite(const Map& map) {
  const auto good = [](float x) { return std::isfinite(x); };
  return std::ranges::all_of(map.positions,
                             [&](const Position& p) {
                               return good(p.x) && good(p.y) && good(p.xx) && good(p.xy) && good(p.yy);
                             }) &&
         std::ranges::all_of(map.everybody,
                             [&](const Expected& e) {
                               return good(e.mean.agree) && good(e.mean.disagree) && good(e.agree_low) &&
                                      good(e.disagree_low);
                             }) &&
         std::ranges::all_of(map.bridging,
                             [&](const Bridging& b) { return good(b.minimum) && good(b.low); }) &&
         std::isfinite(map.hidden.map);
}

TEST(OpinionMap, FindsPlantedGroups) {
  const MadeVotes made = make_votes({.people = 700, .statements = 100, .votes_each = 40});
  const Map map = map_of(made.votes);
  EXPECT_TRUE(map.distinct);
  EXPECT_EQ(map.groups.size(), 3U);
  EXPECT_GE(adjusted_rand_index({map.group.begin(), map.group.end()}, made.group), 0.75);
}

TEST(OpinionMap, CallsNoGroupsDistinctThatAreFewerThanTheHeapsItSees) {
  const MadeVotes made = make_votes({.people = 700, .statements = 100, .votes_each = 40});
  const Map two = map_of(made.votes, {.groups = 2, .resamples = 0, .threads = 2});
  EXPECT_FALSE(two.distinct);
  EXPECT_EQ(two.groups.size(), 2U);
  const Map three = map_of(made.votes, {.groups = 3, .resamples = 0, .threads = 2});
  EXPECT_TRUE(three.distinct);
  EXPECT_EQ(three.groups.size(), 3U);
}

TEST(OpinionMap, SaysThatThereIsNoneWhereVotesAreStyleAlone) {
  const MadeVotes made =
      make_votes({.people = 600, .statements = 60, .votes_each = 30, .groups = 1, .axes = 0});
  const Map map = map_of(made.votes);
  EXPECT_EQ(map.dimensions, 0U);
  EXPECT_EQ(map.groups.size(), 1U);
  EXPECT_FALSE(map.distinct);
}

TEST(OpinionMap, DoesNotCallAContinuumGroups) {
  const MadeVotes made = make_votes({.people = 700, .statements = 100, .votes_each = 40, .groups = 1});
  const Map map = map_of(made.votes);
  EXPECT_GE(map.dimensions, 2U);
  EXPECT_FALSE(map.distinct);
}

TEST(OpinionMap, PredictsHiddenVotesBetterThanStyleDoes) {
  const MadeVotes made = make_votes({.people = 800, .statements = 80, .votes_each = 30});
  const Map map = map_of(made.votes);
  EXPECT_LT(map.hidden.map, map.hidden.style - 3 * map.hidden.gain_error);
  EXPECT_LT(map.hidden.style, map.hidden.rates);
}

TEST(OpinionMap, GivesChancesThatAddUpToOne) {
  const MadeVotes made = make_votes({.people = 100, .statements = 20, .votes_each = 8});
  const Map map = map_of(made.votes);
  std::vector<Pair> pairs;
  for (std::uint32_t u = 0; u < 100; ++u)
    for (std::uint16_t j = 0; j < 20; ++j) pairs.push_back({u, j});
  for (const Chances& c : predict(map, made.votes, pairs)) {
    EXPECT_NEAR(c.disagree + c.pass + c.agree, 1, 1e-5);
    EXPECT_GT(std::min({c.disagree, c.pass, c.agree}), 0);
  }
}

TEST(OpinionMap, RefusesAConversationWithoutVotes) {
  EXPECT_EQ(fit(Votes{}, {}, {}).error().code, core::Code::invalid);
  EXPECT_EQ(fit(votes_of(3, Table(4)), {}, {}).error().code, core::Code::invalid);
}

TEST(OpinionMap, IsFlatAndFiniteWhereThereIsNothingToSee) {
  const Table one_vote = {{{0, Vote::agree}}};
  Table one_person(1);
  Table identical(40);
  Table pass(40);
  Table one_statement(40);
  Table nobody_else(40);
  for (std::uint16_t j = 0; j < 20; ++j) one_person[0].emplace_back(j, static_cast<Vote>(j % 3 - 1));
  for (std::size_t u = 0; u < 40; ++u) {
    for (std::uint16_t j = 0; j < 20; ++j) {
      identical[u].emplace_back(j, static_cast<Vote>(j % 3 - 1));
      pass[u].emplace_back(j, Vote::pass);
    }
    one_statement[u].emplace_back(0, static_cast<Vote>(static_cast<int>(u % 3) - 1));
    if (u < 3) nobody_else[u].emplace_back(static_cast<std::uint16_t>(u), Vote::disagree);
  }
  for (const Table& table : {one_vote, one_person, identical, pass, one_statement, nobody_else}) {
    const Map map = map_of(votes_of(20, table));
    SCOPED_TRACE(table.size());
    EXPECT_EQ(map.dimensions, 0U);
    EXPECT_EQ(map.groups.size(), 1U);
    EXPECT_TRUE(finite(map));
    for (std::size_t u = 0; u < table.size(); ++u) EXPECT_EQ(map.group[u], table[u].empty() ? kNoGroup : 0);
  }
}

TEST(OpinionMap, PlacesAPersonWhereTheFitDoes) {
  const MadeVotes made = make_votes({.people = 400, .statements = 60, .votes_each = 25});
  const Map map = map_of(made.votes);
  for (std::size_t u = 0; u < 50; ++u) {
    std::vector<Cast> votes;
    for (std::size_t k = 0; k < made.votes.count_of(u); ++k)
      votes.push_back({made.votes.statements_of(u)[k], made.votes.votes_of(u)[k]});
    const Placed placed = place(map, votes);
    EXPECT_NEAR(placed.position.x, map.positions[u].x, 0.05);
    EXPECT_NEAR(placed.position.y, map.positions[u].y, 0.05);
  }
}

}  // namespace
}  // namespace demur::opinion
