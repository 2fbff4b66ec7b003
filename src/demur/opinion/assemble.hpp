// From a fitted model to what a Map says of people, groups and statements.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/vote_model.hpp"

namespace demur::opinion {

inline constexpr std::size_t kMostKept = 100'000;  // people whose records a Map keeps

// The record of the person with this rank: the model's, or one made in `scratch`.
using RecordOf = std::function<const float*(std::uint32_t rank, std::vector<float>& scratch)>;

enum class Names { by_size, as_they_are };

// A hash of each person's votes, of which a change is all but sure to show.
[[nodiscard]] std::vector<std::uint32_t> marks_of(const Votes& votes, unsigned threads);

// Fills a map whose people, statements, dimensions, model.plane, model.grouping (and, with names as they
// are, model.names) are set.
void assemble(const Canonical& order, const VoteModel& fitted, const RecordOf& record_of, Names names,
              unsigned threads, Map& map);

}  // namespace demur::opinion
