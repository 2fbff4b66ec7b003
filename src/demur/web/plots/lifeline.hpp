// The lifeline of one decision: what happened to it, downwards in time, and beside it a bar for each
// dissent that the viewer may see, from filing to answer. Time overdue is hatched.
//
// At most kLanes bars run side by side; when more dissents overlap, the rest stay in the table and
// the events, and the caption says how many bars are not drawn.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/web/plots/plot.hpp"

namespace demur::web::plots {

inline constexpr int kLanes = 6;

struct LifelineEvent {
  core::Day day{};
  std::string label;  // "Version 2", "Taken"; short, for it stands in the picture
};

struct LifelineSpan {
  std::string label;  // "Dissent A", the same in its events and in the table
  core::Day from{};
  std::optional<core::Day> due = {};    // as it stands, extension included
  std::optional<core::Day> until = {};  // answered or withdrawn; none: still open
  std::string ending = {};              // "declined", "withdrawn"
};

struct Lifeline {
  core::Day today{};
  std::vector<LifelineEvent> events;
  std::vector<LifelineSpan> spans;
};

[[nodiscard]] Plot plot(const Lifeline& lifeline);

}  // namespace demur::web::plots
