// What the institution owes around the answer: acknowledging, opening a name, asking for more time,
// and an auditor's waiver. Each is a record at once.
#include "demur/domain/duties.hpp"
#include "demur/domain/matter.hpp"

namespace demur::domain {
namespace {

std::unexpected<core::Error> duty_not_loaded() {
  return fail(Code::internal, "a duty of a dissent was not loaded");
}

Status may_acknowledge(const Bond& bond, const Duty& duty) {
  if (bond.is_recused)
    return fail(Code::forbidden,
                "You are recused: the decision is your own office's. Another custodian acts.");
  const bool owner = duty.owner_role == Role::custodian ? bond.is_custodian : bond.is_respondent;
  if (!owner) return fail(Code::forbidden, "Acknowledging is for those who keep the channel.");
  if (stands_behind(bond))
    return fail(Code::forbidden, "You stand behind this dissent: a colleague acts on it.");
  return {};
}

Status check_extension(const Dissent& dissent, const Duty& duty, Day today) {
  if (dissent.extension) return fail(Code::conflict, "It was extended once, and that is all there is.");
  if (duty.state != DutyState::open || today > duty.due_on)
    return fail(Code::conflict,
                "The day for the answer has passed: an extension is given before it, not after.");
  if (duty.latest_on <= duty.due_on) return fail(Code::conflict, "This channel's answers cannot be put off.");
  return {};
}

Status check_new_day(const Duty& duty, Day until) {
  if (until <= duty.due_on)
    return fail(Code::invalid, "Choose a day after " + core::to_words(duty.due_on) + ", when it is due now.",
                "until");
  if (until > duty.latest_on)
    return fail(Code::invalid,
                "Choose a day up to " + core::to_words(duty.latest_on) + ": that is the latest.", "until");
  return {};
}

}  // namespace

Result<Change> judge(const Matter& matter, const Acknowledge&) {
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter));
  const Situation& situation = matter.situation;
  const Duty* duty = find_duty(situation.duties, DutyKind::acknowledge);
  const Duty* answer = find_duty(situation.duties, DutyKind::answer);
  if (duty == nullptr || answer == nullptr) return duty_not_loaded();
  DEMUR_TRY(may_acknowledge(bond, *duty));
  Dissent dissent = *situation.dissent;
  if (dissent.acknowledged_on) return already_done();
  if (dissent.state != DissentState::filed)
    return fail(Code::conflict, "Its author has withdrawn it: nothing is owed any more.");
  dissent.state = DissentState::acknowledged;
  dissent.acknowledged_on = matter.today;
  Duty next = after_acknowledgement(*answer, dissent, matter.policy, matter.today);
  Entry entry = dissent_entry("dissent.acknowledged", dissent.id);
  entry.public_part = {{"late", matter.today > duty->due_on},
                       {"due", core::to_string(duty->due_on)},
                       {"answer_due", core::to_string(next.due_on)}};
  Change change;
  change.duties = {done_on(*duty, matter.today), std::move(next)};
  change.entries = {std::move(entry)};
  change.dissent = std::move(dissent);
  return change;
}

Result<Change> judge(const Matter& matter, const OpenIdentity& act) {
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter));
  Dissent dissent = *matter.situation.dissent;
  if (!bond.is_custodian)
    return fail(Code::forbidden, "Only a custodian who is not recused may ask for an author's name.");
  if (bond.has_opened) return already_done();
  if (dissent.standing == Standing::named)
    return fail(Code::conflict, "Its author is named: there is nothing to open.");
  if (dissent.standing == Standing::anonymous)
    return fail(Code::conflict, "Nobody knows who its author is: there is no name to open.");
  if (dissent.state == DissentState::withdrawn)
    return fail(Code::conflict, "Its author has withdrawn it: the name stays closed.");
  std::string reason = DEMUR_TRY(clean_text(act.reason, {"reason", "a reason", kReasonBytes}));
  dissent.identity_openings.push_back({matter.today, matter.situation.who.id, reason});
  Entry entry = dissent_entry("identity.opened", dissent.id);
  entry.public_part = {{"reason", reason}};
  Change change;
  change.entries = {std::move(entry)};
  change.dissent = std::move(dissent);
  return change;
}

Result<Change> judge(const Matter& matter, const Extend& act) {
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter));
  const Duty* answer = find_duty(matter.situation.duties, DutyKind::answer);
  if (answer == nullptr) return duty_not_loaded();
  if (!bond.is_respondent)
    return fail(Code::forbidden, "Only a respondent of the office that owes the answer may.");
  if (stands_behind(bond))
    return fail(Code::forbidden, "You stand behind this dissent: a colleague acts on it.");
  Dissent dissent = *matter.situation.dissent;
  if (dissent.extension && dissent.extension->due_on == act.until) return already_done();
  if (dissent.state != DissentState::filed && dissent.state != DissentState::acknowledged)
    return fail(Code::conflict, "It is answered or withdrawn: there is nothing to put off.");
  DEMUR_TRY(check_extension(dissent, *answer, matter.today));
  DEMUR_TRY(check_new_day(*answer, act.until));
  std::string reason = DEMUR_TRY(clean_text(act.reason, {"reason", "a reason", kReasonBytes}));
  Duty duty = *answer;
  duty.due_on = act.until;
  Entry entry = dissent_entry("duty.extended", dissent.id);
  entry.public_part = {{"kind", word(duty.kind)},
                       {"due_before", core::to_string(answer->due_on)},
                       {"due", core::to_string(duty.due_on)},
                       {"reason", reason}};
  dissent.extension = Extension{matter.today, answer->due_on, duty.due_on, reason};
  Change change;
  change.duties = {std::move(duty)};
  change.entries = {std::move(entry)};
  change.dissent = std::move(dissent);
  return change;
}

Result<Change> judge(const Matter& matter, const WaiveDuty& act) {
  const Bond bond = DEMUR_TRY(bond_to_dissent(matter));
  const Member& who = matter.situation.who;
  if (!bond.is_auditor) return fail(Code::forbidden, "Only an auditor may waive a duty.");
  if (stands_behind(bond))
    return fail(Code::forbidden,
                "You stand behind a dissent from this decision: another auditor acts on it.");
  const Duty* found = find_duty(matter.situation.duties, act.kind);
  if (found == nullptr) return fail(Code::not_found, "There is no such duty.", "kind");
  if (owes(who, *found)) return fail(Code::forbidden, "It is your own duty: another auditor must judge it.");
  if (found->state == DutyState::waived) return already_done();
  if (found->state != DutyState::open && found->state != DutyState::missed)
    return fail(Code::conflict, "It was done: there is nothing to waive.");
  Duty duty = *found;
  duty.waived_reason = DEMUR_TRY(clean_text(act.reason, {"reason", "a reason", kReasonBytes}));
  duty.state = DutyState::waived;
  duty.settled_on = matter.today;
  Change change;
  change.entries = {waived_entry(duty)};
  change.duties = {std::move(duty)};
  return change;
}

}  // namespace demur::domain
