#include "demur/web/map/comparison.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "demur/web/map/html.hpp"
#include "demur/web/map/words.hpp"
#include "demur/web/plots/plot.hpp"

namespace demur::web::map {
namespace {

namespace json = core::json;
using opinion::Comparison;
using opinion::Estimate;
using opinion::StatementTrend;
using opinion::Trend;

const char* name(Trend trend) {
  switch (trend) {
    case Trend::too_few:
      return "too few to tell";
    case Trend::no_clear_change:
      return "no clear change";
    case Trend::up:
      return "more agree";
    case Trend::down:
      return "fewer agree";
  }
  return "";
}

double points(double share) {
  return std::round(share * 100);
}

std::string interval(const Estimate& change) {
  return fmt::format("{:+.0f} points (95 %: {:+.0f} to {:+.0f})", points(change.value),
                     std::floor(change.low * 100), std::ceil(change.high * 100));
}

std::string finding(const StatementTrend& each) {
  if (!each.before) return "Too few to tell: its counts are under the floor.";
  if (each.trend == Trend::too_few)
    return fmt::format("Too few to tell: {} answered{}.",
                       grouped(std::min(each.before->answered(), each.after->answered())),
                       each.linked ? " in both rounds" : "");
  std::string words = name(each.trend);
  words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return fmt::format("{}: {} of {}, then {} of {}; {}{}.", words, grouped(each.before->agree),
                     grouped(each.before->answered()), grouped(each.after->agree),
                     grouped(each.after->answered()), interval(each.change),
                     each.linked ? ", the same people" : "");
}

std::string participation_words(const Change& change) {
  const Comparison& of = change.comparison;
  std::string words = fmt::format("{} people answered before and {} after", grouped(of.people_before),
                                  grouped(of.people_after));
  if (change.eligible > 0)
    words +=
        fmt::format(" ({} and {} of the {} who could)", percent(1.0 * of.people_before / change.eligible),
                    percent(1.0 * of.people_after / change.eligible), grouped(change.eligible));
  words += ".";
  if (of.linked)
    words += fmt::format(" {} answered in both rounds, {} only before, {} only after.", count(of.stayed),
                         count(of.left), count(of.came));
  return words;
}

std::vector<std::string> division_words(const Change& change) {
  const Comparison& of = change.comparison;
  std::vector<std::string> all;
  const auto both = [](const opinion::DivisionChange& d) {
    return fmt::format(
        "{:.2f} before, {:.2f} after; change {:+.2f} (95 %: {:+.2f} to {:+.2f}). Were votes dealt out by "
        "chance, "
        "it would be at most {:.2f} and {:.2f}",
        d.before, d.after, d.change.value, d.change.low, d.change.high, d.chance_before, d.chance_after);
  };
  if (of.division == Trend::too_few) {
    all.push_back(
        fmt::format("Too few to tell. The answers are worth those of {:.0f} people who answer everything; "
                    "about {:.0f} are needed to "
                    "notice, four times in five, that a division has halved.",
                    std::floor(of.enough), of.limit));
  } else {
    const Estimate& told = of.same_people ? of.same_people->change : of.everybody.change;
    all.emplace_back(told.high < 0  ? "Division has fallen."
                     : told.low > 0 ? "Division has grown."
                                    : "No clear change of division.");
    all.push_back("Everybody who answered: " + both(of.everybody) + ".");
    if (of.same_people) all.push_back("Those who answered in both rounds: " + both(*of.same_people) + ".");
    all.emplace_back(
        "0 is no division, 1 two camps that agree on nothing. The number by itself means little; its change "
        "may.");
  }
  if (of.exit_illusion && of.division != Trend::too_few)
    all.emplace_back(
        "Leaving looks like healing here: division fell among all who answered, and not among those who "
        "answered in both "
        "rounds. It is who answered that changed.");
  else if (!of.same_people)
    all.emplace_back(
        "Who left cannot be told from who changed their mind: if the most extreme stop answering, division "
        "falls though "
        "nobody has moved.");
  return all;
}

std::vector<std::string> warnings(const Change& change) {
  std::vector<std::string> all;
  if (change.comparison.ids_look_random)
    all.emplace_back(
        "The ids of the two rounds do not seem to be of the same people: their votes have nothing to do with "
        "each other. "
        "The rounds are compared as those of different people.");
  return all;
}

std::string title_of(const Change& change) {
  return change.topic.empty() ? "What changed between two rounds" : change.topic;
}

constexpr std::string_view kMadeOf =
    "Intervals: Bonett and Price within the same people, Newcombe between different ones, resampling for "
    "division; false "
    "discoveries are held to one in twenty over all statements (Benjamini and Yekutieli).";

// A change and its interval on a line from 60 points less to 60 points more.
std::string strip(const Estimate& change) {
  const auto at = [](double share) { return std::clamp(50 + share * 100 / 1.2, 0.0, 100.0); };
  return fmt::format(
      "<svg class=\"bar change\" aria-hidden=\"true\" width=\"100%\" height=\"14\"><rect class=\"track\" "
      "width=\"100%\" "
      "height=\"14\"/><line class=\"axis\" x1=\"50%\" x2=\"50%\" y1=\"0\" y2=\"14\"/><rect class=\"pass\" "
      "x=\"{:.1f}%\" "
      "y=\"4\" width=\"{:.1f}%\" height=\"6\"/><circle class=\"for\" cx=\"{:.1f}%\" cy=\"7\" r=\"5\"/></svg>",
      at(change.low), at(change.high) - at(change.low), at(change.value));
}

}  // namespace

std::string text(const Change& change) {
  std::string out = wrapped(title_of(change), 0, 0) + "\n" + wrapped(participation_words(change), 0, 0);
  for (const std::string& each : warnings(change)) out += wrapped("Careful: " + each, 0, 0);
  out += "\nDivision\n";
  for (const std::string& each : division_words(change)) out += wrapped(each, 2, 2);
  out += "\nStatements asked in both rounds\n";
  for (const StatementTrend& each : change.comparison.statements)
    out += wrapped(fmt::format("[{}] {}", each.id, each.text.empty() ? "(no text)" : each.text), 4, 2) +
           wrapped(finding(each), 4, 4);
  return out + "\n" + wrapped(kMadeOf, 0, 0);
}

json::object to_json(const Change& change) {
  const Comparison& of = change.comparison;
  const auto estimate = [](const Estimate& each) {
    const auto rounded = [](double value) { return std::round(value * 1e3) / 1e3; };
    return json::object{
        {"value", rounded(each.value)}, {"low", rounded(each.low)}, {"high", rounded(each.high)}};
  };
  const auto range = [](opinion::Range each) { return json::object{{"low", each.low}, {"high", each.high}}; };
  const auto division = [&](const opinion::DivisionChange& each) {
    return json::object{{"before", std::round(each.before * 1e3) / 1e3},
                        {"after", std::round(each.after * 1e3) / 1e3},
                        {"chance_before", std::round(each.chance_before * 1e3) / 1e3},
                        {"chance_after", std::round(each.chance_after * 1e3) / 1e3},
                        {"change", estimate(each.change)}};
  };
  json::array statements;
  for (const StatementTrend& each : of.statements) {
    json::object statement{{"id", each.id}, {"text", each.text}, {"finding", name(each.trend)}};
    if (each.before) {
      statement["same_people"] = each.linked;
      statement["before"] =
          json::object{{"agree", each.before->agree}, {"answered", each.before->answered()}};
      statement["after"] = json::object{{"agree", each.after->agree}, {"answered", each.after->answered()}};
      if (each.trend != Trend::too_few) {
        statement["change"] = estimate(each.change);
        statement["q"] = std::round(each.q * 1e3) / 1e3;
      }
    }
    statements.push_back(statement);
  }
  json::object object{{"format", "demur-opinion-change"},
                      {"version", 1},
                      {"topic", change.topic},
                      {"floor", change.floor},
                      {"linked", of.linked},
                      {"ids_look_random", of.ids_look_random},
                      {"people_before", of.people_before},
                      {"people_after", of.people_after}};
  if (change.eligible > 0) object["eligible"] = change.eligible;
  if (of.linked) {
    object["answered_both"] = range(of.stayed);
    object["answered_only_before"] = range(of.left);
    object["answered_only_after"] = range(of.came);
  }
  json::object told{{"enough_people", std::floor(of.enough)},
                    {"needed", of.limit},
                    {"too_few_to_tell", of.division == Trend::too_few}};
  if (of.division != Trend::too_few) {
    told["everybody"] = division(of.everybody);
    if (of.same_people) told["same_people"] = division(*of.same_people);
    if (of.same_people) told["exit_illusion"] = of.exit_illusion;
  }
  object["division"] = told;
  object["statements"] = statements;
  return object;
}

std::string table(const Change& change) {
  plots::Plot plot;
  plot.columns = {"comment-id",  "finding",        "same_people", "agree_before", "answered_before",
                  "agree_after", "answered_after", "change",      "change_low",   "change_high",
                  "q",           "comment-body"};
  for (const StatementTrend& each : change.comparison.statements) {
    std::vector<std::string> row = {each.id, name(each.trend), each.linked ? "1" : "0"};
    for (const auto& round : {each.before, each.after})
      for (const bool agree : {true, false})
        row.push_back(!round ? "" : std::to_string(agree ? round->agree : round->answered()));
    const bool told = each.trend != Trend::too_few;
    for (const double number : {each.change.value, each.change.low, each.change.high, each.q})
      row.push_back(told ? fmt::format("{:.3f}", number) : "");
    row.push_back(each.text);
    plot.rows.push_back(std::move(row));
  }
  return plots::to_csv(plot);
}

std::string article(const Change& change) {
  std::string html = element("p class=\"lead\"", participation_words(change));
  for (const std::string& each : warnings(change)) html += element("p class=\"warning\"", each);
  html += "<section class=\"box short\" aria-labelledby=\"division\">\n<h2 id=\"division\">Division</h2>\n";
  for (const std::string& each : division_words(change)) html += element("p", each);
  html +=
      "</section>\n<section aria-labelledby=\"trends\">\n<h2 id=\"trends\">Statements asked in both "
      "rounds</h2>\n";
  html += element("p",
                  "The dot is the change of the share that agrees, the band its 95 % interval; the line in "
                  "the middle is no change.");
  html += "<ol class=\"statements\">\n";
  for (const StatementTrend& each : change.comparison.statements) {
    html += fmt::format("<li>\n<h3><span class=\"number\">{}</span> <span dir=\"auto\">{}</span></h3>\n{}",
                        plots::escape_markup(each.id),
                        plots::escape_markup(each.text.empty() ? "Statement without text" : each.text),
                        element("p class=\"finding\"", finding(each)));
    if (each.before && each.trend != Trend::too_few) html += strip(each.change);
    html += "</li>\n";
  }
  return html + "</ol>\n</section>\n" + element("p class=\"aside made\"", kMadeOf);
}

std::string page(const Change& change, std::string_view style) {
  return head(title_of(change), style) + "<main class=\"wide\">\n<p class=\"over\">What changed</p>\n" +
         element("h1 dir=\"auto\"", title_of(change)) + article(change) + "</main>\n</body>\n</html>\n";
}

}  // namespace demur::web::map
