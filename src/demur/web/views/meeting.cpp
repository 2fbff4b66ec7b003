#include "demur/web/views/meeting.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "demur/core/day.hpp"
#include "demur/web/say.hpp"

namespace demur::web {

using namespace domain;

namespace {

struct OfferWords {
  const char* act;
  const char* label;
  const char* weight;
};

OfferWords words_of(MeetingOffer offer) {
  switch (offer) {
    case MeetingOffer::schedule:
      return {"schedule", "Answer with a day", "first"};
    case MeetingOffer::decline:
      return {"decline", "Decline, with a reason", "careful"};
    case MeetingOffer::hold:
      return {"hold", "Record that it was held", "first"};
    case MeetingOffer::minutes:
      return {"minutes", "Write the minutes", ""};
    case MeetingOffer::sign:
      return {"sign", "Sign the minutes", "first"};
    case MeetingOffer::read_out:
      return {"read-out", "Propose a read-out", ""};
    case MeetingOffer::agree_read_out:
      return {"agree-read-out", "Agree to the read-out", "first"};
    case MeetingOffer::reservation:
      return {"reservation", "Add a reservation", ""};
    case MeetingOffer::say_change:
      return {"say-change", "Say what changed", "first"};
    case MeetingOffer::question:
      return {"question", "Ask a question", "first"};
    case MeetingOffer::move:
      return {"move", "Move it to another day", ""};
    case MeetingOffer::cancel:
      return {"cancel", "Call it off", "careful"};
  }
  return {};
}

std::string level_words(Level level) {
  switch (level) {
    case Level::inform:
      return "Briefing: you are told what was decided";
    case Level::consult:
      return "Consultation: you are asked, and they decide";
    case Level::involve:
      return "Involvement: you work on it with them";
    case Level::decide:
      return "You decide";
  }
  return {};
}

std::string attribution_words(Attribution attribution) {
  switch (attribution) {
    case Attribution::named:
      return "It may be said who said what";
    case Attribution::chatham_house:
      return "What was said may be told, who said it may not (Chatham House Rule)";
    case Attribution::not_recorded:
      return "Nothing of what is said is recorded";
  }
  return {};
}

std::string time_words(const Venue& venue) {
  return fmt::format("{}, {:%H:%M} UTC, {}", core::to_words(day_of(venue)), venue.starts,
                     counted(venue.minutes, "minute", "minutes"));
}

json::object day_json(core::Day day) {
  return {{"date", core::to_string(day)}, {"words", core::to_words(day)}};
}

bool is_briefing_meeting(const Meeting& meeting) {
  return meeting.mandate && is_briefing(*meeting.mandate);
}

std::string state_words(const MeetingView& view) {
  const Meeting& meeting = view.meeting;
  switch (meeting.state) {
    case MeetingState::requested:
      return fmt::format("Asked for on {} by {}. {} answers with a day, or with a reason why not.",
                         core::to_words(meeting.asked_on),
                         meeting.asked_by == Side::author ? "the author of the dissent" : "the office",
                         meeting.asked_by == Side::author ? "The office" : "The author");
    case MeetingState::scheduled:
      return meeting.kind == MeetingKind::session
                 ? fmt::format("Announced on {}.", core::to_words(meeting.asked_on))
                 : "A day is set. It is known to both sides.";
    case MeetingState::held:
      return fmt::format("Held on {}.", core::to_words(meeting.held_on.value_or(meeting.asked_on)));
    case MeetingState::agreed:
      return fmt::format("Held on {}; both sides have signed its minutes.",
                         core::to_words(meeting.held_on.value_or(meeting.asked_on)));
    case MeetingState::not_agreed:
      return meeting.held_on ? "It was held, and its minutes were not signed by both sides in time."
                             : "Nobody recorded that it was held, and no minutes were signed in time.";
    case MeetingState::declined:
    case MeetingState::cancelled:
      return fmt::format("{} on {}.", meeting.state == MeetingState::declined ? "Declined" : "Called off",
                         core::to_words(meeting.ended_on.value_or(meeting.asked_on)));
  }
  return {};
}

const char* heading_of(const WhatChanged& said) {
  if (!said.took_place) return "The office says that it was not held";
  return said.changed ? "Something changed" : "Nothing changed";
}

json::object signature_json(const char* name, bool is_signed, bool is_void) {
  const char* words = is_signed ? "Signed" : is_void ? "The text changed after it was signed" : "Not signed";
  return {{"name", name}, {"is_signed", is_signed}, {"is_void", !is_signed && is_void}, {"words", words}};
}

json::value minutes_json(const MeetingView& view) {
  const Meeting& meeting = view.meeting;
  if (!view.side || meeting.kind == MeetingKind::session || !meeting.held_on) return nullptr;
  bool author_once = false;
  bool owner_once = false;
  for (const MinutesSignature& signature : meeting.signatures)
    (signature.side == Side::author ? author_once : owner_once) = true;
  json::array reservations;
  for (const Reservation& reservation : meeting.reservations)
    reservations.push_back(json::object{
        {"side", say(reservation.side)}, {"text", reservation.text}, {"day", day_json(reservation.day)}});
  return json::object{
      {"text", meeting.minutes ? json::value(meeting.minutes->text) : json::value(nullptr)},
      {"written_by", meeting.minutes ? say(meeting.minutes->written_by) : ""},
      {"hash", view.minutes_hash},
      {"ics_path", path(meeting.id) + "/minutes.ics"},
      {"due_words",
       meeting.minutes_by && meeting.state == MeetingState::held
           ? fmt::format("Both sides sign by {}, or it is a public fact that they did not agree.",
                         core::to_words(*meeting.minutes_by))
           : std::string()},
      {"signatures", json::array{signature_json(say(Side::author), view.author_has_signed, author_once),
                                 signature_json(say(Side::owner), view.owner_has_signed, owner_once)}},
      {"has_reservations", !meeting.reservations.empty()},
      {"reservations", reservations}};
}

json::value read_out_json(const MeetingView& view) {
  const auto& read_out = view.meeting.read_out;
  if (!read_out) return nullptr;
  return json::object{
      {"text", read_out->text},
      {"is_agreed", read_out->agreed_on.has_value()},
      {"words",
       read_out->agreed_on
           ? fmt::format("Both sides agreed to these words on {}.", core::to_words(*read_out->agreed_on))
           : fmt::format("{} proposes these words. Nobody else reads them until the other side agrees.",
                         say(read_out->proposed_by))}};
}

// Votes by token are counted once, when all are gathered.
json::object votes_json(const QuestionRow& row, const MeetingView& view) {
  json::object votes =
      to_json(Count{.number = row.votes, .is_exact = row.is_exact, .floor = view.floor}, "vote", "votes");
  if (!view.by_token) return votes;
  if (!view.meeting.gathered_on)
    votes["words"] = view.meeting.state == MeetingState::cancelled ? "Not counted" : "Not counted yet";
  else if (!row.votes)
    votes["words"] = "No number: too few want it, or too few do not";
  return votes;
}

json::object question_json(const QuestionRow& row, const MeetingView& view) {
  return {{"id", row.id.text},
          {"text", row.text},
          {"votes", votes_json(row, view)},
          {"is_mine", row.mine},
          {"may_vote", view.may_vote && asks_in_own_names(view)},
          {"wanted", row.mine ? "no" : "yes"},
          {"vote_label", row.mine ? "Take my vote back" : "I want this asked"}};
}

// Where somebody asks and votes, and until when; what is protected, the page says once for all.
json::value by_token_json(const MeetingView& view) {
  const auto& questions = view.by_token;
  if (!questions) return nullptr;
  json::array drops;
  for (const std::string& url : questions->drops) drops.push_back(json::object{{"url", url}});
  return json::object{{"is_open", questions->is_open},
                      {"is_off", view.meeting.state == MeetingState::cancelled && !view.meeting.gathered_on},
                      {"proposals_until", day_json(questions->proposals_until)},
                      {"votes_until", day_json(questions->votes_until)},
                      {"counted_until", day_json(questions->counted_until)},
                      {"has_drops", !questions->drops.empty()},
                      {"drops", drops}};
}

json::array duties_json(const MeetingView& view) {
  json::array all;
  for (const DutyRow& duty : view.duties) {
    const bool open = duty.state == DutyState::open || duty.state == DutyState::missed;
    std::string words = open ? say_due(duty.due_on, view.today) : web::say(duty.state);
    if (!duty.waived_reason.empty()) words = "Not owed: " + duty.waived_reason;
    all.push_back(json::object{{"kind", spoken(duty.kind)},
                               {"owner", duty.owner},
                               {"status_words", words},
                               {"is_overdue", open && duty.due_on < view.today}});
  }
  return all;
}

json::array offers_json(const MeetingView& view) {
  json::array all;
  for (const MeetingOffer offer : view.offers) {
    const OfferWords words = words_of(offer);
    all.push_back(json::object{{"act", words.act},
                               {"path", path(view.meeting.id) + "/" + words.act},
                               {"label", words.label},
                               {"is_first", std::string_view(words.weight) == "first"},
                               {"is_careful", std::string_view(words.weight) == "careful"}});
  }
  return all;
}

// Each series once, by the newest of its sessions.
json::array series_json(const MeetingsView& view) {
  std::map<std::pair<std::string, std::string>, std::string> paths;
  for (const auto* rows : {&view.to_come, &view.past})
    for (const MeetingRow& row : *rows)
      if (!row.series.empty()) paths.try_emplace({row.series, row.owner}, path(row.id) + "/series");
  json::array all;
  for (const auto& [key, where] : paths)
    all.push_back(json::object{{"name", key.first}, {"owner", key.second}, {"path", where}});
  return all;
}

std::string over_words(const Meeting& meeting) {
  if (meeting.kind == MeetingKind::on_dissent) return "A meeting on a dissent";
  return is_briefing_meeting(meeting) ? "Briefing" : "Listening session";
}

}  // namespace

const char* say(Side side) {
  return side == Side::author ? "The author’s side" : "The office’s side";
}

std::string title_of(const Meeting& meeting, const std::string& dissent_title) {
  if (meeting.kind == MeetingKind::session) return meeting.title;
  return dissent_title.empty() ? "A meeting on a dissent" : "Meeting on: " + dissent_title;
}

bool asks_in_own_names(const MeetingView& view) {
  const Meeting& meeting = view.meeting;
  return meeting.kind == MeetingKind::session && !(meeting.mandate && is_by_token(*meeting.mandate));
}

json::object mandate_to_json(const Mandate& mandate) {
  return {{"is_briefing", is_briefing(mandate)},
          {"level", {{"word", word(mandate.level)}, {"words", level_words(mandate.level)}}},
          {"fixed", mandate.fixed},
          {"may_change", is_briefing(mandate) ? "Nothing" : mandate.may_change},
          {"decides", mandate.decides},
          {"hear_by", day_json(mandate.hear_by)},
          {"attribution",
           {{"word", word(mandate.attribution)}, {"words", attribution_words(mandate.attribution)}}}};
}

// What changed is owed, and by when; the first thing that is said where it was missed. That it was not held
// answers nothing where it was held after all, or on another day; and whoever was let off is said to be.
json::object change_json(const MeetingView& view) {
  const Meeting& meeting = view.meeting;
  std::string words;
  bool owed = false;
  bool overdue = false;
  const bool off = meeting.state == MeetingState::cancelled || meeting.state == MeetingState::declined;
  const bool is_owed_again = std::ranges::any_of(view.duties, [](const DutyRow& duty) {
    return duty.kind == DutyKind::say_change &&
           (duty.state == DutyState::open || duty.state == DutyState::missed);
  });
  const auto waived = std::ranges::find_if(view.duties, [](const DutyRow& duty) {
    return duty.kind == DutyKind::say_change && duty.state == DutyState::waived;
  });
  const bool is_answered = meeting.what_changed && !is_owed_again &&
                           (meeting.what_changed->took_place || waived == view.duties.end());
  if (waived != view.duties.end() && !is_answered && !off) {
    words = "An auditor let the office off saying what changed. The reason: " + waived->waived_reason;
  } else if (!is_answered && meeting.mandate && !off) {
    owed = true;
    overdue = view.today > meeting.mandate->hear_by && meeting.state != MeetingState::requested;
    words = overdue ? fmt::format("People were to hear what changed by {}, and nobody has said it.",
                                  core::to_words(meeting.mandate->hear_by))
                    : fmt::format("By {} people hear here what changed, or why nothing did.",
                                  core::to_words(meeting.mandate->hear_by));
  }
  json::value said = nullptr;
  if (meeting.what_changed)
    said = json::object{{"changed", meeting.what_changed->changed},
                        {"heading", heading_of(*meeting.what_changed)},
                        {"text", meeting.what_changed->text},
                        {"day", day_json(meeting.what_changed->day)}};
  return {{"said", said}, {"words", words}, {"is_owed", owed}, {"is_overdue", overdue}};
}

json::object to_json(const MeetingsView& view) {
  json::array series = series_json(view);
  return {{"page", page("Meetings", Section::meetings)},
          {"may_announce", view.may_announce},
          {"has_to_come", !view.to_come.empty()},
          {"to_come", to_json(view.to_come)},
          {"has_past", !view.past.empty()},
          {"past", to_json(view.past)},
          {"has_series", !series.empty()},
          {"series", std::move(series)}};
}

json::object to_json(const MeetingView& view) {
  const Meeting& meeting = view.meeting;
  const bool session = meeting.kind == MeetingKind::session;
  json::array questions;
  for (const QuestionRow& row : view.questions) questions.push_back(question_json(row, view));
  json::value mandate = nullptr;
  if (meeting.mandate) mandate = mandate_to_json(*meeting.mandate);
  json::value venue = nullptr;
  if (view.sees_venue && meeting.venue && meeting.state != MeetingState::declined)
    venue = json::object{{"words", time_words(*meeting.venue)},
                         {"date", core::to_string(day_of(*meeting.venue))},
                         {"place", meeting.venue->place},
                         {"ics_path", path(meeting.id) + "/meeting.ics"}};
  json::value series = nullptr;
  if (!meeting.series.empty())
    series = json::object{{"name", meeting.series}, {"path", path(meeting.id) + "/series"}};
  return {{"page", page(view.title, Section::meetings, Back{"/meetings", "Meetings"})},
          {"meeting", {{"id", meeting.id.text}, {"path", path(meeting.id)}, {"kind", word(meeting.kind)}}},
          {"over", over_words(meeting)},
          {"series", series},
          {"owner", view.owner},
          {"state", {{"word", word(meeting.state)}, {"words", say(meeting.state)}}},
          {"state_words", state_words(view)},
          {"dissent", view.dissent ? json::value(to_json(*view.dissent)) : json::value(nullptr)},
          {"side", view.side ? json::value(word(*view.side)) : json::value(nullptr)},
          {"mandate", mandate},
          {"mandate_absent_words",
           "The office has not said yet what is fixed and what may change: it does before a day is set."},
          {"venue", venue},
          {"reason", meeting.reason},
          {"points", meeting.points},
          {"proxy", view.proxy},
          {"is_session", session},
          {"has_questions", !view.questions.empty()},
          {"questions", questions},
          {"by_token", by_token_json(view)},
          {"in_own_names", asks_in_own_names(view)},
          {"is_from_before_tokens", session && !view.by_token && !asks_in_own_names(view)},
          {"floor", view.floor},
          {"minutes", minutes_json(view)},
          {"read_out", read_out_json(view)},
          {"change", change_json(view)},
          {"has_duties", !view.duties.empty()},
          {"duties", duties_json(view)},
          {"has_offers", !view.offers.empty()},
          {"offers", offers_json(view)}};
}

}  // namespace demur::web
