// The words that people read for states, kinds and days, in one place. The words that programs read
// are domain::word.
//
//   say(Outcome::adopted_in_part)                  "Adopted in part"
//   say_due(parse("2027-05-04"), today)            "due in 5 days, on 4 May 2027"
//   say_due(parse("2027-05-04"), later)            "overdue by 3 days: it was due on 4 May 2027"
//
// Pure; cannot fail.
#pragma once

#include <string>

#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"

namespace demur::web {

[[nodiscard]] std::string say(domain::Role value);
[[nodiscard]] std::string say(domain::OfficeState value);
[[nodiscard]] std::string say(domain::MemberState value);
[[nodiscard]] std::string say(domain::DecisionState value);
[[nodiscard]] std::string say(domain::DissentKind value);
[[nodiscard]] std::string say(domain::Standing value);
[[nodiscard]] std::string say(domain::DissentState value);
[[nodiscard]] std::string say(domain::Verdict value);
[[nodiscard]] std::string say(domain::Outcome value);
[[nodiscard]] std::string say(domain::DutyKind value);
[[nodiscard]] std::string say(domain::DutyState value);

// "1 day", "12 days", "1,024 records".
[[nodiscard]] std::string counted(long long number, const char* one, const char* many);

[[nodiscard]] std::string say_due(core::Day due, core::Day today);

// "3 working days after filing, at the latest 10"
[[nodiscard]] std::string say_clock(const domain::DutyClock& clock);

}  // namespace demur::web
