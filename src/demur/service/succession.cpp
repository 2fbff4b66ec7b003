#include "demur/service/succession.hpp"

#include <algorithm>

#include "demur/store/decisions.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/mail.hpp"
#include "demur/store/members.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/sign_in.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using domain::DecisionState;
using domain::MemberState;
using domain::OfficeId;

// The heir owns the decisions, owes the duties, and is where the people work: so its own custodians
// are recused. Appointments are not handed on; nobody comes to read more because of a merger.
Status hand_over(store::Transaction& transaction, const OfficeId& from, const OfficeId& heir) {
  for (domain::Decision& decision : DEMUR_TRY(store::decisions_of_office(transaction, from))) {
    decision.owner = heir;
    DEMUR_TRY(store::save_decision(transaction, decision));
  }
  for (domain::OpinionRound& round : DEMUR_TRY(store::opinion_rounds_of_office(transaction, from))) {
    round.owner = heir;
    DEMUR_TRY(store::save_opinion_round(transaction, round));
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

Result<OfficeAffairs> affairs_of(const store::Reader& reader, const OfficeId& office) {
  const auto decisions = DEMUR_TRY(store::decisions_of_office(reader, office));
  const auto duties = DEMUR_TRY(store::duties_owed_by_office(reader, office));
  const auto members = DEMUR_TRY(store::list_members(reader));
  const auto owned = std::ranges::count_if(
      decisions, [](const auto& decision) { return decision.state != DecisionState::withdrawn; });
  const auto people = std::ranges::count_if(members, [&](const auto& member) {
    return member.office == office && member.state != MemberState::left;
  });
  return OfficeAffairs{static_cast<int>(owned), static_cast<int>(duties.size()), static_cast<int>(people)};
}

Status must_owe_nothing(const store::Reader& reader, const OfficeId& office) {
  const OfficeAffairs affairs = DEMUR_TRY(affairs_of(reader, office));
  if (affairs.decisions == 0 && affairs.duties == 0) return {};
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

// Where a calendar entry was sent, the next batch of mail says first that it is off.
Status forget_mail_address(store::Transaction& transaction, const domain::MemberId& member) {
  for (const auto& sent : DEMUR_TRY(store::mail_invitations(transaction)))
    if (sent.member == member && !sent.cancelled) return {};
  return store::forget_mail_of(transaction, member);
}

// No way in is left, not even one that was on its way.
Status end_access(store::Transaction& transaction, const domain::MemberId& member) {
  DEMUR_TRY(store::end_sessions_of(transaction, member));
  DEMUR_TRY(store::remove_password(transaction, member));
  DEMUR_TRY(store::remove_passkeys_of(transaction, member));
  return store::remove_invitations_of(transaction, member);
}

}  // namespace

Status keep_in_order(store::Transaction& transaction, const domain::Change& change) {
  if (change.office && change.office->state == domain::OfficeState::merged && change.office->merged_into)
    DEMUR_TRY(hand_over(transaction, change.office->id, *change.office->merged_into));
  if (change.office && change.office->state == domain::OfficeState::closed)
    DEMUR_TRY(must_owe_nothing(transaction, change.office->id));
  if (change.member && change.member->state == MemberState::left) {
    DEMUR_TRY(end_access(transaction, change.member->id));
    DEMUR_TRY(forget_mail_address(transaction, change.member->id));
  }
  if (change.member) DEMUR_TRY(somebody_must_keep_the_channel(transaction));
  return {};
}

Result<OfficeAffairs> read_affairs(Institution& house, const OfficeId& office) {
  return house.store().read([&](const store::Reader& reader) { return affairs_of(reader, office); });
}

Result<std::vector<OfficeId>> answered_for_by_nobody_else(Institution& house,
                                                          const domain::MemberId& member) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<OfficeId>> {
    std::vector<OfficeId> alone;
    const auto respondents = DEMUR_TRY(store::active_members_with_role(reader, domain::Role::respondent));
    for (const domain::Member& one : respondents) {
      if (one.id != member) continue;
      for (const auto& [office, role] : one.appointments) {
        const auto answers = [&](const domain::Member& other) {
          return other.has(domain::Role::respondent, office);
        };
        if (role == domain::Role::respondent && std::ranges::count_if(respondents, answers) == 1)
          alone.push_back(office);
      }
    }
    return alone;
  });
}

}  // namespace demur::service
