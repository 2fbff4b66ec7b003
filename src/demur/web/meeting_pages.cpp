#include "demur/web/meeting_pages.hpp"

#include <algorithm>

#include "demur/service/officers.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/views/meeting_series.hpp"

namespace demur::web {
namespace {

using namespace domain;
using service::SeenMeeting;

constexpr const char* kSpecimen = "A specimen of a text, long enough for any rule about its length to hold.";

struct Specimen {
  MeetingOffer offer;
  MeetingAct act;
};

std::vector<Specimen> specimens_on(const SeenMeeting& seen, const std::string& fresh) {
  const MeetingId& id = seen.meeting.id;
  const std::string hash = seen.meeting.minutes ? minutes_hash(id, *seen.meeting.minutes) : std::string();
  const std::string read_out = seen.meeting.read_out ? seen.meeting.read_out->text : std::string();
  std::vector<Specimen> all{
      {MeetingOffer::schedule, ScheduleMeeting{id, {}, {}}},
      {MeetingOffer::decline, DeclineMeeting{id, kSpecimen}},
      {MeetingOffer::hold, HoldMeeting{id}},
      {MeetingOffer::sign, SignMinutes{id, hash}},
      {MeetingOffer::agree_read_out, AgreeReadOut{id, read_out}},
      {MeetingOffer::say_change, SayChange{id, false, kSpecimen, seen.meeting.held_on.has_value()}},
      {MeetingOffer::minutes, WriteMinutes{id, fresh, kSpecimen}},
      {MeetingOffer::read_out, ProposeReadOut{id, kSpecimen}},
      {MeetingOffer::reservation, AddReservation{id, fresh, kSpecimen}},
      {MeetingOffer::question, AskQuestion{id, {fresh}, kSpecimen}},
      {MeetingOffer::move, MoveMeeting{id, {}}},
      {MeetingOffer::cancel, CancelMeeting{id, kSpecimen}},
  };
  return all;
}

// What is refused for its content is offered all the same: the form is where the content is given.
bool is_open(const core::Status& verdict) {
  return verdict.has_value() || verdict.error().code == core::Code::invalid;
}

std::vector<DutyRow> duty_rows(const SeenMeeting& seen) {
  std::vector<DutyRow> rows;
  for (const Duty& duty : seen.duties) {
    if (duty.kind == DutyKind::sign_minutes && !seen.sight.side) continue;
    rows.push_back({.kind = duty.kind,
                    .state = duty.state,
                    .owner = owner_words(duty.owner_role, seen.owner.name),
                    .due_on = duty.due_on,
                    .settled_on = duty.settled_on,
                    .waived_reason = duty.waived_reason});
  }
  return rows;
}

core::Result<MeetingView> view_of(const Visit& visit, const SeenMeeting& seen) {
  const Meeting& meeting = seen.meeting;
  MeetingView view{.today = visit.today,
                   .meeting = meeting,
                   .title = title_of(meeting, seen.dissent_title.value_or("")),
                   .owner = seen.owner.name,
                   .side = seen.sight.side,
                   .duties = duty_rows(seen),
                   .proxy = seen.proxy_name,
                   .sees_venue = seen.sight.venue,
                   .author_has_signed = seen.author_has_signed,
                   .owner_has_signed = seen.owner_has_signed,
                   .floor = visit.house.policy().floor,
                   .offers = DEMUR_TRY(offers_on(visit, seen))};
  if (meeting.dissent && seen.decision)
    view.dissent = DissentRef{*meeting.dissent, seen.dissent_title.value_or(""), ref_of(*seen.decision)};
  if (meeting.minutes) view.minutes_hash = minutes_hash(meeting.id, *meeting.minutes);
  if (const auto poll = poll_of(meeting)) {
    view.by_token = TokenQuestions{.proposals_until = poll->proposals_until,
                                   .votes_until = poll->votes_until,
                                   .counted_until = poll->counted_until,
                                   .is_open = poll->is_open && visit.today <= poll->votes_until};
    for (const auto& drop : DEMUR_TRY(service::known_drops(visit.house)))
      view.by_token->drops.push_back(drop.url);
  }
  view.may_vote = asks_in_own_names(view) && meeting.state == MeetingState::scheduled && meeting.venue &&
                  visit.today < day_of(*meeting.venue);
  for (const ShownQuestion& shown : seen.questions)
    view.questions.push_back({shown.question.id, shown.question.text, shown.votes, shown.is_exact,
                              seen.votes.contains(shown.question.id)});
  return view;
}

}  // namespace

MeetingRow row_of(const SeenMeeting& seen, core::Day today) {
  const Meeting& meeting = seen.meeting;
  MeetingRow row{.id = meeting.id,
                 .kind = meeting.kind,
                 .state = meeting.state,
                 .title = title_of(meeting, seen.dissent_title.value_or("")),
                 .series = meeting.series,
                 .owner = seen.owner.name,
                 .asked_on = meeting.asked_on,
                 .on = meeting.held_on,
                 .was_held = meeting.held_on.has_value(),
                 .briefing = meeting.mandate && is_briefing(*meeting.mandate)};
  if (!row.on && meeting.venue) row.on = day_of(*meeting.venue);
  row.overdue = std::ranges::any_of(seen.duties, [&](const Duty& duty) {
    return duty.kind == DutyKind::say_change && duty.due_on < today &&
           (duty.state == DutyState::open || duty.state == DutyState::missed);
  });
  return row;
}

core::Result<SeenMeeting> seen_meeting(const Visit& visit) {
  const auto id = MeetingId::parse(visit.request.parameter("id"));
  if (!id) return core::fail(core::Code::not_found, "There is no such meeting, or it is not for you to see.");
  return service::see_meeting(visit.house, visit.member, *id);
}

core::Result<std::vector<MeetingOffer>> offers_on(const Visit& visit, const SeenMeeting& seen) {
  const auto specimens = specimens_on(seen, core::random_id_text(visit.house.environment().random));
  std::vector<MeetingAct> acts;
  for (const Specimen& specimen : specimens) acts.push_back(specimen.act);
  const auto verdicts = DEMUR_TRY(service::judge_all(visit.house, visit.member, acts));
  std::vector<MeetingOffer> offers;
  for (std::size_t i = 0; i < specimens.size(); ++i)
    if (is_open(verdicts[i])) offers.push_back(specimens[i].offer);
  return offers;
}

core::Status may(const Visit& visit, const SeenMeeting& seen, MeetingOffer offer) {
  const auto specimens = specimens_on(seen, core::random_id_text(visit.house.environment().random));
  const auto specimen = std::ranges::find(specimens, offer, &Specimen::offer);
  if (specimen == specimens.end()) return core::fail(core::Code::not_found, "There is no such page.");
  const auto verdicts = DEMUR_TRY(service::judge_all(visit.house, visit.member, {&specimen->act, 1}));
  if (is_open(verdicts.front())) return {};
  return verdicts.front();
}

core::Result<bool> may_ask_meeting(const Visit& visit, const DissentId& dissent) {
  const MeetingAct ask =
      AskMeeting{MeetingId::make(visit.house.environment().random), dissent, kSpecimen, {}};
  const auto verdicts = DEMUR_TRY(service::judge_all(visit.house, visit.member, {&ask, 1}));
  return is_open(verdicts.front());
}

Reply show_meetings(const Visit& visit) {
  MeetingsView view{.today = visit.today, .may_announce = visit.member.has(Role::respondent)};
  for (const SeenMeeting& seen : DEMUR_TRY(service::see_meetings(visit.house, visit.member))) {
    const bool ahead =
        seen.meeting.state == MeetingState::requested || seen.meeting.state == MeetingState::scheduled;
    (ahead ? view.to_come : view.past).push_back(row_of(seen, visit.today));
  }
  return shown("meetings", to_json(view));
}

Reply show_meeting_series(const Visit& visit) {
  const auto id = MeetingId::parse(visit.request.parameter("id"));
  if (!id) return core::fail(core::Code::not_found, "There is no such session.");
  MeetingSeriesView view;
  for (const SeenMeeting& seen : DEMUR_TRY(service::see_series(visit.house, visit.member, *id))) {
    view.series = seen.meeting.series;
    view.owner = seen.owner.name;
    view.sessions.push_back({.today = visit.today,
                             .meeting = seen.meeting,
                             .title = seen.meeting.title,
                             .owner = seen.owner.name,
                             .duties = duty_rows(seen)});
  }
  return shown("meeting_series", to_json(view));
}

Reply show_meeting(const Visit& visit) {
  return shown("meeting", to_json(DEMUR_TRY(view_of(visit, DEMUR_TRY(seen_meeting(visit))))));
}

}  // namespace demur::web
