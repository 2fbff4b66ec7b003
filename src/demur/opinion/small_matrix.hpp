// Small dense symmetric matrices (an axis or two, never a statement or a person a side), in doubles.
#pragma once

#include <array>
#include <cstddef>

#include "demur/opinion/vote_kernel.hpp"

namespace demur::opinion {

using SmallVector = std::array<double, kMaxDimensions>;
using SmallMatrix = std::array<SmallVector, kMaxDimensions>;  // the first n rows and columns count

struct Eigen {
  SmallVector values = {};   // largest first
  SmallMatrix vectors = {};  // vectors[i] belongs to values[i]
};

[[nodiscard]] Eigen eigen_of(const SmallMatrix& symmetric, int n);

// The inverse and the logarithm of the determinant, by Cholesky. A matrix that is not positive is taken as
// if each pivot were at least 1e-9.
struct Inverse {
  SmallMatrix matrix = {};
  double log_determinant = 0;
};
[[nodiscard]] Inverse inverse_of(const SmallMatrix& symmetric, int n);

[[nodiscard]] SmallVector times(const SmallMatrix& matrix, const SmallVector& vector, int n);
[[nodiscard]] double inner(const SmallVector& a, const SmallVector& b, int n);

}  // namespace demur::opinion
