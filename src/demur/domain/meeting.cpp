#include "demur/domain/meeting.hpp"

#include <algorithm>
#include <iterator>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/domain/meeting_matter.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {

DEMUR_WORDS(MeetingKind, "on_dissent", "session")
DEMUR_WORDS(MeetingState, "requested", "scheduled", "held", "agreed", "not_agreed", "declined", "cancelled")
DEMUR_WORDS(Side, "author", "owner")

namespace {

Bond bond_of(const MeetingSituation& situation) {
  if (!situation.dissent || !situation.decision) return {};
  return bond(situation.who, *situation.dissent, *situation.decision, situation.has_signed, false);
}

// What is owed again since today, though its day has passed, is missed from tomorrow on: a record of it in
// the moment in which the author's side acts, or at its next click, would tell when that was.
std::vector<Duty> open_before(const std::vector<Duty>& duties, Day today) {
  std::vector<Duty> before;
  std::ranges::copy_if(duties, std::back_inserter(before),
                       [&](const Duty& duty) { return duty.opened_on < today; });
  return before;
}

// The other end of a meeting on a dissent that was withdrawn: there is nobody to meet.
void cancel_withdrawn(MeetingChange& change, Meeting meeting, const std::vector<Duty>& duties, Day today) {
  meeting.state = MeetingState::cancelled;
  meeting.ended_on = today;
  meeting.reason = "The dissent was withdrawn by its author.";
  ++meeting.sequence;
  Entry entry{.type = "meeting.cancelled", .refs = {ref_to(meeting.id)}};
  entry.public_part = {{"reason", meeting.reason}};
  change.entries.push_back(std::move(entry));
  let_off(change, duties, meeting.reason, today);
  change.meeting = std::move(meeting);
}

}  // namespace

std::string minutes_hash(const MeetingId& meeting, const Minutes& minutes) {
  const std::string signed_text =
      "demur/minutes/v1\n" + meeting.text + "\n" + minutes.nonce + "\n" + minutes.text;
  return core::to_hex(core::sha256(core::bytes_of(signed_text)));
}

bool has_signed(const Meeting& meeting, Side side) {
  if (!meeting.minutes) return false;
  const std::string hash = minutes_hash(meeting.id, *meeting.minutes);
  return std::ranges::any_of(meeting.signatures, [&](const MinutesSignature& signature) {
    return signature.side == side && signature.hash == hash;
  });
}

Side other(Side side) {
  return side == Side::author ? Side::owner : Side::author;
}

Day day_of(const Venue& venue) {
  return core::day_of(venue.starts);
}

bool is_over(const Meeting& meeting) {
  return meeting.state != MeetingState::requested && meeting.state != MeetingState::scheduled &&
         meeting.state != MeetingState::held;
}

bool is_said(const Meeting& meeting) {
  const auto& said = meeting.what_changed;
  if (!said || said->took_place) return said.has_value();
  return !meeting.held_on && meeting.venue && day_of(*meeting.venue) < said->day;
}

MeetingSight sight(const MeetingSituation& situation) {
  MeetingSight out;
  if (!situation.meeting || situation.who.state != MemberState::active) return out;
  out.exists = true;
  const bool session = situation.meeting->kind == MeetingKind::session;
  const bool responds = situation.who.has(Role::respondent, situation.owner);
  if (session) {
    if (responds) out.side = Side::owner;
  } else {
    const Bond bond = bond_of(situation);
    if (bond.is_respondent && !bond.has_signed) out.side = Side::owner;
    if (bond.is_author || situation.meeting->proxy == situation.who.id) out.side = Side::author;
  }
  out.venue = session || out.side.has_value();
  out.answers = out.side == Side::owner;
  return out;
}

Result<Party> party_to(const MeetingMatter& matter) {
  const MeetingSituation& situation = matter.situation;
  const MeetingSight seen = sight(situation);
  if (!seen.exists) return fail(Code::not_found, "There is no such meeting, or it is not for you to see.");
  if (!seen.side)
    return fail(Code::forbidden, situation.meeting->kind == MeetingKind::session
                                     ? "Only a respondent of the office that announced it may."
                                     : "Only the two sides of the meeting may: the author of the dissent or "
                                       "who speaks for them, and a "
                                       "respondent of the decision's office who does not stand behind it.");
  return Party{*situation.meeting, *seen.side};
}

Result<Party> party_to_dissent(const MeetingMatter& matter) {
  auto party = DEMUR_TRY(party_to(matter));
  if (party.meeting.kind == MeetingKind::session)
    return fail(Code::conflict, "A session has no minutes to sign: say what changed instead.");
  return party;
}

Result<Meeting> owned_meeting(const MeetingMatter& matter) {
  auto party = DEMUR_TRY(party_to(matter));
  if (party.side != Side::owner)
    return fail(Code::forbidden, "Only a respondent of the decision's office may.");
  return std::move(party.meeting);
}

Entry meeting_entry(const char* type, const Meeting& meeting, Side side) {
  Entry entry{.type = type, .refs = {ref_to(meeting.id)}};
  if (meeting.kind == MeetingKind::on_dissent) {
    entry.public_part = {{"side", word(side)}};
    if (side == Side::author) entry.publication = Publication::in_batch;
  }
  return entry;
}

Duty owed(const MeetingMatter& matter, const Meeting& meeting, DutyKind kind, Day due) {
  return {.subject = meeting.id,
          .kind = kind,
          .owner_role = Role::respondent,
          .owner_office = matter.situation.owner,
          .opened_on = matter.today,
          .due_on = due,
          .latest_on = due};
}

void let_off(MeetingChange& change, const std::vector<Duty>& duties, const std::string& reason, Day today) {
  for (Duty duty : duties) {
    if (duty.state != DutyState::open) continue;
    duty.state = DutyState::waived;
    duty.settled_on = today;
    duty.waived_reason = reason;
    change.duties.push_back(std::move(duty));
  }
}

void reopen_report(MeetingChange& change, const MeetingMatter& matter, const Meeting& meeting) {
  const Duty* duty = find_duty(matter.situation.duties, DutyKind::say_change);
  if (!meeting.what_changed || is_said(meeting) || duty == nullptr) return;
  if (duty->state != DutyState::met && duty->state != DutyState::late) return;
  Duty again = *duty;
  again.state = duty->state == DutyState::late ? DutyState::missed : DutyState::open;
  again.opened_on = matter.today;
  again.settled_on.reset();
  change.duties.push_back(std::move(again));
}

core::json::object to_json(const Venue& venue) {
  return {{"starts", venue.starts.time_since_epoch().count()},
          {"minutes", venue.minutes},
          {"place", venue.place}};
}

Judged decide(const MeetingSituation& situation, const MeetingAct& act, const ChannelPolicy& policy,
              Day today) {
  const MeetingMatter matter{situation, policy, today};
  if (situation.who.state != MemberState::active) return fail(Code::forbidden, "Only an active member may.");
  return std::visit([&](const auto& one) { return judge(matter, one); }, act);
}

MeetingChange settle(const Meeting& meeting, const std::vector<Duty>& duties, bool dissent_withdrawn,
                     const std::optional<Gathering>& gathering, Day today) {
  MeetingChange change;
  if (gathering && ends_gathering(meeting, today)) gather(change, meeting, *gathering, today);
  const bool ahead = meeting.state == MeetingState::requested || meeting.state == MeetingState::scheduled;
  add_missed(change.duties, change.entries, open_before(duties, today), today);
  if (dissent_withdrawn && ahead) {
    std::vector<Duty> rest;
    for (const Duty& duty : duties)
      if (today <= duty.due_on) rest.push_back(duty);
    cancel_withdrawn(change, meeting, rest, today);
    return change;
  }
  const bool unsigned_yet = meeting.state == MeetingState::scheduled || meeting.state == MeetingState::held;
  if (meeting.minutes_by && unsigned_yet && today > *meeting.minutes_by) {
    Entry entry{.type = "meeting.not_agreed", .refs = {ref_to(meeting.id)}};
    entry.public_part = {{"due", core::to_string(*meeting.minutes_by)},
                         {"held", meeting.held_on.has_value()}};
    change.entries.push_back(std::move(entry));
    change.meeting = meeting;
    change.meeting->state = MeetingState::not_agreed;
    change.meeting->ended_on = today;
  }
  return change;
}

}  // namespace demur::domain
