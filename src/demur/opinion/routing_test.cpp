#include "demur/opinion/routing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/made_votes.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kStatements = 60;
constexpr std::uint32_t kKnown = 400;  // people the map is made of; the others come later

struct Scene {
  Votes all;  // the later ones have voted on everything, and show some of it
  Map map;
};

const Scene& scene() {
  static const Scene made = {
      make_votes({.people = 60, .statements = kStatements, .votes_each = 1000}).votes,
      *fit(make_votes({.people = kKnown, .statements = kStatements, .votes_each = 20}).votes,
           {.resamples = 0}, {})};
  return made;
}

Cast cast(const Votes& votes, std::size_t person, std::uint16_t statement) {
  return {statement, votes.votes_of(person)[statement]};
}

std::vector<std::uint16_t> statements_of(const std::vector<Cast>& votes) {
  std::vector<std::uint16_t> result;
  std::ranges::transform(votes, std::back_inserter(result), &Cast::statement);
  return result;
}

// Squared distance to where all of a person's votes place them, after ten votes, each chosen by `choose`.
template <typename Choose>
double distance_after_ten(const Scene& scene, const Choose& choose) {
  double sum = 0;
  for (std::size_t u = 0; u < scene.all.people(); ++u) {
    std::vector<Cast> everything;
    for (std::uint16_t j = 0; j < kStatements; ++j) everything.push_back(cast(scene.all, u, j));
    std::vector<Cast> votes;
    for (int i = 0; i < 10; ++i) votes.push_back(cast(scene.all, u, choose(u, votes)));
    const Position whole = place(scene.map, everything).position;
    const Position part = place(scene.map, votes).position;
    sum += std::pow(whole.x - part.x, 2) + std::pow(whole.y - part.y, 2);
  }
  return sum;
}

TEST(Routing, TellsStatementsApart) {
  const Scene& s = scene();
  const auto suggestions = next_statements(s.map, place(s.map, {}), {}, kStatements);
  ASSERT_EQ(suggestions.size(), kStatements);
  EXPECT_GT(suggestions.front().worth(), 2 * suggestions.back().worth());
}

TEST(Routing, PlacesPeopleSoonerThanChanceDoes) {
  const Scene& s = scene();
  const double routed = distance_after_ten(s, [&](std::size_t, const std::vector<Cast>& votes) {
    return next_statements(s.map, place(s.map, votes), statements_of(votes), 1).front().statement;
  });
  const double drawn = distance_after_ten(s, [&](std::size_t u, const std::vector<Cast>& votes) {
    const auto seen = statements_of(votes);
    std::uint64_t chance = mix(u);
    for (;; chance = mix(chance)) {
      const auto j = static_cast<std::uint16_t>(chance % kStatements);
      if (std::ranges::find(seen, j) == seen.end()) return j;
    }
  });
  EXPECT_LT(routed, 0.8 * drawn);
}

TEST(Routing, ShowsNobodyWhatTheyHaveSeen) {
  const Scene& s = scene();
  std::vector<std::uint16_t> seen;
  for (std::uint16_t j = 0; j + 2 < static_cast<int>(kStatements); ++j) seen.push_back(j);
  const auto left = next_statements(s.map, place(s.map, {}), seen, 10);
  ASSERT_EQ(left.size(), 2U);
  EXPECT_GE(std::min(left[0].statement, left[1].statement), kStatements - 2);
}

TEST(Routing, LearnsMostAboutAStatementThatHasNoVotes) {
  const Votes made = make_votes({.people = kKnown, .statements = kStatements, .votes_each = 20}).votes;
  const Votes more = *Votes::make(kStatements + 1, {made.starts().begin(), made.starts().end()},
                                  {made.all_statements().begin(), made.all_statements().end()},
                                  {made.all_votes().begin(), made.all_votes().end()});
  const Map map = *refit(*fit(made, {.resamples = 0}, {}), more, {});
  const auto suggestions = next_statements(map, place(map, {}), {}, kStatements + 1);
  EXPECT_EQ(std::ranges::max(suggestions, {}, &Suggestion::about_statement).statement, kStatements);
}

TEST(Refit, StaysCloseToAFitFromTheStart) {
  const Votes made = make_votes({.people = 600, .statements = 80, .votes_each = 30}).votes;
  const std::size_t kept = 570;
  const std::uint32_t count = made.starts()[kept];
  const Votes before = *Votes::make(80, {made.starts().begin(), made.starts().begin() + kept + 1},
                                    {made.all_statements().begin(), made.all_statements().begin() + count},
                                    {made.all_votes().begin(), made.all_votes().begin() + count});
  const Map warm = *refit(*fit(before, {.resamples = 0}, {}), made, {});
  const Map cold = *fit(made, {.resamples = 0}, {});
  std::vector<int> a(warm.group.begin(), warm.group.end());
  std::vector<int> b(cold.group.begin(), cold.group.end());
  EXPECT_GE(adjusted_rand_index(a, b), 0.85);
  for (std::size_t j = 0; j < 80; ++j)
    EXPECT_NEAR(warm.everybody[j].mean.agree, cold.everybody[j].mean.agree, 0.03);
}

TEST(Refit, PutsEverybodyWhereMoreOfItWouldLeaveThem) {
  const Votes made = make_votes({.people = 1'000, .statements = 120, .votes_each = 40}).votes;
  const std::size_t kept = 900;
  std::vector<std::uint32_t> starts = {0};  // a tenth of the people and a tenth of their votes come later
  std::vector<std::uint16_t> statements;
  std::vector<Vote> cast;
  for (std::size_t u = 0; u < kept; ++u) {
    for (std::size_t k = 0; k < made.count_of(u); ++k) {
      if ((u + k) % 10 == 0) continue;
      statements.push_back(made.statements_of(u)[k]);
      cast.push_back(made.votes_of(u)[k]);
    }
    starts.push_back(static_cast<std::uint32_t>(statements.size()));
  }
  const Votes before = *Votes::make(120, starts, statements, cast);
  const Map warm = *refit(*fit(before, {.resamples = 0}, {}), made, {});
  Map settled = warm;
  for (int i = 0; i < 10; ++i) settled = *refit(settled, made, {});
  double moved = 0;
  double spread = 0;
  for (std::size_t u = 0; u < made.people(); ++u) {
    moved += std::pow(warm.positions[u].x - settled.positions[u].x, 2) +
             std::pow(warm.positions[u].y - settled.positions[u].y, 2);
    spread += std::pow(settled.positions[u].x, 2) + std::pow(settled.positions[u].y, 2);
  }
  EXPECT_LT(std::sqrt(moved / spread), 0.04);
}

TEST(Refit, RefusesWhenPeopleAreGone) {
  const Votes made = make_votes({.people = 60, .statements = 20, .votes_each = 10}).votes;
  const Votes fewer = make_votes({.people = 59, .statements = 20, .votes_each = 10}).votes;
  EXPECT_EQ(refit(*fit(made, {.resamples = 0}, {}), fewer, {}).error().code, core::Code::invalid);
}

TEST(Place, MovesOnePersonByOneVote) {
  const Scene& s = scene();
  std::vector<Cast> votes;
  for (std::uint16_t j = 0; j < 20; ++j) votes.push_back(cast(s.all, 0, j));
  const Placed before = place(s.map, votes);
  votes.push_back(cast(s.all, 0, 20));
  const Placed near = place(s.map, votes, before);
  const Placed anew = place(s.map, votes);
  EXPECT_NE(near.position.x, before.position.x);
  EXPECT_NEAR(near.position.x, anew.position.x, 0.02);
  EXPECT_NEAR(near.position.y, anew.position.y, 0.02);
  EXPECT_LT(near.position.xx, before.position.xx + 1e-3);
}

}  // namespace
}  // namespace demur::opinion
