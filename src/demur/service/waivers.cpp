#include "demur/service/waivers.hpp"

#include "demur/service/keeping.hpp"
#include "demur/service/meeting_situation.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/meetings.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/reviews.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Result;

constexpr const char* kSpecimen = "A specimen of a reason.";

// The decision that a subject hangs on, if it does.
Result<std::optional<DecisionId>> decision_of(const store::Reader& reader, const Subject& subject) {
  if (const auto* id = std::get_if<DecisionId>(&subject)) return *id;
  if (const auto* id = std::get_if<OpinionRoundId>(&subject)) {
    const auto round = DEMUR_TRY(store::find_opinion_round(reader, *id));
    return round ? round->decision : std::nullopt;
  }
  std::optional<ClearanceRoundId> round_id;
  if (const auto* id = std::get_if<ClearanceRoundId>(&subject)) round_id = *id;
  if (const auto* id = std::get_if<PositionId>(&subject))
    if (const auto position = DEMUR_TRY(store::find_position(reader, *id))) round_id = position->round;
  const auto round = round_id ? DEMUR_TRY(store::find_clearance_round(reader, *round_id)) : std::nullopt;
  return round ? std::optional(round->decision) : std::nullopt;
}

Result<bool> stands_behind(const store::Reader& reader, const Member& who, const Subject& subject) {
  if (const auto* id = std::get_if<MeetingId>(&subject)) {
    const auto meeting = DEMUR_TRY(store::find_meeting(reader, *id));
    if (!meeting) return false;
    const auto situation = DEMUR_TRY(situation_on(reader, who, *meeting));
    if (situation.has_signed || sight(situation).side == Side::author) return true;
    return situation.decision && DEMUR_TRY(store::stands_behind(reader, who.id, situation.decision->id));
  }
  const auto decision = DEMUR_TRY(decision_of(reader, subject));
  return decision && DEMUR_TRY(store::stands_behind(reader, who.id, *decision));
}

Result<WaiverSituation> situation_of(const store::Reader& reader, const Member& who, const Waive& act) {
  WaiverSituation situation{.who = who};
  if (std::holds_alternative<DissentId>(act.subject)) return situation;  // by WaiveDuty, and its sight
  situation.duty = DEMUR_TRY(store::find_duty(reader, act.subject, act.kind));
  situation.stands_behind = DEMUR_TRY(stands_behind(reader, who, act.subject));
  return situation;
}

}  // namespace

Result<Done> perform(Institution& house, const MemberId& who, const Waive& act) {
  return perform_as(
      house, who,
      [&](store::Transaction& transaction, const Member& member, core::Day today) -> Result<Done> {
        const auto situation = DEMUR_TRY(situation_of(transaction, member, act));
        const auto change = DEMUR_TRY(decide(situation, act, today));
        for (const Duty& duty : change.duties) DEMUR_TRY(store::save_duty(transaction, duty));
        DEMUR_TRY(keep_entries(house, transaction, change.entries, nullptr, std::nullopt, today));
        return Done{.already_done = change.already_done, .receipt = {}};
      });
}

Result<bool> may_waive(const store::Reader& reader, const Member& who, const Duty& duty, core::Day today) {
  const Waive act{duty.subject, duty.kind, kSpecimen};
  const auto change = decide(DEMUR_TRY(situation_of(reader, who, act)), act, today);
  return change && !change->already_done;
}

}  // namespace demur::service
