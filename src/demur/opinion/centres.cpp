#include "demur/opinion/centres.hpp"

#include <algorithm>

#include "demur/opinion/canonical.hpp"

namespace demur::opinion {

double squared_distance(const SmallVector& a, const SmallVector& b, int d) {
  double sum = 0;
  for (int i = 0; i < d; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

std::vector<SmallVector> scattered(std::span<const SmallVector> points, int d, int count,
                                   std::uint64_t seed) {
  std::vector<SmallVector> centres;
  std::vector<double> far(points.size(), 1);
  for (int g = 0; g < count; ++g) {
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

}  // namespace demur::opinion
