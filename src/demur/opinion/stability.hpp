// How much of each group is found again when people are drawn anew.
#pragma once

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/map.hpp"

namespace demur::opinion {

// Sets stability of every group: options.resamples times, half of the people are drawn and mapped from
// nothing, with as many axes and groups. In a large conversation, half of its first 60,000 votes or so.
void measure_stability(const Votes& votes, const Canonical& order, const FitOptions& options, Map& map);

}  // namespace demur::opinion
