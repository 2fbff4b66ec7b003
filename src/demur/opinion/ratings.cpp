#include "demur/opinion/ratings.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "demur/opinion/parallel.hpp"

namespace demur::opinion {
namespace {

constexpr std::size_t kFewVotes = 100'000;  // below, a second thread costs more than it brings

}  // namespace

void sorted_row(const Votes& votes, const Canonical& order, std::uint32_t row,
                std::vector<std::pair<std::uint32_t, std::int8_t>>& into) {
  into.clear();
  const auto statements = votes.statements_of(row);
  const auto cast = votes.votes_of(row);
  for (std::size_t k = 0; k < statements.size(); ++k)
    into.emplace_back(order.statement_ranks[statements[k]], static_cast<std::int8_t>(cast[k]));
  if (!std::ranges::is_sorted(into)) std::ranges::sort(into);
}

Rows transposed(const Rows& rows, std::size_t columns, unsigned threads) {
  // Each piece of the rows counts its entries by column, and then knows where in a column they go.
  const std::size_t pieces = rows.other.size() < kFewVotes ? 1 : thread_count(threads);
  const std::size_t length = (rows.count() + pieces - 1) / pieces;
  std::vector<std::vector<std::uint32_t>> next(pieces, std::vector<std::uint32_t>(columns));
  const auto each = [&](std::size_t piece, auto&& what) {
    const std::size_t end = std::min(rows.count(), (piece + 1) * length);
    for (std::size_t row = piece * length; row < end; ++row)
      for (std::uint32_t k = rows.starts[row]; k < rows.starts[row + 1]; ++k)
        what(static_cast<std::uint32_t>(row), k);
  };
  in_parallel(threads, pieces, [&](std::size_t piece) {
    each(piece, [&](std::uint32_t, std::uint32_t k) { ++next[piece][rows.other[k]]; });
  });
  Rows result;
  result.starts.assign(columns + 1, 0);
  for (std::size_t j = 0; j < columns; ++j) {
    std::uint32_t place = result.starts[j];
    for (auto& of_piece : next) place += std::exchange(of_piece[j], place);
    result.starts[j + 1] = place;
  }
  result.other.resize(rows.other.size());
  result.vote.resize(rows.vote.size());
  in_parallel(threads, pieces, [&](std::size_t piece) {
    each(piece, [&](std::uint32_t row, std::uint32_t k) {
      const std::uint32_t place = next[piece][rows.other[k]]++;
      result.other[place] = row;
      result.vote[place] = rows.vote[k];
    });
  });
  return result;
}

Ratings ratings_as_they_are(const Votes& votes, unsigned threads) {
  Ratings result;
  for (std::size_t u = 0; u < votes.people(); ++u)
    if (votes.count_of(u) != 0) result.people.starts.push_back(votes.starts()[u + 1]);
  result.people.other.assign(votes.all_statements().begin(), votes.all_statements().end());
  result.people.vote.resize(votes.count());
  std::ranges::transform(votes.all_votes(), result.people.vote.begin(),
                         [](Vote vote) { return static_cast<std::int8_t>(vote); });
  result.statements = transposed(result.people, votes.statements(), threads);
  return result;
}

Ratings ratings_of(const Votes& votes, const Canonical& order, std::span<const std::uint32_t> people,
                   unsigned fold, std::vector<Hidden>* hidden, unsigned threads) {
  Ratings result;
  std::vector<std::pair<std::uint32_t, std::int8_t>> row;
  for (std::uint32_t u = 0; u < people.size(); ++u) {
    sorted_row(votes, order, order.people[people[u]], row);
    for (const auto& [statement, vote] : row) {
      if (fold != kNone &&
          mix(order.person_keys[people[u]] ^ (order.statement_keys[statement] * 3)) % kFolds == fold) {
        if (hidden != nullptr) hidden->push_back({u, statement, vote});
        continue;
      }
      result.people.other.push_back(statement);
      result.people.vote.push_back(vote);
    }
    result.people.starts.push_back(static_cast<std::uint32_t>(result.people.other.size()));
  }
  result.statements = transposed(result.people, order.statements.size(), threads);
  return result;
}

std::vector<std::uint32_t> first(std::size_t count) {
  std::vector<std::uint32_t> result(count);
  std::iota(result.begin(), result.end(), std::uint32_t{0});
  return result;
}

}  // namespace demur::opinion
