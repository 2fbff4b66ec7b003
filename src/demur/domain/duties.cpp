#include "demur/domain/duties.hpp"

#include <algorithm>

namespace demur::domain {
namespace {

std::optional<OfficeId> office_of(Role role, const OfficeId& owner) {
  if (role == Role::respondent) return owner;
  return std::nullopt;
}

void set_days(Duty& duty, const DutyClock& clock, const ChannelPolicy& policy, Day start) {
  duty.due_on = add(policy, clock.unit, start, clock.normal_by);
  duty.latest_on = add(policy, clock.unit, start, clock.latest_by);
}

}  // namespace

const Duty* find_duty(const std::vector<Duty>& duties, DutyKind kind) {
  const auto found = std::ranges::find(duties, kind, &Duty::kind);
  return found == duties.end() ? nullptr : &*found;
}

bool owes_decision(const std::vector<Duty>& duties) {
  const Duty* duty = find_duty(duties, DutyKind::decide);
  return duty != nullptr && (duty->state == DutyState::open || duty->state == DutyState::missed);
}

std::vector<Duty> duties_at_filing(const DissentId& dissent, const OfficeId& owner,
                                   const ChannelPolicy& policy, Day filed_on) {
  const auto lay = [&](DutyKind kind, const DutyClock& clock, Day start) {
    Duty duty{.subject = dissent,
              .kind = kind,
              .owner_role = clock.owner,
              .owner_office = office_of(clock.owner, owner),
              .opened_on = filed_on};
    set_days(duty, clock, policy, start);
    return duty;
  };
  const DutyClock& answer = policy.answer;
  const Day start = answer.starts_at == ClockEvent::filed
                        ? filed_on
                        : add(policy, answer.unit, filed_on, answer.fallback_after.value_or(0));
  return {lay(DutyKind::acknowledge, policy.acknowledge, filed_on), lay(DutyKind::answer, answer, start)};
}

Duty after_acknowledgement(Duty answer, const Dissent& dissent, const ChannelPolicy& policy,
                           Day acknowledged_on) {
  if (policy.answer.starts_at != ClockEvent::acknowledged || answer.state != DutyState::open ||
      dissent.extension)
    return answer;
  Duty started = answer;
  set_days(started, policy.answer, policy, acknowledged_on);
  answer.due_on = std::min(answer.due_on, started.due_on);
  answer.latest_on = std::min(answer.latest_on, started.latest_on);
  return answer;
}

void add_missed(std::vector<Duty>& missed, std::vector<Entry>& entries, const std::vector<Duty>& duties,
                Day today) {
  for (const Duty& duty : duties) {
    if (duty.state != DutyState::open || today <= duty.due_on) continue;
    Entry entry{.type = "duty.missed", .refs = {ref_to(duty.subject)}};
    entry.public_part = {{"kind", word(duty.kind)}, {"due", core::to_string(duty.due_on)}};
    entries.push_back(std::move(entry));
    missed.push_back(duty);
    missed.back().state = DutyState::missed;
  }
}

Duty done_on(Duty duty, Day today) {
  if (duty.state != DutyState::open && duty.state != DutyState::missed) return duty;
  const bool in_time = duty.state == DutyState::open && today <= duty.due_on;
  duty.state = in_time ? DutyState::met : DutyState::late;
  duty.settled_on = today;
  return duty;
}

bool owes(const Member& who, const Duty& duty) {
  return duty.owner_office ? who.has(duty.owner_role, *duty.owner_office) : who.has(duty.owner_role);
}

Entry waived_entry(const Duty& duty) {
  Entry entry{.type = "duty.waived", .refs = {ref_to(duty.subject)}};
  entry.public_part = {
      {"kind", word(duty.kind)}, {"due", core::to_string(duty.due_on)}, {"reason", duty.waived_reason}};
  return entry;
}

}  // namespace demur::domain
