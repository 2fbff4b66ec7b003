#include "demur/domain/decide.hpp"

#include "demur/core/bytes.hpp"
#include "demur/domain/matter.hpp"

namespace demur::domain {

Result<Change> decide(const Situation& situation, const Act& act, const ChannelPolicy& policy, Day today) {
  const MemberState state = situation.who.state;
  if (state == MemberState::left) return fail(Code::forbidden, "You have left this institution's channel.");
  if (state == MemberState::invited && !std::holds_alternative<AcceptInvitation>(act))
    return fail(Code::forbidden, "Accept your invitation first.");
  const Matter matter{situation, policy, today};
  return std::visit([&matter](const auto& one) { return judge(matter, one); }, act);
}

Result<Bond> bond_to_dissent(const Matter& matter, const std::string& invitation) {
  const Situation& situation = matter.situation;
  const auto hidden = fail(Code::not_found, "There is no such dissent, or it is not for you to see.");
  if (!situation.dissent) return hidden;
  if (!situation.decision) return fail(Code::internal, "the decision of a dissent was not loaded");
  const std::string& secret = situation.dissent->invitation;
  const bool invited =
      !secret.empty() && core::equal_in_constant_time(core::bytes_of(secret), core::bytes_of(invitation));
  const Bond found =
      bond(situation.who, *situation.dissent, *situation.decision, situation.has_signed, invited);
  if (!sight(found, *situation.dissent, 0, matter.policy).exists) return hidden;
  return found;
}

Entry dissent_entry(const char* type, const DissentId& dissent) {
  return {.type = type, .refs = {ref("dissent", dissent.text)}};
}

}  // namespace demur::domain
