// Quarters of a year, by which scopes for filing are named: "2026q4".
#pragma once

#include <string>

#include "demur/core/day.hpp"

namespace demur::service {

[[nodiscard]] std::string quarter_of(core::Day day);
[[nodiscard]] core::Day first_day_of_quarter(core::Day day);
[[nodiscard]] core::Day last_day_of_quarter(core::Day day);

}  // namespace demur::service
