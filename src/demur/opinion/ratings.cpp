#include "demur/opinion/ratings.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace demur::opinion {

void sorted_row(const Votes& votes, const Canonical& order, std::uint32_t row,
                std::vector<std::pair<std::uint32_t, std::int8_t>>& into) {
  into.clear();
  const auto statements = votes.statements_of(row);
  const auto cast = votes.votes_of(row);
  for (std::size_t k = 0; k < statements.size(); ++k)
    into.emplace_back(order.statement_ranks[statements[k]], static_cast<std::int8_t>(cast[k]));
  if (!std::ranges::is_sorted(into)) std::ranges::sort(into);
}

Rows transposed(const Rows& rows, std::size_t columns) {
  Rows result;
  result.starts.assign(columns + 1, 0);
  for (const std::uint32_t column : rows.other) ++result.starts[column + 1];
  for (std::size_t j = 0; j < columns; ++j) result.starts[j + 1] += result.starts[j];
  result.other.resize(rows.other.size());
  result.vote.resize(rows.vote.size());
  std::vector<std::uint32_t> next(result.starts.begin(), result.starts.end() - 1);
  for (std::uint32_t row = 0; row < rows.count(); ++row)
    for (std::uint32_t k = rows.starts[row]; k < rows.starts[row + 1]; ++k) {
      const std::uint32_t place = next[rows.other[k]]++;
      result.other[place] = row;
      result.vote[place] = rows.vote[k];
    }
  return result;
}

Ratings ratings_of(const Votes& votes, const Canonical& order, std::span<const std::uint32_t> people,
                   unsigned fold, std::vector<Hidden>* hidden) {
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
  result.statements = transposed(result.people, order.statements.size());
  return result;
}

std::vector<std::uint32_t> first(std::size_t count) {
  std::vector<std::uint32_t> result(count);
  std::iota(result.begin(), result.end(), std::uint32_t{0});
  return result;
}

}  // namespace demur::opinion
