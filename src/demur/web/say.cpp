#include "demur/web/say.hpp"

#include <fmt/core.h>

#include <string_view>

#include "demur/core/day.hpp"

namespace demur::web {

using namespace domain;

std::string say(Role value) {
  switch (value) {
    case Role::respondent:
      return "Respondent";
    case Role::custodian:
      return "Custodian";
    case Role::auditor:
      return "Auditor";
  }
  return {};
}

std::string say(OfficeState value) {
  switch (value) {
    case OfficeState::active:
      return "Active";
    case OfficeState::merged:
      return "Merged";
    case OfficeState::closed:
      return "Closed";
  }
  return {};
}

std::string say(MemberState value) {
  switch (value) {
    case MemberState::invited:
      return "Invited";
    case MemberState::active:
      return "Active";
    case MemberState::left:
      return "Left";
  }
  return {};
}

std::string say(DecisionState value) {
  switch (value) {
    case DecisionState::draft:
      return "Draft";
    case DecisionState::consulting:
      return "In consultation";
    case DecisionState::taken:
      return "Taken";
    case DecisionState::superseded:
      return "Superseded";
    case DecisionState::withdrawn:
      return "Withdrawn";
  }
  return {};
}

std::string say(DissentKind value) {
  switch (value) {
    case DissentKind::change_of_policy:
      return "Change of policy";
    case DissentKind::implementation:
      return "How it is carried out";
    case DissentKind::before_final_action:
      return "Before final action";
    case DissentKind::procedure:
      return "Procedure";
  }
  return {};
}

std::string say(Standing value) {
  switch (value) {
    case Standing::named:
      return "Named";
    case Standing::confidential:
      return "Confidential";
    case Standing::anonymous:
      return "Anonymous";
  }
  return {};
}

std::string say(DissentState value) {
  switch (value) {
    case DissentState::filed:
      return "Filed";
    case DissentState::acknowledged:
      return "Acknowledged";
    case DissentState::answered:
      return "Answered";
    case DissentState::closed:
      return "Closed";
    case DissentState::withdrawn:
      return "Withdrawn";
  }
  return {};
}

std::string say(Verdict value) {
  switch (value) {
    case Verdict::satisfied:
      return "Satisfied";
    case Verdict::partly:
      return "Partly satisfied";
    case Verdict::maintained:
      return "Dissent maintained";
  }
  return {};
}

std::string say(Outcome value) {
  switch (value) {
    case Outcome::adopted:
      return "Adopted";
    case Outcome::adopted_in_part:
      return "Adopted in part";
    case Outcome::declined:
      return "Declined";
    case Outcome::deferred:
      return "Deferred";
    case Outcome::out_of_scope:
      return "Out of scope";
  }
  return {};
}

std::string say(DutyKind value) {
  switch (value) {
    case DutyKind::acknowledge:
      return "Acknowledge";
    case DutyKind::answer:
      return "Answer";
    case DutyKind::decide:
      return "Decide what was deferred";
    case DutyKind::give_position:
      return "Give your office's position";
    case DutyKind::report:
      return "Say what became of the comments";
    case DutyKind::consult_after:
      return "Ask those who were not asked";
    case DutyKind::reply:
      return "Reply to the request";
    case DutyKind::sign_minutes:
      return "Sign the minutes";
    case DutyKind::say_change:
      return "Say what changed";
    case DutyKind::review:
      return "Review the decision";
  }
  return {};
}

std::string say(DutyState value) {
  switch (value) {
    case DutyState::open:
      return "Open";
    case DutyState::met:
      return "Met";
    case DutyState::late:
      return "Met late";
    case DutyState::missed:
      return "Missed";
    case DutyState::waived:
      return "Waived";
  }
  return {};
}

std::string counted(long long number, const char* one, const char* many) {
  std::string digits = std::to_string(number);
  for (int at = static_cast<int>(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return fmt::format("{} {}", digits, number == 1 ? one : many);
}

std::string say_due(core::Day due, core::Day today) {
  const auto days = (due - today).count();
  const std::string on = core::to_words(due);
  if (days < 0) return fmt::format("overdue by {}: it was due on {}", counted(-days, "day", "days"), on);
  if (days == 0) return "due today";
  if (days == 1) return fmt::format("due tomorrow, {}", on);
  return fmt::format("due in {}, on {}", counted(days, "day", "days"), on);
}

std::string say_clock(const DutyClock& clock) {
  const bool working = clock.unit == ClockUnit::working_days;
  const char* one = working ? "working day" : "day";
  const char* many = working ? "working days" : "days";
  const auto event = [](ClockEvent at) -> std::string_view {
    switch (at) {
      case ClockEvent::filed:
        return "filing";
      case ClockEvent::acknowledged:
        return "acknowledgement";
      case ClockEvent::answered:
        return "the answer";
    }
    return {};
  };
  std::string words = fmt::format("{} after {}", counted(clock.normal_by, one, many), event(clock.starts_at));
  if (clock.latest_by > clock.normal_by)
    words += fmt::format("; one extension, with a reason, up to {}", counted(clock.latest_by, one, many));
  if (clock.fallback_after)
    words += fmt::format("; if that does not happen, it runs from {} after filing",
                         counted(*clock.fallback_after, one, many));
  return words;
}

}  // namespace demur::web
