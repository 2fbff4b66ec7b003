#include "demur/web/views/today.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "demur/core/day.hpp"
#include "demur/web/say.hpp"

namespace demur::web {

namespace {

// The one sentence at the top: what matters today.
std::string summary(const TodayView& view) {
  const auto over = [&](const std::vector<DueItem>& items) {
    return std::count_if(items.begin(), items.end(),
                         [&](const DueItem& item) { return item.due_on < view.today; });
  };
  const auto due = static_cast<long long>(view.due_from_me.size());
  const bool all = view.sees_all_duties;
  if (due == 0) return all ? "No duty is open." : "Nothing is due from you.";
  const auto late = over(view.due_from_me);
  std::string text = all ? fmt::format("{} open", counted(due, "duty is", "duties are"))
                         : fmt::format("{} due from you", counted(due, "thing is", "things are"));
  if (late > 0) text += fmt::format(", {} overdue", late);
  return text + ".";
}

// The soonest first; what has no day comes last.
json::array open_json(std::vector<OpenItem> items) {
  std::ranges::sort(items, {}, [](const OpenItem& item) {
    return std::pair(item.last_day.value_or(core::Day::max()), item.path);
  });
  json::array all;
  for (const OpenItem& item : items)
    all.push_back(json::object{{"what", item.what},
                               {"path", item.path},
                               {"title", item.title},
                               {"when_words", item.when_words},
                               {"note", item.note},
                               {"last_day", to_json(item.last_day)}});
  return all;
}

}  // namespace

json::object to_json(const TodayView& view) {
  return {{"page", page("Today", Section::today)},
          {"today", to_json(std::optional(view.today))},
          {"summary", summary(view)},
          {"sees_all_duties", view.sees_all_duties},
          {"has_due_from_me", !view.due_from_me.empty()},
          {"due_from_me", list(view.due_from_me, view.today)},
          {"has_due_to_me", !view.due_to_me.empty()},
          {"due_to_me", list(view.due_to_me, view.today)},
          {"has_open_now", !view.open_now.empty()},
          {"open_now", open_json(view.open_now)},
          {"has_my_dissents", !view.my_dissents.empty()},
          {"my_dissents", list(view.my_dissents, view.today)},
          {"has_answered", !view.answered.empty()},
          {"answered", list(view.answered)},
          {"may_file", view.may_file},
          {"has_tokens_ready", view.has_tokens_ready},
          {"lacks_passkey", view.lacks_passkey},
          {"lacks_officer_key", view.lacks_officer_key}};
}

}  // namespace demur::web
