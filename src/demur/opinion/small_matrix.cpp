#include "demur/opinion/small_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace demur::opinion {
namespace {

// One Jacobi rotation that makes a[p][q] zero.
void rotate(SmallMatrix& a, SmallMatrix& v, int n, int p, int q) {
  if (std::abs(a[p][q]) < 1e-300) return;
  const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t = std::copysign(1.0, theta) / (std::abs(theta) + std::sqrt(theta * theta + 1));
  const double c = 1 / std::sqrt(t * t + 1);
  const double s = t * c;
  for (int k = 0; k < n; ++k) {
    const double x = a[k][p];
    const double y = a[k][q];
    a[k][p] = c * x - s * y;
    a[k][q] = s * x + c * y;
  }
  for (int k = 0; k < n; ++k) {
    const double x = a[p][k];
    const double y = a[q][k];
    a[p][k] = c * x - s * y;
    a[q][k] = s * x + c * y;
  }
  for (int k = 0; k < n; ++k) {
    const double x = v[p][k];
    const double y = v[q][k];
    v[p][k] = c * x - s * y;
    v[q][k] = s * x + c * y;
  }
}

}  // namespace

Eigen eigen_of(const SmallMatrix& symmetric, int n) {
  constexpr int kSweeps = 30;  // each squares what is left; six are enough
  SmallMatrix a = symmetric;
  SmallMatrix v = {};
  for (int i = 0; i < n; ++i) v[i][i] = 1;
  for (int sweep = 0; sweep < kSweeps; ++sweep)
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) rotate(a, v, n, p, q);
  std::array<int, kMaxDimensions> order = {};
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.begin() + n,
            [&](int i, int j) { return a[i][i] != a[j][j] ? a[i][i] > a[j][j] : i < j; });
  Eigen result;
  for (int i = 0; i < n; ++i) {
    result.values[i] = a[order[i]][order[i]];
    result.vectors[i] = v[order[i]];
  }
  return result;
}

Inverse inverse_of(const SmallMatrix& symmetric, int n) {
  constexpr double kLeast = 1e-9;
  SmallMatrix l;        // of both only the lower halves are written, and read
  SmallMatrix m;        // inverse of l
  double diagonal = 1;  // the product of l's; kLeast keeps it far above the least double
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j) {
      double sum = symmetric[i][j];
      for (int k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
      l[i][j] = i == j ? std::sqrt(std::max(kLeast, sum)) : sum / l[j][j];
      if (i == j) diagonal *= l[i][i];
    }
  Inverse result;
  result.log_determinant = 2 * std::log(diagonal);
  for (int j = 0; j < n; ++j) {
    m[j][j] = 1 / l[j][j];
    for (int i = j + 1; i < n; ++i) {
      double sum = 0;
      for (int k = j; k < i; ++k) sum -= l[i][k] * m[k][j];
      m[i][j] = sum / l[i][i];
    }
  }
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j) {
      double sum = 0;
      for (int k = i; k < n; ++k) sum += m[k][i] * m[k][j];
      result.matrix[i][j] = result.matrix[j][i] = sum;
    }
  return result;
}

SmallVector times(const SmallMatrix& matrix, const SmallVector& vector, int n) {
  SmallVector result = {};
  for (int i = 0; i < n; ++i) result[i] = inner(matrix[i], vector, n);
  return result;
}

double inner(const SmallVector& a, const SmallVector& b, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace demur::opinion
