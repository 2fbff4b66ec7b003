#include "demur/opinion/grouping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/centres.hpp"
#include "demur/opinion/parallel.hpp"

namespace demur::opinion {
namespace {

constexpr int kStarts = 10;
constexpr int kRounds = 50;
constexpr double kSummits = 2;           // standard deviations between centres
constexpr double kLeastEvidence = 0.01;  // nats a person, beyond the criterion's penalty

std::size_t nearest(const std::vector<SmallVector>& centres, const SmallVector& at, int d) {
  std::size_t best = 0;
  for (std::size_t g = 1; g < centres.size(); ++g)
    if (squared_distance(centres[g], at, d) < squared_distance(centres[best], at, d)) best = g;
  return best;
}

// The least distance of two centres, in standard deviations of the common shape.
double separation(const Mixture& mixture) {
  const SmallMatrix precision = inverse_of(mixture.shape, mixture.d).matrix;
  double least = std::numeric_limits<double>::infinity();
  for (int g = 0; g < mixture.groups(); ++g)
    for (int h = 0; h < g; ++h) {
      SmallVector apart = mixture.centres[g];
      for (int i = 0; i < mixture.d; ++i) apart[i] -= mixture.centres[h][i];
      least = std::min(least, inner(apart, times(precision, apart, mixture.d), mixture.d));
    }
  return std::sqrt(least);
}

// What the votes say about the place along the leading axes. The prior there is standard normal too.
Likelihood leading_likelihood(const Plane& plane, const Place& place) {
  SmallVector mean = {};
  SmallMatrix covariance = {};
  for (int i = 0; i < plane.leading; ++i) {
    mean[i] = inner(plane.basis[i], place.mean, plane.d);
    const SmallVector across = times(place.covariance, plane.basis[i], plane.d);
    for (int j = 0; j < plane.leading; ++j) covariance[i][j] = inner(plane.basis[j], across, plane.d);
  }
  return likelihood_of(mean, covariance, plane.leading);
}

// Moves centres to the means of who is nearest, until they stand still; the sum of squares.
double settle(std::span<const SmallVector> points, int d, std::vector<SmallVector>& centres) {
  double before = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    std::vector<SmallVector> sums(centres.size());
    std::vector<double> counts(centres.size());
    double cost = 0;
    for (const SmallVector& point : points) {
      const std::size_t g = nearest(centres, point, d);
      cost += squared_distance(point, centres[g], d);
      counts[g] += 1;
      for (int i = 0; i < d; ++i) sums[g][i] += point[i];
    }
    for (std::size_t g = 0; g < centres.size(); ++g)
      for (int i = 0; i < d && counts[g] > 0; ++i) centres[g][i] = sums[g][i] / counts[g];
    if (cost >= before) break;
    before = cost;
  }
  return before;
}

}  // namespace

Grouping distinct_groups(const Crowd& crowd, const Plane& plane, int groups, unsigned threads) {
  std::vector<Likelihood> people;
  people.reserve(crowd.places.size());
  for (const Place& place : crowd.places) people.push_back(leading_likelihood(plane, place));
  Grouping result;
  const int d = plane.leading;
  if (people.empty() || d == 0) return result;
  if (groups != 0) {
    result.distinct = true;
    result.mixture = fit_mixture(people, crowd.keys, d, groups);
    return result;
  }
  std::array<Mixture, kMostGroups> candidates;
  in_parallel(threads, kMostGroups, [&](std::size_t i) {
    candidates[i] = fit_mixture(people, crowd.keys, d, static_cast<int>(i) + 1);
  });
  const auto n = static_cast<double>(people.size());
  double best = kLeastEvidence;
  for (int k = 2; k <= kMostGroups; ++k) {
    const Mixture& mixture = candidates[k - 1];
    const double net =
        mixture.log_likelihood - candidates[0].log_likelihood - (k - 1) * (d + 1) * std::log(n) / (2 * n);
    if (net <= best || separation(mixture) < kSummits) continue;
    best = net;
    result.distinct = true;
    result.mixture = mixture;
  }
  return result;
}

Grouping stretches(const Crowd& crowd, const Plane& plane, int groups) {
  std::vector<SmallVector> points;
  points.reserve(crowd.places.size());
  for (const Place& place : crowd.places) points.push_back(coordinates(plane, place.mean));
  Grouping best;
  double least = std::numeric_limits<double>::infinity();
  for (std::uint64_t start = 0; start < (groups == 1 ? 1 : kStarts) && !points.empty(); ++start) {
    std::vector<SmallVector> centres = scattered(points, crowd.d, groups, mix(crowd.keys.front()) + start);
    const double cost = settle(points, crowd.d, centres);
    if (cost >= least) continue;
    least = cost;
    best.centres = std::move(centres);
  }
  return best;
}

Sorter::Sorter(const Grouping& grouping, const Plane& plane)
    : grouping_(grouping), plane_(plane), prepared_(prepare(grouping.mixture)) {}

int Sorter::group_of(const Place& place) const {
  if (grouping_.distinct) return likeliest_group(prepared_, leading_likelihood(plane_, place));
  if (grouping_.centres.empty()) return 0;
  return static_cast<int>(nearest(grouping_.centres, coordinates(plane_, place.mean), plane_.d));
}

}  // namespace demur::opinion
