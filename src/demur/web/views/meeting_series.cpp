#include "demur/web/views/meeting_series.hpp"

#include <fmt/core.h>

#include "demur/core/day.hpp"
#include "demur/web/say.hpp"

namespace demur::web {

using namespace domain;

namespace {

struct Sums {
  int held = 0;
  int called_off = 0;
  int said = 0;
  int changed = 0;
  int not_held = 0;  // as the office says
  int owed = 0;      // overdue ones too
  int overdue = 0;
};

Sums sums_of(const std::vector<MeetingView>& sessions) {
  Sums sums;
  for (const MeetingView& each : sessions) {
    const auto change = change_json(each);
    const auto& said = each.meeting.what_changed;
    sums.held += each.meeting.held_on ? 1 : 0;
    sums.called_off += each.meeting.state == MeetingState::cancelled ? 1 : 0;
    sums.said += is_said(each.meeting) ? 1 : 0;
    sums.changed += said && said->changed ? 1 : 0;
    sums.not_held += is_said(each.meeting) && !said->took_place ? 1 : 0;
    sums.owed += change.at("is_owed").as_bool() ? 1 : 0;
    sums.overdue += change.at("is_overdue").as_bool() ? 1 : 0;
  }
  return sums;
}

std::string how_many(const std::vector<MeetingView>& sessions, const Sums& sums) {
  std::string text = fmt::format(
      "{}, {} held", counted(static_cast<long long>(sessions.size()), "session", "sessions"), sums.held);
  if (sums.called_off > 0) text += fmt::format(", {} called off", sums.called_off);
  return text + ".";
}

std::string what_came_of_them(const Sums& sums) {
  std::string text = "What changed is said of none yet.";
  if (sums.said > 0)
    text = fmt::format("What changed is said of {}: something after {}, nothing after {}", sums.said,
                       sums.changed, sums.said - sums.changed - sums.not_held);
  if (sums.not_held > 0) text += fmt::format(", {} not held", sums.not_held);
  if (sums.said > 0) text += ".";
  if (sums.owed == 0) return text;
  text += fmt::format(" It is still owed of {}", sums.owed);
  if (sums.overdue > 0) text += fmt::format(", overdue of {}", sums.overdue);
  return text + ".";
}

json::object session_json(const MeetingView& view) {
  const Meeting& meeting = view.meeting;
  std::optional<core::Day> on = meeting.held_on;
  if (!on && meeting.venue) on = day_of(*meeting.venue);
  return {
      {"id", meeting.id.text},
      {"path", path(meeting.id)},
      {"title", view.title},
      {"state", {{"word", word(meeting.state)}, {"words", say(meeting.state)}}},
      {"on", to_json(on)},
      {"mandate", meeting.mandate ? json::value(mandate_to_json(*meeting.mandate)) : json::value(nullptr)},
      {"reason", meeting.reason},
      {"change", change_json(view)}};
}

}  // namespace

json::object to_json(const MeetingSeriesView& view) {
  const Sums sums = sums_of(view.sessions);
  json::array sessions;
  for (const MeetingView& each : view.sessions) sessions.push_back(session_json(each));
  return {{"page", page(view.series, Section::meetings, Back{"/meetings", "Meetings"})},
          {"series", view.series},
          {"owner", view.owner},
          {"how_many_words", how_many(view.sessions, sums)},
          {"change_words", what_came_of_them(sums)},
          {"held", sums.held},
          {"said", sums.said},
          {"changed", sums.changed},
          {"owed", sums.owed},
          {"overdue", sums.overdue},
          {"sessions", std::move(sessions)}};
}

}  // namespace demur::web
