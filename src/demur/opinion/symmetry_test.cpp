// What must not change a map: the order and the names of people and statements, the number of threads, and
// everybody standing there twice. Swapping agree and disagree mirrors it. On conversations of real size and
// on real ones, where sums are cut into pieces, hidden votes are drawn and crowds are sampled.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/import.hpp"
#include "demur/opinion/made_votes.hpp"
#include "demur/opinion/map.hpp"

namespace demur::opinion {
namespace {

namespace fs = std::filesystem;

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

// A real conversation, of which only every `nth` person is taken: the larger ones take long otherwise.
std::optional<Votes> real_votes(const std::string& name, std::size_t nth) {
  const char* given = std::getenv("DEMUR_OPINION_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
  const fs::path folder =
      (given != nullptr ? fs::path(given) : fs::path(DEMUR_ROOT) / "../shared/data/opinion") / name;
  if (!fs::exists(folder)) return std::nullopt;
  const Votes all = shown_statements(import_polis(folder, {})->conversation).votes;
  const Table table = table_of(all);
  Table taken;
  for (std::size_t u = 0; u < table.size(); u += nth) taken.push_back(table[u]);
  return votes_of(all.statements(), taken);
}

std::optional<Votes> votes_of(const std::string& name) {
  if (name == "small") return make_votes({.people = 300, .statements = 40, .votes_each = 15}).votes;
  // More votes than are looked at for the choice of axes, more people than groups are looked for among.
  if (name == "large") return make_votes({.people = 4'300, .statements = 200, .votes_each = 50}).votes;
  if (name == "brexit") return real_votes("brexit-consensus", 1);
  if (name == "ssis") return real_votes("ssis.land-bank-farmland.2rumnecbeh.2021-08-01", 2);
  return real_votes("vtaiwan.uberx", 3);
}

Map map_of(const Votes& votes, unsigned threads = 2) {
  return *fit(votes, {.resamples = 2, .threads = threads}, {});
}

struct Mapped {
  Votes votes;
  Map map;  // by one thread; what it is compared with, by more
};

// Made once for all tests, as it takes long. Null where there are no such data.
const Mapped* mapped(const std::string& name) {
  static std::map<std::string, std::optional<Mapped>> made;
  const auto [at, fresh] = made.try_emplace(name);
  if (fresh)
    if (const auto votes = votes_of(name)) at->second = {*votes, map_of(*votes, 1)};
  return at->second ? &*at->second : nullptr;
}

class Symmetry : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    mapped_ = mapped(GetParam());
    if (mapped_ == nullptr) GTEST_SKIP() << "no data; set DEMUR_OPINION_DATA";
  }
  [[nodiscard]] const Votes& votes() const { return mapped_->votes; }
  [[nodiscard]] const Map& map() const { return mapped_->map; }

 private:
  const Mapped* mapped_ = nullptr;
};

TEST_P(Symmetry, PermutingPeopleAndStatementsPermutesTheMapAndNothingElse) {
  const Table table = table_of(votes());
  const auto people = shuffled(table.size(), 1);
  const auto statements = shuffled(votes().statements(), 2);
  Table moved(table.size());
  for (std::size_t u = 0; u < table.size(); ++u)
    for (const auto& [j, v] : table[u])
      moved[people[u]].emplace_back(static_cast<std::uint16_t>(statements[j]), v);
  const Map other = map_of(votes_of(votes().statements(), moved));
  ASSERT_EQ(map().groups.size(), other.groups.size());
  for (std::size_t u = 0; u < table.size(); ++u) {
    ASSERT_TRUE(same(map().positions[u], other.positions[people[u]]));
    ASSERT_EQ(map().group[u], other.group[people[u]]);
  }
  for (std::size_t j = 0; j < votes().statements(); ++j) {
    ASSERT_TRUE(same(map().everybody[j], other.everybody[statements[j]]));
    ASSERT_EQ(map().bridging[j].low, other.bridging[statements[j]].low);
  }
  EXPECT_EQ(map().hidden.map, other.hidden.map);
  EXPECT_EQ(map().axes, other.axes);
  for (std::size_t g = 0; g < map().groups.size(); ++g)
    EXPECT_EQ(map().groups[g].stability, other.groups[g].stability);
}

TEST_P(Symmetry, AnyNumberOfThreadsGivesTheSameBits) {
  const Map& one = map();
  const Map many = map_of(votes(), 7);
  EXPECT_TRUE(std::ranges::equal(one.positions, many.positions,
                                 [](const Position& a, const Position& b) { return same(a, b); }));
  EXPECT_TRUE(std::ranges::equal(one.expected, many.expected,
                                 [](const Expected& a, const Expected& b) { return same(a, b); }));
  EXPECT_EQ(one.group, many.group);
  EXPECT_EQ(one.model.people, many.model.people);
  EXPECT_EQ(one.model.statements, many.model.statements);
  EXPECT_EQ(one.hidden.map, many.hidden.map);
  const Map one_more = *refit(one, votes(), {.threads = 1});
  const Map many_more = *refit(many, votes(), {.threads = 5});
  EXPECT_EQ(one_more.model.people, many_more.model.people);
  EXPECT_EQ(one_more.model.statements, many_more.model.statements);
}

TEST_P(Symmetry, EverybodyStandingThereTwiceChangesNothing) {
  Table table = table_of(votes());
  const Table again = table;
  const std::size_t count = table.size();
  table.insert(table.end(), again.begin(), again.end());
  const Map twice = map_of(votes_of(votes().statements(), table));
  for (std::size_t u = 0; u < count; ++u) {
    ASSERT_EQ(map().group[u], twice.group[u]);
    ASSERT_EQ(map().group[u], twice.group[count + u]);
    ASSERT_TRUE(same(map().positions[u], twice.positions[count + u]));
  }
}

TEST_P(Symmetry, SwappingAgreeAndDisagreeMirrorsTheMap) {
  Table table = table_of(votes());
  for (auto& row : table)
    for (auto& [j, v] : row) v = static_cast<Vote>(-static_cast<int>(v));
  const Map mirror = map_of(votes_of(votes().statements(), table));
  EXPECT_EQ(map().group, mirror.group);
  EXPECT_NEAR(map().hidden.map, mirror.hidden.map, 1e-6);
  for (std::size_t u = 0; u < table.size(); ++u) {
    // Not to the last bit: a compiler may fuse a product and a sum, and not their mirror image.
    ASSERT_NEAR(map().positions[u].x, -mirror.positions[u].x, 1e-4);
    ASSERT_NEAR(map().positions[u].y, -mirror.positions[u].y, 1e-4);
  }
  for (std::size_t j = 0; j < votes().statements(); ++j)
    ASSERT_NEAR(map().everybody[j].mean.agree, mirror.everybody[j].mean.disagree, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Conversations, Symmetry,
                         testing::Values("small", "large", "brexit", "ssis", "vtaiwan"),
                         [](const auto& of) { return of.param; });

}  // namespace
}  // namespace demur::opinion
