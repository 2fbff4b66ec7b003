// What the ground "secret" of a bypass hides: the decision's text, every version of it, from the day on which
// it was declared. Not the row: that it was taken, by whom, on what basis, which offices were passed by, the
// ground and the reasons are shown to everybody as before. Pure.
#pragma once

#include "demur/domain/clearance.hpp"

namespace demur::domain {

[[nodiscard]] bool hides_text(const Clearance& clearance);

// Who reads what takes part in a clearance may read: respondents of the office that owns the decision and of
// those that a round asked, custodians, auditors. `offices`: all, since who speaks for one that was merged is
// its heir.
[[nodiscard]] bool takes_part(const Member& who, const Decision& decision, const Clearance& clearance,
                              const std::vector<Office>& offices);

// Leaves of a decision what `who` may read of it.
void hide_text(const Member& who, Decision& decision, const Clearance& clearance,
               const std::vector<Office>& offices);

}  // namespace demur::domain
