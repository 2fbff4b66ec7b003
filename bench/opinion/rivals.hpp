// What the map is compared with: the same hidden votes predicted from Polis's x and y.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "demur/opinion/votes.hpp"

namespace demur::bench {

struct Cell {
  std::uint32_t person = 0;
  std::uint16_t statement = 0;
  opinion::Vote vote = opinion::Vote::pass;
};

enum class Style { without, with };

// Mean log-loss of the hidden votes under a multinomial logit of each statement on (1, x, y), with a ridge,
// and, with style, each person's own intercepts. Without positions (empty): statement and style alone.
[[nodiscard]] double log_loss(const opinion::Votes& seen, const std::vector<std::array<float, 2>>& positions,
                              Style style, double ridge, const std::vector<Cell>& hidden);

}  // namespace demur::bench
