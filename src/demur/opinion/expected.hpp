// What groups, and everybody, would vote if all of their members voted.
#pragma once

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/vote_model.hpp"

namespace demur::opinion {

// Sets map.everybody, map.expected and map.bridging, from at most 1,000 members of each group.
void expect_votes(const Canonical& order, const VoteModel& model, unsigned threads, Map& map);

}  // namespace demur::opinion
