// Groups: a mixture of normal distributions with one common shape, fitted to people whose places are
// uncertain, each by as much as the few votes they cast leave open (extreme deconvolution). A person who
// voted twice pulls on no centre, and does not make a group in the middle.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/small_matrix.hpp"

namespace demur::opinion {

// What a person's votes say about where they stand, the prior N(0, I) taken off: the likelihood of z is
// proportional to exp(-z' precision z / 2 + pull' z).
struct Likelihood {
  SmallMatrix precision = {};
  SmallVector pull = {};
};

// From the posterior of z.
[[nodiscard]] Likelihood likelihood_of(const SmallVector& mean, const SmallMatrix& covariance, int d);

struct Mixture {
  int d = 0;
  std::vector<double> shares;  // add up to 1
  std::vector<SmallVector> centres;
  SmallMatrix shape = {};     // covariance within every group
  double log_likelihood = 0;  // mean over people

  [[nodiscard]] int groups() const { return static_cast<int>(centres.size()); }
};

// From several starts that `keys` (one a person) give; the best is kept.
[[nodiscard]] Mixture fit_mixture(std::span<const Likelihood> people, std::span<const std::uint64_t> keys,
                                  int d, int groups);

// What does not depend on the person, for looking at many.
struct PreparedMixture {
  int d = 0;
  SmallMatrix precision = {};      // of the shape
  std::vector<SmallVector> pulls;  // precision x centre
  std::vector<double> constants;   // log share - (log |shape| + centre' precision centre) / 2
};
[[nodiscard]] PreparedMixture prepare(const Mixture& mixture);

[[nodiscard]] int likeliest_group(const PreparedMixture& mixture, const Likelihood& person);

}  // namespace demur::opinion
