#include "demur/opinion/plane.hpp"

#include <algorithm>
#include <cmath>

namespace demur::opinion {
namespace {

// Mean over statements of slope x slope'.
SmallMatrix metric_of(const VoteModel& model, const Ratings& ratings) {
  SmallMatrix metric = {};
  double count = 0;
  for (std::size_t j = 0; j < ratings.statements.count(); ++j) {
    if (ratings.statements.length(j) == 0) continue;
    const float* slopes = model.statement(j) + kLane + 2;
    count += 1;
    for (int a = 0; a < model.d; ++a)
      for (int b = 0; b < model.d; ++b) metric[a][b] += static_cast<double>(slopes[a]) * slopes[b];
  }
  for (SmallVector& row : metric)
    for (double& x : row) x /= std::max(1.0, count);
  return metric;
}

SmallMatrix square_root(const SmallMatrix& matrix, int n) {
  const Eigen eigen = eigen_of(matrix, n);
  SmallMatrix root = {};
  for (int i = 0; i < n; ++i)
    for (int a = 0; a < n; ++a)
      for (int b = 0; b < n; ++b)
        root[a][b] += std::sqrt(std::max(0.0, eigen.values[i])) * eigen.vectors[i][a] * eigen.vectors[i][b];
  return root;
}

// Gram-Schmidt. An axis that adds no direction of its own becomes 0.
SmallMatrix orthonormal(const SmallMatrix& axes, int d) {
  SmallMatrix basis = axes;
  for (int i = 0; i < d; ++i) {
    for (int j = 0; j < i; ++j) {
      const double along = inner(basis[i], basis[j], d);
      for (int a = 0; a < d; ++a) basis[i][a] -= along * basis[j][a];
    }
    const double length = std::sqrt(inner(basis[i], basis[i], d));
    for (int a = 0; a < d; ++a) basis[i][a] = length > 1e-9 ? basis[i][a] / length : 0;
  }
  return basis;
}

void turn(SmallVector& axis) {
  for (double& x : axis) x = -x;
}

}  // namespace

Place place_of(const float* person_record, int d) {
  Place place;
  const float* packed = person_record + kLane;
  for (int a = 0; a < d; ++a) {
    place.mean[a] = person_record[2 + a];
    for (int b = 0; b <= a; ++b)
      place.covariance[a][b] = place.covariance[b][a] =
          (a == b ? 1 : 0.5) * packed[packed_place(2 + a, 2 + b)];
  }
  return place;
}

Plane plane_of(const VoteModel& model, const Ratings& ratings) {
  const int d = model.d;
  Plane plane;
  plane.d = d;
  double count = 0;
  for (std::size_t u = 0; u < ratings.people.count(); ++u) {
    if (ratings.people.length(u) == 0) continue;
    count += 1;
    for (int a = 0; a < d; ++a) plane.middle[a] += model.person(u)[2 + a];
  }
  for (double& x : plane.middle) x /= std::max(1.0, count);
  SmallMatrix spread = {};
  for (std::size_t u = 0; u < ratings.people.count(); ++u) {
    if (ratings.people.length(u) == 0) continue;
    const float* z = model.person(u) + 2;
    for (int a = 0; a < d; ++a)
      for (int b = 0; b < d; ++b) spread[a][b] += (z[a] - plane.middle[a]) * (z[b] - plane.middle[b]) / count;
  }
  const SmallMatrix metric = metric_of(model, ratings);
  const SmallMatrix inverse = inverse_of(metric, d).matrix;
  const SmallMatrix root = square_root(metric, d);
  SmallMatrix seen = {};  // root x spread x root
  for (int a = 0; a < d; ++a)
    for (int b = 0; b < d; ++b)
      for (int i = 0; i < d; ++i)
        for (int j = 0; j < d; ++j) seen[a][b] += root[a][i] * spread[i][j] * root[j][b];
  const Eigen eigen = eigen_of(seen, d);
  double sum = 0;
  for (int i = 0; i < d; ++i) sum += std::max(0.0, eigen.values[i]);
  for (int i = 0; i < d; ++i) {
    plane.shares[i] = sum > 0 ? std::max(0.0, eigen.values[i]) / sum : 0;
    plane.axes[i] = times(root, eigen.vectors[i], d);
    plane.back[i] = times(inverse, plane.axes[i], d);
    double lean = 0;
    for (std::size_t j = 0; j < ratings.statements.count(); ++j)
      lean += std::pow(slopes_of(plane, model.statement(j))[i], 3);
    if (lean < 0) {
      turn(plane.axes[i]);
      turn(plane.back[i]);
    }
  }
  plane.basis = orthonormal(plane.axes, d);
  constexpr double kLeading = 0.05;
  while (plane.leading < d && plane.shares[plane.leading] >= kLeading) ++plane.leading;
  return plane;
}

SmallVector slopes_of(const Plane& plane, const float* statement_record) {
  SmallVector slopes = {};
  for (int a = 0; a < plane.d; ++a) slopes[a] = statement_record[kLane + 2 + a];
  return times(plane.back, slopes, plane.d);
}

SmallVector coordinates(const Plane& plane, const SmallVector& z) {
  SmallVector from = {};
  for (int a = 0; a < plane.d; ++a) from[a] = z[a] - plane.middle[a];
  return times(plane.axes, from, plane.d);
}

}  // namespace demur::opinion
