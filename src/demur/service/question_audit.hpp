// What a log's records say of the questions before one session, and whether they hold: by token where its
// mandate promises that nothing is recorded of who said what; as many ballots as tokens voted, and as many
// questions as tokens asked, but for those that were rejected; none of them chosen among.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "demur/service/meeting_audit.hpp"

namespace demur::service {

// The first announcements of a session whose questions are by token, and of one that says how many might
// vote: what no log had before them.
struct FirstSessions {
  std::optional<std::uint64_t> tokens = {};
  std::optional<std::uint64_t> eligible = {};
};

// `newest`: the day of the newest record. What is wrong is added to `findings`. A meeting that nobody
// announced is passed over.
void judge_questions(const RecordedMeeting& one, const domain::ChannelPolicy& policy, core::Day newest,
                     const FirstSessions& since, MeetingFigures& figures,
                     std::vector<AuditFinding>& findings);

}  // namespace demur::service
