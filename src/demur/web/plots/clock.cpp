#include "demur/web/plots/clock.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "demur/web/plots/by_day.hpp"
#include "demur/web/say.hpp"

namespace demur::web::plots {

namespace {

using core::Day;

constexpr int kBarTop = 6;
constexpr int kBarHeight = 14;
constexpr int kRow = 24;

struct Mark {
  Day day{};
  std::string label;
};

std::optional<Day> due(const ReplyClock& clock) {
  return clock.extended_due ? clock.extended_due : clock.answer_due;
}

std::string finding(const ReplyClock& clock) {
  const auto days = [](Day from, Day to) { return counted((to - from).count(), "day", "days"); };
  if (clock.withdrawn)
    return fmt::format("Withdrawn by its author on {}, after {}.", core::to_words(*clock.withdrawn),
                       days(clock.filed, *clock.withdrawn));
  const auto last = due(clock);
  if (clock.answered) {
    std::string text = fmt::format("Answered on {}, {} after filing", core::to_words(*clock.answered),
                                   days(clock.filed, *clock.answered));
    if (last && *clock.answered > *last)
      return text + fmt::format(": {} late.", days(*last, *clock.answered));
    return text + (last ? ": in time." : ".");
  }
  if (clock.waived) return "The duty to answer was waived; the reason is on record.";
  if (!last) return "Not answered yet; the clock for the answer has not started.";
  if (clock.today > *last)
    return fmt::format("Not answered: {} overdue. The answer was due on {}.", days(*last, clock.today),
                       core::to_words(*last));
  if (clock.today == *last) return "Not answered yet: the answer is due today.";
  return fmt::format("Not answered yet: due on {}, {} from today.", core::to_words(*last),
                     days(clock.today, *last));
}

std::vector<Mark> marks(const ReplyClock& clock) {
  std::vector<Mark> all = {{clock.filed, "Filed"}};
  const auto add = [&](const std::optional<Day>& day, const char* label) {
    if (day) all.push_back({*day, label});
  };
  if (!clock.acknowledged) add(clock.acknowledge_due, "Acknowledgement due");
  add(clock.acknowledged, "Acknowledged");
  add(clock.answer_due, clock.extended_due ? "Answer first due" : "Answer due");
  add(clock.extended_due, "Answer due after extension");
  add(clock.answered, "Answered");
  add(clock.withdrawn, "Withdrawn");
  if (!clock.answered && !clock.withdrawn) all.push_back({clock.today, "Today"});
  return by_day(all, &Mark::day);
}

// Positions are percentages, so that the picture takes the width of the page and its text does not.
struct Scale {
  Day from{};
  double days = 1;
  [[nodiscard]] double operator()(Day day) const {
    return 2.0 + 96.0 * static_cast<double>((day - from).count()) / days;
  }
};

std::string bar(const char* fill, double from, double to) {
  return fmt::format("<rect {} x=\"{:.2f}%\" y=\"{}\" width=\"{:.2f}%\" height=\"{}\"/>", fill, from, kBarTop,
                     std::max(0.0, to - from), kBarHeight);
}

std::string bars(const Plot& plot, const ReplyClock& clock, const Scale& x, Day last_day) {
  const Day end = clock.answered.value_or(clock.withdrawn.value_or(clock.today));
  std::string svg = bar("class=\"track\"", x(clock.filed), x(last_day));
  const auto last = due(clock);
  const bool over = last && end > *last && !clock.waived && !clock.withdrawn;
  svg += bar("class=\"done\"", x(clock.filed), x(over ? *last : end));
  if (over) svg += bar(fmt::format("fill=\"url(#{}-hatch)\"", plot.id).c_str(), x(*last), x(end));
  return svg;
}

// Each mark has a row of its own: labels never meet. On the left half the earliest hangs lowest, on
// the right half the latest, so that no stem crosses a label of its own half.
std::string flags(const std::vector<Mark>& all, const Scale& x) {
  const auto right = std::find_if(all.begin(), all.end(), [&](const Mark& mark) { return x(mark.day) > 50; });
  const int right_count = static_cast<int>(all.end() - right);
  std::string stems;
  std::string labels;
  for (auto mark = all.begin(); mark != all.end(); ++mark) {
    const bool is_right = mark >= right;
    const int row =
        is_right ? static_cast<int>(mark - right) : right_count + static_cast<int>(right - mark) - 1;
    const int y = kBarTop + kBarHeight + kRow * (row + 1);
    stems += fmt::format("<line class=\"stem\" x1=\"{0:.2f}%\" x2=\"{0:.2f}%\" y1=\"{1}\" y2=\"{2}\"/>",
                         x(mark->day), kBarTop, y);
    labels += fmt::format(
        "<text class=\"mark\" x=\"{:.2f}%\" y=\"{}\" dx=\"{}\"{}><tspan class=\"what\">{}</tspan> {}</text>",
        x(mark->day), y, is_right ? -6 : 6, is_right ? " text-anchor=\"end\"" : "", mark->label,
        core::to_string(mark->day));
  }
  return stems + labels;
}

}  // namespace

Plot plot(const ReplyClock& clock) {
  Plot result = {.id = "clock-plot",
                 .title = "The clock",
                 .caption = finding(clock),
                 .svg = {},
                 .columns = {"Event", "Day", "Days after filing"},
                 .rows = {}};
  const auto all = marks(clock);
  for (const auto& mark : all)
    result.rows.push_back(
        {mark.label, core::to_string(mark.day), std::to_string((mark.day - clock.filed).count())});
  const Day last_day = std::max(all.back().day, clock.filed + std::chrono::days{1});
  const Scale x = {clock.filed, static_cast<double>((last_day - clock.filed).count())};
  const int height = kBarTop + kBarHeight + kRow * static_cast<int>(all.size()) + 10;
  result.svg = open_svg(result, height) + bars(result, clock, x, last_day) + flags(all, x) + "</svg>";
  return result;
}

}  // namespace demur::web::plots
