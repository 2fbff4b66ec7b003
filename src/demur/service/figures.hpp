// The ledger's figures (domain/figures.hpp), from the rows for the page and from the log's records for the
// audit: two ways to the same facts, of which a test holds that they agree.
#pragma once

#include <map>
#include <set>
#include <string>

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
    std::optional<domain::AnsweredFact> concluded = {};  // its office is looked up at the end
    std::string decision = {};
  };
  std::map<std::string, core::Day> filed_;     // of every leaf that may be a filing
  std::map<std::string, std::string> owners_;  // of decisions, as registered
  std::map<std::string, Case> cases_;          // by id of the dissent
  std::vector<domain::MissedFact> missed_;
};

}  // namespace demur::service
