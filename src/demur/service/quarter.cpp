#include "demur/service/quarter.hpp"

#include <fmt/core.h>

namespace demur::service {
namespace {

using std::chrono::month;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

unsigned number_of(core::Day day) {
  return (static_cast<unsigned>(year_month_day(day).month()) - 1) / 3 + 1;
}

year_month first_month(core::Day day) {
  return year_month_day(day).year() / month(number_of(day) * 3 - 2);
}

}  // namespace

std::string quarter_of(core::Day day) {
  return fmt::format("{}q{}", static_cast<int>(year_month_day(day).year()), number_of(day));
}

core::Day first_day_of_quarter(core::Day day) {
  return std::chrono::sys_days(first_month(day) / 1);
}

core::Day last_day_of_quarter(core::Day day) {
  return std::chrono::sys_days((first_month(day) + months{2}) / std::chrono::last);
}

}  // namespace demur::service
