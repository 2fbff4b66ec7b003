#include "demur/service/succession.hpp"

#include <algorithm>

#include "demur/store/decisions.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/members.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Status;
using domain::DecisionState;
using domain::DutyState;
using domain::OfficeId;

// The heir owns the decisions, owes the duties, and is where the people work: so its own custodians
// are recused. Appointments are not handed on; nobody comes to read more because of a merger.
Status hand_over(store::Transaction& transaction, const OfficeId& from, const OfficeId& heir) {
  for (domain::Decision& decision : DEMUR_TRY(store::decisions_of_office(transaction, from))) {
    decision.owner = heir;
    DEMUR_TRY(store::save_decision(transaction, decision));
  }
  for (domain::Duty& duty : DEMUR_TRY(store::duties_owed_by_office(transaction, from))) {
    duty.owner_office = heir;
    DEMUR_TRY(store::save_duty(transaction, duty));
  }
  for (domain::Member& member : DEMUR_TRY(store::list_members(transaction))) {
    if (member.office != from) continue;
    member.office = heir;
    DEMUR_TRY(store::save_member(transaction, member));
  }
  return {};
}

Status must_owe_nothing(const store::Reader& reader, const OfficeId& office) {
  const auto decisions = DEMUR_TRY(store::decisions_of_office(reader, office));
  const bool owns = std::ranges::any_of(
      decisions, [](const auto& decision) { return decision.state != DecisionState::withdrawn; });
  const auto duties = DEMUR_TRY(store::duties_owed_by_office(reader, office));
  const bool owes = std::ranges::any_of(duties, [](const auto& duty) {
    return duty.state == DutyState::open || duty.state == DutyState::missed;
  });
  if (!owns && !owes) return {};
  return fail(Code::conflict,
              "This office owns decisions, and people may dissent from them: merge it into the one that "
              "answers for them from now on.",
              "office");
}

Status somebody_must_keep_the_channel(const store::Reader& reader) {
  if (!DEMUR_TRY(store::active_members_with_role(reader, domain::Role::custodian)).empty()) return {};
  return fail(Code::conflict,
              "This is the last custodian: appoint another, who has accepted, before this one goes.");
}

}  // namespace

Status keep_in_order(store::Transaction& transaction, const domain::Change& change) {
  if (change.office && change.office->state == domain::OfficeState::merged && change.office->merged_into)
    DEMUR_TRY(hand_over(transaction, change.office->id, *change.office->merged_into));
  if (change.office && change.office->state == domain::OfficeState::closed)
    DEMUR_TRY(must_owe_nothing(transaction, change.office->id));
  if (change.member) DEMUR_TRY(somebody_must_keep_the_channel(transaction));
  return {};
}

}  // namespace demur::service
