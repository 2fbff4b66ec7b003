#include "demur/service/recorded_case.hpp"

namespace demur::service {

using core::Day;

std::string said_text(const core::json::object& said, const char* name) {
  const auto* value = said.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Day acknowledge_day(Day filed, const domain::ChannelPolicy& policy) {
  return domain::add(policy, policy.acknowledge.unit, filed, policy.acknowledge.normal_by);
}

AnswerDays answer_days(const RecordedCase& one, Day filed, const domain::ChannelPolicy& policy) {
  const auto& clock = policy.answer;
  Day start = filed;
  if (clock.starts_at != domain::ClockEvent::filed) {
    start = domain::add(policy, clock.unit, filed, clock.fallback_after.value_or(0));
    const bool extended_before =
        one.extended && one.acknowledged && one.extended->index < one.acknowledged->index;
    if (one.acknowledged && !extended_before) start = std::min(one.acknowledged->day, start);
  }
  return {.normal = domain::add(policy, clock.unit, start, clock.normal_by),
          .latest = domain::add(policy, clock.unit, start, clock.latest_by)};
}

}  // namespace demur::service
