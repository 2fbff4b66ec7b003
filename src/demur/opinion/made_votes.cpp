#include "demur/opinion/made_votes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/small_matrix.hpp"
#include "demur/opinion/vote_model.hpp"

namespace demur::opinion {
namespace {

struct Chance {
  std::uint64_t state;

  double uniform() {
    state = mix(state);
    return (static_cast<double>(state >> 11) + 0.5) * 0x1p-53;
  }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
};

using Rates = std::array<double, 3>;  // disagree, pass, agree

Rates rates_of(double s, double t) {
  const double agree = std::exp(s / 2);
  const double pass = std::exp(t);
  const double disagree = std::exp(-s / 2);
  const double sum = agree + pass + disagree;
  return {disagree / sum, pass / sum, agree / sum};
}

struct World {
  std::vector<double> shares;  // of groups
  std::vector<SmallVector> centres;
  std::vector<SmallVector> slopes;  // by statement
  std::vector<double> s;
  std::vector<double> t;
  std::vector<double> exposure;
  std::vector<std::vector<Rates>> tables;  // groups x statements, of latent classes
};

// Centres at random, but none near another.
std::vector<SmallVector> centres_of(const Recipe& recipe, Chance& chance) {
  constexpr double kScale = 1.5;
  constexpr int kTries = 200;
  std::vector<SmallVector> centres(recipe.groups);
  for (int g = 0; g < recipe.groups; ++g)
    for (int tries = 0; tries < kTries; ++tries) {
      for (int a = 0; a < recipe.axes; ++a) centres[g][a] = kScale * chance.normal();
      const bool apart = std::all_of(centres.begin(), centres.begin() + g, [&](const SmallVector& other) {
        double far = 0;
        for (int a = 0; a < recipe.axes; ++a) far += std::pow(centres[g][a] - other[a], 2);
        return far > std::pow(1.2 * kScale, 2);
      });
      if (apart) break;
    }
  return centres;
}

World world_of(const Recipe& recipe, Chance& chance) {
  World world;
  world.shares.reserve(static_cast<std::size_t>(recipe.groups));
  for (int g = 0; g < recipe.groups; ++g) world.shares.push_back(1 / (1 + 0.5 * g));
  world.centres = centres_of(recipe, chance);
  world.slopes.reserve(recipe.statements);
  world.s.reserve(recipe.statements);
  world.t.reserve(recipe.statements);
  world.exposure.reserve(recipe.statements);
  for (std::size_t j = 0; j < recipe.statements; ++j) {
    world.slopes.emplace_back();
    for (int a = 0; a < recipe.axes; ++a) world.slopes[j][a] = 0.6 * chance.normal();
    world.s.push_back(0.5 + 1.2 * chance.normal());
    world.t.push_back(-0.5 + 0.6 * chance.normal());
    world.exposure.push_back(recipe.making == Making::staircase ? 1 : std::exp(0.8 * chance.normal()));
  }
  const double apart = recipe.making == Making::weak_classes ? 0.6 : 1.6;
  for (int g = 0; g < recipe.groups; ++g) {
    world.tables.emplace_back();
    for (std::size_t j = 0; j < recipe.statements; ++j)
      world.tables[g].push_back(
          rates_of(0.8 * world.s[j] + apart * chance.normal(), world.t[j] + 0.3 * apart * chance.normal()));
  }
  return world;
}

// `count` of the statements below `end`, with chances in proportion to exposure, ascending.
std::vector<std::uint16_t> seen(const World& world, std::size_t end, std::size_t count, Chance& chance) {
  std::vector<std::pair<double, std::uint16_t>> keys;
  keys.reserve(end);
  for (std::size_t j = 0; j < end; ++j)
    keys.emplace_back(-std::log(chance.uniform()) / world.exposure[j], static_cast<std::uint16_t>(j));
  std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count - 1), keys.end());
  std::vector<std::uint16_t> result;
  result.reserve(count);
  for (std::size_t k = 0; k < count; ++k) result.push_back(keys[k].second);
  std::ranges::sort(result);
  return result;
}

int drawn(const std::vector<double>& shares, Chance& chance) {
  double sum = 0;
  for (const double x : shares) sum += x;
  double left = chance.uniform() * sum;
  std::size_t g = 0;
  while (g + 1 < shares.size() && (left -= shares[g]) > 0) ++g;
  return static_cast<int>(g);
}

bool has_classes(const Recipe& recipe) {
  return recipe.making == Making::weak_classes || recipe.making == Making::strong_classes;
}

// Standard deviations of places within a group, and of styles.
double within_of(const Recipe& recipe) {
  return recipe.groups == 1 ? 1 : 0.6;
}
double style_of(const Recipe& recipe) {
  return recipe.making == Making::plain ? 0 : 0.8;
}

Chance chance_of(const Recipe& recipe) {
  return {mix(recipe.seed * 77 + static_cast<std::uint64_t>(recipe.making))};
}

// The model as it would be if everybody were in this group: z is the distance from its centre.
VoteModel model_of(const Recipe& recipe, const World& world, int group) {
  constexpr double kLeastStyle = 1e-3;
  VoteModel model;
  model.d = recipe.axes;
  model.person_prior.ss = model.person_prior.tt =
      static_cast<float>(1 / std::pow(std::max(kLeastStyle, style_of(recipe)), 2));
  const auto length = static_cast<std::size_t>(model.shape().statement);
  model.statements.resize(recipe.statements * length);
  const std::array<float, kMaxDimensions> flat = {};
  for (std::size_t j = 0; j < recipe.statements; ++j) {
    std::array<float, kMaxDimensions> slopes = {};
    for (int a = 0; a < recipe.axes; ++a)
      slopes[a] = static_cast<float>(within_of(recipe) * world.slopes[j][a]);
    float* record = model.statements.data() + j * length;
    record[0] = static_cast<float>(world.s[j] + inner(world.slopes[j], world.centres[group], recipe.axes));
    record[1] = static_cast<float>(world.t[j]);
    kernels(model.d).pack_statement(record, slopes.data(), flat.data());
  }
  return model;
}

// The log of how likely the votes are (Laplace's approximation, less a constant).
double evidence(const VoteModel& model, const Row& row) {
  constexpr int kSteps = 8;
  std::vector<float> record = unknown_person(model.d, model.person_prior);
  for (int i = 0; i < kSteps; ++i) step_person(model, record.data(), row);
  const Shape shape = model.shape();
  double sum = 0;
  for (std::size_t k = 0; k < row.length; ++k) {
    const float* statement = model.statement(row.other[k]);
    std::array<double, 2> logits = {statement[0], statement[1]};
    for (int side = 0; side < 2; ++side)
      for (int i = 0; i < shape.k; ++i)
        logits[side] += static_cast<double>(record[i]) * statement[(1 + side) * kLane + i];
    sum += std::log(rates_of(logits[0], logits[1])[row.vote[k] + 1]);
  }
  SmallMatrix covariance = {};
  for (int i = 0; i < shape.k; ++i) {
    sum -= 0.5 * (i < 2 ? model.person_prior.ss : 1.0F) * record[i] * record[i];
    for (int j = 0; j <= i; ++j) covariance[i][j] = (i == j ? 1 : 0.5) * record[kLane + packed_place(i, j)];
  }
  return sum + 0.5 * inverse_of(covariance, shape.k).log_determinant;
}

}  // namespace

std::vector<int> best_guesses(const Recipe& recipe, const Votes& votes) {
  Chance chance = chance_of(recipe);
  const World world = world_of(recipe, chance);
  std::vector<VoteModel> models;
  models.reserve(static_cast<std::size_t>(recipe.groups));
  for (int g = 0; g < recipe.groups; ++g) models.push_back(model_of(recipe, world, g));
  std::vector<int> guesses;
  for (std::size_t u = 0; u < votes.people(); ++u) {
    std::vector<std::uint32_t> statements(votes.statements_of(u).begin(), votes.statements_of(u).end());
    std::vector<std::int8_t> cast;
    for (const Vote vote : votes.votes_of(u)) cast.push_back(static_cast<std::int8_t>(vote));
    std::vector<double> logs;
    for (int g = 0; g < recipe.groups; ++g) {
      double log = std::log(world.shares[g]);
      if (has_classes(recipe))
        for (std::size_t k = 0; k < cast.size(); ++k)
          log += std::log(world.tables[g][statements[k]][cast[k] + 1]);
      else
        log += evidence(models[g], {statements.data(), cast.data(), cast.size()});
      logs.push_back(log);
    }
    guesses.push_back(static_cast<int>(std::ranges::max_element(logs) - logs.begin()));
  }
  return guesses;
}

MadeVotes make_votes(const Recipe& recipe) {
  Chance chance = chance_of(recipe);
  const World world = world_of(recipe, chance);
  const bool classes = has_classes(recipe);
  const double within = within_of(recipe);
  const double style = style_of(recipe);
  MadeVotes made;
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statements;
  std::vector<Vote> votes;
  for (std::size_t u = 0; u < recipe.people; ++u) {
    const int group = drawn(world.shares, chance);
    made.group.push_back(group);
    SmallVector z = recipe.groups == 1 ? SmallVector{} : world.centres[group];
    for (int a = 0; a < recipe.axes; ++a) z[a] += within * chance.normal();
    const double style_s = style * chance.normal();
    const double style_t = style * chance.normal();
    const double arrived = static_cast<double>(u) / static_cast<double>(recipe.people);
    const auto all = static_cast<double>(recipe.statements);
    const std::size_t end =
        recipe.making != Making::staircase
            ? recipe.statements
            : std::min(recipe.statements,
                       static_cast<std::size_t>(std::max(10.0, all * (0.1 + 0.9 * arrived))));
    const double wanted = recipe.votes_each * std::exp(0.7 * chance.normal() - 0.245);
    const std::size_t count = std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, end);
    for (const std::uint16_t j : seen(world, end, count, chance)) {
      const Rates rates = classes ? world.tables[group][j]
                                  : rates_of(world.s[j] + style_s + inner(world.slopes[j], z, recipe.axes),
                                             world.t[j] + style_t);
      const double x = chance.uniform();
      statements.push_back(j);
      votes.push_back(x < rates[0] ? Vote::disagree : x < rates[0] + rates[1] ? Vote::pass : Vote::agree);
    }
    starts.push_back(static_cast<std::uint32_t>(statements.size()));
  }
  made.votes = *Votes::make(recipe.statements, std::move(starts), std::move(statements), std::move(votes));
  return made;
}

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
  return Votes::make(statements, std::move(starts), std::move(statement), std::move(vote)).value();
}

double adjusted_rand_index(const std::vector<int>& a, const std::vector<int>& b) {
  std::map<std::pair<int, int>, double> both;
  std::map<int, double> rows;
  std::map<int, double> columns;
  double n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] < 0 || b[i] < 0) continue;
    ++both[{a[i], b[i]}];
    ++rows[a[i]];
    ++columns[b[i]];
    ++n;
  }
  const auto pairs = [](double x) { return x * (x - 1) / 2; };
  double together = 0;
  double in_rows = 0;
  double in_columns = 0;
  for (const auto& [key, x] : both) together += pairs(x);
  for (const auto& [key, x] : rows) in_rows += pairs(x);
  for (const auto& [key, x] : columns) in_columns += pairs(x);
  const double expected = n > 1 ? in_rows * in_columns / pairs(n) : 0;
  const double most = (in_rows + in_columns) / 2;
  return most == expected ? 1 : (together - expected) / (most - expected);
}

}  // namespace demur::opinion
