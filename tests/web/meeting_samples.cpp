// Pages of meetings: a session with its questions, a meeting on a dissent at each stage, and the forms.
#include "demur/web/views/mail.hpp"
#include "demur/web/views/meeting_form.hpp"
#include "demur/web/views/meeting_series.hpp"

#include "sample_parts.hpp"
#include "samples.hpp"

namespace demur::web::samples {
namespace {

using namespace domain;

MeetingId id() {
  return {"mmmmmmmmmmmmmmmmmmmmmmmmmm"};
}

Mandate mandate() {
  return {.level = Level::consult,
          .fixed = "The canal is deepened; the treaty binds us.",
          .may_change = "The year in which the work begins, and which bank it begins on.",
          .decides = "The minister",
          .hear_by = day("2026-12-18"),
          .attribution = Attribution::chatham_house};
}

Meeting session() {
  return {.id = id(),
          .kind = MeetingKind::session,
          .office = {"offffffffffffffffffffffffff"},
          .title = "The northern canal: what would you change?",
          .series = "Autumn sessions",
          .state = MeetingState::scheduled,
          .asked_on = day("2026-11-20"),
          .mandate = mandate(),
          .venue = Venue{core::Time(day("2026-12-01")) + std::chrono::hours{14}, 90, "The great hall"}};
}

MeetingView session_view() {
  MeetingView view{
      .today = kToday,
      .meeting = session(),
      .title = session().title,
      .owner = "Directorate of Waterways",
      .side = Side::owner,
      .duties = {{.kind = DutyKind::say_change,
                  .owner = "respondents of the Directorate of Waterways",
                  .due_on = day("2026-12-18")}},
      .sees_venue = true,
      .questions = {{{"qaaaaaaaaaaaaaaaaaaaaaaaaa"}, "Why was the survey not read?", 41, true, true},
                    {{"qbbbbbbbbbbbbbbbbbbbbbbbbb"}, "Who pays for the dredging?", {}, true, false}},
      .may_vote = true,
      .offers = {MeetingOffer::question, MeetingOffer::move, MeetingOffer::cancel}};
  return view;
}

MeetingView session_by_token() {
  MeetingView view = session_view();
  view.meeting.mandate->attribution = Attribution::not_recorded;
  view.questions = {{{"qbbbbbbbbbbbbbbbbbbbbbbbbb"}, "Who pays for the dredging?", {}, true, false}};
  view.may_vote = false;
  view.by_token = TokenQuestions{.proposals_until = day("2026-11-25"),
                                 .votes_until = day("2026-11-28"),
                                 .counted_until = day("2026-11-30"),
                                 .drops = {"https://drop.example.net"}};
  view.offers = {MeetingOffer::move, MeetingOffer::cancel};
  return view;
}

MeetingView dissent_view() {
  Meeting meeting = session();
  meeting.kind = MeetingKind::on_dissent;
  meeting.dissent = dissent_ref().id;
  meeting.title.clear();
  meeting.series.clear();
  meeting.points = "The survey of the river, and what would be done with it.";
  meeting.asked_by = Side::author;
  meeting.state = MeetingState::held;
  meeting.held_on = day("2026-11-12");
  meeting.minutes_by = day("2026-11-26");
  meeting.minutes = Minutes{"naaaaaaaaaaaaaaaaaaaaaaaaa", "We spoke of the survey.\nIt will be read.",
                            Side::owner, day("2026-11-13")};
  meeting.signatures = {{Side::author, std::string(64, '0'), {}, day("2026-11-13")}};
  meeting.reservations = {
      {"raaaaaaaaaaaaaaaaaaaaaaaaa", Side::author, "No day was named for that.", day("2026-11-14")}};
  meeting.read_out =
      ReadOut{"The office and the author of a dissent met.", Side::author, day("2026-11-14"), {}};
  return {.today = kToday,
          .meeting = meeting,
          .title = "Meeting on: " + dissent_ref().title,
          .owner = "Directorate of Waterways",
          .side = Side::owner,
          .dissent = dissent_ref(),
          .duties = {{.kind = DutyKind::sign_minutes,
                      .state = DutyState::missed,
                      .owner = "respondents of the Directorate of Waterways",
                      .due_on = day("2026-11-20")},
                     {.kind = DutyKind::reply,
                      .state = DutyState::waived,
                      .owner = "Respondents",
                      .due_on = day("2026-11-20"),
                      .waived_reason = "Called off."}},
          .sees_venue = true,
          .owner_has_signed = true,
          .minutes_hash = std::string(64, 'a'),
          .offers = {MeetingOffer::sign, MeetingOffer::agree_read_out, MeetingOffer::reservation}};
}

std::vector<MeetingRow> rows() {
  return {{.id = id(),
           .kind = MeetingKind::session,
           .state = MeetingState::scheduled,
           .title = session().title,
           .series = "Autumn sessions",
           .owner = "Directorate of Waterways",
           .asked_on = day("2026-11-20"),
           .on = day("2026-12-01")},
          {.id = id(),
           .kind = MeetingKind::on_dissent,
           .state = MeetingState::requested,
           .title = "A meeting on a dissent",
           .owner = "Legal Office",
           .asked_on = day("2026-11-19")},
          {.id = id(),
           .kind = MeetingKind::session,
           .state = MeetingState::held,
           .title = "What was decided on the ports",
           .owner = "Legal Office",
           .asked_on = day("2026-08-19"),
           .on = day("2026-09-19"),
           .briefing = true,
           .overdue = true}};
}

void add_meeting(std::vector<Sample>& all, const char* name, const MeetingView& view) {
  all.push_back({name, "meeting", to_json(view)});
}

void add_stages(std::vector<Sample>& all) {
  MeetingView briefing = session_view();
  briefing.meeting.mandate->may_change = kNothing;
  briefing.meeting.mandate->level = Level::inform;
  briefing.meeting.mandate->hear_by = day("2026-11-20");
  briefing.meeting.state = MeetingState::held;
  briefing.meeting.held_on = day("2026-11-10");
  briefing.may_vote = false;
  add_meeting(all, "briefing-missed", briefing);
  MeetingView agreed = dissent_view();
  agreed.meeting.state = MeetingState::agreed;
  agreed.meeting.read_out->agreed_on = day("2026-11-16");
  agreed.meeting.what_changed =
      WhatChanged{true, "The work begins a year later, on the southern bank.", kToday};
  agreed.author_has_signed = agreed.owner_has_signed = true;
  add_meeting(all, "meeting-agreed", agreed);
  MeetingView through = dissent_view();
  through.proxy = "Paula Proxy";
  add_meeting(all, "meeting-through-proxy", through);
  MeetingView declined = dissent_view();
  declined.meeting = {.id = id(),
                      .dissent = dissent_ref().id,
                      .office = {},
                      .asked_by = Side::author,
                      .state = MeetingState::declined,
                      .asked_on = day("2026-11-02"),
                      .ended_on = day("2026-11-06"),
                      .reason = "The minister is abroad until the summer."};
  declined.side.reset();
  declined.duties.clear();
  declined.offers.clear();
  add_meeting(all, "meeting-declined", declined);
  MeetingView never = dissent_view();
  never.meeting.state = MeetingState::not_agreed;
  never.meeting.what_changed = WhatChanged{
      false, "The minister was ill on that day, and no other was free before the treaty was signed.", kToday,
      false};
  never.side.reset();
  add_meeting(all, "meeting-not-agreed", never);
}

void add_forms(std::vector<Sample>& all) {
  const Errors errors = {{core::Code::invalid, "Choose a day that is still to come.", "on"}};
  for (const Side side : {Side::author, Side::owner})
    all.push_back({side == Side::author ? "meet-author" : "meet-owner", "form",
                   to_json(AskMeetingView{.dissent = dissent_ref(),
                                          .standing = Standing::confidential,
                                          .side = side,
                                          .reply_by = day("2026-11-30"),
                                          .typed = {{"id", "x"}}})});
  all.push_back({"meet-through-proxy", "form",
                 to_json(AskMeetingView{.dissent = dissent_ref(),
                                        .standing = Standing::anonymous,
                                        .reply_by = day("2026-11-30"),
                                        .proxies = {{"", "Choose a member"}, {"p", "Paula Proxy"}},
                                        .typed = {{"id", "x"}},
                                        .errors = errors})});
  all.push_back(
      {"meetings-new", "form",
       to_json(AnnounceView{
           .offices = {{"a", "Legal Office"}}, .typed = {{"level", "consult"}}, .errors = errors})});
  for (int offer = 0; offer <= static_cast<int>(MeetingOffer::cancel); ++offer)
    all.push_back({"meeting-form-" + std::to_string(offer), "form",
                   to_json(MeetingFormView{.id = id(),
                                           .title = "Meeting on: a dissent",
                                           .offer = static_cast<MeetingOffer>(offer),
                                           .needs_mandate = true,
                                           .about = "We spoke of the survey.",
                                           .typed = {{"id", "x"}, {"hash", "00"}}})});
}

}  // namespace

// One of each kind: something changed, nothing did, it is owed and overdue, called off, to come.
MeetingSeriesView series() {
  MeetingSeriesView view{.series = "Autumn sessions", .owner = "Directorate of Waterways"};
  const auto add = [&](MeetingState state, const char* on, const char* hear_by) -> MeetingView& {
    MeetingView each{.today = kToday, .meeting = session(), .title = session().title, .owner = view.owner};
    each.meeting.state = state;
    each.meeting.venue->starts = core::Time(day(on)) + std::chrono::hours{14};
    if (state == MeetingState::held) each.meeting.held_on = day(on);
    each.meeting.mandate->hear_by = day(hear_by);
    view.sessions.push_back(std::move(each));
    return view.sessions.back();
  };
  add(MeetingState::held, "2026-09-10", "2026-09-30").meeting.what_changed =
      WhatChanged{true, "The work begins a year later, on the southern bank.", day("2026-09-28")};
  add(MeetingState::held, "2026-09-24", "2026-10-14").meeting.what_changed =
      WhatChanged{false, "Nothing did: the treaty leaves no room for another depth.", day("2026-10-14")};
  add(MeetingState::held, "2026-10-20", "2026-11-10").meeting.mandate->may_change =
      "Who is told before the water is let in, and how.";
  add(MeetingState::cancelled, "2026-11-05", "2026-11-25").meeting.reason = "The hall was flooded.";
  add(MeetingState::scheduled, "2026-12-01", "2026-12-18");
  return view;
}

void add_meetings(std::vector<Sample>& all) {
  all.push_back(
      {"meetings", "meetings",
       to_json(MeetingsView{
           .today = kToday, .to_come = {rows()[0], rows()[1]}, .past = {rows()[2]}, .may_announce = true})});
  add_meeting(all, "meeting-session", session_view());
  all.push_back({"meeting-series", "meeting_series", to_json(series())});
  add_meeting(all, "meeting-by-token", session_by_token());
  add_meeting(all, "meeting-held", dissent_view());
  add_stages(all);
  add_forms(all);
  all.push_back({"settings-mail", "form",
                 to_json(MailView{.address = "a b",
                                  .errors = {{core::Code::invalid, "Enter one mail address.", "address"}}})});
  DissentView met = answered_dissent();
  met.meetings = {rows()[1]};
  met.offers.push_back(Offer::ask_meeting);
  all.push_back({"dissent-met", "dissent", to_json(met)});
}

void add_meetings_empty(std::vector<Sample>& all) {
  all.push_back({"meetings-empty", "meetings", to_json(MeetingsView{.today = kToday})});
  MeetingView bare{.today = kToday,
                   .meeting = {.id = id(), .office = {}, .asked_on = kToday},
                   .title = "A meeting",
                   .owner = {}};
  bare.owner = "Legal Office";
  add_meeting(all, "meeting-empty", bare);
  MeetingView unwritten = dissent_view();
  unwritten.meeting.minutes.reset();
  unwritten.meeting.reservations.clear();
  unwritten.meeting.signatures.clear();
  unwritten.meeting.read_out.reset();
  unwritten.owner_has_signed = false;
  add_meeting(all, "meeting-unwritten", unwritten);
  MeetingSeriesView one{.series = "Winter sessions", .owner = "Legal Office", .sessions = {session_view()}};
  all.push_back({"meeting-series-of-one", "meeting_series", to_json(one)});
  MeetingView quiet = session_view();
  quiet.questions.clear();
  quiet.offers.clear();
  add_meeting(all, "meeting-no-questions", quiet);
  MeetingView gathered = session_by_token();
  gathered.meeting.gathered_on = kToday;
  gathered.by_token->is_open = false;
  gathered.by_token->drops.clear();
  add_meeting(all, "meeting-by-token-gathered", gathered);
  MeetingView called_off = gathered;
  called_off.meeting.state = MeetingState::cancelled;
  called_off.meeting.gathered_on.reset();
  called_off.meeting.reason = "The hall is closed.";
  add_meeting(all, "meeting-by-token-called-off", called_off);
  MeetingView from_before = session_by_token();
  from_before.by_token.reset();
  from_before.may_vote = true;  // its day is still to come
  add_meeting(all, "meeting-from-before-tokens", from_before);
}

}  // namespace demur::web::samples
