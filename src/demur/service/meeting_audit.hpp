// What a log's records say of meetings, and whether they hold: each clock recomputed from the policy, each
// mandate whole, minutes agreed only where both sides signed one hash, every silence on record; questions by
// token where the mandate promises it, with as many ballots as tokens voted.
//
//   MeetingAudit audit;
//   audit.read(index, leaf);                       // every leaf; those of other nouns are passed over
//   MeetingFigures figures = audit.finish(policy, newest, findings);
//
// Days alone; who met and what was said is not in the log.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/domain/policy.hpp"
#include "demur/service/recorded_case.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

struct MeetingFigures {
  int requested = 0;  // on dissents
  int held = 0;
  int agreed = 0;  // minutes, by both sides
  int not_agreed = 0;
  int declined = 0;
  int cancelled = 0;
  int late_replies = 0;
  int sessions = 0;   // announced, briefings included
  int briefings = 0;  // where nothing may change
  int reported = 0;   // what changed was said
  int changed = 0;    // and something did
  int late_reports = 0;
  int missed = 0;     // duties on meetings
  int by_token = 0;   // sessions whose questions are asked and voted for by token
  int voters = 0;     // tokens that voted before them
  int asked = 0;      // questions that were gathered
  int unlimited = 0;  // sessions by token whose announcement does not say how many might vote
  int by_name = 0;    // sessions that promised it before questions could be asked by token
};

// The records of one meeting, by what they say.
struct RecordedMeeting {
  std::optional<RecordedEvent> asked = {};  // requested or announced
  std::optional<RecordedEvent> scheduled = {};
  std::vector<RecordedEvent> moved = {};
  std::optional<RecordedEvent> declined = {};
  std::optional<RecordedEvent> cancelled = {};
  std::optional<RecordedEvent> held = {};
  std::vector<RecordedEvent> written = {};
  std::vector<RecordedEvent> signatures = {};
  std::optional<RecordedEvent> agreed = {};
  std::optional<RecordedEvent> not_agreed = {};
  std::optional<RecordedEvent> reported = {};
  std::vector<RecordedEvent> not_held = {};        // reported so; of another day each
  std::optional<RecordedEvent> gathered = {};      // questions by token
  std::optional<core::Day> before_gathering = {};  // the last day of a record above, but for the day before
  std::vector<RecordedEvent> proposed = {};        // tokens, on a question each
  std::map<std::string, RecordedEvent> rejected = {};  // of these questions, by id
  std::vector<RecordedEvent> voted = {};               // tokens, on questions
  std::map<std::string, RecordedEvent> missed = {};    // by kind of duty
  std::map<std::string, RecordedEvent> waived = {};
  std::uint64_t first = 0;  // index of the first record
  core::Day first_day{};
  bool session = false;
};

class MeetingAudit {
 public:
  void read(std::uint64_t index, const translog::Leaf& leaf);
  // `newest`: the day of the newest record. What is wrong is added to `findings`.
  [[nodiscard]] MeetingFigures finish(const domain::ChannelPolicy& policy, core::Day newest,
                                      std::vector<AuditFinding>& findings);

 private:
  void keep_once(std::optional<RecordedEvent>& place, const RecordedEvent& event, const std::string& type);
  [[nodiscard]] std::optional<core::Day> was_there_before(core::Day day) const;

  std::set<core::Day> days_;                         // of all records so far, of whatever noun
  std::map<std::string, RecordedMeeting> meetings_;  // by id
  std::vector<AuditFinding> findings_;
};

}  // namespace demur::service
