// k-means in the plane as Polis does it: Lloyd's algorithm from the first distinct points, exactly, but
// without comparing each point with each centre. Points are kept in a tree of boxes (k-d tree) with their
// sums; a box of which all points are nearest to one centre is added as a whole (the filtering algorithm of
// Kanungo et al., IEEE PAMI 24 (2002) 881-892).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace demur::opinion {

using Point = std::array<float, 2>;

struct Clusters {
  std::vector<std::array<double, 2>> centres;  // empty ones are gone
  std::vector<double> weights;                 // of their points
  std::vector<std::int16_t> of;                // by point
};

// Ties go to the later centre. Ends after `rounds`, or when no centre (all sorted) moved by 0.01.
// `weights` may be empty: each point then weighs 1. At most kMostCentres centres.
inline constexpr int kMostCentres = 128;
[[nodiscard]] Clusters lloyd(std::span<const Point> points, std::span<const double> weights, int k,
                             int rounds, unsigned threads);

}  // namespace demur::opinion
