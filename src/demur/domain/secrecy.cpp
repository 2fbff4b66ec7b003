#include "demur/domain/secrecy.hpp"

#include <algorithm>

namespace demur::domain {

bool hides_text(const Clearance& clearance, bool from_start) {
  const auto& taking = clearance.taking;
  return from_start || (taking && taking->bypass && taking->bypass->ground == BypassGround::secret);
}

namespace {

OfficeId heir_of(const std::vector<Office>& offices, OfficeId id) {
  for (std::size_t step = 0; step <= offices.size(); ++step) {
    const auto office = std::ranges::find(offices, id, &Office::id);
    if (office == offices.end() || !office->merged_into) break;
    id = *office->merged_into;
  }
  return id;
}

}  // namespace

bool takes_part(const Member& who, const Decision& decision, const Clearance& clearance,
                const std::vector<Office>& offices) {
  if (who.has(Role::custodian) || who.has(Role::auditor) || who.has(Role::respondent, decision.owner))
    return true;
  return std::ranges::any_of(clearance.positions, [&](const Position& position) {
    return who.has(Role::respondent, heir_of(offices, position.office));
  });
}

core::Result<Change> register_as_secret(const Situation& situation, const RegisterDecision& act,
                                        bool is_secret, const ChannelPolicy& policy, Day today) {
  if (!situation.who.has(Role::respondent, act.owner))
    return core::fail(core::Code::forbidden,
                      "Only a respondent of the office that owns it can register its text as secret.");
  Change change = DEMUR_TRY(decide(situation, act, policy, today));
  if (change.already_done && !is_secret)
    return core::fail(
        core::Code::conflict,
        "This form was registered before, with a text that everybody reads: that is what was kept.");
  if (!change.already_done) change.entries.front().public_part["secret"] = true;
  return change;
}

void hide_text(const Member& who, Decision& decision, const Clearance& clearance,
               const std::vector<Office>& offices, bool from_start) {
  if (!hides_text(clearance, from_start) || takes_part(who, decision, clearance, offices)) return;
  for (TextVersion& version : decision.versions) version.text.clear();
}

}  // namespace demur::domain
