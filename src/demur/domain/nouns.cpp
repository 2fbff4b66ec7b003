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

// Rows stand in the order of the enum's values.
#define DEMUR_WORDS(Enum, ...)                                 \
  template <>                                                  \
  std::span<const char* const> words_of<Enum>() {              \
    static constexpr const char* kWords[] = {__VA_ARGS__};     \
    return kWords;                                             \
  }                                                            \
  const char* word(Enum value) {                               \
    return words_of<Enum>()[static_cast<std::size_t>(value)];  \
  }                                                            \
  template <>                                                  \
  std::optional<Enum> from_word<Enum>(std::string_view word) { \
    return find_word<Enum>(word);                              \
  }

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
DEMUR_WORDS(DutyKind, "acknowledge", "answer", "decide")
DEMUR_WORDS(DutyState, "open", "met", "late", "missed", "waived")
DEMUR_WORDS(PasskeyRule, "required", "optional")
DEMUR_WORDS(ClockUnit, "calendar_days", "working_days")
DEMUR_WORDS(ClockEvent, "filed", "acknowledged", "answered")
DEMUR_WORDS(Readers, "recipients", "members")
DEMUR_WORDS(Publishing::Every, "day", "minute", "at_once")

#undef DEMUR_WORDS

}  // namespace demur::domain
