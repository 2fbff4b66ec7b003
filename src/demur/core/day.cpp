#include "demur/core/day.hpp"

#include <fmt/core.h>

#include <charconv>

namespace demur::core {
namespace {

bool read_number(std::string_view text, int& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && text.front() != '-';
}

}  // namespace

std::string to_string(Day day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", int{date.year()}, unsigned{date.month()}, unsigned{date.day()});
}

std::string to_words(Day day) {
  static constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
  const std::chrono::year_month_day date{day};
  return fmt::format("{} {} {}", unsigned{date.day()}, kMonths[unsigned{date.month()} - 1], int{date.year()});
}

Result<Day> parse_day(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !read_number(text.substr(0, 4), year) ||
      !read_number(text.substr(5, 2), month) || !read_number(text.substr(8, 2), day))
    return fail(Code::invalid, "a day is written YYYY-MM-DD");
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1900 || year > 2999)
    return fail(Code::invalid, "there is no such day in the calendar");
  return Day{date};
}

bool Calendar::is_working(Day day) const {
  const std::chrono::weekday weekday{day};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday && !holidays.contains(day);
}

Day add_working_days(Day day, int n, const Calendar& calendar) {
  while (n > 0) {
    day += std::chrono::days{1};
    if (calendar.is_working(day)) --n;
  }
  while (!calendar.is_working(day)) day += std::chrono::days{1};
  return day;
}

int working_days_between(Day from, Day to, const Calendar& calendar) {
  if (to < from) return -working_days_between(to, from, calendar);
  int count = 0;
  for (Day day = from; day < to;) {
    day += std::chrono::days{1};
    if (calendar.is_working(day)) ++count;
  }
  return count;
}

}  // namespace demur::core
