// Opinion rounds as the log has them, judged from the records alone: opened with a whole mandate and for as
// long as the policy asks, statements shown and ended while it was open and with a reason, closed after its
// last day, reported by the day that its mandate named, or the miss is on record; what the report answers to
// the whole and to each set of statements agrees, and is there with the report alone. Of a round by token,
// the records of its voters are there before it closes, and nowhere else, as many as it says and with the
// ballots that its one hash binds; each statement that is the office's own is there from the start, the
// others, shown or rejected, are as many as tokens were spent to propose them, and none is rejected by the
// clock that came in time and found room. What makes each token a member's is anonymous_audit.hpp's.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/domain/opinion_round.hpp"
#include "demur/service/recorded_case.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

struct OpinionFigures {
  int rounds = 0;
  int briefings = 0;  // of these
  int open = 0;
  int reported = 0;
  int late_reports = 0;
  int missed_reports = 0;  // by now late, or still owed
  int voided = 0;
  int statements = 0;  // shown
  int rejected = 0;
  int retired = 0;
  int by_token = 0;  // rounds that promised it
  int voters = 0;    // tokens that voted in them
};

class OpinionAudit {
 public:
  // Takes what is its own; anything else is not looked at.
  void file_away(std::uint64_t index, const translog::Leaf& leaf,
                 const std::optional<domain::ChannelPolicy>& policy);
  // `newest`: the day of the newest record. `find`: what contradicts the rules, by the leaf's index.
  using Find = std::function<void(std::uint64_t index, std::string what)>;
  [[nodiscard]] OpinionFigures finish(core::Day newest, const Find& find) const;

 private:
  struct Case {
    std::optional<RecordedEvent> opened, closed, reported, voided, missed, waived;
    core::Day earliest_close{};                                // by the policy in force when it opened
    std::optional<std::chrono::days> say_change;               // the same: from the close to the report
    std::chrono::days promise{};                               // the same: until a record is in the log
    std::map<std::string, RecordedEvent> shown;                // by statement
    std::set<std::string> rejected;                            // statements
    std::vector<std::pair<std::string, RecordedEvent>> ended;  // retired, by statement
    std::vector<RecordedEvent> voted;                          // by token
    std::vector<RecordedEvent> proposed;                       // the same
    std::vector<RecordedEvent> decided;                        // proposals by token: shown or rejected
    std::vector<RecordedEvent> answered;                       // sets of statements, by the report
    std::vector<std::pair<std::uint64_t, std::string>> contradictions;  // found while reading
  };
  void take(Case& one, const translog::Leaf& leaf, const RecordedEvent& event);
  static void take_end(Case& one, const translog::Leaf& leaf, const RecordedEvent& event);
  static void judge(const Case& one, core::Day newest, OpinionFigures& figures, const Find& find);
  static void judge_ballots(const Case& one, const domain::Mandate& mandate, OpinionFigures& figures,
                            const Find& find);
  static void judge_proposals(const Case& one, bool by_token, core::Day closes, core::Day newest,
                              const Find& find);
  static void judge_end_of_proposals(const Case& one, core::Day newest, const Find& find);

  // opinion_report_audit.cpp
  static void judge_report(const Case& one, const domain::Mandate& mandate, core::Day newest,
                           OpinionFigures& figures, const Find& find);
  static void judge_outcome(const Case& one, bool is_briefing, const Find& find);
  static void judge_sets(const Case& one, bool is_briefing, const Find& find);
  static void judge_set(const Case& one, const RecordedEvent& event, bool is_briefing, const Find& find);
  void find_reports_without_sets(const Find& find) const;

  std::map<std::string, Case> rounds_;
  int rejected_ = 0;
  int retired_ = 0;
};

}  // namespace demur::service
