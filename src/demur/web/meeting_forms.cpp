#include <charconv>

#include "demur/service/clearance.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/dissent_pages.hpp"
#include "demur/web/meeting_pages.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/views/meeting_form.hpp"

namespace demur::web {
namespace {

using namespace domain;
using core::Code;
using core::fail;
using core::Result;
using service::SeenMeeting;

constexpr const char* kFields[] = {"id",      "points",  "fixed",       "may_change", "level",
                                   "decides", "hear_by", "attribution", "on",         "at",
                                   "minutes", "place",   "office",      "title",      "series",
                                   "reason",  "text",    "hash",        "changed",    "proxy"};

Typed typed_in(const Visit& visit) {
  Typed typed;
  for (const char* name : kFields)
    if (std::string value = visit.field(name); !value.empty()) typed[name] = std::move(value);
  return typed;
}

// A new form: its id is random, and its choices are made.
Typed fresh(const Visit& visit) {
  return {{"id", core::random_id_text(visit.house.environment().random)},
          {"minutes", "60"},
          {"level", word(Level::consult)},
          {"attribution", word(Attribution::chatham_house)}};
}

Result<int> number_in(std::string_view text, const char* field, const char* what) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size())
    return fail(Code::invalid, what, field);
  return number;
}

// "14:30" after midnight, UTC.
Result<std::chrono::minutes> time_of_day(const Visit& visit) {
  const std::string text = visit.field("at");
  const auto wrong = fail(Code::invalid, "Write the time as 14:30, in UTC.", "at");
  if (text.size() != 5 || text[2] != ':') return wrong;
  const auto hour = number_in(std::string_view(text).substr(0, 2), "at", "");
  const auto minute = number_in(std::string_view(text).substr(3), "at", "");
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return wrong;
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute};
}

Result<Venue> venue_in(const Visit& visit) {
  const auto on = DEMUR_TRY(day_field(visit, "on"));
  if (!on) return fail(Code::invalid, "Enter the day.", "on");
  const auto at = DEMUR_TRY(time_of_day(visit));
  const int minutes =
      DEMUR_TRY(number_in(visit.field("minutes"), "minutes", "Enter how long it takes: 10 to 480 minutes."));
  return Venue{.starts = core::Time(*on) + at, .minutes = minutes, .place = visit.field("place")};
}

Result<Mandate> mandate_in(const Visit& visit) {
  const auto level = from_word<Level>(visit.field("level"));
  if (!level) return fail(Code::invalid, "Choose how much those who are asked may decide.", "level");
  const auto attribution = from_word<Attribution>(visit.field("attribution"));
  if (!attribution) return fail(Code::invalid, "Choose who may say who said what.", "attribution");
  const auto hear_by = DEMUR_TRY(day_field(visit, "hear_by"));
  if (!hear_by) return fail(Code::invalid, "Enter by when people hear what changed.", "hear_by");
  return Mandate{.level = *level,
                 .fixed = visit.field("fixed"),
                 .may_change = visit.field("may_change"),
                 .decides = visit.field("decides"),
                 .hear_by = *hear_by,
                 .attribution = *attribution};
}

template <typename View>
Reply carry_out(const Visit& visit, const Result<MeetingAct>& act, View view, Moved next) {
  if (!act) return show_again("form", std::move(view), act.error());
  const auto done = service::perform(visit.house, visit.member.id, *act);
  if (done) return next;
  return show_again("form", std::move(view), done.error());
}

// What a form of a meeting would do.
Result<MeetingAct> act_in(const Visit& visit, const MeetingFormView& view) {
  const MeetingId& id = view.id;
  switch (view.offer) {
    case MeetingOffer::schedule: {
      ScheduleMeeting act{id, DEMUR_TRY(venue_in(visit)), {}};
      if (view.needs_mandate) act.mandate = DEMUR_TRY(mandate_in(visit));
      return act;
    }
    case MeetingOffer::move:
      return MoveMeeting{id, DEMUR_TRY(venue_in(visit))};
    case MeetingOffer::decline:
      return DeclineMeeting{id, visit.field("reason")};
    case MeetingOffer::cancel:
      return CancelMeeting{id, visit.field("reason")};
    case MeetingOffer::hold:
      return HoldMeeting{id};
    case MeetingOffer::minutes:
      return WriteMinutes{id, visit.field("id"), visit.field("text")};
    case MeetingOffer::sign:
      return SignMinutes{id, visit.field("hash")};
    case MeetingOffer::reservation:
      return AddReservation{id, visit.field("id"), visit.field("text")};
    case MeetingOffer::read_out:
      return ProposeReadOut{id, visit.field("text")};
    case MeetingOffer::agree_read_out:
      return AgreeReadOut{id, visit.field("text")};
    case MeetingOffer::say_change:
      if (const std::string& said = visit.field("changed");
          said == "yes" || said == "no" || said == "not_held")
        return SayChange{id, said == "yes", visit.field("text"), said != "not_held"};
      return fail(Code::invalid, "Say whether something changed.", "changed");
    case MeetingOffer::question:
      return AskQuestion{id, DEMUR_TRY(QuestionId::parse(visit.field("id"))), visit.field("text")};
  }
  return fail(Code::internal, "unknown form of a meeting");
}

Notice notice_after(MeetingOffer offer) {
  if (offer == MeetingOffer::question) return Notice::question_asked;
  if (offer == MeetingOffer::minutes || offer == MeetingOffer::read_out) return Notice::meeting_text_kept;
  return Notice::meeting_recorded;
}

// What a form starts with: the text to be signed, the place as it is.
void begin(const Visit& visit, const SeenMeeting& seen, MeetingFormView& view) {
  const Meeting& meeting = seen.meeting;
  view.typed = fresh(visit);
  if (meeting.minutes && view.offer == MeetingOffer::minutes) view.typed["text"] = meeting.minutes->text;
  if (meeting.read_out && view.offer == MeetingOffer::read_out) view.typed["text"] = meeting.read_out->text;
  if (meeting.minutes) view.typed["hash"] = minutes_hash(meeting.id, *meeting.minutes);
  if (view.offer == MeetingOffer::move && meeting.venue) {
    view.typed["place"] = meeting.venue->place;
    view.typed["minutes"] = std::to_string(meeting.venue->minutes);
  }
}

Reply meeting_form(const Visit& visit, MeetingOffer offer) {
  const SeenMeeting seen = DEMUR_TRY(seen_meeting(visit));
  const Meeting& meeting = seen.meeting;
  MeetingFormView view{.id = meeting.id,
                       .title = title_of(meeting, seen.dissent_title.value_or("")),
                       .offer = offer,
                       .kind = meeting.kind,
                       .side = seen.sight.side.value_or(Side::owner)};
  view.was_held = meeting.held_on.has_value();
  view.is_secret = seen.is_secret;
  view.needs_mandate = offer == MeetingOffer::schedule && view.side == Side::owner;
  if (offer == MeetingOffer::sign && meeting.minutes) view.about = meeting.minutes->text;
  if (offer == MeetingOffer::agree_read_out && meeting.read_out) view.about = meeting.read_out->text;
  if (!is_post(visit)) {
    DEMUR_TRY(may(visit, seen, offer));
    begin(visit, seen, view);
    return shown("form", to_json(view));
  }
  view.typed = typed_in(visit);
  const auto act = act_in(visit, view);
  // Where the text was changed meanwhile, the form that says so shows the new one, and is for that.
  if (offer == MeetingOffer::sign && meeting.minutes)
    view.typed["hash"] = minutes_hash(meeting.id, *meeting.minutes);
  return carry_out(visit, act, std::move(view), {path(meeting.id), notice_after(offer)});
}

// Members who are neither of the other side nor the one who asks.
Result<std::vector<Option>> who_may_speak(const Visit& visit, const OfficeId& owner) {
  std::vector<Option> options{{.value = "", .label = "Choose a member"}};
  for (const Member& one : DEMUR_TRY(service::read_members(visit.house)))
    if (one.state == MemberState::active && one.id != visit.member.id && !one.has(Role::respondent, owner))
      options.push_back({.value = one.id.text, .label = one.name});
  return options;
}

}  // namespace

Reply ask_meeting(const Visit& visit) {
  const auto seen = DEMUR_TRY(seen_dissent(visit));
  const ChannelPolicy& policy = visit.house.policy();
  AskMeetingView view{
      .dissent = ref_of(seen),
      .standing = seen.dissent.standing,
      .side =
          seen.bond.is_author || seen.dissent.standing == Standing::anonymous ? Side::author : Side::owner,
      .reply_by = core::add_working_days(visit.today, policy.consultation.reply_days, policy.calendar)};
  if (view.standing == Standing::anonymous)
    view.proxies = DEMUR_TRY(who_may_speak(visit, seen.decision.owner));
  view.is_secret = DEMUR_TRY(service::read_clearance(visit.house, visit.member, seen.decision.id)).is_secret;
  if (!is_post(visit)) {
    if (!DEMUR_TRY(may_ask_meeting(visit, seen.dissent.id)))
      return fail(Code::conflict, "A meeting on this dissent cannot be asked for by you now.");
    view.typed = fresh(visit);
    return shown("form", to_json(view));
  }
  view.typed = typed_in(visit);
  const auto id = MeetingId::parse(visit.field("id"));
  if (!id) return show_again("form", view, id.error());
  AskMeeting act{*id, seen.dissent.id, visit.field("points"), {}};
  if (view.side == Side::owner) {
    const auto mandate = mandate_in(visit);
    if (!mandate) return show_again("form", view, mandate.error());
    act.mandate = *mandate;
  }
  if (view.standing == Standing::anonymous && !visit.field("proxy").empty()) {
    const auto proxy = MemberId::parse(visit.field("proxy"));
    if (!proxy)
      return show_again("form", view,
                        fail(Code::invalid, "Choose somebody who is a member.", "proxy").error());
    act.proxy = *proxy;
  }
  return carry_out(visit, MeetingAct(act), view, {path(*id), Notice::meeting_recorded});
}

Reply announce_session(const Visit& visit) {
  AnnounceView view{.offices = {}, .has_tokens = visit.house.policy().anonymous.has_value()};
  for (const Office& office : DEMUR_TRY(service::read_offices(visit.house)))
    if (office.state == OfficeState::active && visit.member.has(Role::respondent, office.id))
      view.offices.push_back({.value = office.id.text, .label = office.name});
  if (view.offices.empty())
    return fail(Code::forbidden, "A session is announced by a respondent of the office that listens.");
  if (!is_post(visit)) {
    view.typed = fresh(visit);
    return shown("form", to_json(view));
  }
  view.typed = typed_in(visit);
  const auto act = [&]() -> Result<MeetingAct> {
    AnnounceSession announce{.id = DEMUR_TRY(MeetingId::parse(visit.field("id"))),
                             .office = DEMUR_TRY(OfficeId::parse(visit.field("office"))),
                             .title = visit.field("title"),
                             .series = visit.field("series"),
                             .venue = {},
                             .mandate = DEMUR_TRY(mandate_in(visit))};
    announce.venue = DEMUR_TRY(venue_in(visit));
    return announce;
  }();
  const std::string next = "/meetings/" + visit.field("id");
  return carry_out(visit, act, view, {next, Notice::session_announced});
}

Reply schedule_meeting(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::schedule);
}
Reply decline_meeting(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::decline);
}
Reply move_meeting(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::move);
}
Reply cancel_meeting(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::cancel);
}
Reply hold_meeting(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::hold);
}
Reply write_minutes(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::minutes);
}
Reply sign_minutes(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::sign);
}
Reply add_reservation(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::reservation);
}
Reply propose_read_out(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::read_out);
}
Reply agree_read_out(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::agree_read_out);
}
Reply say_change(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::say_change);
}
Reply ask_question(const Visit& visit) {
  return meeting_form(visit, MeetingOffer::question);
}

Reply vote_question(const Visit& visit) {
  const SeenMeeting seen = DEMUR_TRY(seen_meeting(visit));
  const auto question = QuestionId::parse(visit.field("question"));
  if (!question) return fail(Code::not_found, "There is no such question.");
  const VoteQuestion vote{seen.meeting.id, *question, visit.field("wanted") != "no"};
  DEMUR_TRY(service::perform(visit.house, visit.member.id, MeetingAct(vote)));
  return Moved{path(seen.meeting.id) + "#questions", Notice::vote_kept};
}

}  // namespace demur::web
