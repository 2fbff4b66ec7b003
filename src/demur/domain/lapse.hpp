// An office that gave its position owes another when the text changes while the round is open: the position
// has lapsed, and nobody should hear of that only when the round has closed. A change that the owner calls
// editorial lets it hold again, unless an office objects. An objection never lapses. Pure.
#pragma once

#include <vector>

#include "demur/domain/clearance.hpp"

namespace demur::domain {

// The duties to give a position, of `duties`, that are owed again or not any more, each as it is from now on.
// One that was waived stays so.
[[nodiscard]] std::vector<Duty> owed_again(const Decision& decision, const Clearance& clearance,
                                           const std::vector<Duty>& duties, Day today);

}  // namespace demur::domain
