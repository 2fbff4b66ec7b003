// The ledger's figures (domain/figures.hpp), from the rows for the page and from the log's records for the
// audit: two ways to the same facts, of which a test holds that they agree.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "demur/domain/figures.hpp"
#include "demur/service/clearance_audit.hpp"
#include "demur/service/institution.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

[[nodiscard]] core::Result<domain::FigureFacts> figure_facts(const Institution& house,
                                                             const store::Reader& reader, core::Day today);

struct FiguresReading {
  domain::Figures figures = {};
  std::map<domain::OfficeId, std::string> offices = {};  // all of them, by name
  int floor = 0;
};
[[nodiscard]] core::Result<FiguresReading> read_figures(Institution& house);

// The same, made once a day and for each state of the log: whatever figures count comes with a record. Safe
// from several threads.
class FiguresCache {
 public:
  [[nodiscard]] core::Result<std::shared_ptr<const FiguresReading>> read(Institution& house);

 private:
  std::mutex mutex_;
  std::optional<std::pair<std::uint64_t, core::Day>> made_of_;  // so many leaves, on this day
  std::shared_ptr<const FiguresReading> newest_;
};

// As the page's JSON and the audit's have it: {"releases": [...], "by_quarter": {...}, "by_office": {...}}.
[[nodiscard]] core::json::object to_json(const domain::Figures& figures);

// The same facts, of a log's records alone. Part of RecordAudit.
class FigureRecords {
 public:
  void file_away(const translog::Leaf& leaf);
  // What the clearance makes of the decisions that were taken is asked of `clearance`.
  [[nodiscard]] domain::FigureFacts facts(const ClearanceAudit& clearance) const;

 private:
  struct Case {
    std::optional<core::Day> known = {};
    std::optional<core::Day> named = {};                 // by its first answer, which names its decision
    std::optional<domain::AnsweredFact> concluded = {};  // its office is looked up at the end
    std::string decision = {};
  };
  struct Miss {
    domain::MissedFact fact = {};  // its office is looked up at the end
    std::string dissent = {};      // that it is about
    std::string meeting = {};      // else, which may be on one: an author's request waits for its batch
    std::string decision = {};     // else
    std::string office = {};       // else
  };
  void learn(const translog::Leaf& leaf, const core::json::object& said);
  void miss(const translog::Leaf& leaf, const core::json::object& said);
  [[nodiscard]] domain::MissedFact fact_of(const Miss& one) const;

  std::map<std::string, core::Day> filed_;       // of every leaf that may be a filing
  std::map<std::string, std::string> owners_;    // of decisions, as registered
  std::map<std::string, core::Day> taken_;       // decisions, by when it came on record
  std::map<std::string, std::string> asked_;     // offices, by what they owe: "position:ID"
  std::map<std::string, std::string> rounds_;    // decisions, by "clearance_round:ID"
  std::map<std::string, std::string> meetings_;  // dissents, by id of the meeting
  std::map<std::string, Case> cases_;            // by id of the dissent
  std::vector<Miss> missed_;
};

}  // namespace demur::service
