// From the day of the meeting on: held, its minutes written and signed, what may be said of it, and what
// changed.
#include <algorithm>

#include "demur/domain/meeting_matter.hpp"

namespace demur::domain {
namespace {

constexpr std::size_t kFewestCharacters = 40;

Status is_held(const Meeting& meeting) {
  if (meeting.state == MeetingState::held) return {};
  if (meeting.state == MeetingState::agreed)
    return fail(Code::conflict, "Both sides have signed: the minutes stand.");
  if (meeting.state == MeetingState::not_agreed)
    return fail(Code::conflict,
                "The time to sign is over: the minutes are not agreed. A reservation can be added.");
  return fail(Code::conflict, "It was not held: record that first.");
}

// Once it took place, whatever became of its minutes.
Status took_place(const Meeting& meeting) {
  if (meeting.held_on) return {};
  return fail(Code::conflict, "It was not held: record that first.");
}

// What is owed of a meeting that was not held is paid by saying so, not by a record that it was.
Status did_not_take_place(const MeetingMatter& matter, const Meeting& meeting, const SayChange& act) {
  if (meeting.held_on) return fail(Code::conflict, "It is recorded that it was held.");
  if (!meeting.venue || matter.today <= day_of(*meeting.venue))
    return fail(Code::conflict, "Its day is not over: call it off, or move it.");
  if (act.changed)
    return fail(Code::invalid, "Nothing can have changed by what was said at a meeting that was not held.",
                "changed");
  return {};
}

// A text that voids the office's own signature owes a new one; the other side's text does not.
void reopen_signing(MeetingChange& change, const MeetingMatter& matter, Side writer) {
  const Duty* duty = find_duty(matter.situation.duties, DutyKind::sign_minutes);
  if (writer != Side::owner || duty == nullptr || duty->state != DutyState::met) return;
  Duty again = *duty;
  again.state = DutyState::open;
  again.opened_on = matter.today;
  again.settled_on.reset();
  change.duties.push_back(std::move(again));
}

}  // namespace

Judged judge(const MeetingMatter& matter, const HoldMeeting&) {
  auto [meeting, side] = DEMUR_TRY(party_to(matter));
  if (meeting.held_on) return meeting_done_already();
  // Where nobody said so before the minutes were due: they stay not agreed, and what changed is owed.
  const bool is_late = meeting.state == MeetingState::not_agreed;
  if (meeting.state != MeetingState::scheduled && !is_late)
    return fail(Code::conflict, "It was not to be held, or is over.");
  if (matter.today < day_of(*meeting.venue)) return fail(Code::conflict, "Its day is still to come.");
  if (!is_late) meeting.state = MeetingState::held;
  meeting.held_on = day_of(*meeting.venue);
  MeetingChange change;
  Entry entry = meeting_entry("meeting.held", meeting, side);
  entry.public_part["on"] = core::to_string(*meeting.held_on);
  if (meeting.minutes_by) {
    entry.public_part["minutes_due"] = core::to_string(*meeting.minutes_by);
    if (!is_late) change.duties.push_back(owed(matter, meeting, DutyKind::sign_minutes, *meeting.minutes_by));
  } else {
    entry.private_part = {{"type", entry.type}, {"questions", frozen(matter.situation.questions)}};
  }
  change.entries.push_back(std::move(entry));
  reopen_report(change, matter, meeting);
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const WriteMinutes& act) {
  auto [meeting, side] = DEMUR_TRY(party_to_dissent(matter));
  if (meeting.minutes && meeting.minutes->nonce == act.nonce) return meeting_done_already();
  DEMUR_TRY(is_held(meeting));
  if (!core::is_id_text(act.nonce))
    return fail(Code::invalid, "This form is damaged: open a new one.", "nonce");
  Minutes minutes{.nonce = act.nonce,
                  .text = DEMUR_TRY(clean_text(act.text, {"text", "the minutes", kTextBytes})),
                  .written_by = side,
                  .day = matter.today};
  MeetingChange change;
  Entry entry = meeting_entry("meeting.minutes_written", meeting, side);
  entry.public_part["hash"] = core::json::string(minutes_hash(meeting.id, minutes));
  entry.private_part = {{"type", entry.type}, {"nonce", minutes.nonce}, {"text", minutes.text}};
  reopen_signing(change, matter, side);
  meeting.minutes = std::move(minutes);
  change.entries.push_back(std::move(entry));
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const SignMinutes& act) {
  auto [meeting, side] = DEMUR_TRY(party_to_dissent(matter));
  if (has_signed(meeting, side)) return meeting_done_already();
  DEMUR_TRY(is_held(meeting));
  if (!meeting.minutes) return fail(Code::conflict, "There are no minutes yet: write them.");
  const std::string hash = minutes_hash(meeting.id, *meeting.minutes);
  if (act.hash != hash)
    return fail(Code::conflict, "The text was changed since you read it: read it again before you sign.",
                "hash");
  meeting.signatures.push_back({side, hash, matter.situation.who.id, matter.today});
  MeetingChange change;
  Entry entry = meeting_entry("meeting.minutes_signed", meeting, side);
  entry.public_part["hash"] = core::json::string(hash);
  const Publication publication = entry.publication;
  change.entries.push_back(std::move(entry));
  if (const Duty* duty = find_duty(matter.situation.duties, DutyKind::sign_minutes);
      side == Side::owner && duty != nullptr)
    change.duties.push_back(done_on(*duty, matter.today));
  if (has_signed(meeting, other(side))) {
    meeting.state = MeetingState::agreed;
    meeting.ended_on = matter.today;
    Entry agreed{.type = "meeting.agreed", .publication = publication, .refs = {ref_to(meeting.id)}};
    agreed.public_part = {{"hash", hash}};
    change.entries.push_back(std::move(agreed));
  }
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const AddReservation& act) {
  auto [meeting, side] = DEMUR_TRY(party_to_dissent(matter));
  if (std::ranges::find(meeting.reservations, act.id, &Reservation::id) != meeting.reservations.end())
    return meeting_done_already();
  DEMUR_TRY(took_place(meeting));
  if (!meeting.minutes) return fail(Code::conflict, "There are no minutes to make a reservation on.");
  if (std::ranges::count(meeting.reservations, side, &Reservation::side) >= kMostReservations)
    return fail(Code::conflict, "Your side has made five reservations: that is all there are.");
  if (!core::is_id_text(act.id)) return fail(Code::invalid, "This form is damaged: open a new one.", "id");
  Reservation reservation{.id = act.id,
                          .side = side,
                          .text = DEMUR_TRY(clean_text(act.text, {"text", "your reservation", kTextBytes})),
                          .day = matter.today};
  MeetingChange change;
  Entry entry = meeting_entry("meeting.reservation", meeting, side);
  entry.public_part["hash"] = core::json::string(minutes_hash(meeting.id, *meeting.minutes));
  entry.private_part = {{"type", entry.type}, {"text", reservation.text}};
  change.entries.push_back(std::move(entry));
  meeting.reservations.push_back(std::move(reservation));
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const ProposeReadOut& act) {
  auto [meeting, side] = DEMUR_TRY(party_to_dissent(matter));
  std::string text = DEMUR_TRY(clean_text(act.text, {"text", "the read-out", kReasonsBytes}));
  if (meeting.read_out && meeting.read_out->proposed_by == side && meeting.read_out->text == text)
    return meeting_done_already();
  DEMUR_TRY(took_place(meeting));
  if (meeting.read_out && meeting.read_out->agreed_on)
    return fail(Code::conflict, "Both sides agreed to a read-out, and it is published.");
  meeting.read_out = ReadOut{.text = std::move(text), .proposed_by = side, .day = matter.today};
  MeetingChange change;
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const AgreeReadOut& act) {
  auto [meeting, side] = DEMUR_TRY(party_to_dissent(matter));
  if (!meeting.read_out) return fail(Code::conflict, "Nobody has proposed a read-out.");
  if (meeting.read_out->agreed_on) return meeting_done_already();
  if (meeting.read_out->proposed_by == side)
    return fail(Code::forbidden, "Your side proposed it: the other one agrees.");
  const auto read =
      clean_text(act.text, {"text", "the read-out", kReasonsBytes});  // as a browser sends lines
  if (!read || *read != meeting.read_out->text)
    return fail(Code::conflict, "The read-out was changed since you read it: read it again.", "text");
  meeting.read_out->agreed_on = matter.today;
  MeetingChange change;
  Entry entry = meeting_entry("meeting.read_out", meeting, side);
  entry.public_part["text"] = core::json::string(meeting.read_out->text);
  change.entries.push_back(std::move(entry));
  change.meeting = std::move(meeting);
  return change;
}

Judged judge(const MeetingMatter& matter, const SayChange& act) {
  Meeting meeting = DEMUR_TRY(owned_meeting(matter));
  const auto cleaned =
      clean_text(act.text, {"text", act.changed ? "what changed" : "why nothing changed", kReasonsBytes});
  if (const auto& said = meeting.what_changed) {
    const bool is_same = cleaned && said->changed == act.changed && said->took_place == act.took_place &&
                         said->text == *cleaned;
    const bool is_of_this_day = is_said(meeting) || meeting.held_on;
    if (is_same && is_of_this_day) return meeting_done_already();
    if (is_said(meeting)) return fail(Code::conflict, "What changed was said, and it stands.");
  }
  DEMUR_TRY(act.took_place ? took_place(meeting) : did_not_take_place(matter, meeting, act));
  const Duty* duty = find_duty(matter.situation.duties, DutyKind::say_change);
  if (duty == nullptr) return fail(Code::internal, "a duty of a meeting was not loaded");
  const bool is_owed = duty->state == DutyState::open || duty->state == DutyState::missed;
  if (meeting.state == MeetingState::cancelled && !is_owed)
    return fail(Code::conflict, "It was called off, and nothing is owed of it.");
  std::string text = DEMUR_TRY(cleaned);
  if (characters(text) < kFewestCharacters || only_notes(text))
    return fail(Code::invalid, "Say what changed, or why nothing did, in at least 40 characters.", "text");
  meeting.what_changed = WhatChanged{act.changed, std::move(text), matter.today, act.took_place};
  MeetingChange change;
  add_missed(change.duties, change.entries, {*duty}, matter.today);  // where it is owed again since today
  Entry entry = meeting_entry("meeting.reported", meeting, Side::owner);
  entry.public_part["changed"] = act.changed;
  if (!act.took_place) entry.public_part["took_place"] = false;
  entry.public_part["text"] = core::json::string(meeting.what_changed->text);
  entry.public_part["late"] = matter.today > duty->due_on;
  entry.public_part["due"] = core::to_string(duty->due_on);
  change.entries.push_back(std::move(entry));
  change.duties.push_back(done_on(*duty, matter.today));
  change.meeting = std::move(meeting);
  return change;
}

}  // namespace demur::domain
