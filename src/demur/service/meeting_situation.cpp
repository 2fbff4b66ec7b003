#include "demur/service/meeting_situation.hpp"

#include <algorithm>

#include "demur/domain/anonymous.hpp"
#include "demur/service/polls.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/meetings.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Result;
using core::Status;

constexpr int kMostMergers = 64;  // of one office into the next; more would be a ring

Status load_dissent(const store::Reader& reader, const DissentId& id, MeetingSituation& situation) {
  situation.dissent = DEMUR_TRY(store::find_dissent(reader, id));
  if (!situation.dissent) return {};
  situation.decision = DEMUR_TRY(store::find_decision(reader, situation.dissent->decision));
  situation.has_signed = DEMUR_TRY(store::has_signed(reader, id, situation.who.id));
  if (situation.decision) situation.owner = situation.decision->owner;
  for (const Meeting& one : DEMUR_TRY(store::meetings_on(reader, id)))
    if (!is_over(one)) situation.another_under_way = true;
  return {};
}

// An office that was merged is answered for by its heir.
Status load_office(const store::Reader& reader, OfficeId office, MeetingSituation& situation) {
  for (int step = 0; step < kMostMergers; ++step) {
    const auto found = DEMUR_TRY(store::find_office(reader, office));
    situation.owner = office;
    situation.owner_is_active = found && found->state == OfficeState::active;
    if (!found || !found->merged_into) return {};
    office = *found->merged_into;
  }
  return {};
}

Status load_meeting(const store::Reader& reader, MeetingSituation& situation) {
  if (!situation.meeting) return {};
  situation.duties = DEMUR_TRY(store::duties_on(reader, situation.meeting->id));
  if (situation.meeting->dissent) return load_dissent(reader, *situation.meeting->dissent, situation);
  return load_office(reader, situation.meeting->office, situation);
}

}  // namespace

Result<int> count_token_holders(const store::Reader& reader) {
  return static_cast<int>(
      std::ranges::count_if(DEMUR_TRY(store::list_members(reader)), domain::may_hold_tokens));
}

const MeetingId& meeting_of(const MeetingAct& act) {
  return std::visit(
      [](const auto& one) -> const MeetingId& {
        if constexpr (requires { one.meeting; })
          return one.meeting;
        else
          return one.id;
      },
      act);
}

Result<MeetingSituation> situation_on(const store::Reader& reader, const Member& who,
                                      const Meeting& meeting) {
  MeetingSituation situation{.who = who, .meeting = meeting};
  DEMUR_TRY(load_meeting(reader, situation));
  return situation;
}

Result<MeetingSituation> situation_of(const store::Reader& reader, const Member& who, const MeetingAct& act,
                                      core::Day today) {
  MeetingSituation situation{.who = who, .meeting = DEMUR_TRY(store::find_meeting(reader, meeting_of(act)))};
  DEMUR_TRY(load_meeting(reader, situation));
  if (const auto* ask = std::get_if<AskMeeting>(&act)) {
    DEMUR_TRY(load_dissent(reader, ask->dissent, situation));
    if (ask->proxy) situation.proxy = DEMUR_TRY(store::find_member(reader, *ask->proxy));
  }
  if (const auto* announce = std::get_if<AnnounceSession>(&act)) {
    const auto office = DEMUR_TRY(store::find_office(reader, announce->office));
    situation.owner = announce->office;
    situation.owner_is_active = office && office->state == OfficeState::active;
    situation.eligible = DEMUR_TRY(count_token_holders(reader));
    situation.open_by_token = static_cast<int>(DEMUR_TRY(open_polls(reader)).size());
  }
  if (const auto* question = std::get_if<AskQuestion>(&act)) {
    situation.asked = DEMUR_TRY(store::questions_asked(reader, question->meeting, who.id));
    situation.question_id_taken = DEMUR_TRY(store::find_question(reader, question->id)).has_value();
  }
  if (const auto* vote = std::get_if<VoteQuestion>(&act))
    situation.has_voted = DEMUR_TRY(store::has_voted(reader, vote->question, who.id));
  if (situation.meeting && situation.meeting->kind == MeetingKind::session)
    situation.questions = DEMUR_TRY(store::questions_before(reader, situation.meeting->id, today));
  return situation;
}

}  // namespace demur::service
