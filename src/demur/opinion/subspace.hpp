// The leading principal axes of a sparse table of votes, eight at a time, by subspace iteration.
//
// The mean of a column is taken off what was seen of it, and what was not seen counts as the mean, which is
// to say 0: so the centred table is as sparse as the votes, and is never written out.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "demur/opinion/ratings.hpp"
#include "demur/opinion/vote_kernel.hpp"

namespace demur::opinion {

using Block = std::array<float, kLane>;  // a row of a matrix with kLane columns

// result = (rows - own mean - other's mean) x by
void multiply(const Rows& rows, const std::vector<float>& own, const std::vector<float>& other,
              const std::vector<Block>& by, std::vector<Block>& result, unsigned threads);

// Gram-Schmidt over columns; one that the others span becomes 0.
void orthonormalise(std::vector<Block>& block);

// Numbers between -1/2 and 1/2 that the keys, one a row, give.
[[nodiscard]] std::vector<Block> random_block(std::span<const std::uint64_t> keys);

// Means of the votes seen, by row.
[[nodiscard]] std::vector<float> means_of(const Rows& rows);

}  // namespace demur::opinion
