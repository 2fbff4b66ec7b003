#include "demur/opinion/polis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "demur/opinion/lloyd.hpp"
#include "demur/opinion/made_votes.hpp"
#include "demur/opinion/polis_pca.hpp"

namespace demur::opinion {
namespace {

namespace fs = std::filesystem;

// A public conversation in Polis's export, as far as this test needs it.
struct Published {
  Votes votes;
  std::vector<std::uint8_t> moderated;
  std::vector<std::uint32_t> order;
  std::vector<int> group;  // as Polis published it; -1: none
};

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  if (line.ends_with(',')) cells.emplace_back();
  return cells;
}

std::vector<std::vector<std::string>> plain_rows(const fs::path& path) {
  std::ifstream in(path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    rows.push_back(cells_of(line));
  }
  return rows;
}

// Statements with -1 in the column before the text: the text may hold commas and line ends, but the numbers
// in front of it stand at the start of a line.
std::map<std::string, bool> moderation_of(const fs::path& path) {
  std::map<std::string, bool> moderated;
  for (const auto& row : plain_rows(path))
    if (row.size() >= 7 && row[0].size() >= 10 &&
        std::ranges::all_of(row[0], [](char c) { return c >= '0' && c <= '9'; }))
      moderated[row[2]] = row[6] == "-1";
  return moderated;
}

Published published(const fs::path& folder) {
  const auto matrix = plain_rows(folder / "participants-votes.csv");
  const auto moderated = moderation_of(folder / "comments.csv");
  const auto& head = matrix.front();
  const auto column = static_cast<std::size_t>(std::ranges::find(head, "n-disagree") - head.begin()) + 1;
  const auto group = static_cast<std::size_t>(std::ranges::find(head, "group-id") - head.begin());
  std::map<std::string, double> first;
  for (const auto& row : plain_rows(folder / "votes.csv"))
    if (row.size() == 5 && row[0] != "timestamp") {
      const double time = std::stod(row[0]);
      const auto [at, fresh] = first.try_emplace(row[3], time);
      at->second = std::min(at->second, time);
    }
  Published result;
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statements;
  std::vector<Vote> votes;
  std::vector<double> times;
  for (std::size_t j = column; j < head.size(); ++j) {
    const auto found = moderated.find(head[j]);
    result.moderated.push_back(found != moderated.end() && found->second ? 1 : 0);
  }
  for (std::size_t i = 1; i < matrix.size(); ++i) {
    for (std::size_t j = column; j < head.size(); ++j) {
      if (matrix[i][j].empty()) continue;
      statements.push_back(static_cast<std::uint16_t>(j - column));
      votes.push_back(static_cast<Vote>(std::stoi(matrix[i][j])));
    }
    starts.push_back(static_cast<std::uint32_t>(statements.size()));
    result.group.push_back(matrix[i][group].empty() ? -1 : std::stoi(matrix[i][group]));
    result.order.push_back(static_cast<std::uint32_t>(i - 1));
    times.push_back(first.contains(matrix[i][0]) ? first[matrix[i][0]] : 0);
  }
  std::ranges::sort(result.order, {}, [&](std::uint32_t u) { return std::pair(times[u], u); });
  result.votes = *Votes::make(head.size() - column, starts, statements, votes);
  return result;
}

fs::path real_data() {
  const char* given = std::getenv("DEMUR_OPINION_DATA");
  return given != nullptr ? fs::path(given) : fs::path(DEMUR_ROOT) / "../shared/data/opinion";
}

TEST(ClassicPolis, ReproducesTheGroupsThatPolisPublished) {
  const fs::path folder = real_data();
  if (!fs::exists(folder))
    GTEST_SKIP() << "no public conversations at " << folder << "; set DEMUR_OPINION_DATA";
  const std::map<std::string, double> least = {{"brexit-consensus", 0.856},
                                               {"ssis.land-bank-farmland.2rumnecbeh.2021-08-01", 0.956},
                                               {"vtaiwan.uberx", 0.87}};
  for (const auto& [name, bar] : least) {
    if (!fs::exists(folder / name)) GTEST_SKIP() << name << " is not at " << folder;
    const Published p = published(folder / name);
    PolisOptions options;
    options.order = p.order;
    options.groups = 2;
    const Classic classic = *polis(p.votes, p.moderated, options);
    EXPECT_GE(adjusted_rand_index({classic.group.begin(), classic.group.end()}, p.group), bar) << name;
  }
}

TEST(ClassicPolis, FindsGroupsThatStandFarApart) {
  const MadeVotes made =
      make_votes({.people = 1200, .statements = 100, .votes_each = 40, .making = Making::strong_classes});
  const Classic classic = *polis(made.votes, {}, {.groups = 3});
  EXPECT_GE(adjusted_rand_index({classic.group.begin(), classic.group.end()}, made.group), 0.7);
}

TEST(ClassicPolis, HasTheSameComponentsByProductsAndByPasses) {
  // Above 2,000 statements the matrix of products is not made; empty columns bring a small one there.
  const MadeVotes made = make_votes({.people = 500, .statements = 60, .votes_each = 20});
  const Votes wide = *Votes::make(2'100, {made.votes.starts().begin(), made.votes.starts().end()},
                                  {made.votes.all_statements().begin(), made.votes.all_statements().end()},
                                  {made.votes.all_votes().begin(), made.votes.all_votes().end()});
  const PolisComponents narrow = polis_components(made.votes, {}, 2);
  const PolisComponents passes = polis_components(wide, {}, 2);
  for (int a = 0; a < 2; ++a)
    for (std::size_t j = 0; j < 60; ++j) EXPECT_NEAR(narrow.components[a][j], passes.components[a][j], 2e-3);
}

TEST(ClassicPolis, HasComponentsThatTheMatrixOnlyScales) {
  const MadeVotes made = make_votes({.people = 300, .statements = 30, .votes_each = 12});
  const PolisComponents pca = polis_components(made.votes, {}, 1);
  for (const auto& v : pca.components) {
    std::vector<double> image(30);
    for (std::size_t u = 0; u < made.votes.people(); ++u) {
      double score = 0;
      const auto statements = made.votes.statements_of(u);
      const auto value = [&](std::size_t k) {
        return static_cast<int>(made.votes.votes_of(u)[k]) - static_cast<double>(pca.means[statements[k]]);
      };
      for (std::size_t k = 0; k < statements.size(); ++k) score += value(k) * v[statements[k]];
      for (std::size_t k = 0; k < statements.size(); ++k) image[statements[k]] += value(k) * score;
    }
    double along = 0;
    for (std::size_t j = 0; j < 30; ++j) along += image[j] * v[j];
    for (std::size_t j = 0; j < 30; ++j) EXPECT_NEAR(image[j], along * v[j], 2e-3 * along);
  }
}

TEST(ClassicPolis, IsTheSameWithAnyNumberOfThreads) {
  const MadeVotes made = make_votes({.people = 6000, .statements = 60, .votes_each = 12});
  const Classic one = *polis(made.votes, {}, {.threads = 1});
  const Classic many = *polis(made.votes, {}, {.threads = 5});
  EXPECT_EQ(one.positions, many.positions);
  EXPECT_EQ(one.base_cluster, many.base_cluster);
  EXPECT_EQ(one.group, many.group);
}

TEST(ClassicPolis, LetsModeratedStatementsPushEverybodyInwards) {
  const MadeVotes made = make_votes({.people = 100, .statements = 20, .votes_each = 8});
  std::vector<std::uint8_t> moderated(20);
  moderated[3] = 1;
  const Classic classic = *polis(made.votes, moderated, {});
  EXPECT_EQ(classic.components[0][3], 0);
  EXPECT_EQ(classic.means[3], 0);
  for (const auto& group : classic.groups)
    for (const Representative& r : group.representative) EXPECT_NE(r.statement, 3);
}

TEST(ClassicPolis, RefusesWhatDoesNotFit) {
  const MadeVotes made = make_votes({.people = 20, .statements = 5, .votes_each = 3});
  const std::vector<std::uint8_t> short_flags(4);
  EXPECT_EQ(polis(Votes{}, {}, {}).error().code, core::Code::invalid);
  EXPECT_EQ(polis(made.votes, short_flags, {}).error().code, core::Code::invalid);
  EXPECT_EQ(polis(made.votes, {}, {.order = {0, 0, 1}}).error().code, core::Code::invalid);
}

TEST(ClassicPolis, GivesDifferentStatementsDifferentPriorities) {
  const MadeVotes made = make_votes({.people = 200, .statements = 20, .votes_each = 8});
  const Classic classic = *polis(made.votes, {}, {});
  const auto [least, most] = std::ranges::minmax(classic.priority);
  EXPECT_GT(most, 2 * least);
}

TEST(ClassicPolis, IsFiniteWhereThereIsNothingToSee) {
  const Votes one = *Votes::make(1, {0, 1}, {0}, {Vote::agree});
  const Votes alike = *Votes::make(2, {0, 2, 4, 6}, {0, 1, 0, 1, 0, 1}, std::vector<Vote>(6, Vote::pass));
  const Votes silent = *Votes::make(3, {0, 0, 1, 1}, {2}, {Vote::disagree});
  for (const Votes& votes : {one, alike, silent}) {
    const Classic classic = *polis(votes, {}, {});
    for (const auto& position : classic.positions)
      EXPECT_TRUE(std::isfinite(position[0]) && std::isfinite(position[1]));
    for (const double priority : classic.priority) EXPECT_TRUE(std::isfinite(priority));
    EXPECT_GE(classic.groups.size(), 1U);
  }
}

// Each point's centre after one round from the first 40, by comparing it with all of them.
std::vector<std::int16_t> by_brute_force(const std::vector<Point>& points) {
  std::vector<std::int16_t> of;
  for (const Point& point : points) {
    std::int16_t best = 0;
    const auto far = [&](std::int16_t c) {
      return std::pow(point[0] - points[c][0], 2) + std::pow(point[1] - points[c][1], 2);
    };
    for (std::int16_t c = 1; c < 40; ++c)
      if (far(c) <= far(best)) best = c;
    of.push_back(best);
  }
  return of;
}

TEST(Lloyd, IsExactThoughItLooksAtFewCentres) {
  std::vector<Point> points;
  for (int i = 0; i < 5000; ++i) {
    const double a = i * 0.7548776662466927;
    const double b = i * 0.5698402909980532;
    points.push_back(
        {static_cast<float>(4 * std::pow(a - std::floor(a), 2)), static_cast<float>(b - std::floor(b))});
  }
  EXPECT_EQ(lloyd(points, {}, 40, 1, 1).of, by_brute_force(points));
}

TEST(Lloyd, IsExactWhereMostPointsAreAsNearToTwoCentres) {
  std::vector<Point> points;
  for (int i = 0; i < 4096; ++i)  // all of a lattice, the centres scattered over it
    points.push_back({static_cast<float>(i * 997 % 4096 / 64), static_cast<float>(i * 997 % 64)});
  EXPECT_EQ(lloyd(points, {}, 40, 1, 1).of, by_brute_force(points));
}

TEST(Lloyd, IsTheSameWithAnyNumberOfThreads) {
  std::vector<Point> points;
  std::vector<double> weights;  // so that sums are rounded, and depend on their order
  for (int i = 0; i < 20'000; ++i) {
    points.push_back({static_cast<float>(std::sin(i * 0.7)) * static_cast<float>(i % 7),
                      static_cast<float>(std::cos(i * 1.3)) * static_cast<float>(i % 11)});
    weights.push_back(0.1 * (i % 13 + 1));
  }
  const Clusters one = lloyd(points, weights, 100, 100, 1);
  const Clusters many = lloyd(points, weights, 100, 100, 5);
  EXPECT_EQ(one.centres, many.centres);
  EXPECT_EQ(one.of, many.of);
}

TEST(Lloyd, GivesTiesToTheLaterCentre) {
  const std::vector<Point> points = {{0, 0}, {2, 0}, {1, 0}};
  EXPECT_EQ(lloyd(points, {}, 2, 1, 1).of, (std::vector<std::int16_t>{0, 1, 1}));
}

}  // namespace
}  // namespace demur::opinion
