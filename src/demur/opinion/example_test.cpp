// The example of README.md.
#include <gtest/gtest.h>

#include "demur/opinion/made_votes.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/routing.hpp"

namespace demur::opinion {
namespace {

TEST(OpinionReadme, HasAnExampleThatWorks) {
  const Votes votes = make_votes({.people = 300, .statements = 40, .votes_each = 20}).votes;

  const auto map = fit(votes, {}, {});
  ASSERT_TRUE(map.has_value());
  if (map->dimensions == 0) return;  // there is no map: say so

  for (std::size_t j = 0; j < map->statements; ++j)
    if (map->bridging[j].low > 0.6F) {
      // Even at the lower bound, three in five of every group would agree to statement j.
    }

  const Pair asked[] = {{.person = 7, .statement = 12}};
  const Chances chances = predict(*map, votes, asked).front();
  EXPECT_NEAR(chances.agree + chances.pass + chances.disagree, 1, 1e-5);

  const Cast cast[] = {{3, Vote::agree}, {12, Vote::disagree}};
  const Placed newcomer = place(*map, cast);
  const std::uint16_t seen[] = {3, 12};
  const auto next = next_statements(*map, newcomer, seen, 1);
  EXPECT_EQ(next.size(), 1U);
}

}  // namespace
}  // namespace demur::opinion
