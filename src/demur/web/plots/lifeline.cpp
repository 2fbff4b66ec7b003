#include "demur/web/plots/lifeline.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "demur/web/plots/by_day.hpp"
#include "demur/web/say.hpp"

namespace demur::web::plots {

namespace {

using core::Day;

constexpr int kTop = 16;
constexpr int kRow = 44;      // between two days with events: room for one label and its day
constexpr int kLine = 20;     // each further label of the same day
constexpr int kStretch = 36;  // at most so much more for a long silence
constexpr int kLaneWidth = 14;

struct Moment {
  std::vector<std::string> labels;
  int y = 0;
};
using Moments = std::map<Day, Moment>;

Day end_of(const LifelineSpan& span, Day today) {
  return span.until.value_or(today);
}

long long days_over(const LifelineSpan& span, Day today) {
  return span.due ? std::max<long long>(0, (end_of(span, today) - *span.due).count()) : 0;
}

// Days with events, from top to bottom: in order, with room for their labels, and a little further
// apart after a longer silence. Between them, time runs evenly.
Moments lay_out(const Lifeline& lifeline) {
  Moments moments;
  for (const auto& event : lifeline.events) moments[event.day].labels.push_back(event.label);
  for (const auto& span : lifeline.spans) {
    moments[span.from].labels.push_back(span.label + " filed");
    if (span.until) moments[*span.until].labels.push_back(span.label + " " + span.ending);
    if (days_over(span, lifeline.today) > 0) moments[*span.due].labels.push_back(span.label + " due");
  }
  moments[lifeline.today].labels.push_back("Today");
  int y = kTop;
  const Moment* before = nullptr;
  Day day_before{};
  for (auto& [day, moment] : moments) {
    if (before != nullptr) {
      const auto gap = static_cast<int>(std::min<long long>((day - day_before).count(), kStretch));
      y += kRow + kLine * (static_cast<int>(before->labels.size()) - 1) + gap;
    }
    moment.y = y;
    before = &moment;
    day_before = day;
  }
  return moments;
}

// The first lane that is free from `span.from` on, or -1.
int lane_for(const LifelineSpan& span, std::vector<Day>& busy_until, Day today) {
  for (std::size_t lane = 0; lane < busy_until.size(); ++lane)
    if (busy_until[lane] < span.from) {
      busy_until[lane] = end_of(span, today);
      return static_cast<int>(lane);
    }
  if (busy_until.size() == kLanes) return -1;
  busy_until.push_back(end_of(span, today));
  return static_cast<int>(busy_until.size()) - 1;
}

std::string lane_bar(const Plot& plot, const LifelineSpan& span, int lane, const Moments& moments,
                     Day today) {
  const int x = 2 + lane * kLaneWidth;
  const int from = moments.at(span.from).y;
  const int to = std::max(moments.at(end_of(span, today)).y, from + 4);
  const int due = days_over(span, today) > 0 ? moments.at(*span.due).y : to;
  std::string svg = fmt::format("<rect class=\"done\" x=\"{}\" y=\"{}\" width=\"10\" height=\"{}\"/>", x,
                                from, std::max(due, from) - from);
  if (due < to)
    svg += fmt::format("<rect fill=\"url(#{}-hatch)\" x=\"{}\" y=\"{}\" width=\"10\" height=\"{}\"/>",
                       plot.id, x, due, to - due);
  return svg;
}

std::string event_text(const Moments& moments, int axis) {
  std::string svg;
  for (const auto& [day, moment] : moments) {
    svg += fmt::format("<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"5\"/>", axis, moment.y);
    int y = moment.y + 5;
    for (const auto& label : moment.labels) {
      svg += fmt::format("<text class=\"mark what\" x=\"{}\" y=\"{}\">{}</text>", axis + 16, y,
                         escape_markup(label));
      y += kLine;
    }
    svg += fmt::format("<text class=\"mark\" x=\"{}\" y=\"{}\">{}</text>", axis + 16, y - 2,
                       core::to_words(day));
  }
  return svg;
}

std::string finding(const Lifeline& lifeline, std::size_t not_drawn) {
  const auto& spans = lifeline.spans;
  if (spans.empty()) return "No dissent that you may see.";
  const auto open = std::count_if(spans.begin(), spans.end(), [](const auto& span) { return !span.until; });
  const auto over = std::count_if(spans.begin(), spans.end(), [&](const auto& span) {
    return !span.until && days_over(span, lifeline.today) > 0;
  });
  std::string text = counted(static_cast<long long>(spans.size()), "dissent", "dissents");
  if (open == 0)
    text += spans.size() == 1 ? ", no longer open." : ", none still open.";
  else if (over == 0)
    text += fmt::format(", {} waiting for an answer, none overdue.", open);
  else
    text += fmt::format(", {} waiting for an answer, {} overdue.", open, over);
  if (not_drawn > 0)
    text += fmt::format(" {} not drawn; the table has all.",
                        counted(static_cast<long long>(not_drawn), "bar is", "bars are"));
  return text;
}

void fill_table(Plot& result, const Lifeline& lifeline) {
  result.columns = {"What", "From", "Due", "Until", "Days overdue"};
  const auto events = by_day(lifeline.events, &LifelineEvent::day);
  for (const auto& event : events)
    result.rows.push_back({event.label, core::to_string(event.day), "", "", ""});
  for (const auto& span : lifeline.spans)
    result.rows.push_back({span.label, core::to_string(span.from), span.due ? core::to_string(*span.due) : "",
                           span.until ? core::to_string(*span.until) + ", " + span.ending : "open",
                           std::to_string(days_over(span, lifeline.today))});
}

}  // namespace

Plot plot(const Lifeline& lifeline) {
  Plot result = {.id = "lifeline-plot",
                 .title = "The life of this decision",
                 .caption = {},
                 .svg = {},
                 .columns = {},
                 .rows = {}};
  const Moments moments = lay_out(lifeline);
  std::vector<Day> busy_until;
  std::string bars;
  std::size_t not_drawn = 0;
  const auto spans = by_day(lifeline.spans, &LifelineSpan::from);
  for (const auto& span : spans) {
    const int lane = lane_for(span, busy_until, lifeline.today);
    if (lane < 0)
      ++not_drawn;
    else
      bars += lane_bar(result, span, lane, moments, lifeline.today);
  }
  result.caption = finding(lifeline, not_drawn);
  fill_table(result, lifeline);
  const int axis = 10 + static_cast<int>(busy_until.size()) * kLaneWidth;
  const auto& last = moments.rbegin()->second;
  const int height = last.y + kLine * static_cast<int>(last.labels.size()) + 16;
  result.svg =
      open_svg(result, height) +
      fmt::format("<line class=\"axis\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/>", axis, kTop, last.y) +
      bars + event_text(moments, axis) + "</svg>";
  return result;
}

}  // namespace demur::web::plots
