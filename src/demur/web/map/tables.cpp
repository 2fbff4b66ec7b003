// The map as JSON and as CSV. A count that may not be shown exactly is a range in both.
#include <fmt/core.h>

#include <cmath>

#include "demur/web/map/report.hpp"
#include "demur/web/map/words.hpp"
#include "demur/web/plots/plot.hpp"

namespace demur::web::map {
namespace {

namespace json = core::json;
using opinion::Estimate;
using opinion::Range;
using opinion::Shown;

double rounded(double value) {
  return std::round(value * 1e4) / 1e4;
}
std::string fraction(double value) {
  return fmt::format("{:.4f}", rounded(value));
}
const char* name(opinion::Answer answer) {
  return answer == opinion::kAgree ? "agree" : answer == opinion::kDisagree ? "disagree" : "pass";
}

json::object to_json(Range range) {
  return {{"low", range.low}, {"high", range.high}};
}
json::object to_json(const Estimate& estimate) {
  return {
      {"value", rounded(estimate.value)}, {"low", rounded(estimate.low)}, {"high", rounded(estimate.high)}};
}

json::object to_json(const Shown& shown) {
  json::object object;
  for (const auto answer : {opinion::kAgree, opinion::kDisagree, opinion::kPass})
    object[name(answer)] =
        json::object{{"count", to_json(shown.of(answer))}, {"share", to_json(opinion::share(shown, answer))}};
  return object;
}

json::object statement_json(const Report& report, std::size_t at) {
  const opinion::Weighed& weighed = report.evidence.statements[at];
  json::array groups;
  for (const Shown& shown : report.release.statements[at].groups) groups.push_back(to_json(shown));
  json::object divided{{"low", rounded(weighed.divided.low)},
                       {"q", rounded(weighed.divided.q)},
                       {"found", weighed.divided.found()}};
  if (report.groups.size() > 1) {
    divided["more"] = report.groups[weighed.divided.more].name;
    divided["less"] = report.groups[weighed.divided.less].name;
    divided["gap"] = to_json(weighed.divided.gap);
  }
  const auto& statement = report.statements[at];
  return {{"id", statement.id},
          {"text", statement.text},
          {"accepted", statement.moderation == opinion::Moderation::accepted},
          {"everybody", to_json(report.release.statements[at].everybody)},
          {"groups", groups},
          {"common", json::object{{"answer", name(weighed.common.answer)},
                                  {"low", rounded(weighed.common.low)},
                                  {"group_aware_consensus", rounded(weighed.common.group_aware)},
                                  {"q", rounded(weighed.common.q)},
                                  {"found", weighed.common.found()}}},
          {"divided", divided}};
}

json::object group_json(const Report& report, std::size_t at) {
  const GroupView& group = report.groups[at];
  json::array defining;
  for (const auto& each : report.evidence.defining[at])
    defining.push_back(json::object{{"statement", report.statements[each.statement].id},
                                    {"answer", name(each.answer)},
                                    {"share", to_json(each.share)},
                                    {"others", to_json(each.others)},
                                    {"gap", to_json(each.gap)},
                                    {"q", rounded(each.q)}});
  json::object object{{"name", group.name}, {"people", group.people}, {"defining", defining}};
  if (group.stability) object["stability"] = rounded(*group.stability);
  if (group.stability_low) object["stability_low"] = rounded(*group.stability_low);
  if (report.has_map)
    object["place"] = json::object{{"x", rounded(group.x)},
                                   {"y", rounded(group.y)},
                                   {"xx", rounded(group.xx)},
                                   {"xy", rounded(group.xy)},
                                   {"yy", rounded(group.yy)}};
  return object;
}

json::array ids(const Report& report, const std::vector<std::size_t>& order) {
  json::array all;
  for (const std::size_t at : order) all.emplace_back(report.statements[at].id);
  return all;
}

void add(std::vector<std::string>& row, const Shown& shown) {
  for (const auto answer : {opinion::kAgree, opinion::kDisagree, opinion::kPass}) {
    const Estimate share = opinion::share(shown, answer);
    row.push_back(std::to_string(shown.of(answer).low));
    row.push_back(std::to_string(shown.of(answer).high));
    row.push_back(fraction(share.low));
    row.push_back(fraction(share.high));
  }
}

void add_columns(std::vector<std::string>& columns) {
  for (const char* answer : {"agree", "disagree", "pass"})
    for (const char* what : {"low", "high", "share_low", "share_high"})
      columns.push_back(std::string(answer) + "_" + what);
}

}  // namespace

json::object to_json(const Report& report) {
  json::array statements;
  for (std::size_t at = 0; at < report.statements.size(); ++at)
    statements.push_back(statement_json(report, at));
  json::array groups;
  for (std::size_t at = 0; at < report.groups.size(); ++at) groups.push_back(group_json(report, at));
  json::object object{{"format", "demur-opinion-map"},
                      {"version", 1},
                      {"topic", report.about.topic},
                      {"method", report.classic ? "polis" : "model"},
                      {"floor", report.release.floor},
                      {"people", report.release.people},
                      {"people_in_no_group", report.release.in_none},
                      {"votes", to_json(votes_cast(report))},
                      {"votes_per_person_median", report.votes_per_person},
                      {"statements_rejected", report.about.rejected},
                      {"map", report.has_map},
                      {"bridging", ids(report, report.bridging)},
                      {"divisive", ids(report, report.divisive)},
                      {"groups", groups}};
  if (report.hidden && report.hidden->votes > 0)
    object["hidden_votes"] = json::object{{"votes", report.hidden->votes},
                                          {"rates", rounded(report.hidden->rates)},
                                          {"style", rounded(report.hidden->style)},
                                          {"map", rounded(report.hidden->map)}};
  json::array uncertain;
  for (const std::string& each : uncertainties(report)) uncertain.emplace_back(each);
  object["uncertain"] = uncertain;
  object["statements"] = statements;
  return object;
}

std::vector<File> tables(const Report& report) {
  plots::Plot statements;
  statements.columns = {"comment-id", "accepted"};
  add_columns(statements.columns);
  for (const char* column : {"common_answer", "common_low", "common_q", "group_aware_consensus",
                             "divided_low", "divided_q", "comment-body"})
    statements.columns.emplace_back(column);
  plots::Plot groups;
  groups.columns = {"group", "people", "comment-id"};
  add_columns(groups.columns);
  plots::Plot defining;
  defining.columns = {"group",      "rank",        "comment-id", "answer",   "share_low", "share_high",
                      "others_low", "others_high", "gap_low",    "gap_high", "q"};
  for (std::size_t at = 0; at < report.statements.size(); ++at) {
    const opinion::Weighed& weighed = report.evidence.statements[at];
    const auto& statement = report.statements[at];
    std::vector<std::string> row = {statement.id,
                                    statement.moderation == opinion::Moderation::accepted ? "1" : "0"};
    add(row, report.release.statements[at].everybody);
    row.insert(row.end(), {name(weighed.common.answer), fraction(weighed.common.low),
                           fraction(weighed.common.q), fraction(weighed.common.group_aware),
                           fraction(weighed.divided.low), fraction(weighed.divided.q), statement.text});
    statements.rows.push_back(std::move(row));
  }
  for (std::size_t group = 0; group < report.groups.size(); ++group) {
    const GroupView& view = report.groups[group];
    for (std::size_t at = 0; at < report.statements.size(); ++at) {
      std::vector<std::string> row = {view.name, std::to_string(view.people), report.statements[at].id};
      add(row, report.release.statements[at].groups[group]);
      groups.rows.push_back(std::move(row));
    }
    std::size_t rank = 0;
    for (const auto& each : report.evidence.defining[group])
      defining.rows.push_back({view.name, std::to_string(++rank), report.statements[each.statement].id,
                               name(each.answer), fraction(each.share.low), fraction(each.share.high),
                               fraction(each.others.low), fraction(each.others.high), fraction(each.gap.low),
                               fraction(each.gap.high), fraction(each.q)});
  }
  return {{"statements.csv", plots::to_csv(statements)},
          {"groups.csv", plots::to_csv(groups)},
          {"defining.csv", plots::to_csv(defining)}};
}

}  // namespace demur::web::map
