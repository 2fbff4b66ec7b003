// The clock of one dissent: filed, acknowledged, due, due after an extension, answered; and where
// today stands. Time overdue is hatched.
#pragma once

#include <optional>

#include "demur/core/day.hpp"
#include "demur/web/plots/plot.hpp"

namespace demur::web::plots {

struct ReplyClock {
  core::Day filed{};
  std::optional<core::Day> acknowledge_due = {};
  std::optional<core::Day> acknowledged = {};
  std::optional<core::Day> answer_due = {};    // as it was first
  std::optional<core::Day> extended_due = {};  // after the extension
  std::optional<core::Day> answered = {};
  std::optional<core::Day> withdrawn = {};
  bool waived = false;  // the duty to answer was waived
  core::Day today{};
};

[[nodiscard]] Plot plot(const ReplyClock& clock);

}  // namespace demur::web::plots
