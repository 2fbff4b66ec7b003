#include "demur/web/map/words.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace demur::web::map {
namespace {

using opinion::Answer;
using opinion::Range;
using opinion::Shown;

Range others_of(const Shown& shown, Answer answer) {
  Range others;
  for (const Answer each : {opinion::kAgree, opinion::kDisagree, opinion::kPass})
    if (each != answer) others = others + shown.of(each);
  return others;
}

double ratio(double part, double others) {
  return part + others > 0 ? part / (part + others) : 0;
}

const char* verb(Answer answer) {
  return answer == opinion::kAgree ? "agree" : "disagree";
}
const char* verb_of_one(Answer answer) {
  return answer == opinion::kAgree ? "agrees" : "disagrees";
}

std::string which_groups(const Report& report) {
  if (report.groups.size() <= 1) return "Of all who voted on it";
  if (report.groups.size() == 2) return "In both groups";
  return "In every group";
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string about_that_many(Range range) {
  if (range.exact()) return grouped(range.low);
  // Two digits tell, and outwards.
  const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(std::max(1U, range.high))) - 1));
  const double low = std::floor(range.low / unit) * unit;
  const double high = std::ceil(range.high / unit) * unit;
  return grouped(static_cast<std::uint64_t>(low)) + " to " + grouped(static_cast<std::uint64_t>(high));
}

std::string count(Range range) {
  if (range.exact()) return grouped(range.low);
  if (range.low == 0) return "under " + grouped(std::uint64_t{range.high} + 1);
  return grouped(range.low) + " to " + grouped(range.high);
}

std::string percent(double share) {
  return fmt::format("{:.0f} %", std::round(share * 100));
}
std::string at_least(double share) {
  return fmt::format("{:.0f} %", std::floor(share * 100 + 1e-9));
}

std::string percent_range(double low, double high) {
  const double from = std::floor(low * 100 + 1e-9);
  const double to = std::ceil(high * 100 - 1e-9);
  if (from >= to) return fmt::format("{:.0f} %", from);
  return fmt::format("{:.0f} to {:.0f} %", from, to);
}

std::string share_of(const Shown& shown, Answer answer) {
  const Range part = shown.of(answer);
  const Range others = others_of(shown, answer);
  if (part.high + others.high == 0) return "–";
  const double low = ratio(part.low, others.high);
  const double high = ratio(part.high, others.low);
  if (part.exact() && others.exact()) return percent(low);
  // All may have said so, or nearly all: that is not told apart, and not how nearly.
  if (low >= 0.9) return "≥ 90 %";
  return percent_range(low, high);
}

Range votes_cast(const Report& report) {
  Range votes;
  for (const auto& statement : report.release.statements) votes = votes + statement.everybody.total();
  return votes;
}

std::string participation(const Report& report) {
  std::string words =
      fmt::format("{} people cast {} votes on {} statements; half of them voted on {} or more.",
                  grouped(report.release.people), about_that_many(votes_cast(report)),
                  grouped(report.statements.size()), grouped(report.votes_per_person));
  if (report.about.rejected > 0)
    words += fmt::format(
        " {} more statements were rejected by moderation and are left out, with the votes on them.",
        grouped(report.about.rejected));
  return words;
}

std::string common_finding(const Report& report, std::size_t statement) {
  const opinion::Common& common = report.evidence.statements[statement].common;
  return fmt::format("{} at least {} {}.", which_groups(report), at_least(common.low), verb(common.answer));
}

std::string divided_finding(const Report& report, std::size_t statement) {
  const opinion::Divided& divided = report.evidence.statements[statement].divided;
  if (report.groups.size() <= 1)
    return fmt::format("At least {} agree, and at least {} disagree.", at_least(divided.low),
                       at_least(divided.low));
  return fmt::format("Group {} agrees more than group {}, by at least {} points.",
                     report.groups[divided.more].name, report.groups[divided.less].name,
                     std::floor(divided.low * 100 + 1e-9));
}

std::string defining_finding(const Report& report, std::size_t group, const opinion::Defining& each) {
  const Shown& own = report.release.statements[each.statement].groups[group];
  return fmt::format("{} {}: {} here, {} among the others.", report.groups[group].name,
                     verb_of_one(each.answer), share_of(own, each.answer),
                     percent_range(each.others.low, each.others.high));
}

std::string stability_words(const GroupView& group) {
  if (!group.stability) return "How firmly it holds together was not measured.";
  const double stability = *group.stability;
  const char* verdict = stability >= 0.85 ? "It holds together well"
                        : stability >= 0.6
                            ? "It holds together in part"
                            : "It does not hold together: read it as a way of speaking, not a finding";
  return fmt::format(
      "{}: drawn anew from other people like these, it keeps {} of its members (mean overlap{}).", verdict,
      percent(stability),
      group.stability_low ? fmt::format("; one time in ten less than {}", percent(*group.stability_low))
                          : std::string());
}

std::string groups_summary(const Report& report) {
  if (report.groups.empty()) return "No group is large enough to be shown.";
  if (report.groups.size() == 1)
    return "The votes show one group: a division into more would not predict how people vote better than one "
           "does.";
  std::string words = fmt::format("The votes show {} groups: ", report.groups.size());
  for (std::size_t at = 0; at < report.groups.size(); ++at)
    words += fmt::format("{}{} with {} people",
                         at == 0                          ? ""
                         : at + 1 == report.groups.size() ? " and "
                                                          : ", ",
                         report.groups[at].name, grouped(report.groups[at].people));
  words += ".";
  if (!report.distinct)
    words +=
        " Opinion is a continuum here: where one group ends and the next begins is a choice, not a finding.";
  if (report.release.in_none > 0)
    words += fmt::format(" {} people are in none that can be shown.", grouped(report.release.in_none));
  return words;
}

std::vector<std::string> uncertainties(const Report& report) {
  std::vector<std::string> all;
  all.emplace_back(
      "Who voted chose to. They are no sample of anybody, and nothing here says what those think who did not "
      "vote.");
  all.push_back(
      fmt::format("Bounds hold with 95 %. Of {} statements those are listed whose finding would be a false "
                  "alarm at most one time "
                  "in twenty, all of them looked at together (Benjamini and Yekutieli).",
                  grouped(report.statements.size())));
  if (report.groups.size() > 1)
    all.emplace_back(
        "Groups were made from these same votes. That they differ is partly how they were made; the bounds "
        "say that a "
        "difference is more than few votes bring about.");
  for (const GroupView& group : report.groups)
    if (report.groups.size() > 1) all.push_back("Group " + group.name + ". " + stability_words(group));
  if (report.hidden && report.hidden->votes > 0) {
    const auto& hidden = *report.hidden;
    all.push_back(
        fmt::format("{} votes were hidden and predicted (log-loss, lower is better): {:.3f} by the rates of "
                    "statements alone, {:.3f} "
                    "with each person's readiness to agree and to pass, {:.3f} with the map.{}",
                    grouped(hidden.votes), hidden.rates, hidden.style, hidden.map,
                    report.has_map ? "" : " The map tells no more, so none is drawn."));
  }
  if (report.release.floor > 1)
    all.push_back(
        fmt::format("Counts under {} are not shown, nor anything from which they could be computed; bounds "
                    "are then those of the "
                    "least favourable count, and some findings are weaker than the votes themselves.",
                    report.release.floor));
  for (const std::string& remark : report.about.remarks) all.push_back(remark);
  return all;
}

std::string method_words(const Report& report) {
  std::string words =
      report.classic
          ? "Groups and places are those of the classic Polis method (principal components, k-means)."
          : "Groups and places come from a model of votes that takes each person's readiness to agree "
            "or to pass apart from where they stand; how many groups there are is decided by how well "
            "hidden votes are predicted.";
  words +=
      " Counts are of each person's last vote on a statement. Bounds are Wilson's, differences Newcombe's.";
  if (!report.about.sign.empty()) words += " In the file " + report.about.sign + ".";
  return words;
}

std::string title(const Report& report) {
  return report.about.topic.empty() ? "Where opinion divides, and what bridges it" : report.about.topic;
}

}  // namespace demur::web::map
