// What the map is worth: hidden votes of real conversations, beside Polis and beside no map; and planted
// groups found again. Real ones are looked for in DEMUR_OPINION_DATA.
#include "quality.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/import.hpp"
#include "demur/opinion/made_votes.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/polis.hpp"
#include "rivals.hpp"

namespace demur::bench {
namespace {

namespace fs = std::filesystem;
using opinion::Votes;

struct Split {
  Votes train;  // eight tenths
  Votes seen;   // nine: with those on which ridges are chosen
  std::vector<Cell> validation;
  std::vector<Cell> hidden;
};

Split split(const Votes& votes, std::uint64_t seed) {
  Split result;
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint32_t> train_starts = {0};
  std::vector<std::uint16_t> statements;
  std::vector<std::uint16_t> train_statements;
  std::vector<opinion::Vote> cast;
  std::vector<opinion::Vote> train_cast;
  for (std::uint32_t u = 0; u < votes.people(); ++u) {
    for (std::size_t k = 0; k < votes.count_of(u); ++k) {
      const Cell cell = {u, votes.statements_of(u)[k], votes.votes_of(u)[k]};
      const auto part = opinion::mix(seed ^ opinion::mix((std::uint64_t{u} << 20) + cell.statement)) % 10;
      if (part == 0) {
        result.hidden.push_back(cell);
        continue;
      }
      statements.push_back(cell.statement);
      cast.push_back(cell.vote);
      if (part == 1) {
        result.validation.push_back(cell);
        continue;
      }
      train_statements.push_back(cell.statement);
      train_cast.push_back(cell.vote);
    }
    starts.push_back(static_cast<std::uint32_t>(statements.size()));
    train_starts.push_back(static_cast<std::uint32_t>(train_statements.size()));
  }
  result.seen = *Votes::make(votes.statements(), starts, statements, cast);
  result.train = *Votes::make(votes.statements(), train_starts, train_statements, train_cast);
  return result;
}

// The rival at the ridge that predicts its validation votes best.
double rival(const Split& s, bool positions, Style style) {
  const std::vector<std::array<float, 2>> none;
  const auto in_training = positions ? opinion::polis(s.train, {}, {})->positions : none;
  const auto in_all = positions ? opinion::polis(s.seen, {}, {})->positions : none;
  double best = INFINITY;
  double chosen = 1;
  for (const double ridge : {0.3, 1.0, 3.0, 10.0, 30.0}) {
    const double loss = log_loss(s.train, in_training, style, ridge, s.validation);
    if (loss < best) chosen = ridge;
    best = std::min(best, loss);
  }
  return log_loss(s.seen, in_all, style, chosen, s.hidden);
}

double map_loss(const Split& s, opinion::Map& map) {
  map = *opinion::fit(s.seen, {.resamples = 0}, {});
  std::vector<opinion::Pair> pairs;
  for (const Cell& cell : s.hidden) pairs.push_back({cell.person, cell.statement});
  const auto chances = opinion::predict(map, s.seen, pairs);
  double sum = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const float chance = s.hidden[i].vote == opinion::Vote::agree  ? chances[i].agree
                         : s.hidden[i].vote == opinion::Vote::pass ? chances[i].pass
                                                                   : chances[i].disagree;
    sum -= std::log(std::max(chance, 1e-9F));
  }
  return sum / static_cast<double>(pairs.size());
}

// People and statements drawn at random, so that small conversations are looked at too.
Votes drawn(const Votes& votes, double people, double statements, std::uint64_t seed) {
  const auto in = [&](double share, std::uint64_t what) {
    return static_cast<double>(opinion::mix(seed ^ opinion::mix(what)) >> 11) * 0x1p-53 < share;
  };
  std::vector<std::uint16_t> chosen;
  for (std::uint16_t j = 0; j < votes.statements(); ++j)
    if (in(statements, 1'000'000 + j)) chosen.push_back(j);
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> on;
  std::vector<opinion::Vote> cast;
  const Votes narrow = opinion::select_statements(votes, chosen);
  for (std::uint32_t u = 0; u < narrow.people(); ++u) {
    if (!in(people, u)) continue;
    on.insert(on.end(), narrow.statements_of(u).begin(), narrow.statements_of(u).end());
    cast.insert(cast.end(), narrow.votes_of(u).begin(), narrow.votes_of(u).end());
    starts.push_back(static_cast<std::uint32_t>(on.size()));
  }
  return *Votes::make(narrow.statements(), starts, on, cast);
}

std::array<double, 4> measure(const std::string& name, const Votes& votes, int seeds) {
  std::array<double, 4> sum = {};
  opinion::Map map;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Split s = split(votes, static_cast<std::uint64_t>(seed));
    const std::array<double, 4> losses = {rival(s, false, Style::with), rival(s, true, Style::without),
                                          rival(s, true, Style::with), map_loss(s, map)};
    for (std::size_t i = 0; i < 4; ++i) sum[i] += losses[i] / seeds;
  }
  fmt::print("{:26} {:6} {:5} {:7} {:8.4f} {:8.4f} {:8.4f} {:8.4f}   {:.3f}   {:.3f}  {} {}{}\n", name,
             votes.people(), votes.statements(), votes.count(), sum[0], sum[1], sum[2], sum[3],
             sum[3] / sum[1], sum[3] / sum[2], map.dimensions, map.groups.size(), map.distinct ? "" : "*");
  return sum;
}

// Each person's votes in two halves, drawn at random.
std::array<Votes, 2> halved(const Votes& votes, std::uint64_t seed) {
  std::array<opinion::Table, 2> halves = {opinion::Table(votes.people()), opinion::Table(votes.people())};
  const opinion::Table table = opinion::table_of(votes);
  for (std::uint32_t u = 0; u < votes.people(); ++u)
    for (const auto& vote : table[u])
      halves[opinion::mix(seed ^ opinion::mix((std::uint64_t{u} << 20) + vote.first)) % 2][u].push_back(vote);
  return {opinion::votes_of(votes.statements(), halves[0]), opinion::votes_of(votes.statements(), halves[1])};
}

// How far the groups of the two halves agree, by Polis and by the map: of the people whom Polis groups in
// both, as it leaves out who has few votes.
std::array<double, 2> agreement_of_halves(const Votes& votes, unsigned groups, std::uint64_t seed) {
  std::array<std::vector<int>, 2> classic;
  std::array<std::vector<int>, 2> map;
  const std::array<Votes, 2> halves = halved(votes, seed);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto theirs = opinion::polis(halves[i], {}, {.groups = groups})->group;
    const auto ours = opinion::fit(halves[i], {.groups = groups, .resamples = 0}, {})->group;
    classic[i].assign(theirs.begin(), theirs.end());
    map[i].assign(ours.begin(), ours.end());
  }
  for (std::size_t u = 0; u < votes.people(); ++u)
    if (classic[0][u] < 0 || classic[1][u] < 0) map[0][u] = -1;
  return {opinion::adjusted_rand_index(classic[0], classic[1]), opinion::adjusted_rand_index(map[0], map[1])};
}

using Named = std::vector<std::pair<std::string, Votes>>;

void measure_halves(const Named& conversations, int seeds) {
  fmt::print(
      "\nAdjusted Rand index of the groups of two halves of each person's votes, Polis / Demur, mean of {} "
      "seeds.\n",
      seeds);
  for (const unsigned groups : {2U, 3U}) {
    std::array<double, 2> mean = {};
    fmt::print("{} groups:", groups);
    for (const auto& [name, votes] : conversations) {
      std::array<double, 2> sum = {};
      for (int seed = 1; seed <= seeds; ++seed) {
        const auto found = agreement_of_halves(votes, groups, static_cast<std::uint64_t>(seed));
        for (std::size_t i = 0; i < 2; ++i) sum[i] += found[i] / seeds;
      }
      fmt::print("  {} {:.2f} / {:.2f}", name.substr(0, 8), sum[0], sum[1]);
      for (std::size_t i = 0; i < 2; ++i) mean[i] += sum[i] / static_cast<double>(conversations.size());
    }
    fmt::print("  mean {:.3f} / {:.3f}\n", mean[0], mean[1]);
  }
}

}  // namespace

void measure_predictions(const fs::path& data, int seeds) {
  if (!fs::exists(data)) {
    fmt::print("No public conversations at {}: set DEMUR_OPINION_DATA.\n", data.string());
    return;
  }
  fmt::print(
      "Log-loss of hidden votes, mean of {} seeds. The last columns: axes and groups of the last seed (*: "
      "stretches of "
      "a continuum).\n",
      seeds);
  fmt::print("{:26} {:>6} {:>5} {:>7} {:>8} {:>8} {:>8} {:>8}  {} {}\n", "conversation", "people", "stat.",
             "votes", "no map", "polis", "p+style", "demur", "/polis", "/p+style");
  std::array<double, 4> mean = {};
  int count = 0;
  Named whole;
  for (const auto& folder : fs::directory_iterator(data)) {
    if (!folder.is_directory()) continue;
    const auto imported = opinion::import_polis(folder.path(), {});
    if (!imported) continue;
    whole.emplace_back(folder.path().filename().string().substr(0, 24),
                       opinion::shown_statements(imported->conversation).votes);
  }
  std::ranges::sort(whole, {}, [](const auto& entry) { return entry.first; });
  for (const auto& [name, votes] : whole) {
    const auto losses = measure(name, votes, seeds);
    for (std::size_t i = 0; i < 4; ++i) mean[i] += losses[i];
    ++count;
  }
  if (count == 0) return;
  for (double& x : mean) x /= count;
  fmt::print("{:26} {:>6} {:>5} {:>7} {:8.4f} {:8.4f} {:8.4f} {:8.4f}   {:.3f}   {:.3f}\n", "mean", "", "",
             "", mean[0], mean[1], mean[2], mean[3], mean[3] / mean[1], mean[3] / mean[2]);
  for (const auto& [name, votes] : whole)
    for (const double people : {0.1, 0.4})
      for (const double statements : {0.4, 1.0})
        measure(fmt::format("  {} x {} of {}", people, statements, name.substr(0, 8)),
                drawn(votes, people, statements, 7), seeds);
  measure_halves(whole, seeds + 1);
}

void measure_planted(std::size_t people, int seeds) {
  constexpr const char* kNames[] = {"skewed", "staircase", "plain", "weak classes", "strong classes"};
  fmt::print(
      "\nPlanted groups found, adjusted Rand index, {} people x 500 x 50, 3 groups (5 in 4 axes: last row): "
      "Polis "
      "told how many / Demur told nothing (groups found) of what can be found by who knows all but the "
      "groups.\n",
      people);
  for (int row = 0; row < 6; ++row) {
    fmt::print("{:16}", row < 5 ? kNames[row] : "five groups");
    for (int seed = 1; seed <= seeds; ++seed) {
      opinion::Recipe recipe = {.people = people, .statements = 500, .votes_each = 50};
      recipe.making = static_cast<opinion::Making>(row % 5);
      recipe.groups = row < 5 ? 3 : 5;
      recipe.axes = row < 5 ? 2 : 4;
      recipe.seed = static_cast<std::uint64_t>(seed);
      const opinion::MadeVotes made = opinion::make_votes(recipe);
      const auto classic = *opinion::polis(made.votes, {}, {.groups = static_cast<unsigned>(recipe.groups)});
      const auto map = *opinion::fit(made.votes, {.resamples = 0}, {});
      fmt::print("  {:.2f} / {:.2f} ({}) of {:.2f}",
                 opinion::adjusted_rand_index({classic.group.begin(), classic.group.end()}, made.group),
                 opinion::adjusted_rand_index({map.group.begin(), map.group.end()}, made.group),
                 map.groups.size(),
                 opinion::adjusted_rand_index(opinion::best_guesses(recipe, made.votes), made.group));
    }
    fmt::print("\n");
  }
}

}  // namespace demur::bench
