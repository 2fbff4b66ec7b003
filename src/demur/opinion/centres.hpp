// Where searches for centres begin.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/small_matrix.hpp"

namespace demur::opinion {

[[nodiscard]] double squared_distance(const SmallVector& a, const SmallVector& b, int d);

// k-means++: some of the points, each next one drawn with a chance that grows with its squared distance from
// the nearest of those before (Arthur & Vassilvitskii, SODA 2007). `seed` is all the chance there is.
[[nodiscard]] std::vector<SmallVector> scattered(std::span<const SmallVector> points, int d, int count,
                                                 std::uint64_t seed);

}  // namespace demur::opinion
