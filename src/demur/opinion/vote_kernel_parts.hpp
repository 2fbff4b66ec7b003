// What the kernels are made of: vectors of floats, the softmax's expectations, small Cholesky factors. Part
// of the text that is compiled once for each kind of processor (vote_kernel_body.hpp).
#pragma once

// Offsets within a record are ints, of at most some hundreds; the unnamed namespace is the point.
// NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result,cert-dcl59-cpp)

#include <cstring>

#include "demur/opinion/vote_kernel.hpp"

namespace demur::opinion {
namespace {

using Vector = float __attribute__((vector_size(sizeof(float) * kLane)));
using Bits = std::int32_t __attribute__((vector_size(sizeof(float) * kLane)));
constexpr int kChunk = 32;  // votes at a time

#define DEMUR_INLINE [[gnu::always_inline]] inline

// The compiler's own, as std::memcpy is a call for each vector where the library checks bounds.
DEMUR_INLINE Vector load(const float* from) {
  Vector v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}

DEMUR_INLINE void store(float* to, Vector v) {
  __builtin_memcpy(to, &v, sizeof v);
}

// The sums of eight vectors, in one.
DEMUR_INLINE Vector totals(const Vector (&v)[kLane]) {
  Vector twos[4];
  for (int i = 0; i < 4; ++i) {
    const Vector a = v[2 * i];
    const Vector b = v[2 * i + 1];
    twos[i] = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13) +
              __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
  }
  Vector fours[2];
  for (int i = 0; i < 2; ++i) {
    const Vector a = twos[2 * i];
    const Vector b = twos[2 * i + 1];
    fours[i] = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +
               __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  return __builtin_shufflevector(fours[0], fours[1], 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(fours[0], fours[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

DEMUR_INLINE Vector larger(Vector a, Vector b) {
  return a > b ? a : b;
}
DEMUR_INLINE Vector smaller(Vector a, Vector b) {
  return a < b ? a : b;
}

DEMUR_INLINE Vector square_root(Vector v) {
  for (int i = 0; i < kLane; ++i) v[i] = __builtin_sqrtf(v[i]);
  return v;
}

// e^x within 2 units in the last place, for |x| <= 80 (Cephes).
DEMUR_INLINE Vector exponential(Vector x) {
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  x = smaller(larger(x, Vector{} - 80.0F), Vector{} + 80.0F);
  const Vector n = (x * 1.44269504F + kRound) - kRound;
  const Vector r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  Vector p = Vector{} + 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  Bits power = (__builtin_convertvector(n, Bits) + 127) << 23;
  Vector scale;
  std::memcpy(&scale, &power, sizeof scale);
  return p * scale;
}

// Sums over cubature points: agree - disagree, pass, and the three second moments.
struct Softmax {
  Vector lean = {};
  Vector pass = {};
  Vector ss = {};
  Vector st = {};
  Vector tt = {};
};

DEMUR_INLINE Softmax operator+(const Softmax& a, const Softmax& b) {
  return {a.lean + b.lean, a.pass + b.pass, a.ss + b.ss, a.st + b.st, a.tt + b.tt};
}

DEMUR_INLINE Softmax softmax(Vector s, Vector t) {
  const Vector size = s < 0.0F ? -s : s;
  const Vector minor = exponential(-size);  // of agree and disagree, the less likely: e^(-|s|)
  const Vector pass = exponential(t - 0.5F * size);
  const Vector scale = 1.0F / ((1.0F + minor) + pass);
  const Vector lean = (1.0F - minor) * scale;
  Softmax result;
  result.lean = s < 0.0F ? -lean : lean;
  result.pass = pass * scale;
  const Vector either = (1.0F + minor) * scale;
  result.ss = 0.25F * (either - result.lean * result.lean);
  result.st = -0.5F * result.lean * result.pass;
  result.tt = result.pass * either;
  return result;
}

// What votes say, by vote: residuals of s and t, and the expected second derivatives.
struct Chunk {
  alignas(32) float s[kChunk];
  alignas(32) float t[kChunk];
  alignas(32) float var_s[kChunk];
  alignas(32) float cov[kChunk];
  alignas(32) float var_t[kChunk];
  alignas(32) float vote[kChunk];
  alignas(32) float lean[kChunk];
  alignas(32) float pass[kChunk];
  alignas(32) float ss[kChunk];
  alignas(32) float st[kChunk];
  alignas(32) float tt[kChunk];
};

// Of `count` and as many more as fill a vector.
DEMUR_INLINE void expect(Chunk& c, int count) {
  for (int i = 0; i < count; i += kLane) {
    const Vector s = load(c.s + i);
    const Vector t = load(c.t + i);
    const Vector l11 = square_root(larger(load(c.var_s + i), Vector{} + 1e-12F));
    const Vector l21 = load(c.cov + i) / l11;
    const Vector l22 = square_root(larger(load(c.var_t + i) - l21 * l21, Vector{} + 1e-12F));
    constexpr float kRoot = 1.41421356F;
    const Vector ds = kRoot * l11;
    const Vector dt = kRoot * l21;
    const Vector du = kRoot * l22;
    // Opposite points are added first: so swapping agree and disagree changes signs and nothing else.
    const Softmax sum =
        (softmax(s + ds, t + dt) + softmax(s - ds, t - dt)) + (softmax(s, t + du) + softmax(s, t - du));
    store(c.lean + i, 0.25F * sum.lean);
    store(c.pass + i, 0.25F * sum.pass);
    store(c.ss + i, 0.25F * sum.ss);
    store(c.st + i, 0.25F * sum.st);
    store(c.tt + i, 0.25F * sum.tt);
  }
}

// From probabilities to residuals: what lean and pass hold becomes d log p / ds and d log p / dt.
DEMUR_INLINE void compare(Chunk& c, const std::int8_t* vote, int count) {
  for (int i = 0; i < count; ++i) {
    c.lean[i] = 0.5F * (static_cast<float>(vote[i]) - c.lean[i]);
    c.pass[i] = (vote[i] == 0 ? 1.0F : 0.0F) - c.pass[i];
  }
}

// Lower Cholesky factor in place; rows of length N. Priors keep the matrix positive.
template <int N>
DEMUR_INLINE void factor(float (&a)[N][N]) {
  for (int i = 0; i < N; ++i)
    for (int j = 0; j <= i; ++j) {
      float sum = a[i][j];
      for (int k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      a[i][j] = i == j ? __builtin_sqrtf(sum > 1e-6F ? sum : 1e-6F) : sum / a[j][j];
    }
}

template <int N>
DEMUR_INLINE void solve(const float (&l)[N][N], float (&b)[N]) {
  for (int i = 0; i < N; ++i) {
    for (int k = 0; k < i; ++k) b[i] -= l[i][k] * b[k];
    b[i] /= l[i][i];
  }
  for (int i = N - 1; i >= 0; --i) {
    for (int k = i + 1; k < N; ++k) b[i] -= l[k][i] * b[k];
    b[i] /= l[i][i];
  }
}

// (L L')^-1 from L, the lower half: L^-1' L^-1.
template <int N>
DEMUR_INLINE void invert(const float (&l)[N][N], float (&inverse)[N][N]) {
  float m[N][N] = {};
  for (int j = 0; j < N; ++j) {
    m[j][j] = 1 / l[j][j];
    for (int i = j + 1; i < N; ++i) {
      float sum = 0;
      for (int k = j; k < i; ++k) sum -= l[i][k] * m[k][j];
      m[i][j] = sum / l[i][i];
    }
  }
  for (int i = 0; i < N; ++i)
    for (int j = 0; j <= i; ++j) {
      float sum = 0;
      for (int k = i; k < N; ++k) sum += m[k][i] * m[k][j];
      inverse[i][j] = sum;
    }
}

// No step is longer than 2 in any parameter: far from the optimum Newton's step may be wild.
template <int N>
DEMUR_INLINE void shorten(float (&step)[N]) {
  float longest = 0;
  for (int i = 0; i < N; ++i) {
    const float size = step[i] < 0 ? -step[i] : step[i];
    if (size > longest) longest = size;
  }
  if (longest > 2)
    for (int i = 0; i < N; ++i) step[i] *= 2 / longest;
}

}  // namespace
}  // namespace demur::opinion
// NOLINTEND(bugprone-implicit-widening-of-multiplication-result,cert-dcl59-cpp)
