// Conversations made up for tests and benchmarks: people of planted groups who vote as the model has it, or
// by tables of latent classes that are not of its family.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "demur/opinion/votes.hpp"

namespace demur::opinion {

enum class Making {
  skewed,          // some statements are seen far more than others; people differ in style
  staircase,       // statements appear over time, and early people never see the late ones; style
  plain,           // as skewed, without style
  weak_classes,    // each group has its own table of rates; the tables are alike
  strong_classes,  // the tables are far apart
};

struct Recipe {
  std::size_t people = 1000;
  std::size_t statements = 100;
  double votes_each = 30;
  Making making = Making::skewed;
  int groups = 3;  // 1: a continuum
  int axes = 2;    // at most 6
  std::uint64_t seed = 1;
};

struct MadeVotes {
  Votes votes;
  std::vector<int> group;  // planted, by person
};

[[nodiscard]] MadeVotes make_votes(const Recipe& recipe);

// Each person's group as somebody would guess it who knew everything but the groups: centres, slopes, tables.
// No method finds more of them than this; far from all, where groups overlap. At most 4 axes.
[[nodiscard]] std::vector<int> best_guesses(const Recipe& recipe, const Votes& votes);

// Each person's votes in any order, to be changed by hand.
using Table = std::vector<std::vector<std::pair<std::uint16_t, Vote>>>;
[[nodiscard]] Table table_of(const Votes& votes);
[[nodiscard]] Votes votes_of(std::size_t statements, Table table);

// How far two groupings of the same people agree, beyond chance: 1 if they are the same (Hubert & Arabie).
// People whose group is below 0 in either are left out.
[[nodiscard]] double adjusted_rand_index(const std::vector<int>& a, const std::vector<int>& b);

}  // namespace demur::opinion
