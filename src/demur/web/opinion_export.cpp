#include "demur/web/opinion_export.hpp"

#include <fmt/core.h>

#include "demur/opinion/csv.hpp"

namespace demur::web {
namespace {

std::string cell(opinion::Range range) {
  return range.exact() ? std::to_string(range.low) : std::string();
}

}  // namespace

std::string comments_csv(const map::Report& report, core::Day closed) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(closed.time_since_epoch()).count();
  std::string text = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n";
  for (std::size_t at = 0; at < report.statements.size(); ++at) {
    const auto& votes = report.release.statements[at].everybody;
    text +=
        fmt::format("{},{},{},,{},{},1,{}\n", seconds, core::to_string(closed), report.statements[at].id,
                    cell(votes.agree), cell(votes.disagree), opinion::csv_cell(report.statements[at].text));
  }
  return text;
}

}  // namespace demur::web
