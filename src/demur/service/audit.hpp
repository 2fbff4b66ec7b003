// The records of a log, read again from the first by somebody who trusts nothing else: every clock
// recomputed from the policy that the log itself carries, every lateness and silence compared with
// what the log admits.
//
//   RecordAudit audit;
//   audit_tree(source, key, [&](std::uint64_t index, ByteView leaf) { return audit.read(index, leaf); });
//   AuditFigures figures = audit.finish(today);
//
// A contradiction (a late act recorded as in time, a day that goes back, an answer to nothing) is a
// finding; a leaf that is not of Demur's form is an error. What is sealed stays sealed: a filing that
// nobody acknowledged shows only to the holder of its receipt.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/policy.hpp"
#include "demur/service/clearance_audit.hpp"
#include "demur/service/figures.hpp"
#include "demur/service/ledger_audit.hpp"
#include "demur/service/meeting_audit.hpp"
#include "demur/service/opinion_audit.hpp"
#include "demur/service/recorded_case.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

struct AuditFigures {
  std::uint64_t records = 0;
  std::uint64_t sealed = 0;  // filings, signatures and padding; nobody can tell which
  int decisions = 0;
  int acknowledged = 0;
  int answered = 0;
  int open = 0;  // acknowledged, neither answered nor withdrawn
  int withdrawn = 0;
  int extended = 0;
  int late_acknowledgements = 0;
  int late_answers = 0;
  int missed = 0;  // duties the log says were missed, by now late or still open
  int waived = 0;  // whatever they are about
  int identities_opened = 0;
  std::map<std::string, int> outcomes;    // adopted, declined, ...
  std::map<std::string, int> last_words;  // satisfied, partly, maintained
  LedgerFigures ledger;
  domain::Figures published;  // what the ledger's page of figures shows on the newest record's day, or today
  OpinionFigures opinion;
  ClearanceFigures clearance = {};
  std::vector<std::string> overdue;  // dissents whose answer is past its day, by id
  MeetingFigures meetings = {};
};

class RecordAudit {
 public:
  [[nodiscard]] core::Status read(std::uint64_t index, core::ByteView leaf);
  // Silences up to the newest record's day, or up to `today` where that is later.
  [[nodiscard]] AuditFigures finish(core::Day today);
  [[nodiscard]] const std::vector<AuditFinding>& findings() const { return findings_; }

  // For those who ask about one dissent (silence.hpp): what was recorded on it, and by which rules.
  [[nodiscard]] RecordedCase case_of(const std::string& dissent) const;
  [[nodiscard]] const std::optional<domain::ChannelPolicy>& policy() const { return policy_; }
  [[nodiscard]] const ClearanceAudit& clearance() const { return clearance_; }
  [[nodiscard]] core::Day newest() const { return newest_; }  // the day of the newest record

 private:
  void find(std::uint64_t index, std::string what) { findings_.push_back({index, std::move(what)}); }
  [[nodiscard]] core::Status adopt_policy(const translog::Leaf& leaf);
  void check_day(std::uint64_t index, const translog::Leaf& leaf);
  [[nodiscard]] bool was_there_between(core::Day first, core::Day last) const;
  void file_away(std::uint64_t index, const translog::Leaf& leaf);
  void read_waiver(std::uint64_t index, const translog::Leaf& leaf);
  void judge(const std::string& id, const RecordedCase& one, core::Day today);
  void judge_answers(const std::string& id, const RecordedCase& one, core::Day filed, core::Day today);
  void judge_deferral(const RecordedCase& one);
  void judge_silence(const RecordedCase& one, const char* duty, const RecordedEvent& since, core::Day due);
  void judge_miss(const char* duty, core::Day due, const RecordedCase& one);
  [[nodiscard]] bool judge_clock(const RecordedEvent& event, const char* duty, core::Day due,
                                 const RecordedCase& one);
  [[nodiscard]] core::Day due_after_extension(const RecordedCase& one, core::Day due, core::Day latest);

  AuditFigures figures_;
  std::optional<domain::ChannelPolicy> policy_;
  std::optional<core::Day> founded_;  // the day of the first policy
  core::Day newest_{};
  std::set<core::Day> days_;  // of the records so far
  std::map<std::string, core::Day>
      sealed_;  // ids of sealed leaves, and of filings without names, and their days
  ClearanceAudit clearance_;
  std::map<std::string, RecordedCase> cases_;  // by id of the dissent
  std::set<std::string> waived_;               // duties, by what they are about and their kind
  LedgerAudit ledger_;
  FigureRecords figure_records_;
  OpinionAudit opinion_;
  MeetingAudit meetings_;
  std::vector<AuditFinding> findings_;
};

}  // namespace demur::service
