#include "demur/opinion/mixture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/centres.hpp"

namespace demur::opinion {
namespace {

constexpr int kStarts = 8;
constexpr int kFirstRounds = 6;  // of every start; then the best goes on
constexpr int kRounds = 40;
constexpr double kEnough = 1e-6;  // gain in log-likelihood a round at which it ends
constexpr double kLeastShape = 0.02;

// One person under all groups: log of share x likelihood, and the posterior within each.
struct Look {
  SmallMatrix covariance;
  std::vector<double> logs;
  std::vector<SmallVector> means;
};

void look(const PreparedMixture& p, const Likelihood& person, Look& result) {
  SmallMatrix precision = p.precision;
  for (int i = 0; i < p.d; ++i)
    for (int j = 0; j < p.d; ++j) precision[i][j] += person.precision[i][j];
  const Inverse inverse = inverse_of(precision, p.d);
  result.covariance = inverse.matrix;
  result.logs.resize(p.pulls.size());
  result.means.resize(p.pulls.size());
  for (std::size_t g = 0; g < p.pulls.size(); ++g) {
    SmallVector pull = person.pull;
    for (int i = 0; i < p.d; ++i) pull[i] += p.pulls[g][i];
    result.means[g] = times(inverse.matrix, pull, p.d);
    result.logs[g] = p.constants[g] + 0.5 * (inner(pull, result.means[g], p.d) - inverse.log_determinant);
  }
}

double log_sum(const std::vector<double>& logs) {
  const double most = *std::ranges::max_element(logs);
  double sum = 0;
  for (const double x : logs) sum += std::exp(x - most);
  return most + std::log(sum);
}

// One round of expectation and maximization; the log-likelihood before it.
double round_of(Mixture& mixture, std::span<const Likelihood> people) {
  const int d = mixture.d;
  const int k = mixture.groups();
  const PreparedMixture prepared = prepare(mixture);
  std::vector<double> weights(k);
  std::vector<SmallVector> sums(k);
  SmallMatrix squares = {};
  double likelihood = 0;
  Look l;
  for (const Likelihood& person : people) {
    look(prepared, person, l);
    const double all = log_sum(l.logs);
    likelihood += all;
    for (int g = 0; g < k; ++g) {
      const double weight = std::exp(l.logs[g] - all);
      weights[g] += weight;
      for (int i = 0; i < d; ++i) {
        sums[g][i] += weight * l.means[g][i];
        for (int j = 0; j <= i; ++j)
          squares[i][j] += weight * (l.means[g][i] * l.means[g][j] + l.covariance[i][j]);
      }
    }
  }
  const auto n = static_cast<double>(people.size());
  for (int g = 0; g < k; ++g) {
    mixture.shares[g] = (weights[g] + 1) / (n + k);
    for (int i = 0; i < d; ++i) mixture.centres[g][i] = sums[g][i] / (weights[g] + 1);  // one person at 0
    for (int i = 0; i < d; ++i)
      for (int j = 0; j <= i; ++j)
        squares[i][j] += weights[g] * mixture.centres[g][i] * mixture.centres[g][j] -
                         sums[g][i] * mixture.centres[g][j] - mixture.centres[g][i] * sums[g][j];
  }
  for (int i = 0; i < d; ++i)
    for (int j = 0; j <= i; ++j)
      mixture.shape[i][j] = mixture.shape[j][i] =
          (squares[i][j] + (i == j ? kLeastShape * n + 1 : 0)) / (n + 1);
  mixture.log_likelihood = likelihood / n;
  return mixture.log_likelihood;
}

// Where people would stand by their votes alone, drawn a little to the middle.
SmallVector place_of(const Likelihood& person, int d) {
  SmallMatrix precision = person.precision;
  for (int i = 0; i < d; ++i) precision[i][i] += 1;
  return times(inverse_of(precision, d).matrix, person.pull, d);
}

Mixture start(std::span<const SmallVector> places, int d, int groups, std::uint64_t seed) {
  constexpr double kShape = 0.3;
  Mixture mixture;
  mixture.d = d;
  mixture.shares.assign(groups, 1.0 / groups);
  mixture.centres = scattered(places, d, groups, seed);
  for (int i = 0; i < d; ++i) mixture.shape[i][i] = kShape;
  return mixture;
}

}  // namespace

Likelihood likelihood_of(const SmallVector& mean, const SmallMatrix& covariance, int d) {
  Likelihood result;
  result.precision = inverse_of(covariance, d).matrix;
  result.pull = times(result.precision, mean, d);
  for (int i = 0; i < d; ++i) result.precision[i][i] = std::max(0.0, result.precision[i][i] - 1);
  return result;
}

Mixture fit_mixture(std::span<const Likelihood> people, std::span<const std::uint64_t> keys, int d,
                    int groups) {
  std::vector<SmallVector> places;
  places.reserve(people.size());
  for (const Likelihood& person : people) places.push_back(place_of(person, d));
  Mixture best;
  best.log_likelihood = -std::numeric_limits<double>::infinity();
  const std::uint64_t key = mix(keys.empty() ? 0 : keys[0]);
  for (std::uint64_t i = 0; i < (groups == 1 ? 1 : kStarts); ++i) {
    Mixture mixture = start(places, d, groups, mix(i ^ key));
    for (int round = 0; round < kFirstRounds; ++round) round_of(mixture, people);
    if (mixture.log_likelihood > best.log_likelihood) best = std::move(mixture);
  }
  double before = best.log_likelihood;
  for (int i = 0; i < kRounds; ++i) {
    const double now = round_of(best, people);
    if (now - before < kEnough) break;
    before = now;
  }
  return best;
}

PreparedMixture prepare(const Mixture& mixture) {
  const Inverse inverse = inverse_of(mixture.shape, mixture.d);
  PreparedMixture p{mixture.d, inverse.matrix, {}, {}};
  for (int g = 0; g < mixture.groups(); ++g) {
    p.pulls.push_back(times(p.precision, mixture.centres[g], p.d));
    p.constants.push_back(std::log(std::max(1e-12, mixture.shares[g])) -
                          0.5 * (inverse.log_determinant + inner(mixture.centres[g], p.pulls[g], p.d)));
  }
  return p;
}

int likeliest_group(const PreparedMixture& mixture, const Likelihood& person) {
  Look l;
  look(mixture, person, l);
  return static_cast<int>(std::ranges::max_element(l.logs) - l.logs.begin());
}

}  // namespace demur::opinion
