// An order of people and statements that only what was voted decides: neither the order of the input nor
// the names in it. Everything that the map leaves to "chance" (which votes are hidden, who is drawn, where
// a search starts) comes from the keys made here.
//
// A key is a hash of a person's votes on statements, which in turn are known by how many agreed, passed and
// disagreed, and by who did (two rounds of colour refinement). It is the same when agree and disagree are
// swapped everywhere. People who voted alike have the same key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "demur/opinion/votes.hpp"

namespace demur::opinion {

[[nodiscard]] std::uint64_t mix(std::uint64_t value);  // a bijection that scatters bits (splitmix64)

struct Canonical {
  std::vector<std::uint32_t> people;           // rows of Votes that have votes, by key
  std::vector<std::uint32_t> person_ranks;     // by row: its place in `people`, or kNobody
  std::vector<std::uint64_t> person_keys;      // of those, ascending
  std::vector<std::uint16_t> statements;       // columns, by key
  std::vector<std::uint64_t> statement_keys;   // of those, ascending
  std::vector<std::uint16_t> statement_ranks;  // by column: its place in `statements`
};

inline constexpr std::uint32_t kNobody = 0xffffffff;  // without a vote

// A population in which everybody stands g times tells no more than one in which each stands once:
// `people` then names one of each g, and the ranks of the others are that one's.
[[nodiscard]] Canonical canonical_order(const Votes& votes, unsigned threads);

}  // namespace demur::opinion
