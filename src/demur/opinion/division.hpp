// How far a population is divided, as one number that two rounds can be compared by.
//
// Statements are taken in two halves, every other one. On one half people are parted into two camps (the
// sign of the first principal component, missing votes as the statement's mean); on the other half the
// camps' mean votes are compared: the mean over statements of the squared difference, less what chance
// brings, its root, and half of that, so that 0 is no division and 1 is a camp that agrees to all against
// one that disagrees with all. Then the other way round, and the mean. What finds the camps is never what
// measures them: else chance alone would look like division.
//
// The number by itself means little: people of one camp who merely differ have one too. Compare it with
// another round's, and with people leaving in mind: if the most extreme stop answering it falls, and
// nobody has changed their mind.
//
// Deterministic; resampling draws from a generator of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/rates.hpp"
#include "demur/opinion/votes.hpp"

namespace demur::opinion {

// Of the people whose rows are given; a row twice counts twice.
[[nodiscard]] double division(const Votes& votes, std::span<const std::uint32_t> people);

// What chance alone would bring it to: the votes on each statement are dealt out anew among those of the
// people who voted on it, 60 times; nineteen in twenty times the division is no more than this.
[[nodiscard]] double division_by_chance(const Votes& votes, std::span<const std::uint32_t> people);

// After less before. `before` and `after` are rows of the one and of the other; where `paired` they are
// the same people in the same order, and are resampled together. 95 %, by the standard error of 200
// resamples.
struct DivisionChange {
  double before = 0;
  double after = 0;
  double chance_before = 0;  // division_by_chance of the two rounds
  double chance_after = 0;
  Estimate change = {};
};
[[nodiscard]] DivisionChange division_change(const Votes& votes_before, std::span<const std::uint32_t> before,
                                             const Votes& votes_after, std::span<const std::uint32_t> after,
                                             bool paired);

}  // namespace demur::opinion
