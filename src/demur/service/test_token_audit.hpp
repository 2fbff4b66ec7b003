// For tests: what both audits say of a round or a session by token, and all that its house keeps but who
// collected tokens.
#pragma once

#include <algorithm>
#include <functional>

#include "demur/service/anonymous_audit.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/test_ballots.hpp"

namespace demur::service::testing {

struct Read {
  OpinionFigures opinion;
  MeetingFigures meetings;
  AnonymousFigures anonymous;
  std::vector<std::string> findings;
};

inline Read audit(AnonymousHouse& test, const std::function<bool(translog::Leaf&)>& keep = {}) {
  const auto entries = test.house->store().read(store::key_records).value();
  RecordAudit records;
  AnonymousAudit unknown(test.instance(), entries);
  std::uint64_t index = 0;
  for (translog::Leaf leaf : test.leaves()) {
    if (keep && !keep(leaf)) continue;
    const std::string text = translog::format_leaf(leaf).value();
    EXPECT_TRUE(records.read(index, core::bytes_of(text)));
    EXPECT_TRUE(unknown.read(index++, core::bytes_of(text)));
  }
  const AuditFigures figures = records.finish(core::day_of(test.now));
  Read read{.opinion = figures.opinion,
            .meetings = figures.meetings,
            .anonymous = unknown.finish({.floor = 12, .to_open = 2}),
            .findings = {}};
  for (const auto& finding : records.findings()) read.findings.push_back(finding.what);
  for (const auto& finding : unknown.findings()) read.findings.push_back(finding.what);
  return read;
}

// Everything in the database but who collected a token, which everybody does. SQLite itself draws, anew in
// each run, where the search has a decision: nothing of a vote is there.
inline std::vector<std::string> rows_outside_the_issuing(AnonymousHouse& test) {
  return test.house->store()
      .read([&](const store::Reader& reader) -> core::Result<std::vector<std::string>> {
        std::vector<std::string> all;
        for (const auto& table : DEMUR_TRY(reader.all<std::string>(
                 "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name "
                 "NOT "
                 "IN ('issued', 'issue_batch') AND name NOT LIKE 'public_%' AND sql NOT LIKE 'CREATE "
                 "VIRTUAL%' ORDER BY name"))) {
          std::string row = "''";
          for (const auto& column : DEMUR_TRY(reader.all<std::string>("SELECT name FROM pragma_table_info('" +
                                                                      table + "') ORDER BY cid")))
            row += " || quote(\"" + column + "\") || ' '";
          for (const auto& text :
               DEMUR_TRY(reader.all<std::string>("SELECT " + row + " FROM \"" + table + "\"")))
            all.push_back(table + " " + text);
        }
        std::ranges::sort(all);
        return all;
      })
      .value();
}

}  // namespace demur::service::testing
