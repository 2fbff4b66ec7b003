// The ledger's figures: what offices adopted, how long answers took, on what basis decisions were taken, and
// which duties were missed. Each is a plot, and so a sentence, a picture, a table and a CSV.
#pragma once

#include <vector>

#include "demur/service/figures.hpp"
#include "demur/web/plots/plot.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct FiguresView {
  service::FiguresReading reading = {};
};

// "adopted", "waits", "answers", "basis", "bypassed", "missed", "offices": the id of each is its name at
// /ledger/figures/NAME.csv.
[[nodiscard]] std::vector<plots::Plot> figure_plots(const FiguresView& view);
[[nodiscard]] json::object to_json(const FiguresView& view);  // template "ledger_figures"

}  // namespace demur::web
