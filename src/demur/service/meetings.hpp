// Meetings: the door for their acts, the clock's work on them, and what a member may read of them.
//
//   Result<Done> done = perform(house, member, domain::AskMeeting{...});
//   Result<SeenMeeting> seen = see_meeting(house, member, id);
//
// What a member may not see is absent from the value.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "demur/domain/meeting.hpp"
#include "demur/service/acts.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/token_ballots.hpp"

namespace demur::service {

[[nodiscard]] core::Result<Done> perform(Institution& house, const domain::MemberId& who,
                                         const domain::MeetingAct& act);

// The verdict that each act would get now; one that was carried out already is a conflict.
[[nodiscard]] core::Result<std::vector<core::Status>> judge_all(Institution& house, const domain::Member& who,
                                                                std::span<const domain::MeetingAct> acts);

// The clock's own acts on every meeting that waits. Safe to repeat. `sealed`: ballots on questions, ahead.
[[nodiscard]] core::Status settle_meetings(Institution& house, store::Transaction& transaction,
                                           core::Day today, const SealedPolls& sealed);

// A meeting as one member sees it. Nobody's name is in it, since sides have none, but for the proxy's, which
// both sides read.
struct SeenMeeting {
  domain::Meeting meeting = {};
  domain::MeetingSight sight = {};
  domain::Office owner = {};
  std::optional<domain::Decision> decision = {};  // of the dissent, for those who may know of that
  bool is_secret = false;                         // the text of the decision; for the parties
  std::optional<std::string> dissent_title = {};  // the same; empty where they may not read it
  std::vector<domain::Duty> duties = {};
  bool author_has_signed = false;  // the minutes as they stand; for the parties
  bool owner_has_signed = false;
  std::string proxy_name = {};                        // for the parties
  std::vector<domain::ShownQuestion> questions = {};  // before a session
  std::set<domain::QuestionId> votes = {};            // the member's own
  int asked = 0;                                      // questions by the member
};

[[nodiscard]] core::Result<SeenMeeting> see_meeting(Institution& house, const domain::Member& who,
                                                    const domain::MeetingId& id);
// Newest first, without their questions.
[[nodiscard]] core::Result<std::vector<SeenMeeting>> see_meetings(Institution& house,
                                                                  const domain::Member& who);
[[nodiscard]] core::Result<std::vector<SeenMeeting>> see_meetings_on(Institution& house,
                                                                     const domain::Member& who,
                                                                     const domain::DissentId& dissent);
// The sessions of the same series, by whoever answers for its office today, in the order of their days. Not
// found where the meeting is of no series.
[[nodiscard]] core::Result<std::vector<SeenMeeting>> see_series(Institution& house, const domain::Member& who,
                                                                const domain::MeetingId& session);
// To come: sessions, and of meetings on dissents those of which the member is a side, also when no day is set
// yet.
[[nodiscard]] core::Result<std::vector<SeenMeeting>> see_meetings_ahead(Institution& house,
                                                                        const domain::Member& who);
// On dissents from the decision that the member may know of.
[[nodiscard]] core::Result<std::vector<SeenMeeting>> see_meetings_from(Institution& house,
                                                                       const domain::Member& who,
                                                                       const domain::DecisionId& decision);

// Whether it is owed to the member as the author's side of a meeting on a dissent.
[[nodiscard]] core::Result<bool> is_owed_at_a_meeting(const store::Reader& reader, const domain::Member& who,
                                                      const domain::Duty& duty);

// What a duty on a meeting is about; nothing where there is no such meeting.
[[nodiscard]] core::Result<std::optional<DutyLine>> meeting_duty_line(const Institution& house,
                                                                      const store::Reader& reader,
                                                                      const domain::Member& who,
                                                                      const domain::Duty& duty);

}  // namespace demur::service
