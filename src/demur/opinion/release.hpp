// What may be shown of counts, when none below a floor k may be: the statistical disclosure control of
// the opinion map. Everything that is published is a function of a Release and of nothing else, so that
// no other number can be subtracted from one of these.
//
//   Release release = DEMUR_TRY(withhold(tally(votes, groups, 3), 10));
//   release.statements[4].groups[1].agree     // {60, 60}: sixty; {0, 9}: fewer than ten
//
// The cells of a statement are the votes of each group: agree, disagree, pass.
// 1. A cell below k, nought included, is shown as 0 to k - 1.
// 2. A group's size is known, and bounds its votes. Where that would narrow a hidden cell (all 94 of a
//    group voted, and 94 agreed), another cell of the group is shown as a range too, wide enough for
//    every hidden cell of the group to have been anything from 0 to k - 1.
// 3. A total over groups is shown exactly where that leaves each hidden cell all of its values, and else
//    as a range that does: with one or two hidden cells, or where rule 2 had to be used, as the sum of
//    what is shown of each; with more as the lowest or the highest k values of that sum.
// 4. A group of fewer than k people is no group: its people are counted with those in none, and so is
//    the next smallest group, until those in none are none or at least k.
// So whoever knows all that is published, and this rule, still finds k values possible for each hidden
// cell. (Who knows how some people voted can subtract these by themselves: no rule can prevent it.)
//
// Errors: Code::invalid where there are fewer than k people. With a floor of 0 or 1 all is exact.
#pragma once

#include <cstdint>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/opinion/tally.hpp"

namespace demur::opinion {

// Between `low` and `high`, both possible.
struct Range {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  [[nodiscard]] bool exact() const { return low == high; }
  bool operator==(const Range&) const = default;
};
[[nodiscard]] Range operator+(Range a, Range b);

struct Shown {
  Range agree = {}, disagree = {}, pass = {};
  [[nodiscard]] Range total() const { return agree + disagree + pass; }
  [[nodiscard]] Range of(Answer answer) const {
    return answer == kAgree ? agree : answer == kDisagree ? disagree : pass;
  }
  bool operator==(const Shown&) const = default;
};

struct ShownStatement {
  Shown everybody = {};
  std::vector<Shown> groups = {};  // as Release::kept
  bool operator==(const ShownStatement&) const = default;
};

struct Release {
  std::uint32_t floor = 0;
  std::uint32_t people = 0;                     // who cast at least one vote
  std::vector<std::uint8_t> kept = {};          // the groups shown, by their number in Tallies
  std::vector<std::uint32_t> sizes = {};        // of these
  std::uint32_t in_none = 0;                    // people in no group that is shown
  std::vector<ShownStatement> statements = {};  // all
  bool operator==(const Release&) const = default;
};

[[nodiscard]] core::Result<Release> withhold(const Tallies& tallies, std::uint32_t floor);

}  // namespace demur::opinion
