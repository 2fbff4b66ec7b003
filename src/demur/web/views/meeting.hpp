// The pages of meetings: the list, and one meeting with its mandate first. Template "meetings" and
// "meeting". Paths:
//   /meetings  /meetings/new  /meetings/ID  /meetings/ID/meeting.ics  /dissents/ID/meet
//   /meetings/ID/{schedule,decline,move,cancel,hold,minutes,sign,reservation,read-out,agree-read-out,
//   say-change,question,vote}
// The series of a session is meeting_series.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/meeting.hpp"
#include "demur/web/views/dissent.hpp"
#include "demur/web/views/meeting_row.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

// What the page of a meeting offers to do, each a form of its own (meeting_form.hpp).
enum class MeetingOffer {
  schedule,
  decline,
  hold,
  minutes,
  sign,
  read_out,
  agree_read_out,
  reservation,
  say_change,
  question,
  move,
  cancel,
};

struct MeetingsView {
  core::Day today{};
  std::vector<MeetingRow> to_come = {};
  std::vector<MeetingRow> past = {};
  bool may_announce = false;
};

struct QuestionRow {
  domain::QuestionId id;
  std::string text;
  std::optional<int> votes = {};  // none: below the floor
  bool is_exact = true;           // else so many or more
  bool mine = false;              // the viewer voted for it
};

// Before a session by token nobody asks or votes here.
struct TokenQuestions {
  core::Day proposals_until{};  // at a drop
  core::Day votes_until{};      // at a drop
  core::Day counted_until{};    // here, of what was at a drop by then
  bool is_open = true;
  std::vector<std::string> drops = {};  // their addresses
};

struct MeetingView {
  core::Day today{};
  domain::Meeting meeting;  // blinded for the viewer
  std::string title;
  std::string owner;
  std::optional<domain::Side> side = {};
  std::optional<DissentRef> dissent = {};  // where the viewer may know of it
  std::vector<DutyRow> duties = {};
  std::string proxy = {};  // who speaks for an author whom nobody knows; for the two sides
  bool sees_venue = false;
  bool author_has_signed = false;
  bool owner_has_signed = false;
  std::string minutes_hash = {};
  std::vector<QuestionRow> questions = {};
  bool may_vote = false;
  std::optional<TokenQuestions> by_token = {};
  int floor = 10;
  std::vector<MeetingOffer> offers = {};
};

[[nodiscard]] const char* say(domain::Side side);  // "The author’s side"
[[nodiscard]] std::string title_of(const domain::Meeting& meeting, const std::string& dissent_title);

// A session that does not promise that nothing is recorded. Where one promises it and has no questions by
// token, it is from before there were any, and takes none.
[[nodiscard]] bool asks_in_own_names(const MeetingView& view);

// A mandate as a box shows it; "is_briefing" where nothing may change.
[[nodiscard]] json::object mandate_to_json(const domain::Mandate& mandate);

// What changed, or by when that is owed: of the view, its day, meeting and duties.
[[nodiscard]] json::object change_json(const MeetingView& view);

[[nodiscard]] json::object to_json(const MeetingsView& view);
[[nodiscard]] json::object to_json(const MeetingView& view);

}  // namespace demur::web
