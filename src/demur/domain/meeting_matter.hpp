// The words in which a judgement on a meeting is written. Internal to this folder.
#pragma once

#include "demur/domain/duties.hpp"
#include "demur/domain/fields.hpp"
#include "demur/domain/meeting.hpp"
#include "demur/domain/sight.hpp"

namespace demur::domain {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

struct MeetingMatter {
  const MeetingSituation& situation;
  const ChannelPolicy& policy;
  Day today;
};

using Judged = Result<MeetingChange>;

[[nodiscard]] Judged judge(const MeetingMatter& matter, const AskMeeting& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const ScheduleMeeting& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const DeclineMeeting& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const MoveMeeting& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const CancelMeeting& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const AnnounceSession& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const HoldMeeting& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const WriteMinutes& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const SignMinutes& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const AddReservation& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const ProposeReadOut& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const AgreeReadOut& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const SayChange& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const AskQuestion& act);
[[nodiscard]] Judged judge(const MeetingMatter& matter, const VoteQuestion& act);

// The meeting and the side on it that acts: not_found or forbidden where there is none.
struct Party {
  Meeting meeting;
  Side side = Side::owner;
};
[[nodiscard]] Result<Party> party_to(const MeetingMatter& matter);
// The same where both sides exist: a session has no minutes, and nobody else to agree with.
[[nodiscard]] Result<Party> party_to_dissent(const MeetingMatter& matter);
// The office's side.
[[nodiscard]] Result<Meeting> owned_meeting(const MeetingMatter& matter);

// A record about the meeting by one side. An author's own go with the next batch.
[[nodiscard]] Entry meeting_entry(const char* type, const Meeting& meeting, Side side);

[[nodiscard]] Duty owed(const MeetingMatter& matter, const Meeting& meeting, DutyKind kind, Day due);

// The open duties end without having been done, for a reason that is on record elsewhere.
void let_off(MeetingChange& change, const std::vector<Duty>& duties, const std::string& reason, Day today);

// What changed is owed again where that the meeting was not held does not stand any more; by a meeting as it
// is from now on. Nothing is on record of that today: the clock says tomorrow what was missed.
void reopen_report(MeetingChange& change, const MeetingMatter& matter, const Meeting& meeting);

[[nodiscard]] core::json::object to_json(const Venue& venue);
// Questions and their votes as a record commits to them, so that none can be altered afterwards.
[[nodiscard]] core::json::array frozen(const std::vector<CountedQuestion>& questions);
// Questions by token are gathered: who asks and votes comes too late from now on.
void gather(MeetingChange& change, const Meeting& meeting, const Gathering& gathering, Day today);

[[nodiscard]] inline MeetingChange meeting_done_already() {
  return {.already_done = true};
}

}  // namespace demur::domain
