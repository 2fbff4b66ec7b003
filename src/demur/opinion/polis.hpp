// The classic Polis pipeline, exactly, for comparison and migration: sparse PCA, projection, base
// clusters by k-means, groups by silhouette, representative statements, consensus and priorities.
//
//   core::Result<Classic> classic = polis(votes, {}, {});
//
// What Polis leaves to chance is settled here: the components are exact eigenvectors, their sign is
// fixed. The order of people's first votes is part of the input: unlike fit() it depends on that, as Polis
// does. Source: the Clojure math worker of Polis (compdemocracy/polis), a cold start.
//
// Errors: `invalid` where there is no vote at all, or where `moderated` or `order` do not fit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/opinion/votes.hpp"

namespace demur::opinion {

// A statement that stands for a group.
struct Representative {
  std::uint16_t statement = 0;
  bool agree = true;        // the group agrees more than the others; false: disagrees more
  bool best_agree = false;  // it was chosen as what the group agrees to most
  std::uint32_t votes = 0;  // of the group: of this direction
  std::uint32_t seen = 0;   // of the group: all
  double share = 0;         // (votes + 1) / (seen + 2)
  double share_test = 0;    // z of the share against one half
  double repness = 0;       // share / share among the others
  double repness_test = 0;  // z of the two shares
};

struct ConsensusStatement {
  std::uint16_t statement = 0;
  double share = 0;
  double share_test = 0;
};

struct ClassicGroup {
  std::size_t size = 0;
  double x = 0;
  double y = 0;
  std::vector<Representative> representative;  // at most 5
};

struct Classic {
  std::array<std::vector<float>, 2> components;  // by statement
  std::vector<float> means;                      // by statement
  std::vector<std::array<float, 2>> positions;   // by person, whether grouped or not
  std::vector<std::int16_t> base_cluster;        // by person; -1: not grouped (too few votes)
  std::vector<std::int8_t> group;                // by person; -1: not grouped
  std::vector<ClassicGroup> groups;
  std::vector<double> silhouettes;            // of 2, 3, ... groups
  std::vector<double> extremity;              // by statement
  std::vector<double> group_aware_consensus;  // by statement
  std::vector<double> priority;               // by statement; for routing
  std::vector<ConsensusStatement> agreed;     // at most 5
  std::vector<ConsensusStatement> disagreed;  // at most 5
};

struct PolisOptions {
  // Rows of Votes in the order of people's first votes, where it is known: the search for clusters starts
  // from the first hundred who stand at different places. Empty: in the order of rows.
  std::vector<std::uint32_t> order = {};
  unsigned groups = 0;   // 0: by silhouette, 2 to 5; else so many
  unsigned threads = 0;  // 0: one a core
};

// `moderated`: by statement, not 0 where it was moderated out; empty for none. Polis keeps such columns, with
// every vote set to pass, also of people who never saw the statement.
[[nodiscard]] core::Result<Classic> polis(const Votes& votes, std::span<const std::uint8_t> moderated,
                                          const PolisOptions& options);

}  // namespace demur::opinion
