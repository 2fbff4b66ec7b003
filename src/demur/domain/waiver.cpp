#include "demur/domain/waiver.hpp"

#include "demur/domain/duties.hpp"
#include "demur/domain/fields.hpp"

namespace demur::domain {

using core::Code;
using core::fail;
using core::Result;

Result<WaiverChange> decide(const WaiverSituation& situation, const Waive& act, Day today) {
  const Member& who = situation.who;
  if (!situation.duty) return fail(Code::not_found, "There is no such duty.", "kind");
  Duty duty = *situation.duty;
  if (who.state != MemberState::active || !who.has(Role::auditor))
    return fail(Code::forbidden, "Only an auditor may waive a duty.");
  if (situation.stands_behind)
    return fail(Code::forbidden,
                "You stand behind a dissent that it has to do with: another auditor acts on it.");
  if (owes(who, duty)) return fail(Code::forbidden, "It is your own duty: another auditor must judge it.");
  if (duty.state == DutyState::waived) return WaiverChange{.already_done = true};
  if (duty.state != DutyState::open && duty.state != DutyState::missed)
    return fail(Code::conflict, "It was done: there is nothing to waive.");
  std::string reason = DEMUR_TRY(clean_text(act.reason, {"reason", "a reason", kReasonBytes}));
  WaiverChange change;
  add_missed(change.duties, change.entries, {duty}, today);  // also in the moments after midnight
  duty.state = DutyState::waived;
  duty.settled_on = today;
  duty.waived_reason = std::move(reason);
  change.entries.push_back(waived_entry(duty));
  change.duties.push_back(std::move(duty));
  return change;
}

}  // namespace demur::domain
