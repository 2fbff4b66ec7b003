// A closed round in the format of Polis's exports, for the programs that read it: what may be shown of it,
// and no row of a person.
#pragma once

#include <string>

#include "demur/core/day.hpp"
#include "demur/web/map/report.hpp"

namespace demur::web {

// comments.csv: its header, a row a statement. Counts are of people's last votes, where they are shown
// exactly, and else empty; ids are the statements' numbers; nobody is named, and every time is the closing
// day.
[[nodiscard]] std::string comments_csv(const map::Report& report, core::Day closed);

}  // namespace demur::web
