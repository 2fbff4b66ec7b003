// Rates with intervals, and control for many comparisons.
//
// Counts may be ranges (release.hpp). Bounds are then those of the count that is worst for them, so
// that what holds of a bound holds whatever the hidden counts are.
//
// - share(): the score interval of E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; by the
//   comparison of L. D. Brown, T. T. Cai, A. DasGupta, Statist. Sci. 16 (2001) 101-133 a good one at any n.
// - difference(): R. G. Newcombe, Stat. Med. 17 (1998) 873-890, method 10: from two Wilson intervals.
// - paired_change(): D. G. Bonett, R. M. Price, J. Educ. Behav. Stat. 37 (2012) 479-488: adjusted Wald
//   interval of a change within the same people.
// - adjusted(): Y. Benjamini, D. Yekutieli, Ann. Statist. 29 (2001) 1165-1188. Unlike the procedure of
//   Benjamini and Hochberg (1995) it holds whatever the dependence, and the same people vote on many
//   statements.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/release.hpp"

namespace demur::opinion {

inline constexpr double kTwoSided95 = 1.959963984540054;
inline constexpr double kOneSided95 = 1.6448536269514722;

struct Estimate {
  double value = 0;  // of the middle of ranges; 0 where there is no vote
  double low = 0;
  double high = 1;
};

[[nodiscard]] Estimate share(std::uint32_t part, std::uint32_t whole, double z = kTwoSided95);
// Of `part` in part + others.
[[nodiscard]] Estimate share(Range part, Range others, double z = kTwoSided95);
[[nodiscard]] Estimate share(const Shown& shown, Answer answer, double z = kTwoSided95);

// a - b, from estimates at the same z.
[[nodiscard]] Estimate difference(const Estimate& a, const Estimate& b);

// Of n people `gained` said it only afterwards and `lost` only before.
[[nodiscard]] Estimate paired_change(std::uint32_t gained, std::uint32_t lost, std::uint32_t n);

// One-sided p of "a share of no more than `limit`": score test, at the lowest count that is possible.
[[nodiscard]] double p_at_most(double limit, const Shown& shown, Answer answer);
// Two-sided p of "no difference" between two groups: pooled score test, at the counts that are nearest
// to each other. 1 where they may be the same.
[[nodiscard]] double p_no_difference(const Shown& a, const Shown& b, Answer answer);

// The smallest false discovery rate at which each is still among the discoveries.
[[nodiscard]] std::vector<double> adjusted(std::span<const double> p);

}  // namespace demur::opinion
