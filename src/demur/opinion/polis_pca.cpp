#include "demur/opinion/polis_pca.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "demur/opinion/parallel.hpp"
#include "demur/opinion/subspace.hpp"
#include "demur/opinion/tally.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kFewStatements = 2'000;
constexpr std::size_t kPieces = 2;  // of people, each with a matrix of its own, whatever the threads
constexpr std::size_t kFewPeople = 4'000;
constexpr int kIterations = 200;
constexpr double kStill = 1e-7;  // change of either component

bool is_out(std::span<const std::uint8_t> moderated, std::size_t j) {
  return !moderated.empty() && moderated[j] != 0;
}

std::vector<float> column_means(const Votes& votes, std::span<const std::uint8_t> moderated,
                                unsigned threads) {
  const Tallies tallies = tally(votes, {}, 0, threads);
  std::vector<float> means(votes.statements());
  for (std::size_t j = 0; j < means.size(); ++j) {
    const auto [agree, disagree, pass] = tallies.at(j, 0);
    const double seen = static_cast<double>(agree) + disagree + pass;
    if (!is_out(moderated, j) && seen > 0)
      means[j] = static_cast<float>((static_cast<double>(agree) - disagree) / seen);
  }
  return means;
}

// Sums of products of people's centred votes on any two statements: a block of people at a time, written
// out as a dense table in strips of kRowLength statements, that the rows of who voted on a statement are
// added up from.
class Products {
  struct alignas(64) Strip : std::array<float, kRowLength> {};

 public:
  Products(const Votes& votes, std::span<const std::uint8_t> moderated, const std::vector<float>& means)
      : votes_(votes),
        moderated_(moderated),
        means_(means),
        strips_((votes.statements() + kRowLength - 1) / kRowLength),
        table_(strips_ * kBlock),
        starts_(votes.statements() + 1) {
    for (std::size_t j = 0; j < votes.statements(); ++j)
      rows_.push_back(rows_.back() + strips_ - j / kRowLength);
    sums_.resize(rows_.back());
  }

  void add(std::size_t begin, std::size_t end) {
    const AddRows add_up = add_rows();
    for (; begin < end; begin += kBlock) {
      const std::size_t count = std::min(kBlock, end - begin);
      write_out(begin, count);
      for (std::size_t strip = 0; strip < strips_; ++strip) {
        const float* rows = table_[strip * kBlock].data();
        const std::size_t last = std::min(votes_.statements(), (strip + 1) * kRowLength);
        for (std::size_t j = 0; j < last; ++j)  // at and right of the diagonal
          add_up(sums_[place(j, strip)].data(), rows, who_.data() + starts_[j], value_.data() + starts_[j],
                 starts_[j + 1] - starts_[j]);
      }
      wipe(begin, count);
    }
  }

  void join(const Products& other) {
    for (std::size_t i = 0; i < sums_.size(); ++i)
      for (std::size_t k = 0; k < kRowLength; ++k) sums_[i][k] += other.sums_[i][k];
  }

  [[nodiscard]] float at(std::size_t row, std::size_t column) const {
    if (row > column) std::swap(row, column);
    return sums_[place(row, column / kRowLength)][column % kRowLength];
  }

 private:
  static constexpr std::size_t kBlock = 256;  // people

  [[nodiscard]] std::size_t place(std::size_t row, std::size_t strip) const {
    return rows_[row] + strip - row / kRowLength;
  }

  float& cell(std::size_t person, std::size_t statement) {
    return table_[statement / kRowLength * kBlock + person][statement % kRowLength];
  }

  void write_out(std::size_t begin, std::size_t count) {
    std::ranges::fill(starts_, 0U);
    for (std::size_t u = 0; u < count; ++u)
      for (const std::uint16_t j : votes_.statements_of(begin + u)) ++starts_[j + 1];
    for (std::size_t j = 1; j < starts_.size(); ++j) starts_[j] += starts_[j - 1];
    who_.resize(starts_.back());
    value_.resize(starts_.back());
    next_.assign(starts_.begin(), starts_.end() - 1);
    for (std::size_t u = 0; u < count; ++u) {
      const auto statements = votes_.statements_of(begin + u);
      const auto cast = votes_.votes_of(begin + u);
      for (std::size_t k = 0; k < statements.size(); ++k) {
        const std::size_t j = statements[k];
        const float value =
            is_out(moderated_, j) ? 0 : static_cast<float>(static_cast<int>(cast[k])) - means_[j];
        cell(u, j) = value;
        value_[next_[j]] = value;
        who_[next_[j]++] = static_cast<std::uint16_t>(u);
      }
    }
  }

  void wipe(std::size_t begin, std::size_t count) {
    for (std::size_t u = 0; u < count; ++u)
      for (const std::uint16_t j : votes_.statements_of(begin + u)) cell(u, j) = 0;
  }

  const Votes& votes_;
  std::span<const std::uint8_t> moderated_;
  const std::vector<float>& means_;
  std::size_t strips_;
  std::vector<Strip> table_;  // strips x people
  // Who voted on each statement, and what less the mean.
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> next_;
  std::vector<std::uint16_t> who_;
  std::vector<float> value_;
  std::vector<std::size_t> rows_ = {0};  // where the strips of each statement begin, from the diagonal on
  std::vector<Strip> sums_;
};

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

// Of any two statements. What it is added up in is gone when it is there.
std::vector<float> products_of(const Votes& votes, std::span<const std::uint8_t> moderated,
                               const std::vector<float>& means, unsigned threads) {
  std::vector<Products> pieces;
  pieces.reserve(kPieces);
  while (pieces.size() < (votes.people() < kFewPeople ? 1 : kPieces))
    pieces.emplace_back(votes, moderated, means);
  const std::size_t length = (votes.people() + pieces.size() - 1) / pieces.size();
  in_parallel(threads, pieces.size(), [&](std::size_t piece) {
    pieces[piece].add(piece * length, std::min(votes.people(), (piece + 1) * length));
  });
  for (; pieces.size() > 1; pieces.pop_back()) pieces[0].join(pieces.back());
  const std::size_t m = votes.statements();
  std::vector<float> products(m * m);
  for (std::size_t j = 0; j < m; ++j)
    for (std::size_t k = 0; k < m; ++k) products[j * m + k] = pieces[0].at(j, k);
  return products;
}

std::vector<Block> by_products(const Votes& votes, std::span<const std::uint8_t> moderated,
                               const std::vector<float>& means, unsigned threads) {
  const std::size_t m = votes.statements();
  const std::vector<float> products = products_of(votes, moderated, means, threads);
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
  ratings.statements = transposed(ratings.people, votes.statements(), threads);
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
  result.means = column_means(votes, moderated, threads);
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
