// What the votes say of each statement: how far every group agrees (or disagrees) alike, how far the
// groups are apart, and which statements tell a group from the others. Each with a bound that holds
// with 95 %, so that a statement few people voted on does not rise to the top; and with a false
// discovery rate over all statements (rates.hpp).
//
//   Evidence evidence = weigh(release);
//   for (std::size_t j : bridging_order(evidence)) ...   // strongest first
//
// Everything is computed from what may be shown (release.hpp): where counts are ranges, for the worst of
// them.
//
// Read with care: groups were made from these votes, so that they are apart is partly how they were
// made. The tests say that a difference is more than few votes can bring about, given the groups.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "demur/opinion/rates.hpp"
#include "demur/opinion/release.hpp"

namespace demur::opinion {

struct Common {
  Answer answer = kAgree;  // what the groups have in common: kAgree or kDisagree
  double low = 0;          // with 95 %, in every group at least this share says so
  double group_aware = 0;  // the product over groups of (count + 1) / (votes + 2), as Polis has it
  double q = 1;            // false discovery rate of "a majority in every group"
  [[nodiscard]] bool found() const { return q <= 0.05; }
};

struct Divided {
  std::size_t more = 0;      // the group that agrees most, and the one that agrees least: indexes
  std::size_t less = 0;      // of Release::kept. The same where there is one group
  Estimate gap = {0, 0, 0};  // of their shares of agreement
  double low = 0;            // with 95 %, agreement differs by at least this. One group: the share
                             // that at least agrees, and at least disagrees
  double q = 1;              // false discovery rate of "no difference"
  [[nodiscard]] bool found() const { return q <= 0.05; }
};

// A statement on which a group stands apart from everybody else.
struct Defining {
  std::size_t statement = 0;
  Answer answer = kAgree;  // what it says more often than the others
  Estimate share = {};
  Estimate others = {};
  Estimate gap = {};  // share - others
  double q = 1;
};

struct Weighed {
  Estimate agree = {}, disagree = {}, pass = {};  // of everybody who voted on it
  Common common = {};
  Divided divided = {};
};

struct Evidence {
  std::vector<Weighed> statements;
  std::vector<std::vector<Defining>> defining;  // by group of Release::kept, strongest first, q <= 0.05
};

inline constexpr std::size_t kDefining = 5;  // at most, of a group

[[nodiscard]] Evidence weigh(const Release& release);

// Statements by Common::low and by Divided::low, strongest first; ties by number. Only what was found.
[[nodiscard]] std::vector<std::size_t> bridging_order(const Evidence& evidence);
[[nodiscard]] std::vector<std::size_t> divisive_order(const Evidence& evidence);

}  // namespace demur::opinion
