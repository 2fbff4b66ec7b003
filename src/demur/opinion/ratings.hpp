// The votes that a model is fitted to, in canonical order and from both sides: by person and by statement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/votes.hpp"

namespace demur::opinion {

// Sparse rows: who (or what) voted what, ascending.
struct Rows {
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint32_t> other;
  std::vector<std::int8_t> vote;

  [[nodiscard]] std::size_t count() const { return starts.size() - 1; }
  [[nodiscard]] std::size_t length(std::size_t row) const { return starts[row + 1] - starts[row]; }
};

struct Ratings {
  Rows people;
  Rows statements;
};

struct Hidden {  // by place in the rows
  std::uint32_t person;
  std::uint32_t statement;
  std::int8_t vote;
};

// Which votes are hidden from the model: those whose keys fall on `fold`, one in ten. kNone: none.
inline constexpr unsigned kFolds = 10;
inline constexpr unsigned kNone = kFolds;

// Of the people with these ranks, in that order; what the fold hides goes to `hidden` (which may be null).
[[nodiscard]] Ratings ratings_of(const Votes& votes, const Canonical& order,
                                 std::span<const std::uint32_t> people, unsigned fold,
                                 std::vector<Hidden>* hidden, unsigned threads = 1);

// Of everybody with a vote, rows and columns in the order that they have in Votes.
[[nodiscard]] Ratings ratings_as_they_are(const Votes& votes, unsigned threads);

// 0, 1, ..., count - 1.
[[nodiscard]] std::vector<std::uint32_t> first(std::size_t count);

// One person's votes by statement rank, ascending.
void sorted_row(const Votes& votes, const Canonical& order, std::uint32_t row,
                std::vector<std::pair<std::uint32_t, std::int8_t>>& into);

// The view from the other side.
[[nodiscard]] Rows transposed(const Rows& rows, std::size_t columns, unsigned threads);

}  // namespace demur::opinion
