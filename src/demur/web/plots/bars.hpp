// Bars from nothing to a hundred in a hundred, one under the other, each with its name and its words above
// it: what is certain is solid, what may be is hatched. A long name is cut, so that it fits a small screen;
// the table has all of it.
#pragma once

#include <string>
#include <vector>

#include "demur/web/plots/plot.hpp"

namespace demur::web::plots {

struct Bar {
  std::string name;
  std::string words;
  double solid_from = 0;  // in hundredths of the width, like the others
  double solid_to = 0;
  double hatch_from = 0;
  double hatch_to = 0;
};

[[nodiscard]] std::string bars_svg(const Plot& plot, const std::vector<Bar>& bars);

}  // namespace demur::web::plots
