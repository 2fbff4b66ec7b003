#include "rivals.hpp"

#include <algorithm>
#include <cmath>

namespace demur::bench {
namespace {

using opinion::Vote;

constexpr int kFeatures = 3;
constexpr int kParameters = 2 * kFeatures;
constexpr double kStylePrecision = 1.5;
constexpr double kInterceptPrecision = 0.05;

using Parameters = std::array<double, kParameters>;  // of agree, then of pass; disagree is the reference
using Features = std::array<double, kFeatures>;

struct Model {
  std::vector<Parameters> statements;
  std::vector<std::array<double, 2>> styles;
  std::vector<Features> people;
};

std::array<double, 2> chances(const Model& model, std::size_t u, std::size_t j) {
  double agree = model.styles[u][0];
  double pass = model.styles[u][1];
  for (int f = 0; f < kFeatures; ++f) {
    agree += model.statements[j][f] * model.people[u][f];
    pass += model.statements[j][kFeatures + f] * model.people[u][f];
  }
  const double most = std::max({agree, pass, 0.0});
  const double a = std::exp(agree - most);
  const double p = std::exp(pass - most);
  const double sum = a + p + std::exp(-most);
  return {a / sum, p / sum};
}

// Solves a x = b for a positive matrix, in place.
template <int N>
void solve(std::array<std::array<double, N>, N>& a, std::array<double, N>& b) {
  for (int i = 0; i < N; ++i)
    for (int r = i + 1; r < N; ++r) {
      const double factor = a[r][i] / a[i][i];
      for (int c = i; c < N; ++c) a[r][c] -= factor * a[i][c];
      b[r] -= factor * b[i];
    }
  for (int i = N - 1; i >= 0; --i) {
    for (int c = i + 1; c < N; ++c) b[i] -= a[i][c] * b[c];
    b[i] = std::clamp(b[i] / a[i][i], -2.0, 2.0);
  }
}

// Sums that a Newton step needs, over votes whose features (of either side) are given.
template <int F>
struct Newton {
  std::array<std::array<double, 2 * F>, 2 * F> hessian = {};
  std::array<double, 2 * F> gradient = {};

  void add(const std::array<double, F>& x, const std::array<double, 2>& chance, Vote vote) {
    const std::array<double, 2> residual = {(vote == Vote::agree ? 1 : 0) - chance[0],
                                            (vote == Vote::pass ? 1 : 0) - chance[1]};
    for (int c = 0; c < 2; ++c)
      for (int f = 0; f < F; ++f) {
        gradient[c * F + f] += residual[c] * x[f];
        for (int e = 0; e < 2; ++e)
          for (int g = 0; g < F; ++g)
            hessian[c * F + f][e * F + g] += chance[c] * ((c == e ? 1 : 0) - chance[e]) * x[f] * x[g];
      }
  }
  void prior(int at, double precision, double value) {
    hessian[at][at] += precision;
    gradient[at] -= precision * value;
  }
};

std::vector<Cell> by_statement(const opinion::Votes& votes) {
  std::vector<Cell> cells;
  for (std::uint32_t u = 0; u < votes.people(); ++u)
    for (std::size_t k = 0; k < votes.count_of(u); ++k)
      cells.push_back({u, votes.statements_of(u)[k], votes.votes_of(u)[k]});
  std::ranges::sort(cells, {}, [](const Cell& c) { return std::pair(c.statement, c.person); });
  return cells;
}

void step_statements(Model& model, const std::vector<Cell>& cells, double ridge) {
  for (std::size_t begin = 0; begin < cells.size();) {
    const std::size_t j = cells[begin].statement;
    Newton<kFeatures> newton;
    std::size_t end = begin;
    for (; end < cells.size() && cells[end].statement == j; ++end)
      newton.add(model.people[cells[end].person], chances(model, cells[end].person, j), cells[end].vote);
    for (int i = 0; i < kParameters; ++i)
      newton.prior(i, i % kFeatures == 0 ? kInterceptPrecision : ridge, model.statements[j][i]);
    solve<kParameters>(newton.hessian, newton.gradient);
    for (int i = 0; i < kParameters; ++i) model.statements[j][i] += newton.gradient[i];
    begin = end;
  }
}

void step_styles(Model& model, const opinion::Votes& votes) {
  for (std::size_t u = 0; u < votes.people(); ++u) {
    Newton<1> newton;
    for (std::size_t k = 0; k < votes.count_of(u); ++k)
      newton.add({1}, chances(model, u, votes.statements_of(u)[k]), votes.votes_of(u)[k]);
    for (int c = 0; c < 2; ++c) newton.prior(c, kStylePrecision, model.styles[u][c]);
    solve<2>(newton.hessian, newton.gradient);
    for (int c = 0; c < 2; ++c) model.styles[u][c] += newton.gradient[c];
  }
}

}  // namespace

double log_loss(const opinion::Votes& seen, const std::vector<std::array<float, 2>>& positions, Style style,
                double ridge, const std::vector<Cell>& hidden) {
  constexpr int kRounds = 15;
  Model model;
  model.statements.resize(seen.statements());
  model.styles.resize(seen.people());
  double square = 0;
  for (const auto& p : positions)
    square += (p[0] * p[0] + p[1] * p[1]) / (2 * static_cast<double>(positions.size()));
  const double scale = square > 0 ? 1 / std::sqrt(square) : 0;
  for (std::size_t u = 0; u < seen.people(); ++u)
    model.people.push_back(positions.empty() ? Features{1, 0, 0}
                                             : Features{1, scale * positions[u][0], scale * positions[u][1]});
  const std::vector<Cell> cells = by_statement(seen);
  for (int round = 0; round < kRounds; ++round) {
    step_statements(model, cells, ridge);
    if (style == Style::with) step_styles(model, seen);
  }
  double sum = 0;
  for (const Cell& cell : hidden) {
    const auto c = chances(model, cell.person, cell.statement);
    const double chance = cell.vote == Vote::agree ? c[0] : cell.vote == Vote::pass ? c[1] : 1 - c[0] - c[1];
    sum -= std::log(std::max(chance, 1e-9));
  }
  return sum / static_cast<double>(hidden.size());
}

}  // namespace demur::bench
