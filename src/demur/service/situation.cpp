#include "demur/service/situation.hpp"

#include "demur/core/bytes.hpp"
#include "demur/service/records.hpp"
#include "demur/service/sealed_place.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dispositions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/reviews.hpp"
#include "demur/store/sealed.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Status;

// The new thing's id, and the name that must be its own.
Status load_claims(const store::Reader& reader, const Act& act, Situation& situation) {
  if (const auto* decision = std::get_if<RegisterDecision>(&act)) {
    situation.decision = DEMUR_TRY(store::find_decision(reader, decision->id));
    situation.id_taken = situation.decision.has_value();
    situation.name_taken = DEMUR_TRY(store::find_decision_by_number(reader, decision->number)).has_value();
    situation.office = DEMUR_TRY(store::find_office(reader, decision->owner));
    situation.offices = DEMUR_TRY(store::list_offices(reader));
  } else if (const auto* taking = std::get_if<TakeDecision>(&act)) {
    situation.clearance = DEMUR_TRY(store::clearance_of(reader, taking->decision));
    situation.offices = DEMUR_TRY(store::list_offices(reader));
  } else if (const auto* filing = std::get_if<FileDissent>(&act)) {
    situation.dissent = DEMUR_TRY(store::find_dissent(reader, filing->id));
    // The ids of sealed leaves are public. Filing under one must not tell whether it is a dissent: a
    // co-signature and padding too are as if they were somebody else's dissent.
    if (!situation.dissent && DEMUR_TRY(is_recorded(reader, filing->id.text))) situation.dissent.emplace();
  } else if (const auto* answer = std::get_if<Answer>(&act)) {
    const auto disposition = DEMUR_TRY(store::find_disposition(reader, answer->id));
    situation.id_taken = disposition && disposition->dissent == answer->dissent;
  } else if (const auto* office = std::get_if<CreateOffice>(&act)) {
    situation.office = DEMUR_TRY(store::find_office(reader, office->id));
    situation.id_taken = situation.office.has_value();
    situation.name_taken = DEMUR_TRY(store::find_office_by_name(reader, office->name)).has_value();
  } else if (const auto* invite = std::get_if<InviteMember>(&act)) {
    situation.member = DEMUR_TRY(store::find_member(reader, invite->id));
    situation.id_taken = situation.member.has_value();
    situation.name_taken = DEMUR_TRY(store::find_member_by_login(reader, invite->login)).has_value();
    situation.office = DEMUR_TRY(store::find_office(reader, invite->office));
  }
  return {};
}

Status load_dissent(const store::Reader& reader, const DissentId& id, Situation& situation) {
  situation.dissent = DEMUR_TRY(store::find_dissent(reader, id));
  if (!situation.dissent) return {};
  situation.decision = DEMUR_TRY(store::find_decision(reader, situation.dissent->decision));
  situation.duties = DEMUR_TRY(store::duties_on(reader, id));
  situation.disposition = DEMUR_TRY(store::published_disposition_of(reader, id));
  situation.has_signed = DEMUR_TRY(store::has_signed(reader, id, situation.who.id));
  return {};
}

// To have dissented from the same decision is as good as having signed.
Status load_others_from_it(const store::Reader& reader, Situation& situation) {
  if (situation.decision && !situation.has_signed)
    situation.has_signed = DEMUR_TRY(store::stands_behind(reader, situation.who.id, situation.decision->id));
  return {};
}

// Only of an anonymous dissent there is anything to load.
Status load_shares(const store::Reader& reader, const DissentId& id, Situation& situation) {
  const auto filing = DEMUR_TRY(store::find_sealed_filing(reader, id));
  if (!filing) return {};
  if (const auto key = DEMUR_TRY(store::current_officer_key(reader, situation.who.id)))
    situation.shares.key = core::to_base64(key->key_id);
  const auto holders = DEMUR_TRY(sealed_shares(reader, *filing)).front().holders;
  const auto add = [&](const MemberId& custodian) {
    if (const auto slot = holders.slot_of(custodian.text))
      situation.shares.held.insert_or_assign(custodian, core::to_hex(*slot));
  };
  add(situation.who.id);
  if (situation.dissent)
    for (const OpeningAgreement& agreement : situation.dissent->agreements) add(agreement.by);
  return {};
}

}  // namespace

core::Result<Situation> situation_of(const store::Reader& reader, const Member& who, const Act& act) {
  Situation situation{.who = who};
  DEMUR_TRY(load_claims(reader, act, situation));
  const Status loaded = std::visit(
      [&](const auto& named) -> Status {
        if constexpr (requires { named.dissent; }) DEMUR_TRY(load_dissent(reader, named.dissent, situation));
        if constexpr (std::is_same_v<std::decay_t<decltype(named)>, WaiveDuty>)
          DEMUR_TRY(load_others_from_it(reader, situation));
        if constexpr (std::is_same_v<std::decay_t<decltype(named)>, AgreeToOpen> ||
                      std::is_same_v<std::decay_t<decltype(named)>, OpenText>)
          DEMUR_TRY(load_shares(reader, named.dissent, situation));
        if constexpr (requires { named.decision; })
          situation.decision = DEMUR_TRY(store::find_decision(reader, named.decision));
        if constexpr (requires { named.by; })
          situation.other_decision = DEMUR_TRY(store::find_decision(reader, named.by));
        if constexpr (requires { named.office; })
          situation.office = DEMUR_TRY(store::find_office(reader, named.office));
        if constexpr (requires { named.into; })
          situation.other_office = DEMUR_TRY(store::find_office(reader, named.into));
        if constexpr (requires { named.member; })
          situation.member = DEMUR_TRY(store::find_member(reader, named.member));
        return {};
      },
      act);
  DEMUR_TRY(loaded);
  return situation;
}

}  // namespace demur::service
