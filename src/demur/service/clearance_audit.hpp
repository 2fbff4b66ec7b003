// The clearance of every decision, built again from a log's records alone, and its basis computed again by
// the same function that the pages use (domain/basis.hpp). Part of RecordAudit.
//
// A finding is a contradiction: a basis that the records do not bear out, a text that was not the newest, a
// list of required offices that is not the policy's, a round that was shorter than the policy allows or that
// puts off further what people hear, silence that was not said, a direction or a bypass that nothing asked
// for or over other offices, a step of a decision that was withdrawn, a round made void in which somebody had
// commented, a comment without an answer in a round that was reported, answers apart from its report, an
// objection that stands without one, an answer that is none. A report from before objections were answered
// does not count them, and is not held to that; once one of a log does, all that follow must.
//
// In files by subject: clearance_audit.cpp has rounds and positions, the decision's own records, reports and
// what is owed have theirs.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/domain/basis.hpp"
#include "demur/domain/policy.hpp"
#include "demur/service/recorded_case.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

struct ClearanceFigures {
  int rounds = 0;
  int reported = 0;
  int positions = 0;   // given, replaced ones too
  int objections = 0;  // of these; lifted or not
  int comments_answered = 0;
  int objections_answered = 0;
  int missed = 0;                    // duties to give a position, to report, to consult after
  std::map<std::string, int> basis;  // decisions taken, by the word of their basis
};

class ClearanceAudit {
 public:
  // `policy`: the one in force at this record.
  void read(std::uint64_t index, const translog::Leaf& leaf,
            const std::optional<domain::ChannelPolicy>& policy);
  // `newest`: the day of the newest record. Adds to the findings.
  [[nodiscard]] ClearanceFigures finish(core::Day newest, std::vector<AuditFinding>& findings);

  // What the records say of one decision; nothing where it is not in the log.
  [[nodiscard]] std::optional<domain::Basis> basis_of(const std::string& decision) const;
  // The day on which it was taken, and its basis without an explanation that came later; nothing where it was
  // not.
  [[nodiscard]] std::optional<std::pair<core::Day, domain::BasisKind>> taking_of(
      const std::string& decision) const;

 private:
  // One decision, as its records tell it.
  struct Case {
    domain::Decision decision = {};
    domain::Clearance clearance = {};
    domain::Taking coming = {};                  // a direction or a bypass that a taking will follow
    std::optional<RecordedEvent> directed = {};  // their records
    std::optional<RecordedEvent> bypassed = {};
    bool explained = false;  // its bypass, after it was taken
    bool withdrawn = false;
    std::set<std::string> commented = {};                         // rounds in which an office ever did
    std::map<std::string, int> comments = {};                     // by position: in its last word
    std::map<std::string, std::set<std::int64_t>> answered = {};  // by position: which; 0: the objection
    std::map<std::string, RecordedEvent> first_answer = {};       // by round
    std::map<std::string, std::uint64_t> index = {};              // of records, by what they opened
    std::set<std::string> settled = {};  // duties that were done, missed or not owed any more
    std::set<std::string> let_off = {};  // places in a round, and rounds, that were made void
    std::map<std::string, std::uint64_t> again =
        {};  // places that were given, and are owed again: since which record
    std::set<std::string> missed = {};
    std::map<std::string, RecordedEvent> waived = {};
  };
  using Policy = std::optional<domain::ChannelPolicy>;

  void find(std::uint64_t index, std::string what) { findings_.push_back({index, std::move(what)}); }
  [[nodiscard]] bool read_office(const translog::Leaf& leaf);
  void read_registered(std::uint64_t index, const translog::Leaf& leaf, const Policy& policy);
  static void find_owed_again(std::uint64_t index, const translog::Leaf& leaf, Case& one,
                              const Policy& policy);
  void read_round(std::uint64_t index, const translog::Leaf& leaf, Case& one, const Policy& policy);
  void read_position(std::uint64_t index, const translog::Leaf& leaf, Case& one);
  void make_void(std::uint64_t index, const translog::Leaf& leaf, Case& one, domain::ClearanceRound& round);
  void open(std::uint64_t index, const translog::Leaf& leaf, Case& one, const Policy& policy);
  void close(std::uint64_t index, const translog::Leaf& leaf, Case& one);
  void give(std::uint64_t index, const translog::Leaf& leaf, Case& one);

  // clearance_decision_audit.cpp
  void read_decision(std::uint64_t index, const translog::Leaf& leaf, Case& one, const Policy& policy);
  void judge_withdrawn(std::uint64_t index, const translog::Leaf& leaf, Case& one);
  void revise(std::uint64_t index, const translog::Leaf& leaf, Case& one);
  void call_editorial(std::uint64_t index, const translog::Leaf& leaf, Case& one, const Policy& policy);
  void direct(std::uint64_t index, const translog::Leaf& leaf, Case& one);
  void bypass(std::uint64_t index, const translog::Leaf& leaf, Case& one, const Policy& policy);
  void take(std::uint64_t index, const translog::Leaf& leaf, Case& one, const Policy& policy);
  void judge_declared(const Case& one, const domain::Basis& basis);
  void compare(const RecordedEvent& told, const char* offices, const core::json::object& due);
  void explain(const RecordedEvent& told, Case& one, const domain::Bypass& bypass);

  // clearance_report_audit.cpp
  void answer(std::uint64_t index, const translog::Leaf& leaf, Case& one, const domain::Position& position,
              const domain::ClearanceRound& round);
  void judge_objections(std::uint64_t index, const translog::Leaf& leaf, const Case& one,
                        const domain::ClearanceRound& round);
  void report(std::uint64_t index, const translog::Leaf& leaf, Case& one, domain::ClearanceRound& round);

  // clearance_duties_audit.cpp
  void read_missed(const translog::Leaf& leaf);
  [[nodiscard]] static bool was_done(const Case& one, const std::string& about);
  void read_waived(std::uint64_t index, const translog::Leaf& leaf);
  // Whose duty it is about, and under which name; nothing where it is another noun's.
  [[nodiscard]] std::pair<Case*, std::string> duty_in(const translog::Leaf& leaf);
  void judge_duties(const Case& one, core::Day newest);

  std::vector<domain::Office> offices_;
  std::map<std::string, Case> cases_;           // by id of the decision
  std::map<std::string, std::string> case_of_;  // the decision of a round, and of a position
  bool counts_objections_ = false;              // some report has
  ClearanceFigures figures_;
  std::vector<AuditFinding> findings_;
};

}  // namespace demur::service
