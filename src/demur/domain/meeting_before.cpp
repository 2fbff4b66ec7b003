// Up to the day of the meeting: asked for, answered with a day or a reason, moved, called off; a session
// announced.
#include <algorithm>

#include "demur/domain/meeting_matter.hpp"

namespace demur::domain {
namespace {

Result<Venue> clean_venue(const Venue& typed, Day today) {
  Venue venue = typed;
  if (day_of(venue) <= today) return fail(Code::invalid, "Choose a day that is still to come.", "on");
  if (venue.minutes < kShortestMeeting || venue.minutes > kLongestMeeting)
    return fail(Code::invalid, "Enter how long it takes: 10 to 480 minutes.", "minutes");
  venue.place = DEMUR_TRY(clean_text(typed.place, {"place", "where it is", kNameBytes, Lines::one}));
  return venue;
}

Result<Mandate> mandate_of(const std::optional<Mandate>& typed, Day today) {
  if (!typed)
    return fail(Code::invalid,
                "Say first what is fixed and what may change: no meeting opens without a mandate.", "fixed");
  if (typed->attribution == Attribution::not_recorded)
    return fail(Code::invalid, "A meeting on a dissent has minutes: something is recorded of it.",
                "attribution");
  return whole_mandate(*typed, today);
}

// Where the author sets the day: as if it were the last on which a reply is owed.
Status hears_in_time(const Mandate& mandate, Day asked_on, const ChannelPolicy& policy) {
  const Day last = core::add_working_days(asked_on, policy.consultation.reply_days, policy.calendar) +
                   std::chrono::days{policy.consultation.say_change_days};
  if (mandate.hear_by <= last) return {};
  return fail(Code::invalid, "People hear what changed on " + core::to_words(last) + " at the latest.",
              "hear_by");
}

// People hear after the meeting, and not so late that nobody remembers what they said.
Status hears_in_time(const Mandate& mandate, const Venue& venue, const ChannelPolicy& policy) {
  const Day last = day_of(venue) + std::chrono::days{policy.consultation.say_change_days};
  if (mandate.hear_by > day_of(venue) && mandate.hear_by <= last) return {};
  return fail(Code::invalid,
              "By when people hear what changed is a day after the meeting, and " + core::to_words(last) +
                  " at the latest.",
              "hear_by");
}

// Where nothing is recorded of who said what, questions and votes come by token, and that takes its days.
Result<std::optional<Day>> gathering_of(const MeetingMatter& matter, const Mandate& mandate,
                                        const Venue& venue) {
  if (!is_by_token(mandate)) return std::nullopt;
  const MeetingSituation& situation = matter.situation;
  DEMUR_TRY(can_ask_by_token(matter.policy, situation.eligible, situation.open_by_token));
  const Day earliest = matter.today + kTokenSessionAhead;
  if (day_of(venue) < earliest)
    return fail(Code::invalid,
                "Tokens are collected first, and questions and votes come from the drops until some days "
                "before: choose " +
                    core::to_words(earliest) + " or later, or let it be told what was said, and not by whom.",
                "on");
  return day_of(venue) - std::chrono::days{1};
}

// What drops promised stands: a session by token is not held before its questions are gathered.
Status is_after_gathering(const Meeting& meeting) {
  if (!meeting.gathers_until || day_of(*meeting.venue) > *meeting.gathers_until) return {};
  return fail(Code::invalid,
              "Questions and votes by token are gathered until " + core::to_words(*meeting.gathers_until) +
                  ", as it was announced: choose a day after that.",
              "on");
}

Result<std::string> public_reason(const std::string& typed) {
  std::string reason = DEMUR_TRY(clean_text(typed, {"reason", "a reason", kReasonBytes}));
  if (only_notes(reason)) return fail(Code::invalid, "Say why: it is what is left of the meeting.", "reason");
  return reason;
}

// Once more what was done before: the same, or what would be lost without a word.
Judged done_for_a_reason(const Meeting& meeting, const std::string& typed) {
  const auto reason = public_reason(typed);
  if (reason && *reason == meeting.reason) return meeting_done_already();
  return fail(Code::conflict, "It was done already, for another reason, and that stays as it is.");
}

// Who may ask, and as which side.
Result<Side> asking_side(const MeetingMatter& matter) {
  const MeetingSituation& situation = matter.situation;
  const auto absent = fail(Code::not_found, "There is no such dissent, or it is not for you to see.");
  if (!situation.dissent || !situation.decision) return absent;
  const Bond who = bond(situation.who, *situation.dissent, *situation.decision, situation.has_signed, false);
  if (!sight(who, *situation.dissent, 0, matter.policy).exists) return absent;
  if (situation.dissent->standing == Standing::anonymous) {
    if (!who.is_custodian)
      return fail(Code::forbidden,
                  "Nobody knows who its author is. A custodian asks for a meeting on it, when the author has "
                  "written who speaks for them.");
    if (std::ranges::find(situation.dissent->text_openings, situation.who.id, &TextOpening::by) ==
        situation.dissent->text_openings.end())
      return fail(Code::conflict,
                  "Open the text first: who speaks for its author is in what the author has written.");
    return Side::author;
  }
  if (who.is_author) return Side::author;
  if (who.is_respondent && !who.has_signed) return Side::owner;
  return fail(
      Code::forbidden,
      "A meeting is asked for by the author of the dissent, or by a respondent of the decision's office "
      "who does not stand behind it.");
}

// Who speaks for an author whom nobody knows: a member, neither of the other side nor the one who asks.
Status may_speak(const MeetingSituation& situation, const std::optional<MemberId>& proxy) {
  if (situation.dissent->standing != Standing::anonymous) {
    if (proxy) return fail(Code::invalid, "The author is known, and speaks for themselves.", "proxy");
    return {};
  }
  if (!proxy) return fail(Code::invalid, "Choose who speaks for the author: whom they named.", "proxy");
  const std::optional<Member>& member = situation.proxy;
  if (!member || member->state != MemberState::active)
    return fail(Code::invalid, "Choose somebody who is a member.", "proxy");
  if (member->has(Role::respondent, situation.owner))
    return fail(Code::invalid, "They answer for this decision: they are the other side.", "proxy");
  if (member->id == situation.who.id)
    return fail(Code::invalid, "Another custodian asks, where the author wants you to speak for them.",
                "proxy");
  return {};
}

Status may_meet(const MeetingSituation& situation) {
  if (situation.dissent->state == DissentState::withdrawn || situation.dissent->state == DissentState::closed)
    return fail(Code::conflict, "The dissent is withdrawn or closed: there is nothing to meet on.");
  if (situation.another_under_way)
    return fail(Code::conflict,
                "A meeting on this dissent is asked for, or its minutes are not signed: one at a "
                "time.");
  return {};
}

void schedule(MeetingChange& change, const MeetingMatter& matter, Meeting& meeting) {
  meeting.state = MeetingState::scheduled;
  if (meeting.kind == MeetingKind::on_dissent)
    meeting.minutes_by = core::add_working_days(
        day_of(*meeting.venue), matter.policy.consultation.minutes_days, matter.policy.calendar);
  change.duties.push_back(owed(matter, meeting, DutyKind::say_change, meeting.mandate->hear_by));
}

// The office's answer to a request, in time or late. An author owes none.
void answer_request(MeetingChange& change, const MeetingMatter& matter, Entry& entry) {
  const Duty* reply = find_duty(matter.situation.duties, DutyKind::reply);
  if (reply == nullptr) return;
  entry.public_part["late"] = matter.today > reply->due_on;
  entry.public_part["due"] = core::to_string(reply->due_on);
  change.duties.push_back(done_on(*reply, matter.today));
}

// A request waits for the side that did not make it.
Result<Party> party_asked(const MeetingMatter& matter) {
  auto party = DEMUR_TRY(party_to_dissent(matter));
  if (party.side == party.meeting.asked_by)
    return fail(Code::forbidden, "Your side asked for it: the other one answers.");
  return party;
}

// From its day on it may have been held, and only a record says so: who moved it or called it off then would
// take that record from the other side. What is said of it first is public.
Status is_to_come(const MeetingMatter& matter, const Meeting& meeting) {
  const Day on = day_of(*meeting.venue);
  const auto& said = meeting.what_changed;
  if (matter.today < on || (said && said->day > on)) return {};
  return fail(Code::conflict,
              "Its day has come: record that it was held; or, once the day is over, the office says where "
              "what changed is owed that it was not, and then it can be moved.");
}

}  // namespace

Judged judge(const MeetingMatter& matter, const AskMeeting& act) {
  const Side side = DEMUR_TRY(asking_side(matter));
  const MeetingSituation& situation = matter.situation;
  if (situation.meeting) {
    if (situation.meeting->dissent == act.dissent && situation.meeting->asked_by == side)
      return meeting_done_already();
    return fail(Code::conflict, "This form was used before: open a new one.");
  }
  DEMUR_TRY(may_meet(situation));
  DEMUR_TRY(may_speak(situation, act.proxy));
  Meeting meeting{
      .id = act.id,
      .dissent = act.dissent,
      .office = situation.owner,
      .points = DEMUR_TRY(clean_text(act.points, {"points", "what you want to speak about", kPointsBytes})),
      .asked_by = side,
      .asked_on = matter.today,
      .proxy = act.proxy};
  MeetingChange change;
  Entry entry = meeting_entry("meeting.requested", meeting, side);
  if (meeting.proxy) entry.public_part["through"] = "proxy";
  entry.id = meeting.id.text;
  entry.refs = {ref_to(act.dissent)};
  entry.private_part = {{"type", entry.type}, {"points", meeting.points}};
  if (side == Side::owner) {
    meeting.mandate = DEMUR_TRY(mandate_of(act.mandate, matter.today));
    DEMUR_TRY(hears_in_time(*meeting.mandate, matter.today, matter.policy));
    entry.public_part["mandate"] = to_json(*meeting.mandate);
  } else {
    const Day due =
        core::add_working_days(matter.today, matter.policy.consultation.reply_days, matter.policy.calendar);
    entry.public_part["reply_due"] = core::to_string(due);
    change.duties.push_back(owed(matter, meeting, DutyKind::reply, due));
  }
  change.entries.push_back(std::move(entry));
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const ScheduleMeeting& act) {
  auto [meeting, side] = DEMUR_TRY(party_asked(matter));
  if (meeting.state == MeetingState::scheduled) return meeting_done_already();
  if (meeting.state != MeetingState::requested)
    return fail(Code::conflict, "The request was answered or called off.");
  meeting.venue = DEMUR_TRY(clean_venue(act.venue, matter.today));
  Entry entry = meeting_entry("meeting.scheduled", meeting, side);
  if (side == Side::owner) {
    meeting.mandate = DEMUR_TRY(mandate_of(act.mandate, matter.today));
    entry.public_part["mandate"] = to_json(*meeting.mandate);
  } else if (day_of(*meeting.venue) >= meeting.mandate->hear_by) {
    return fail(Code::invalid,
                "Choose a day before " + core::to_words(meeting.mandate->hear_by) +
                    ": by then people hear what changed.",
                "on");
  }
  if (side == Side::owner) DEMUR_TRY(hears_in_time(*meeting.mandate, *meeting.venue, matter.policy));
  entry.private_part = to_json(*meeting.venue);
  entry.private_part["type"] = core::json::string(entry.type);
  MeetingChange change;
  answer_request(change, matter, entry);
  schedule(change, matter, meeting);
  change.entries.push_back(std::move(entry));
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const DeclineMeeting& act) {
  auto [meeting, side] = DEMUR_TRY(party_asked(matter));
  if (meeting.state == MeetingState::declined) return done_for_a_reason(meeting, act.reason);
  if (meeting.state != MeetingState::requested)
    return fail(Code::conflict, "The request was answered or called off.");
  meeting.reason = DEMUR_TRY(public_reason(act.reason));
  meeting.state = MeetingState::declined;
  meeting.ended_on = matter.today;
  MeetingChange change;
  Entry entry = meeting_entry("meeting.declined", meeting, side);
  entry.public_part["reason"] = core::json::string(meeting.reason);
  answer_request(change, matter, entry);
  change.entries.push_back(std::move(entry));
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const MoveMeeting& act) {
  auto [meeting, side] = DEMUR_TRY(party_to(matter));
  if (meeting.venue == act.venue) return meeting_done_already();
  if (meeting.state != MeetingState::scheduled)
    return fail(Code::conflict, "Only a meeting that is to come can be moved.");
  DEMUR_TRY(is_to_come(matter, meeting));
  meeting.venue = DEMUR_TRY(clean_venue(act.venue, matter.today));
  if (day_of(*meeting.venue) >= meeting.mandate->hear_by)
    return fail(Code::invalid,
                "Choose a day before " + core::to_words(meeting.mandate->hear_by) +
                    ": by then people hear what changed.",
                "on");
  // Where the office set the day, it is bound by it; where the author did, by the day of its request.
  const std::chrono::days say_change{matter.policy.consultation.say_change_days};
  const bool is_bound = meeting.kind == MeetingKind::session || meeting.asked_by == Side::author;
  if (is_bound && meeting.mandate->hear_by > day_of(*meeting.venue) + say_change)
    return fail(Code::invalid,
                "Choose " + core::to_words(meeting.mandate->hear_by - say_change) +
                    " or a day after it: people hear what changed on " +
                    core::to_words(meeting.mandate->hear_by) + ".",
                "on");
  DEMUR_TRY(is_after_gathering(meeting));
  ++meeting.sequence;
  if (meeting.minutes_by)
    meeting.minutes_by = core::add_working_days(
        day_of(*meeting.venue), matter.policy.consultation.minutes_days, matter.policy.calendar);
  Entry entry = meeting_entry("meeting.moved", meeting, side);
  if (meeting.kind == MeetingKind::session) entry.public_part["on"] = core::to_string(day_of(*meeting.venue));
  entry.private_part = to_json(*meeting.venue);
  entry.private_part["type"] = core::json::string(entry.type);
  MeetingChange change;
  change.entries.push_back(std::move(entry));
  reopen_report(change, matter, meeting);
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const CancelMeeting& act) {
  auto [meeting, side] = DEMUR_TRY(party_to(matter));
  if (meeting.state == MeetingState::cancelled) return done_for_a_reason(meeting, act.reason);
  if (meeting.state == MeetingState::requested && side != meeting.asked_by)
    return fail(Code::conflict, "It is a request: answer it with a day, or decline it with a reason.");
  if (meeting.state != MeetingState::requested && meeting.state != MeetingState::scheduled)
    return fail(Code::conflict, "It was held, or is over: it cannot be called off.");
  if (meeting.what_changed)
    return fail(
        Code::conflict,
        "It was said of an earlier day that it was not held: move it, or say the same of this day once "
        "it is over.");
  if (meeting.venue && matter.today >= day_of(*meeting.venue))
    return fail(Code::conflict,
                "Its day has come: what the mandate promised is owed. If it was not held, the office says so "
                "there, once the day is over.");
  meeting.reason = DEMUR_TRY(public_reason(act.reason));
  meeting.state = MeetingState::cancelled;
  meeting.ended_on = matter.today;
  ++meeting.sequence;
  MeetingChange change;
  Entry entry = meeting_entry("meeting.cancelled", meeting, side);
  entry.public_part["reason"] = core::json::string(meeting.reason);
  change.entries.push_back(std::move(entry));
  let_off(change, matter.situation.duties, meeting.reason, matter.today);
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const AnnounceSession& act) {
  const MeetingSituation& situation = matter.situation;
  if (!situation.who.has(Role::respondent, act.office))
    return fail(Code::forbidden, "A session is announced by a respondent of the office that listens.");
  if (situation.meeting) {
    if (situation.meeting->kind == MeetingKind::session && situation.meeting->office == act.office)
      return meeting_done_already();
    return fail(Code::conflict, "This form was used before: open a new one.");
  }
  if (!situation.owner_is_active) return fail(Code::conflict, "The office is merged or closed.", "office");
  Meeting meeting{.id = act.id,
                  .kind = MeetingKind::session,
                  .office = act.office,
                  .title = DEMUR_TRY(clean_text(act.title, {"title", "a title", kTitleBytes, Lines::one})),
                  .series = DEMUR_TRY(clean_text(
                      act.series, {"series", "the series", kTitleBytes, Lines::one, Need::optional})),
                  .asked_on = matter.today,
                  .mandate = DEMUR_TRY(whole_mandate(act.mandate, matter.today)),
                  .venue = DEMUR_TRY(clean_venue(act.venue, matter.today))};
  DEMUR_TRY(hears_in_time(*meeting.mandate, *meeting.venue, matter.policy));
  meeting.gathers_until = DEMUR_TRY(gathering_of(matter, *meeting.mandate, *meeting.venue));
  MeetingChange change;
  schedule(change, matter, meeting);
  Entry entry = meeting_entry("meeting.announced", meeting, Side::owner);
  entry.id = meeting.id.text;
  entry.refs = {"office:" + meeting.office.text};
  entry.public_part = {{"title", meeting.title},
                       {"on", core::to_string(day_of(*meeting.venue))},
                       {"mandate", to_json(*meeting.mandate)}};
  if (!meeting.series.empty()) entry.public_part["series"] = core::json::string(meeting.series);
  if (meeting.gathers_until) {
    entry.public_part["questions_until"] = core::to_string(*meeting.gathers_until);
    entry.public_part["eligible"] = situation.eligible;
  }
  entry.private_part = to_json(*meeting.venue);
  entry.private_part["type"] = core::json::string(entry.type);
  change.entries.push_back(std::move(entry));
  change.meeting = std::move(meeting);
  return change;
}

}  // namespace demur::domain
