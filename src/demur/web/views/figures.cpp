#include "demur/web/views/figures.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/day.hpp"
#include "demur/web/plots/bars.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/clearance.hpp"

namespace demur::web {
namespace {

using namespace domain;
using plots::Bar;
using plots::Plot;

std::string name_of(const FiguresView& view, const OfficeId& office) {
  const auto found = view.reading.offices.find(office);
  return found == view.reading.offices.end() ? std::string("An office") : found->second;
}

std::string quarter_words(Day first) {
  const std::chrono::year_month_day date(first);
  return fmt::format("{} Q{}", static_cast<int>(date.year()), (static_cast<unsigned>(date.month()) + 2) / 3);
}

// A number that was rounded down to a step of the floor.
std::string in_steps(int number, int floor) {
  if (number == 0) return fmt::format("fewer than {}", floor);
  return fmt::format("{} to {}", number, number + floor - 1);
}

std::string range(int least, int most) {
  return least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
}

// ---- what was adopted

Plot adopted_plot(const FiguresView& view) {
  const int floor = view.reading.floor;
  const auto shares = adopted_shares(view.reading.figures, floor);
  Plot plot{
      .id = "adopted",
      .title = "What offices adopted",
      .caption = fmt::format("No office has a share that can be shown yet: {} answers at least that adopted "
                             "something, and as many that did not.",
                             floor),
      .svg = {},
      .columns = {"Office", "Answers", "Adopted, at least", "Adopted, at most", "From % (95 % interval)",
                  "To %"},
      .rows = {}};
  const auto largest =
      std::ranges::max_element(shares, {}, [](const auto& each) { return each.second.answered; });
  if (largest != shares.end()) {
    const AdoptedShare& share = largest->second;
    plot.caption = fmt::format(
        "Of {} answers, {} adopted {} wholly or in part: between {} and {} in a hundred, in the long run.",
        share.answered, name_of(view, largest->first), range(share.least, share.most), share.low_percent,
        share.high_percent);
  }
  std::vector<Bar> bars;
  for (const auto& [office, share] : shares) {
    bars.push_back({.name = name_of(view, office),
                    .words = fmt::format("{} of {} answers", range(share.least, share.most), share.answered),
                    .solid_to = static_cast<double>(share.low_percent),
                    .hatch_from = static_cast<double>(share.low_percent),
                    .hatch_to = static_cast<double>(share.high_percent)});
    plot.rows.push_back({name_of(view, office), std::to_string(share.answered), std::to_string(share.least),
                         std::to_string(share.most), std::to_string(share.low_percent),
                         std::to_string(share.high_percent)});
  }
  if (!bars.empty()) plot.svg = bars_svg(plot, bars);
  return plot;
}

// ---- how long it took

// What rounded numbers leave open.
struct Hundredths {
  int low = 0;
  int high = 100;
};
int rounded_up(int number, int by) {
  return (number + by - 1) / by;
}
Hundredths hundredths(int part, int of, int floor) {
  return {100 * part / (of + floor - 1), std::min(100, rounded_up(100 * (part + floor - 1), of))};
}

Plot waits_plot(const FiguresView& view) {
  const int floor = view.reading.floor;
  Plot plot{
      .id = "waits",
      .title = "The time to an answer",
      .caption = fmt::format("No quarter's dissents can be shown yet: it takes {} at least, each watched for "
                             "ninety days.",
                             2 * floor),
      .svg = {},
      .columns = {"Filed from", "Filed to", "Dissents", "Days after filing", "Answered by then",
                  "In a hundred, at least", "In a hundred, at most"},
      .rows = {}};
  std::vector<Bar> bars;
  for (const Release& release : view.reading.figures.releases) {
    if (!release.waits) continue;
    const WaitBlock& block = *release.waits;
    bars.clear();  // the picture is of the newest
    for (std::size_t i = 0; i < kWaitDays.size(); ++i) {
      const auto [low, high] = hundredths(block.answered[i], block.filed, floor);
      bars.push_back({.name = fmt::format("Within {} days", kWaitDays[i]),
                      .words = fmt::format("{} to {} in a hundred", low, high),
                      .solid_to = static_cast<double>(low),
                      .hatch_from = static_cast<double>(low),
                      .hatch_to = static_cast<double>(high)});
      plot.rows.push_back({core::to_string(block.from), core::to_string(block.to),
                           in_steps(block.filed, floor), std::to_string(kWaitDays[i]),
                           in_steps(block.answered[i], floor), std::to_string(low), std::to_string(high)});
    }
    const auto [low, high] = hundredths(block.answered[3], block.filed, floor);
    plot.caption = fmt::format(
        "Of {} dissents filed from {} to {}, between {} and {} in a hundred were answered within {} days. "
        "Those "
        "that still wait are counted.",
        in_steps(block.filed, floor), core::to_words(block.from), core::to_words(block.to), low, high,
        kWaitDays[3]);
  }
  if (!bars.empty()) plot.svg = bars_svg(plot, bars);
  return plot;
}

// ---- how long an office's answers took

// What an office's blocks come to; each was rounded down by itself, so what is open grows with them.
struct OfficeTimes {
  int answered = 0;
  int blocks = 0;
  Within within = {};
};

std::map<OfficeId, OfficeTimes> times_of(const FiguresView& view) {
  std::map<OfficeId, OfficeTimes> all;
  for (const Release& release : view.reading.figures.releases)
    for (const AnswerBlock& block : release.answers) {
      OfficeTimes& times = all[block.office];
      times.answered += block.answered;
      ++times.blocks;
      for (std::size_t i = 0; i < kWaitDays.size(); ++i) times.within[i] += block.within[i];
    }
  return all;
}

Plot answers_plot(const FiguresView& view) {
  constexpr std::size_t kShown = 3;  // sixty days
  const int floor = view.reading.floor;
  Plot plot{.id = "answers",
            .title = "How long an office’s answers took",
            .caption = "No office’s answers can be shown yet.",
            .svg = {},
            .columns = {"Office", "Answers", "Days after filing", "In a hundred, at least",
                        "In a hundred, at most"},
            .rows = {}};
  std::vector<Bar> bars;
  int most = 0;
  for (const auto& [office, times] : times_of(view)) {
    const auto share = [&](std::size_t i) {
      const int open = times.blocks * (floor - 1);
      return Hundredths{100 * times.within[i] / times.answered,
                        std::min(100, rounded_up(100 * (times.within[i] + open), times.answered))};
    };
    for (std::size_t i = 0; i < kWaitDays.size(); ++i)
      plot.rows.push_back({name_of(view, office), std::to_string(times.answered),
                           std::to_string(kWaitDays[i]), std::to_string(share(i).low),
                           std::to_string(share(i).high)});
    const auto [low, high] = share(kShown);
    bars.push_back(
        {.name = name_of(view, office),
         .words = fmt::format("{} to {} in a hundred within {} days", low, high, kWaitDays[kShown]),
         .solid_to = static_cast<double>(low),
         .hatch_from = static_cast<double>(low),
         .hatch_to = static_cast<double>(high)});
    if (times.answered <= most) continue;
    most = times.answered;
    plot.caption = fmt::format(
        "Of {} answers of {}, between {} and {} in a hundred came within {} days of the filing. What an "
        "office "
        "has not answered is not here: the log does not say before the answer whose it is.",
        times.answered, name_of(view, office), low, high, kWaitDays[kShown]);
  }
  if (!bars.empty()) plot.svg = bars_svg(plot, bars);
  return plot;
}

// ---- on what basis

constexpr BasisKind kBases[] = {BasisKind::not_required,       BasisKind::cleared,
                                BasisKind::partly_cleared,     BasisKind::over_objection,
                                BasisKind::bypassed_explained, BasisKind::bypassed_unexplained};

int count_of(const BasisCounts& counts, BasisKind kind) {
  const auto found = counts.find(kind);
  return found == counts.end() ? 0 : found->second;
}

int all_of(const BasisCounts& counts) {
  int all = 0;
  for (const auto& [kind, count] : counts) all += count;
  return all;
}

// Solid: cleared, wholly or in part. Hatched, from the other end: bypassed.
Bar basis_bar(const std::string& name, const BasisCounts& counts) {
  const double all = all_of(counts);
  const int cleared = count_of(counts, BasisKind::cleared) + count_of(counts, BasisKind::partly_cleared);
  const int bypassed =
      count_of(counts, BasisKind::bypassed_explained) + count_of(counts, BasisKind::bypassed_unexplained);
  return {.name = name,
          .words = fmt::format("{} taken, {} cleared, {} bypassed", all_of(counts), cleared, bypassed),
          .solid_to = 100 * cleared / all,
          .hatch_from = 100 - 100 * bypassed / all,
          .hatch_to = 100};
}

std::vector<std::string> basis_row(const std::string& name, const BasisCounts& counts) {
  std::vector<std::string> row = {name, std::to_string(all_of(counts))};
  for (const BasisKind kind : kBases) row.push_back(std::to_string(count_of(counts, kind)));
  row.push_back(std::to_string(bypassed_percent(counts).value_or(0)));
  return row;
}

Plot basis_plot(const char* id, const char* title, const char* first_column) {
  Plot plot{.id = id,
            .title = title,
            .caption = "No decision was taken yet.",
            .svg = {},
            .columns = {},
            .rows = {}};
  plot.columns = {first_column, "Taken"};
  for (const BasisKind kind : kBases) plot.columns.push_back(say(kind));
  plot.columns.emplace_back("Bypassed, in a hundred");
  return plot;
}

Plot by_quarter_plot(const FiguresView& view) {
  constexpr std::ptrdiff_t kNewest = 8;
  const auto& quarters = view.reading.figures.by_quarter;
  Plot plot = basis_plot("basis", "On what basis decisions were taken, by quarter", "Quarter");
  std::vector<Bar> bars;
  for (const auto& [quarter, counts] : quarters) {
    bars.push_back(basis_bar(quarter_words(quarter), counts));
    plot.rows.push_back(basis_row(quarter_words(quarter), counts));
  }
  if (quarters.empty()) return plot;
  const auto& [newest, counts] = *quarters.rbegin();
  plot.caption = fmt::format("Of {} taken in {}, {} in a hundred passed by an office that had to be asked.",
                             counted(all_of(counts), "decision", "decisions"), quarter_words(newest),
                             bypassed_percent(counts).value_or(0));
  if (std::ssize(bars) > kNewest) bars.erase(bars.begin(), bars.end() - kNewest);
  plot.svg = bars_svg(plot, bars);
  return plot;
}

Plot by_office_plot(const FiguresView& view) {
  const auto& offices = view.reading.figures.by_office;
  Plot plot = basis_plot("bypassed", "On what basis decisions were taken, by office", "Office");
  std::vector<Bar> bars;
  const OfficeId* most = nullptr;
  for (const auto& [office, counts] : offices) {
    bars.push_back(basis_bar(name_of(view, office), counts));
    plot.rows.push_back(basis_row(name_of(view, office), counts));
    if (most == nullptr || bypassed_percent(counts) > bypassed_percent(offices.at(*most))) most = &office;
  }
  if (most == nullptr) return plot;
  const int highest = bypassed_percent(offices.at(*most)).value_or(0);
  plot.caption = highest == 0 ? std::string("No decision passed by an office that had to be asked.")
                              : fmt::format(
                                    "Where it was most, {} in a hundred of an office's decisions passed "
                                    "by another that had to be asked.",
                                    highest);
  plot.svg = bars_svg(plot, bars);
  return plot;
}

// ---- what was missed

std::string missed_words(DutyKind kind, int count, int floor) {
  return is_about_a_dissent(kind) ? in_steps(count, floor) : std::to_string(count);
}

Plot missed_plot(const FiguresView& view) {
  Plot plot{.id = "missed",
            .title = "Duties that were missed",
            .caption = "No quarter is over yet.",
            .svg = {},
            .columns = {"Quarter", "Duty", "Missed"},
            .rows = {}};
  const int floor = view.reading.floor;
  const auto& releases = view.reading.figures.releases;
  for (const Release& release : releases)
    for (const auto& [kind, count] : release.missed)
      plot.rows.push_back(
          {quarter_words(quarter_of(release.as_of)), say(kind), missed_words(kind, count, floor)});
  if (releases.empty()) return plot;
  const Release& newest = releases.back();
  plot.caption =
      fmt::format("In {}, {} answers were not given in time.", quarter_words(quarter_of(newest.as_of)),
                  in_steps(newest.missed.at(DutyKind::answer), floor));
  std::vector<Bar> bars;
  int most = 1;
  for (const auto& [kind, count] : newest.missed) most = std::max(most, count);
  for (const auto& [kind, count] : newest.missed)
    bars.push_back(
        {.name = say(kind), .words = missed_words(kind, count, floor), .hatch_to = 100.0 * count / most});
  plot.svg = bars_svg(plot, bars);
  return plot;
}

Plot missed_by_office_plot(const FiguresView& view) {
  Plot plot{.id = "offices",
            .title = "Duties that were missed, by office",
            .caption = "No office has missed as many of one kind as can be shown.",
            .svg = {},
            .columns = {"Quarter", "Office", "Duty", "Missed"},
            .rows = {}};
  const int floor = view.reading.floor;
  std::map<OfficeId, int> least;
  for (const Release& release : view.reading.figures.releases)
    for (const MissedBlock& block : release.missed_by_office) {
      plot.rows.push_back({quarter_words(quarter_of(release.as_of)), name_of(view, block.office),
                           say(block.kind), missed_words(block.kind, block.missed, floor)});
      least[block.office] += block.missed;
    }
  const auto most = std::ranges::max_element(least, {}, [](const auto& each) { return each.second; });
  if (most == least.end()) return plot;
  plot.caption = fmt::format(
      "{} missed {} at least: positions, reports and rounds after the fact, and from {} on what is owed of "
      "meetings.",
      name_of(view, most->first), counted(most->second, "duty", "duties"), floor);
  std::vector<Bar> bars;
  for (const auto& [office, count] : least)
    bars.push_back({.name = name_of(view, office),
                    .words = fmt::format("{} at least", count),
                    .hatch_to = 100.0 * count / most->second});
  plot.svg = bars_svg(plot, bars);
  return plot;
}

}  // namespace

std::vector<Plot> figure_plots(const FiguresView& view) {
  return {adopted_plot(view),   waits_plot(view),  answers_plot(view),         by_quarter_plot(view),
          by_office_plot(view), missed_plot(view), missed_by_office_plot(view)};
}

json::object to_json(const FiguresView& view) {
  json::array all;
  for (const Plot& plot : figure_plots(view))
    all.push_back(json::object{{"title", plot.title},
                               {"id", plot.id},
                               {"csv_path", "/ledger/figures/" + plot.id + ".csv"},
                               {"plot", plots::to_json(plot)}});
  const auto& releases = view.reading.figures.releases;
  return {{"page", page("Figures", Section::ledger, Back{"/ledger", "Ledger"})},
          {"floor", view.reading.floor},
          {"as_of", releases.empty() ? json::value(nullptr) : to_json(std::optional(releases.back().as_of))},
          {"plots", std::move(all)},
          {"figures", service::to_json(view.reading.figures)}};
}

}  // namespace demur::web
