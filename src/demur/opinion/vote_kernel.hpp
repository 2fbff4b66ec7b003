// One Newton step of the vote model for one person or one statement: the only code whose speed matters, so
// it stands apart, is compiled for the processor's vectors too, and takes plain arrays.
//
// Notation. Person u has y = (b_s, b_t, z_1 .. z_d) with posterior covariance S; statement j has intercepts
// a_s, a_t and slopes w_s, w_t, theta = (a_s, w_s, a_t, w_t) with posterior covariance T. With
// x_s = (1, 0, w_s), x_t = (0, 1, w_t) and zeta = (1, z):
//
//   s = a_s + x_s . y,   t = a_t + x_t . y;   logits of agree, pass, disagree: s/2, t, -s/2
//   var(s) = x_s' S x_s + <T_ss, M>,  M = zeta zeta' + cov(zeta);   cov(s,t), var(t) alike
//
// These are inner products of packed symmetric matrices, (S, M) of the person and (x x', T) of the
// statement: so a record holds its part packed and padded, and a vote costs three inner products, four
// softmaxes (cubature points of the normal distribution of (s, t)), and three sums of packed vectors.
#pragma once

#include <cstddef>
#include <cstdint>

namespace demur::opinion {

inline constexpr int kMaxDimensions = 6;
inline constexpr int kLane = 8;  // floats in a vector

// Where things stand in a record. Lengths in floats.
struct Shape {
  int d;          // axes
  int k;          // a person's parameters: 2 + d
  int e;          // half of a statement's: 1 + d
  int packed_k;   // of a packed k x k matrix
  int packed_e;   // of a packed e x e matrix
  int packed;     // both, padded
  int person;     // record: y padded to 8; S and M packed, off-diagonals doubled
  int statement;  // record: a_s, a_t; x_s and x_t padded to 8; three of (x x', T) packed: ss, st, tt
};

constexpr int triangle(int n) {
  return n * (n + 1) / 2;
}

constexpr Shape shape_of(int d) {
  const int packed = (triangle(d + 2) + triangle(d + 1) + kLane - 1) / kLane * kLane;
  return {d, d + 2, d + 1, triangle(d + 2), triangle(d + 1), packed, kLane + packed, 3 * kLane + 3 * packed};
}

// Where the first of a statement's three parts of T begins; the others follow at a distance of `packed`.
constexpr std::ptrdiff_t uncertainty_of_statement(const Shape& shape) {
  return std::ptrdiff_t{3} * kLane + shape.packed_k;
}

inline constexpr int kMaxPacked = shape_of(kMaxDimensions).packed;
inline constexpr int kMaxRecord = shape_of(kMaxDimensions).statement;

// Place of (row, column), column <= row, in a packed matrix.
constexpr int packed_place(int row, int column) {
  return row * (row + 1) / 2 + column;
}

// Normal priors. People: mean 0, style with this precision matrix, z with precision 1.
struct PersonPrior {
  float ss = 1;
  float st = 0;
  float tt = 1;
};

// Statements: intercepts about a mean with this precision matrix; slopes about 0, a precision an axis.
struct StatementPrior {
  float mean_s = 0;
  float mean_t = 0;
  float ss = 1;
  float st = 0;
  float tt = 1;
  float slope_s[kMaxDimensions] = {};
  float slope_t[kMaxDimensions] = {};
};

struct Row {
  const std::uint32_t* other;
  const std::int8_t* vote;
  std::size_t length;
};

struct Kernels {
  // One Newton step on the record, from what it holds; then its covariance and packed parts.
  void (*person)(float* record, const Row& row, const float* statements, const PersonPrior& prior);
  void (*statement)(float* record, const Row& row, const float* people, const StatementPrior& prior);
  // Sets the packed parts of a person's record from y and the packed covariance S.
  void (*pack_person)(float* record, const float* covariance);
  void (*pack_statement)(float* record, const float* slopes_s, const float* slopes_t);
  // Expected probabilities of agree and of disagree on each of `count` statements.
  void (*chances)(const float* record, const float* statements, const std::uint32_t* which, std::size_t count,
                  float* agree, float* disagree);
};

// For so many axes, as fast as this processor can.
[[nodiscard]] const Kernels& kernels(int dimensions);

// Adds weight[i] * rows[which[i]] for `count` of them to one row; each is kRowLength long.
inline constexpr int kRowLength = 64;
using AddRows = void (*)(float* sum, const float* rows, const std::uint16_t* which, const float* weight,
                         std::size_t count);
[[nodiscard]] AddRows add_rows();

}  // namespace demur::opinion
