// The map as one HTML file that needs no other: no script, nothing loaded, the style inside.
#include <fmt/core.h>

#include "demur/web/map/html.hpp"
#include "demur/web/map/report.hpp"
#include "demur/web/map/words.hpp"
#include "demur/web/plots/plot.hpp"

namespace demur::web::map {
namespace {

using opinion::Answer;
using opinion::Range;
using opinion::Shown;
using plots::escape_markup;

constexpr std::size_t kListed = 10;
constexpr std::size_t kInShort = 3;
constexpr std::size_t kRows = 2000;  // of the table of all statements

// A statement is in whatever language its author chose.
std::string statement_text(const Report& report, std::size_t at) {
  const std::string& text = report.statements[at].text;
  if (text.empty()) return "Statement without text";
  return fmt::format("<span dir=\"auto\">{}</span>", escape_markup(text));
}

std::string number_of(const Report& report, std::size_t at) {
  return fmt::format("<span class=\"number\">{}</span> ", escape_markup(report.statements[at].id));
}

// The least that is certain of each answer; what remains empty is not shown.
double certain(const Shown& shown, Answer answer) {
  double others = 0;
  for (const Answer each : {opinion::kAgree, opinion::kDisagree, opinion::kPass})
    if (each != answer) others += shown.of(each).high;
  const double part = shown.of(answer).low;
  return part + others > 0 ? 100 * part / (part + others) : 0;
}

std::string bar(const Shown& shown) {
  const double agree = certain(shown, opinion::kAgree);
  const double pass = certain(shown, opinion::kPass);
  const double disagree = certain(shown, opinion::kDisagree);
  return fmt::format(
      "<svg class=\"bar\" aria-hidden=\"true\" width=\"100%\" height=\"14\"><rect class=\"track\" "
      "width=\"100%\" "
      "height=\"14\"/><rect class=\"for\" width=\"{:.1f}%\" height=\"14\"/><rect class=\"pass\" "
      "x=\"{:.1f}%\" "
      "width=\"{:.1f}%\" height=\"14\"/><rect class=\"against\" x=\"{:.1f}%\" width=\"{:.1f}%\" "
      "height=\"14\"/></svg>",
      agree, agree, pass, 100 - disagree, disagree);
}

std::string cell(const Shown& shown, Answer answer) {
  return fmt::format("<td>{} <span class=\"aside\">{}</span></td>", share_of(shown, answer),
                     count(shown.of(answer)));
}

std::string row(const std::string& who, const Shown& shown) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td class=\"bars\">{}</td>{}{}{}</tr>\n", who, bar(shown),
                     cell(shown, opinion::kAgree), cell(shown, opinion::kDisagree),
                     cell(shown, opinion::kPass));
}

std::string votes_table(const Report& report, std::size_t at) {
  const auto& shown = report.release.statements[at];
  std::string html = fmt::format(
      "<table class=\"votes\"><caption class=\"unseen\">Votes on statement {}</caption><thead><tr><th "
      "scope=\"col\">"
      "<span class=\"unseen\">Who</span></th><th scope=\"col\" class=\"bars\"><span "
      "class=\"unseen\">Bar</span></th>"
      "<th scope=\"col\">Agree</th><th scope=\"col\">Disagree</th><th "
      "scope=\"col\">Pass</th></tr></thead><tbody>\n",
      escape_markup(report.statements[at].id));
  html += row("All", shown.everybody);
  if (report.groups.size() > 1)
    for (std::size_t group = 0; group < report.groups.size(); ++group)
      html += row(report.groups[group].name, shown.groups[group]);
  return html + "</tbody></table>\n";
}

template <typename Finding>
std::string list(const Report& report, const std::vector<std::size_t>& order, Finding finding,
                 const char* none) {
  if (order.empty()) return element("p class=\"empty\"", none);
  std::string html = "<ol class=\"statements\">\n";
  for (std::size_t at = 0; at < std::min(order.size(), kListed); ++at)
    html += fmt::format(
        "<li>\n<h3>{}{}</h3>\n{}{}</li>\n", number_of(report, order[at]), statement_text(report, order[at]),
        element("p class=\"finding\"", finding(report, order[at])), votes_table(report, order[at]));
  html += "</ol>\n";
  if (order.size() > kListed)
    html += element("p class=\"aside\"",
                    fmt::format("{} more are in the table of all statements.", order.size() - kListed));
  return html;
}

std::string in_short(const Report& report) {
  std::string html =
      "<section class=\"box short\" aria-labelledby=\"short\">\n<h2 id=\"short\">In short</h2>\n<dl>\n";
  const auto entry = [&](const char* what, const std::string& inner) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", what, inner);
  };
  const auto first = [&](const std::vector<std::size_t>& order, auto finding) {
    if (order.empty()) return std::string("Nothing that the votes are enough to tell.");
    std::string inner;
    for (std::size_t at = 0; at < std::min(order.size(), kInShort); ++at)
      inner += fmt::format("<p><q>{}</q> {}</p>", statement_text(report, order[at]),
                           escape_markup(finding(report, order[at])));
    return inner;
  };
  entry("Bridges most", first(report.bridging, common_finding));
  entry("Divides most", first(report.divisive, divided_finding));
  entry("Groups", escape_markup(groups_summary(report)));
  return html + "</dl>\n</section>\n";
}

std::string groups_section(const Report& report) {
  std::string html = "<section aria-labelledby=\"groups\">\n<h2 id=\"groups\">Groups</h2>\n";
  html += element("p", groups_summary(report));
  if (report.groups.size() < 2) return html + "</section>\n";
  html += element(
      "p",
      "Groups are of people who vote alike. Nobody was asked to join one, and people within one differ.");
  for (std::size_t group = 0; group < report.groups.size(); ++group) {
    const GroupView& view = report.groups[group];
    html += fmt::format("<h3>Group {} <span class=\"aside\">{} people</span></h3>\n", view.name,
                        grouped(view.people));
    html += element("p", stability_words(view));
    const auto& defining = report.evidence.defining[group];
    if (defining.empty())
      html += element("p class=\"empty\"", "No statement tells it from the others with certainty.");
    if (defining.empty()) continue;
    html += "<ul class=\"rows\">\n";
    for (const auto& each : defining)
      html += fmt::format("<li><p class=\"what\">{}{}</p>{}</li>\n", number_of(report, each.statement),
                          statement_text(report, each.statement),
                          element("p class=\"when\"", defining_finding(report, group, each)));
    html += "</ul>\n";
  }
  return html + "</section>\n";
}

std::string uncertain_section(const Report& report) {
  std::string html =
      "<section aria-labelledby=\"uncertain\">\n<h2 id=\"uncertain\">What is uncertain</h2>\n<ul "
      "class=\"plain-list\">\n";
  for (const std::string& each : uncertainties(report)) html += element("li", each);
  return html + "</ul>\n</section>\n";
}

std::string directions_html(const Report& report) {
  std::string html;
  for (const Direction& direction : report.directions) {
    if (direction.agree.empty()) continue;
    html += fmt::format("<p>Further to the {} stand those who agree with:</p>\n<ul class=\"plain-list\">\n",
                        direction.name);
    for (const std::size_t at : direction.agree)
      html += fmt::format("<li>{}{}</li>\n", number_of(report, at), statement_text(report, at));
    html += "</ul>\n";
  }
  return html;
}

std::string picture_section(const Report& report) {
  std::string html = "<section aria-labelledby=\"picture\">\n<h2 id=\"picture\">The picture</h2>\n";
  const std::string svg = picture(report, Where::page);
  if (svg.empty()) {
    html +=
        element("p",
                "There is none: places on a map would not tell how people vote any better than how readily "
                "each of them agrees. What is above needs no map.");
    return html + "</section>\n";
  }
  html += fmt::format("<figure class=\"plot-figure\">\n<figcaption>{}</figcaption>\n{}\n",
                      escape_markup(picture_caption(report)), svg);
  html +=
      "<table><caption class=\"unseen\">The groups in the picture</caption><thead><tr><th "
      "scope=\"col\">Group</th>"
      "<th scope=\"col\">People</th><th scope=\"col\">Holds together</th></tr></thead><tbody>\n";
  for (const GroupView& group : report.groups)
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", group.name,
                        grouped(group.people), group.stability ? percent(*group.stability) : "not measured");
  return html + "</tbody></table>\n</figure>\n" + directions_html(report) + "</section>\n";
}

std::string all_statements(const Report& report) {
  const std::size_t shown = std::min(report.statements.size(), kRows);
  std::string html = fmt::format(
      "<section aria-labelledby=\"all\">\n<h2 id=\"all\">All statements</h2>\n<details><summary>{} "
      "statements with "
      "everybody's votes</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-labelledby=\"all\">\n<table>"
      "<thead><tr><th scope=\"col\">Number</th><th scope=\"col\">Statement</th><th scope=\"col\">Agree</th>"
      "<th scope=\"col\">Disagree</th><th scope=\"col\">Pass</th></tr></thead><tbody>\n",
      grouped(shown));
  for (std::size_t at = 0; at < shown; ++at) {
    const Shown& all = report.release.statements[at].everybody;
    html += fmt::format("<tr><td>{}</td><td class=\"words\">{}</td>{}{}{}</tr>\n",
                        escape_markup(report.statements[at].id), statement_text(report, at),
                        cell(all, opinion::kAgree), cell(all, opinion::kDisagree), cell(all, opinion::kPass));
  }
  return html +
         "</tbody></table></div></details>\n<p class=\"aside\">The same, with bounds and by group, is in "
         "statements.csv and groups.csv.</p>\n</section>\n";
}

constexpr std::string_view kKey =
    "<ul class=\"key\"><li><svg class=\"bar\" aria-hidden=\"true\" width=\"28\" height=\"14\"><rect "
    "class=\"for\" "
    "width=\"28\" height=\"14\"/></svg> agree</li><li><svg class=\"bar\" aria-hidden=\"true\" width=\"28\" "
    "height=\"14\"><rect class=\"pass\" width=\"28\" height=\"14\"/></svg> pass</li><li><svg class=\"bar\" "
    "aria-hidden=\"true\" width=\"28\" height=\"14\"><rect class=\"against\" width=\"28\" "
    "height=\"14\"/></svg> "
    "disagree</li><li><svg class=\"bar\" aria-hidden=\"true\" width=\"28\" height=\"14\"><rect "
    "class=\"track\" "
    "width=\"28\" height=\"14\"/></svg> not shown</li></ul>\n";

}  // namespace

std::string article(const Report& report) {
  std::string html = element("p class=\"lead\"", participation(report));
  html += in_short(report);
  html += "<section aria-labelledby=\"bridges\">\n<h2 id=\"bridges\">What bridges</h2>\n";
  html += element(
      "p", report.groups.size() > 1
               ? "What every group says alike, the surest first. A statement that few people voted on is "
                 "not sure, however they voted."
               : "What a majority says, the surest first. A statement that few people voted on is not sure, "
                 "however they voted.");
  html += kKey;
  html += list(report, report.bridging, common_finding, "Nothing that the votes are enough to tell.");
  html += "</section>\n<section aria-labelledby=\"divides\">\n<h2 id=\"divides\">What divides</h2>\n";
  html += element("p", report.groups.size() > 1 ? "Where groups are furthest apart, the surest first."
                                                : "Where many agree and many disagree, the surest first.");
  html += list(report, report.divisive, divided_finding, "Nothing that the votes are enough to tell.");
  html += "</section>\n" + groups_section(report) + uncertain_section(report) + picture_section(report) +
          all_statements(report);
  return html + element("p class=\"aside made\"", method_words(report));
}

std::string page(const Report& report, std::string_view style) {
  std::string html = head(title(report), style);
  html += "<main class=\"wide\">\n<p class=\"over\">Opinion map</p>\n";
  html += element("h1 dir=\"auto\"", title(report)) + article(report);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace demur::web::map
