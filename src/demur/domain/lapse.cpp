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

const ClearanceRound* open_round_of(const Clearance& clearance, const Position& position) {
  const auto found = std::ranges::find(clearance.rounds, position.round, &ClearanceRound::id);
  if (found == clearance.rounds.end() || found->state != RoundState::open) return nullptr;
  return &*found;
}

}  // namespace

std::vector<Duty> owed_again(const Decision& decision, const Clearance& clearance,
                             const std::vector<Duty>& duties, Day today) {
  std::vector<Duty> changed;
  for (const Position& position : clearance.positions) {
    const Given* given = standing(position);
    if (given == nullptr || open_round_of(clearance, position) == nullptr) continue;
    for (Duty duty : duties) {
      if (duty.subject != Subject{position.id} || duty.kind != DutyKind::give_position) continue;
      const bool is_done = duty.state == DutyState::met || duty.state == DutyState::late;
      const bool does_hold = holds(decision, clearance, *given);
      if (is_done && !does_hold) {
        duty.state = DutyState::open;
        duty.settled_on.reset();
        changed.push_back(std::move(duty));
      } else if (duty.state == DutyState::open && does_hold) {
        changed.push_back(done_on(std::move(duty), today));
      }
    }
  }
  return changed;
}

}  // namespace demur::domain
