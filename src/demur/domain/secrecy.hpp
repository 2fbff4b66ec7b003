// What hides a decision's text, every version of it: that its office registered it as secret, from the first
// moment; or the ground "secret" of a bypass, from the day on which it was declared. Not the row: that it was
// taken, by whom, on what basis, which offices were passed by, the ground and the reasons are shown to
// everybody as before. Pure.
#pragma once

#include "demur/domain/clearance.hpp"
#include "demur/domain/decide.hpp"

namespace demur::domain {

// `from_start`: it was registered as secret.
[[nodiscard]] bool hides_text(const Clearance& clearance, bool from_start);

// Who reads what takes part in a clearance may read: respondents of the office that owns the decision and of
// those that a round asked, custodians, auditors. `offices`: all, since who speaks for one that was merged is
// its heir.
[[nodiscard]] bool takes_part(const Member& who, const Decision& decision, const Clearance& clearance,
                              const std::vector<Office>& offices);

// Registers a decision whose text is secret from the start: as RegisterDecision, and by a respondent of its
// own office alone, since nobody else can say so of it. The record says that the text is secret. `is_secret`:
// what was kept under the act's id before is.
[[nodiscard]] core::Result<Change> register_as_secret(const Situation& situation, const RegisterDecision& act,
                                                      bool is_secret, const ChannelPolicy& policy, Day today);

// Leaves of a decision what `who` may read of it.
void hide_text(const Member& who, Decision& decision, const Clearance& clearance,
               const std::vector<Office>& offices, bool from_start);

}  // namespace demur::domain
