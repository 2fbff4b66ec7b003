#include "demur/opinion/polis_pca.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "demur/opinion/parallel.hpp"
#include "demur/opinion/subspace.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kFewStatements = 2'000;
constexpr std::size_t kPieces = 2;  // of people, each with a matrix of its own, whatever the threads
constexpr int kIterations = 200;
constexpr double kStill = 1e-7;  // change of either component

bool is_out(std::span<const std::uint8_t> moderated, std::size_t j) {
  return !moderated.empty() && moderated[j] != 0;
}

std::vector<float> column_means(const Votes& votes, std::span<const std::uint8_t> moderated) {
  std::vector<std::int64_t> sums(votes.statements());
  std::vector<std::int64_t> counts(votes.statements());
  const auto statements = votes.all_statements();
  const auto cast = votes.all_votes();
  for (std::size_t k = 0; k < statements.size(); ++k) {
    sums[statements[k]] += static_cast<int>(cast[k]);
    ++counts[statements[k]];
  }
  std::vector<float> means(votes.statements());
  for (std::size_t j = 0; j < means.size(); ++j)
    if (!is_out(moderated, j) && counts[j] > 0)
      means[j] = static_cast<float>(static_cast<double>(sums[j]) / static_cast<double>(counts[j]));
  return means;
}

// Adds the products of one person's centred votes, at and right of the diagonal.
void add_products(std::span<const std::uint16_t> statements, const std::vector<float>& values, std::size_t m,
                  std::vector<float>& products) {
  for (std::size_t a = 0; a < statements.size(); ++a) {
    const float value = values[a];
    float* row = products.data() + statements[a] * m;
    for (std::size_t b = a; b < statements.size(); ++b) row[statements[b]] += value * values[b];
  }
}

std::vector<float> product_matrix(const Votes& votes, std::span<const std::uint8_t> moderated,
                                  const std::vector<float>& means, unsigned threads) {
  const std::size_t m = votes.statements();
  std::vector<std::vector<float>> pieces(votes.people() < 4 * kPieces ? 1 : kPieces);
  const std::size_t length = (votes.people() + pieces.size() - 1) / pieces.size();
  in_parallel(threads, pieces.size(), [&](std::size_t piece) {
    pieces[piece].assign(m * m, 0);
    std::vector<float> values;
    const std::size_t end = std::min(votes.people(), (piece + 1) * length);
    for (std::size_t u = piece * length; u < end; ++u) {
      const auto statements = votes.statements_of(u);
      const auto cast = votes.votes_of(u);
      values.resize(statements.size());
      for (std::size_t k = 0; k < statements.size(); ++k)
        values[k] = is_out(moderated, statements[k])
                        ? 0
                        : static_cast<float>(static_cast<int>(cast[k])) - means[statements[k]];
      add_products(statements, values, m, pieces[piece]);
    }
  });
  std::vector<float>& sum = pieces[0];
  for (std::size_t piece = 1; piece < pieces.size(); ++piece)
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += pieces[piece][i];
  for (std::size_t j = 0; j < m; ++j)
    for (std::size_t k = 0; k < j; ++k) sum[j * m + k] = sum[k * m + j];
  return std::move(sum);
}

// Whether the first two columns are what they were.
bool stand_still(const std::vector<Block>& before, const std::vector<Block>& after) {
  for (int a = 0; a < 2; ++a) {
    double along = 0;
    for (std::size_t j = 0; j < before.size(); ++j) along += static_cast<double>(before[j][a]) * after[j][a];
    if (1 - std::abs(along) > kStill && std::abs(along) > 0) return false;
  }
  return true;
}

// Subspace iteration, `advance` being a multiplication by the matrix.
template <typename Advance>
std::vector<Block> iterate(std::size_t m, const Advance& advance) {
  std::vector<std::uint64_t> keys(m);
  std::iota(keys.begin(), keys.end(), std::uint64_t{0});
  std::vector<Block> axes = random_block(keys);
  orthonormalise(axes);
  for (int i = 0; i < kIterations; ++i) {
    std::vector<Block> next = advance(axes);
    orthonormalise(next);
    const bool still = i > 4 && stand_still(axes, next);
    axes = std::move(next);
    if (still) break;
  }
  return axes;
}

std::vector<Block> by_products(const Votes& votes, std::span<const std::uint8_t> moderated,
                               const std::vector<float>& means, unsigned threads) {
  const std::size_t m = votes.statements();
  const std::vector<float> products = product_matrix(votes, moderated, means, threads);
  return iterate(m, [&](const std::vector<Block>& axes) {
    std::vector<Block> next(m);
    for (std::size_t j = 0; j < m; ++j) {
      Block sum = {};
      const float* row = products.data() + j * m;
      for (std::size_t k = 0; k < m; ++k)
        for (int a = 0; a < kLane; ++a) sum[a] += row[k] * axes[k][a];
      next[j] = sum;
    }
    return next;
  });
}

std::vector<Block> by_passes(const Votes& votes, std::span<const std::uint8_t> moderated,
                             const std::vector<float>& means, unsigned threads) {
  Ratings ratings;
  for (std::size_t u = 0; u < votes.people(); ++u) {
    const auto statements = votes.statements_of(u);
    const auto cast = votes.votes_of(u);
    for (std::size_t k = 0; k < statements.size(); ++k) {
      if (is_out(moderated, statements[k])) continue;
      ratings.people.other.push_back(statements[k]);
      ratings.people.vote.push_back(static_cast<std::int8_t>(cast[k]));
    }
    ratings.people.starts.push_back(static_cast<std::uint32_t>(ratings.people.other.size()));
  }
  ratings.statements = transposed(ratings.people, votes.statements());
  const std::vector<float> none(votes.people());
  std::vector<Block> people(votes.people());
  return iterate(votes.statements(), [&](const std::vector<Block>& axes) {
    std::vector<Block> next(axes.size());
    multiply(ratings.people, none, means, axes, people, threads);
    multiply(ratings.statements, means, none, people, next, threads);
    return next;
  });
}

}  // namespace

PolisComponents polis_components(const Votes& votes, std::span<const std::uint8_t> moderated,
                                 unsigned threads) {
  PolisComponents result;
  result.means = column_means(votes, moderated);
  const std::vector<Block> axes = votes.statements() <= kFewStatements
                                      ? by_products(votes, moderated, result.means, threads)
                                      : by_passes(votes, moderated, result.means, threads);
  for (int a = 0; a < 2; ++a) {
    double lean = 0;
    for (const Block& row : axes) lean += std::pow(static_cast<double>(row[a]), 3);
    for (const Block& row : axes) result.components[a].push_back(lean < 0 ? -row[a] : row[a]);
  }
  return result;
}

}  // namespace demur::opinion
