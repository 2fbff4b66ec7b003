#include "demur/opinion/grouping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/parallel.hpp"

namespace demur::opinion {
namespace {

constexpr int kStarts = 10;
constexpr int kRounds = 50;
constexpr double kSummits = 2;           // standard deviations between centres
constexpr double kLeastEvidence = 0.01;  // nats a person, beyond the criterion's penalty

double squared_distance(const SmallVector& a, const SmallVector& b, int d) {
  double sum = 0;
  for (int i = 0; i < d; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

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

std::vector<SmallVector> scattered(std::span<const SmallVector> points, int d, int groups,
                                   std::uint64_t seed) {
  std::vector<SmallVector> centres;
  std::vector<double> far(points.size(), 1);
  for (int g = 0; g < groups; ++g) {
    double sum = 0;
    for (const double x : far) sum += x;
    seed = mix(seed);
    double left = static_cast<double>(seed >> 11) * 0x1p-53 * sum;
    std::size_t chosen = 0;
    while (chosen + 1 < points.size() && (left -= far[chosen]) > 0) ++chosen;
    centres.push_back(points[chosen]);
    for (std::size_t u = 0; u < points.size(); ++u) {
      const double distance = squared_distance(points[u], centres.back(), d);
      far[u] = g == 0 ? distance : std::min(far[u], distance);
    }
  }
  return centres;
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

int group_of(const Grouping& grouping, const Plane& plane, const Place& place) {
  if (grouping.distinct) return group_of(grouping.mixture, leading_likelihood(plane, place));
  if (grouping.centres.empty()) return 0;
  return static_cast<int>(nearest(grouping.centres, coordinates(plane, place.mean), plane.d));
}

}  // namespace demur::opinion
