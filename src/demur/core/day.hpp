// Days and working days. A Day has no time and no zone: it is the date in the institution's own
// calendar, written YYYY-MM-DD.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/core/result.hpp"

namespace demur::core {

using Day = std::chrono::sys_days;

[[nodiscard]] std::string to_string(Day day);           // 2026-11-23
[[nodiscard]] std::string to_words(Day day);            // 23 November 2026
[[nodiscard]] Result<Day> parse_day(std::string_view);  // years 1900 to 2999
[[nodiscard]] inline Day day_of(Time time) {
  return std::chrono::floor<std::chrono::days>(time);
}

// Which days count as working days: not Saturday, Sunday or a named holiday.
struct Calendar {
  std::string name;
  std::set<Day> holidays;

  [[nodiscard]] bool is_working(Day day) const;
};

// The n-th working day after `day` (n = 0: the day itself, or the next working day if it is none).
[[nodiscard]] Day add_working_days(Day day, int n, const Calendar& calendar);

// Working days in (from, to]; negative when `to` is before `from`.
[[nodiscard]] int working_days_between(Day from, Day to, const Calendar& calendar);

}  // namespace demur::core
