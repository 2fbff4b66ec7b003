#include "demur/service/meetings.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "demur/service/keeping.hpp"
#include "demur/service/meeting_situation.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/dissents.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/meetings.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/question_polls.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

constexpr int kMostListed = 200;

Result<std::string> keep(Institution& house, store::Transaction& transaction, const MeetingChange& change,
                         const MemberId* who, const std::optional<DissentId>& dissent, core::Day today) {
  if (change.meeting) DEMUR_TRY(store::save_meeting(transaction, *change.meeting));
  for (const Duty& duty : change.duties) DEMUR_TRY(store::save_duty(transaction, duty));
  if (change.question && who != nullptr) DEMUR_TRY(store::add_question(transaction, *change.question, *who));
  if (change.vote) DEMUR_TRY(store::save_vote(transaction, *change.vote));
  for (const CountedQuestion& one : change.counted) DEMUR_TRY(store::save_question_votes(transaction, one));
  return keep_entries(house, transaction, change.entries, who, dissent, today);
}

// `votes` by number.
Result<std::vector<CountedQuestion>> counted_questions(const store::Reader& reader, const MeetingId& session,
                                                       std::map<int, int> votes) {
  std::vector<CountedQuestion> counted;
  for (store::TokenQuestion& each : DEMUR_TRY(store::token_questions(reader, session)))
    counted.push_back({std::move(each.question), votes[each.number]});
  std::ranges::sort(counted, {}, [](const CountedQuestion& one) { return one.question.id; });
  return counted;
}

Result<std::optional<Gathering>> gathering_of(const store::Reader& reader, const Meeting& meeting,
                                              core::Day today, const SealedPolls& ahead) {
  const auto poll = poll_of(meeting);
  if (!poll || !ends_gathering(meeting, today)) return std::nullopt;
  auto sealed = DEMUR_TRY(sealed_ballots_of(reader, *poll, ahead));
  return Gathering{.ballots = std::move(sealed.root),
                   .eligible = DEMUR_TRY(count_token_holders(reader)),
                   .spent = std::move(sealed.spent),
                   .questions = DEMUR_TRY(counted_questions(reader, meeting.id, std::move(sealed.agreed)))};
}

Status settle_now(Institution& house, store::Transaction& transaction, const Meeting& meeting,
                  core::Day today, const SealedPolls& ahead) {
  bool withdrawn = false;
  if (meeting.dissent) {
    const auto dissent = DEMUR_TRY(store::find_dissent(transaction, *meeting.dissent));
    withdrawn = dissent && dissent->state == DissentState::withdrawn;
  }
  const auto duties = DEMUR_TRY(store::duties_on(transaction, meeting.id));
  const auto gathering = DEMUR_TRY(gathering_of(transaction, meeting, today, ahead));
  const auto change = domain::settle(meeting, duties, withdrawn, gathering, today);
  DEMUR_TRY(keep(house, transaction, change, nullptr, meeting.dissent, today));
  return {};
}

// What was missed is on record before it is done late.
Status settle_first(Institution& house, store::Transaction& transaction, const MeetingAct& act,
                    core::Day today, const SealedPolls& ahead) {
  const auto meeting = DEMUR_TRY(store::find_meeting(transaction, meeting_of(act)));
  if (meeting) return settle_now(house, transaction, *meeting, today, ahead);
  return {};
}

Result<Done> carry_out(Institution& house, store::Transaction& transaction, const Member& who,
                       const MeetingAct& act, core::Day today, const SealedPolls& ahead) {
  DEMUR_TRY(settle_first(house, transaction, act, today, ahead));
  const auto situation = DEMUR_TRY(situation_of(transaction, who, act, today));
  const auto change = DEMUR_TRY(domain::decide(situation, act, house.policy(), today));
  std::optional<DissentId> dissent;
  if (change.meeting) dissent = change.meeting->dissent;
  Done done{.already_done = change.already_done,
            .receipt = DEMUR_TRY(keep(house, transaction, change, &who.id, dissent, today))};
  // What votes name it by.
  if (std::holds_alternative<AnnounceSession>(act) && change.meeting && poll_of(*change.meeting))
    DEMUR_TRY(store::add_question_poll(transaction, change.meeting->id));
  return done;
}

// What the member may not see leaves the value here.
void blind(SeenMeeting& seen) {
  Meeting& meeting = seen.meeting;
  for (MinutesSignature& signature : meeting.signatures) signature.by = {};
  if (!seen.sight.venue) {
    meeting.venue.reset();
    meeting.minutes_by.reset();  // it tells the day
  }
  if (seen.sight.side) return;
  meeting.proxy.reset();
  meeting.points.clear();
  meeting.minutes.reset();
  meeting.signatures.clear();
  meeting.reservations.clear();
  if (meeting.read_out && !meeting.read_out->agreed_on) meeting.read_out.reset();
}

void know_of_dissent(const Institution& house, const MeetingSituation& situation, SeenMeeting& seen) {
  if (!situation.dissent || !situation.decision) return;
  const Bond who = bond(situation.who, *situation.dissent, *situation.decision, situation.has_signed, false);
  const Sight sees = domain::sight(who, *situation.dissent, 0, house.policy());
  if (!sees.exists) return;
  seen.decision = situation.decision;
  seen.dissent_title = sees.text ? situation.dissent->title : std::string();
}

Result<SeenMeeting> see(const Institution& house, const store::Reader& reader, const Member& who,
                        const Meeting& meeting) {
  const MeetingSituation situation = DEMUR_TRY(situation_on(reader, who, meeting));
  SeenMeeting seen{.meeting = meeting, .sight = domain::sight(situation), .duties = situation.duties};
  if (!seen.sight.exists)
    return fail(Code::not_found, "There is no such meeting, or it is not for you to see.");
  if (const auto owner = DEMUR_TRY(store::find_office(reader, situation.owner))) seen.owner = *owner;
  know_of_dissent(house, situation, seen);
  if (seen.sight.side) {
    if (situation.decision) seen.is_secret = DEMUR_TRY(store::is_text_secret(reader, situation.decision->id));
    if (meeting.proxy)
      if (const auto proxy = DEMUR_TRY(store::find_member(reader, *meeting.proxy)))
        seen.proxy_name = proxy->name;
    seen.author_has_signed = domain::has_signed(meeting, Side::author);
    seen.owner_has_signed = domain::has_signed(meeting, Side::owner);
  } else if (!seen.decision) {
    seen.meeting.dissent.reset();  // there is no page of it for this member
  }
  blind(seen);
  return seen;
}

Result<std::vector<SeenMeeting>> see_all(const Institution& house, const store::Reader& reader,
                                         const Member& who, const std::vector<Meeting>& meetings) {
  std::vector<SeenMeeting> all;
  for (const Meeting& meeting : meetings) all.push_back(DEMUR_TRY(see(house, reader, who, meeting)));
  return all;
}

}  // namespace

Result<Done> perform(Institution& house, const MemberId& who, const MeetingAct& act) {
  const auto sealed = DEMUR_TRY(seal_ended_polls(house));
  return perform_as(
      house, who,
      [&](store::Transaction& transaction, const Member& member, core::Day today) -> Result<Done> {
        return carry_out(house, transaction, member, act, today, sealed);
      });
}

Result<std::vector<Status>> judge_all(Institution& house, const Member& who,
                                      std::span<const MeetingAct> acts) {
  const auto today = house.today();
  if (!today) return std::vector<Status>(acts.size(), std::unexpected(today.error()));
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<Status>> {
    std::vector<Status> verdicts;
    for (const MeetingAct& act : acts) {
      const auto situation = DEMUR_TRY(situation_of(reader, who, act, *today));
      const auto change = domain::decide(situation, act, house.policy(), *today);
      if (!change)
        verdicts.push_back(std::unexpected(change.error()));
      else if (change->already_done)
        verdicts.push_back(fail(Code::conflict, "This is done already."));
      else
        verdicts.emplace_back();
    }
    return verdicts;
  });
}

Status settle_meetings(Institution& house, store::Transaction& transaction, core::Day today,
                       const SealedPolls& sealed) {
  for (const Meeting& meeting : DEMUR_TRY(store::meetings_to_settle(transaction)))
    DEMUR_TRY(settle_now(house, transaction, meeting, today, sealed));
  return {};
}

Result<SeenMeeting> see_meeting(Institution& house, const Member& who, const MeetingId& id) {
  const core::Day today = core::day_of(house.environment().clock());
  return house.store().read([&](const store::Reader& reader) -> Result<SeenMeeting> {
    const auto meeting = DEMUR_TRY(store::find_meeting(reader, id));
    if (!meeting) return fail(Code::not_found, "There is no such meeting, or it is not for you to see.");
    SeenMeeting seen = DEMUR_TRY(see(house, reader, who, *meeting));
    if (meeting->kind != MeetingKind::session) return seen;
    seen.questions = shown_questions(*meeting, DEMUR_TRY(store::questions_before(reader, id, today)),
                                     house.policy().floor);
    for (QuestionId& vote : DEMUR_TRY(store::votes_of(reader, id, who.id)))
      seen.votes.insert(std::move(vote));
    seen.asked = DEMUR_TRY(store::questions_asked(reader, id, who.id));
    return seen;
  });
}

Result<std::vector<SeenMeeting>> see_meetings(Institution& house, const Member& who) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<SeenMeeting>> {
    return see_all(house, reader, who, DEMUR_TRY(store::list_meetings(reader, kMostListed)));
  });
}

Result<std::vector<SeenMeeting>> see_meetings_on(Institution& house, const Member& who,
                                                 const DissentId& dissent) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<SeenMeeting>> {
    return see_all(house, reader, who, DEMUR_TRY(store::meetings_on(reader, dissent)));
  });
}

Result<std::vector<SeenMeeting>> see_meetings_from(Institution& house, const Member& who,
                                                   const DecisionId& decision) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<SeenMeeting>> {
    auto all =
        DEMUR_TRY(see_all(house, reader, who, DEMUR_TRY(store::meetings_on_dissents_from(reader, decision))));
    // Everybody may know that there is a meeting, and not on a dissent from which decision.
    std::erase_if(all, [](const SeenMeeting& seen) { return !seen.decision; });
    return all;
  });
}

Result<std::vector<SeenMeeting>> see_series(Institution& house, const Member& who, const MeetingId& session) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<SeenMeeting>> {
    const auto one = DEMUR_TRY(store::find_meeting(reader, session));
    if (!one || one->series.empty())
      return fail(Code::not_found, "There is no such session, or it is of no series.");
    const OfficeId owner = DEMUR_TRY(see(house, reader, who, *one)).owner.id;
    auto all = DEMUR_TRY(see_all(house, reader, who, DEMUR_TRY(store::sessions_of(reader, one->series))));
    std::erase_if(all, [&](const SeenMeeting& seen) { return seen.owner.id != owner; });
    std::ranges::sort(all, {}, [](const SeenMeeting& seen) {
      const core::Day day = seen.meeting.venue ? day_of(*seen.meeting.venue) : seen.meeting.asked_on;
      return std::pair(day, seen.meeting.id);
    });
    return all;
  });
}

Result<std::vector<SeenMeeting>> see_meetings_ahead(Institution& house, const Member& who) {
  const core::Day today = core::day_of(house.environment().clock());
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<SeenMeeting>> {
    auto all = DEMUR_TRY(see_all(house, reader, who, DEMUR_TRY(store::meetings_ahead(reader))));
    std::erase_if(all, [&](const SeenMeeting& seen) {
      const bool is_past = seen.meeting.venue && day_of(*seen.meeting.venue) < today;
      return is_past || (seen.meeting.kind == MeetingKind::on_dissent && !seen.sight.side);
    });
    return all;
  });
}

Result<bool> is_owed_at_a_meeting(const store::Reader& reader, const Member& who, const Duty& duty) {
  const auto* id = std::get_if<MeetingId>(&duty.subject);
  const auto meeting = id != nullptr ? DEMUR_TRY(store::find_meeting(reader, *id)) : std::nullopt;
  if (!meeting) return false;
  return domain::sight(DEMUR_TRY(situation_on(reader, who, *meeting))).side == Side::author;
}

Result<std::optional<DutyLine>> meeting_duty_line(const Institution& house, const store::Reader& reader,
                                                  const Member& who, const Duty& duty) {
  const auto* id = std::get_if<MeetingId>(&duty.subject);
  const auto meeting = id != nullptr ? DEMUR_TRY(store::find_meeting(reader, *id)) : std::nullopt;
  if (!meeting) return std::optional<DutyLine>();
  const SeenMeeting seen = DEMUR_TRY(see(house, reader, who, *meeting));
  return DutyLine{.duty = duty,
                  .owner_office = seen.owner.name,
                  .title = meeting->kind == MeetingKind::session ? meeting->title
                                                                 : seen.dissent_title.value_or(std::string()),
                  .decision = seen.decision};
}

}  // namespace demur::service
