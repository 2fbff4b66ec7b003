#include "demur/domain/lapse.hpp"

#include <algorithm>

#include "demur/domain/duties.hpp"

namespace demur::domain {
namespace {

// Called editorial by the owner, and by no office more than that.
bool is_editorial(const Clearance& clearance, int version) {
  return std::ranges::any_of(clearance.editorial, [&](const EditorialChange& change) {
    return change.version == version && !change.contested_on;
  });
}

bool holds(const Decision& decision, const Clearance& clearance, const Given& given) {
  const TextVersion& newest = decision.versions.back();
  if (given.text_hash == newest.hash) return true;
  if (given.stance == Stance::non_concur && !given.lifted) return true;
  for (int version = given.version + 1; version <= newest.number; ++version)
    if (!is_editorial(clearance, version)) return false;
  return true;
}

bool is_in_open_round(const Clearance& clearance, const Position& position) {
  const auto round = std::ranges::find(clearance.rounds, position.round, &ClearanceRound::id);
  return round != clearance.rounds.end() && round->state == RoundState::open;
}

}  // namespace

bool has_lapsed(const Decision& decision, const Clearance& clearance, const Position& position) {
  const Given* given = standing(position);
  return given != nullptr && is_in_open_round(clearance, position) && !holds(decision, clearance, *given);
}

std::vector<Duty> owed_again(const Decision& decision, const Clearance& clearance,
                             const std::vector<Duty>& duties, const ChannelPolicy& policy, Day today) {
  const Day in_time = add(policy, ClockUnit::working_days, today, policy.consultation.lapse_days);
  std::vector<Duty> changed;
  for (const Position& position : clearance.positions) {
    if (standing(position) == nullptr || !is_in_open_round(clearance, position)) continue;
    const bool lapsed = has_lapsed(decision, clearance, position);
    for (Duty duty : duties) {
      if (duty.subject != Subject{position.id} || duty.kind != DutyKind::give_position) continue;
      const bool is_done = duty.state == DutyState::met || duty.state == DutyState::late;
      if (is_done && lapsed && in_time <= duty.due_on) {
        duty.state = DutyState::open;
        duty.opened_on = today;
        duty.settled_on.reset();
        changed.push_back(std::move(duty));
      } else if (duty.state == DutyState::open && !lapsed) {
        changed.push_back(done_on(std::move(duty), today));
      }
    }
  }
  return changed;
}

}  // namespace demur::domain
