// An office that gave its position owes another when the text changes while the round is open: the position
// has lapsed, and nobody should hear of that only when the round has closed. A change that the owner calls
// editorial lets it hold again, unless an office objects. An objection never lapses.
//
// An office that answered in time is not made late by its owner: where fewer than the policy's `lapse_days`
// are left in the round, nothing is owed again, and the position shows as lapsed. Pure.
#pragma once

#include <vector>

#include "demur/domain/clearance.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

// The round is open, and what the office said last does not hold for the newest text.
[[nodiscard]] bool has_lapsed(const Decision& decision, const Clearance& clearance, const Position& position);

// The duties to give a position, of `duties`, that are owed again or not any more, each as it is from now on.
// One that was waived stays so.
[[nodiscard]] std::vector<Duty> owed_again(const Decision& decision, const Clearance& clearance,
                                           const std::vector<Duty>& duties, const ChannelPolicy& policy,
                                           Day today);

}  // namespace demur::domain
