#include "demur/opinion/subspace.hpp"

#include <algorithm>
#include <cmath>

#include "demur/opinion/parallel.hpp"

namespace demur::opinion {

void multiply(const Rows& rows, const std::vector<float>& own, const std::vector<float>& other,
              const std::vector<Block>& by, std::vector<Block>& result, unsigned threads) {
  constexpr std::size_t kRange = 256;
  in_ranges(threads, rows.count(), kRange, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      Block sum = {};
      for (auto k = rows.starts[i]; k < rows.starts[i + 1]; ++k) {
        const auto o = rows.other[k];
        const float value = static_cast<float>(rows.vote[k]) - own[i] - other[o];
        for (int a = 0; a < kLane; ++a) sum[a] += value * by[o][a];
      }
      result[i] = sum;
    }
  });
}

void orthonormalise(std::vector<Block>& block) {
  for (int a = 0; a < kLane; ++a) {
    std::array<double, kLane> along = {};
    double length = 0;
    for (int b = 0; b < a; ++b)
      for (const Block& row : block) along[b] += static_cast<double>(row[a]) * row[b];
    for (Block& row : block) {
      for (int b = 0; b < a; ++b) row[a] -= static_cast<float>(along[b]) * row[b];
      length += static_cast<double>(row[a]) * row[a];
    }
    const auto scale = static_cast<float>(length > 0 ? 1 / std::sqrt(length) : 0);
    for (Block& row : block) row[a] *= scale;
  }
}

std::vector<Block> random_block(std::span<const std::uint64_t> keys) {
  std::vector<Block> block(keys.size());
  for (std::size_t j = 0; j < keys.size(); ++j)
    for (unsigned a = 0; a < kLane; ++a)
      block[j][a] = static_cast<float>(mix(keys[j] + a) >> 40) * 0x1p-24F - 0.5F;
  return block;
}

std::vector<float> means_of(const Rows& rows) {
  std::vector<float> means;
  for (std::size_t j = 0; j < rows.count(); ++j) {
    float sum = 0;
    for (auto k = rows.starts[j]; k < rows.starts[j + 1]; ++k) sum += rows.vote[k];
    means.push_back(sum / std::max<float>(1, static_cast<float>(rows.length(j))));
  }
  return means;
}

}  // namespace demur::opinion
