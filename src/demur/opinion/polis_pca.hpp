// The two components of Polis, as exact eigenvectors: where statements are few, of their m x m matrix of
// products, made in one pass over the votes; else by passes over the votes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/votes.hpp"

namespace demur::opinion {

struct PolisComponents {
  std::vector<float> means;                      // of the votes seen; 0 where moderated out
  std::array<std::vector<float>, 2> components;  // of length 1 (or 0, where there is nothing)
};

[[nodiscard]] PolisComponents polis_components(const Votes& votes, std::span<const std::uint8_t> moderated,
                                               unsigned threads);

}  // namespace demur::opinion
