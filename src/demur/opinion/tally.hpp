// How many of each group agreed, disagreed and passed: exact counts of last votes, for use within; what of
// them may be shown is in release.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/votes.hpp"

namespace demur::opinion {

inline constexpr std::size_t kAnswers = 3;
enum Answer : std::uint8_t { kAgree = 0, kDisagree = 1, kPass = 2 };

using Cells = std::array<std::uint32_t, kAnswers>;  // by Answer

// Row `groups` is of people in no group.
struct Tallies {
  std::size_t groups = 0;
  std::size_t statements = 0;
  std::vector<std::uint32_t> people = {};  // groups + 1: who cast at least one vote
  std::vector<Cells> cells = {};           // statements x (groups + 1)
  [[nodiscard]] const Cells& at(std::size_t statement, std::size_t group) const {
    return cells[statement * (groups + 1) + group];
  }
};

// `group`: of each person, below `groups`; anything else, or nothing: in none. People without a vote are not
// counted. `threads`: 0 means one a core.
[[nodiscard]] Tallies tally(const Votes& votes, std::span<const std::uint8_t> group, std::size_t groups,
                            unsigned threads = 0);

}  // namespace demur::opinion
