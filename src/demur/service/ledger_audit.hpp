// Memory as the log has it, judged from the records alone: what answerers said of the precedents they were
// shown, what decisions cite, and whether decisions that were dissented from were reviewed in time.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/domain/policy.hpp"
#include "demur/service/recorded_case.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

struct LedgerFigures {
  int answers_with_precedents = 0;  // whose author was asked; how many precedents were shown is next
  int precedents = 0;
  int precedents_applied = 0;
  int cited_by_decisions = 0;
  int reviews = 0;
  int late_reviews = 0;
  int missed_reviews = 0;                 // by now late, or still owed
  int reviews_owed = 0;                   // in time or not
  std::map<std::string, int> verdicts;    // of offices: right, partly_right, ...
  std::map<std::string, int> looks_back;  // of authors
};

class LedgerAudit {
 public:
  // Takes what is its own; anything else is not looked at.
  void file_away(std::uint64_t index, const translog::Leaf& leaf);
  using Find = std::function<void(std::uint64_t index, std::string what)>;
  // `newest`: the day of the newest record. `find`: what contradicts the rules, by the leaf's index.
  [[nodiscard]] LedgerFigures finish(const std::optional<domain::ChannelPolicy>& policy, core::Day newest,
                                     const Find& find) const;

 private:
  struct Case {
    std::optional<core::Day> taken_on = {};
    std::optional<RecordedEvent> first_answer = {};
    std::vector<RecordedEvent> reviews = {};
    std::vector<RecordedEvent> missed = {};
    std::optional<RecordedEvent> waived = {};
    std::optional<std::uint64_t> ended = {};  // superseded or withdrawn
  };
  struct Known {
    std::uint64_t index = 0;
    std::string decision;  // that it is, or that it answers a dissent from
  };
  void judge_reviews(const Case& one, const domain::ChannelPolicy& policy, core::Day newest,
                     LedgerFigures& figures, const Find& find) const;
  void judge_precedents(LedgerFigures& figures, const Find& find) const;
  void judge_passed_by(const Find& find) const;
  void judge_citing(LedgerFigures& figures, const Find& find) const;

  std::map<std::string, Case> decisions_;
  std::map<std::string, Known> known_;                          // "decision:ID", "disposition:ID"
  std::set<std::string> answered_;                              // dissents
  std::vector<std::pair<std::string, std::uint64_t>> answers_;  // "disposition:ID", in order
  std::vector<std::pair<translog::Leaf, std::uint64_t>> considered_;
  std::vector<std::pair<translog::Leaf, std::uint64_t>> citing_;
  std::vector<std::pair<translog::Leaf, std::uint64_t>> looks_;
};

}  // namespace demur::service
