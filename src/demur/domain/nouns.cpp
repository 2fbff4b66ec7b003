#include "demur/domain/nouns.hpp"

#include <algorithm>

#include "demur/domain/policy.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {

bool Member::has(Role role) const {
  return std::ranges::any_of(appointments, [role](const Appointment& held) { return held.role == role; });
}

bool Member::has(Role role, const OfficeId& in) const {
  return appointments.contains({in, role});
}

DEMUR_WORDS(Level, "inform", "consult", "involve", "decide")
DEMUR_WORDS(Attribution, "named", "chatham_house", "not_recorded")
DEMUR_WORDS(RoundState, "draft", "open", "closed", "reported", "void")
DEMUR_WORDS(OfficeState, "active", "merged", "closed")
DEMUR_WORDS(MemberState, "invited", "active", "left")
DEMUR_WORDS(Role, "respondent", "custodian", "auditor")
DEMUR_WORDS(DecisionState, "draft", "consulting", "taken", "superseded", "withdrawn")
DEMUR_WORDS(DissentKind, "change_of_policy", "implementation", "before_final_action", "procedure")
DEMUR_WORDS(Standing, "named", "confidential", "anonymous")
DEMUR_WORDS(DissentState, "filed", "acknowledged", "answered", "closed", "withdrawn")
DEMUR_WORDS(Verdict, "satisfied", "partly", "maintained")
DEMUR_WORDS(Outcome, "adopted", "adopted_in_part", "declined", "deferred", "out_of_scope")
DEMUR_WORDS(DispositionState, "draft", "published", "superseded")
DEMUR_WORDS(DutyKind, "acknowledge", "answer", "decide", "give_position", "report", "consult_after", "reply",
            "sign_minutes", "say_change", "review")
DEMUR_WORDS(DutyState, "open", "met", "late", "missed", "waived")
DEMUR_WORDS(PasskeyRule, "required", "optional")
DEMUR_WORDS(ClockUnit, "calendar_days", "working_days")
DEMUR_WORDS(ClockEvent, "filed", "acknowledged", "answered")
DEMUR_WORDS(Readers, "recipients", "members")
DEMUR_WORDS(Publishing::Every, "day", "minute", "at_once")

}  // namespace demur::domain
