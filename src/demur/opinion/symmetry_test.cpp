// What must not change a map: the order and the names of people and statements, the number of threads, and
// everybody standing there twice. Swapping agree and disagree mirrors it. On conversations of real size and
// on real ones, where sums are cut into pieces, hidden votes are drawn and crowds are sampled.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <string>
#include <utility>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/import.hpp"
#include "demur/opinion/made_votes.hpp"
#include "demur/opinion/map.hpp"

namespace demur::opinion {
namespace {

namespace fs = std::filesystem;

using Cell = std::pair<std::uint16_t, Vote>;
using Table = std::vector<std::vector<Cell>>;  // by person

Table table_of(const Votes& votes) {
  Table table(votes.people());
  for (std::size_t u = 0; u < votes.people(); ++u)
    for (std::size_t k = 0; k < votes.count_of(u); ++k)
      table[u].emplace_back(votes.statements_of(u)[k], votes.votes_of(u)[k]);
  return table;
}

Votes votes_of(std::size_t statements, Table table) {
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statement;
  std::vector<Vote> vote;
  for (auto& row : table) {
    std::ranges::sort(row);
    for (const auto& [j, v] : row) {
      statement.push_back(j);
      vote.push_back(v);
    }
    starts.push_back(static_cast<std::uint32_t>(statement.size()));
  }
  return *Votes::make(statements, starts, statement, vote);
}

// A permutation that a seed gives.
std::vector<std::uint32_t> shuffled(std::size_t count, std::uint64_t seed) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return mix(seed ^ mix(i)); });
  return order;
}

bool same(const Position& a, const Position& b) {
  return a.x == b.x && a.y == b.y && a.xx == b.xx && a.xy == b.xy && a.yy == b.yy;
}

bool same(const Expected& a, const Expected& b) {
  return a.mean.agree == b.mean.agree && a.mean.disagree == b.mean.disagree && a.agree_low == b.agree_low &&
         a.disagree_low == b.disagree_low;
}

class Symmetry : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "small") {
      votes = make_votes({.people = 300, .statements = 40, .votes_each = 15}).votes;
    } else if (GetParam() == "large") {
      votes = make_votes({.people = 5'000, .statements = 300, .votes_each = 60}).votes;
    } else {
      const char* given = std::getenv("DEMUR_OPINION_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
      const fs::path folder =
          (given != nullptr ? fs::path(given) : fs::path(DEMUR_ROOT) / "../shared/data/opinion") / GetParam();
      if (!fs::exists(folder)) GTEST_SKIP() << "nothing at " << folder << "; set DEMUR_OPINION_DATA";
      votes = shown_statements(import_polis(folder, {})->conversation).votes;
    }
  }

  [[nodiscard]] Map map_of(const Votes& of, unsigned threads = 2) const {
    return *fit(of, {.resamples = 2, .threads = threads}, {});
  }

  Votes votes;
};

TEST_P(Symmetry, PermutingPeopleAndStatementsPermutesTheMapAndNothingElse) {
  const Table table = table_of(votes);
  const auto people = shuffled(table.size(), 1);
  const auto statements = shuffled(votes.statements(), 2);
  Table moved(table.size());
  for (std::size_t u = 0; u < table.size(); ++u)
    for (const auto& [j, v] : table[u])
      moved[people[u]].emplace_back(static_cast<std::uint16_t>(statements[j]), v);
  const Map map = map_of(votes);
  const Map other = map_of(votes_of(votes.statements(), moved));
  ASSERT_EQ(map.groups.size(), other.groups.size());
  for (std::size_t u = 0; u < table.size(); ++u) {
    ASSERT_TRUE(same(map.positions[u], other.positions[people[u]]));
    ASSERT_EQ(map.group[u], other.group[people[u]]);
  }
  for (std::size_t j = 0; j < votes.statements(); ++j) {
    ASSERT_TRUE(same(map.everybody[j], other.everybody[statements[j]]));
    ASSERT_EQ(map.bridging[j].low, other.bridging[statements[j]].low);
  }
  EXPECT_EQ(map.hidden.map, other.hidden.map);
  EXPECT_EQ(map.axes, other.axes);
  for (std::size_t g = 0; g < map.groups.size(); ++g)
    EXPECT_EQ(map.groups[g].stability, other.groups[g].stability);
}

TEST_P(Symmetry, AnyNumberOfThreadsGivesTheSameBits) {
  const Map one = map_of(votes, 1);
  const Map many = map_of(votes, 7);
  EXPECT_TRUE(std::ranges::equal(one.positions, many.positions,
                                 [](const Position& a, const Position& b) { return same(a, b); }));
  EXPECT_TRUE(std::ranges::equal(one.expected, many.expected,
                                 [](const Expected& a, const Expected& b) { return same(a, b); }));
  EXPECT_EQ(one.group, many.group);
  EXPECT_EQ(one.model.people, many.model.people);
  EXPECT_EQ(one.model.statements, many.model.statements);
  EXPECT_EQ(one.hidden.map, many.hidden.map);
  const Map one_more = *refit(one, votes, {.threads = 1});
  const Map many_more = *refit(many, votes, {.threads = 5});
  EXPECT_EQ(one_more.model.people, many_more.model.people);
  EXPECT_EQ(one_more.model.statements, many_more.model.statements);
}

TEST_P(Symmetry, EverybodyStandingThereTwiceChangesNothing) {
  Table table = table_of(votes);
  const Table again = table;
  const std::size_t count = table.size();
  table.insert(table.end(), again.begin(), again.end());
  const Map map = map_of(votes);
  const Map twice = map_of(votes_of(votes.statements(), table));
  for (std::size_t u = 0; u < count; ++u) {
    ASSERT_EQ(map.group[u], twice.group[u]);
    ASSERT_EQ(map.group[u], twice.group[count + u]);
    ASSERT_TRUE(same(map.positions[u], twice.positions[count + u]));
  }
}

TEST_P(Symmetry, SwappingAgreeAndDisagreeMirrorsTheMap) {
  Table table = table_of(votes);
  for (auto& row : table)
    for (auto& [j, v] : row) v = static_cast<Vote>(-static_cast<int>(v));
  const Map map = map_of(votes);
  const Map mirror = map_of(votes_of(votes.statements(), table));
  EXPECT_EQ(map.group, mirror.group);
  EXPECT_NEAR(map.hidden.map, mirror.hidden.map, 1e-6);
  for (std::size_t u = 0; u < table.size(); ++u) {
    // Not to the last bit: a compiler may fuse a product and a sum, and not their mirror image.
    ASSERT_NEAR(map.positions[u].x, -mirror.positions[u].x, 1e-4);
    ASSERT_NEAR(map.positions[u].y, -mirror.positions[u].y, 1e-4);
  }
  for (std::size_t j = 0; j < votes.statements(); ++j)
    ASSERT_NEAR(map.everybody[j].mean.agree, mirror.everybody[j].mean.disagree, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Conversations, Symmetry,
                         testing::Values("small", "large", "brexit-consensus",
                                         "ssis.land-bank-farmland.2rumnecbeh.2021-08-01", "vtaiwan.uberx"),
                         [](const auto& of) {
                           std::string name = of.param.substr(0, of.param.find_first_of(".-"));
                           return name;
                         });

}  // namespace
}  // namespace demur::opinion
