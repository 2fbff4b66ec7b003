#include "demur/web/views/today.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/day.hpp"
#include "demur/service/officers.hpp"
#include "demur/service/open_now.hpp"
#include "demur/service/token_desk.hpp"
#include "demur/web/meeting_pages.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/clearance.hpp"

namespace demur::web {

namespace {

using namespace domain;

bool is_listed(const std::vector<service::DutyLine>& duties, const Subject& subject) {
  return std::ranges::any_of(duties,
                             [&](const service::DutyLine& line) { return line.duty.subject == subject; });
}

OpenItem item_of(const service::OpinionLine& line) {
  const bool by_token = is_by_token(line.round.mandate);
  return {.what = "Opinion round",
          .path = path(Subject(line.round.id)),
          .title = line.round.title,
          .when_words = "votes until " + core::to_words(line.round.closes_on),
          .note = by_token ? "by token, at a drop"
                           : fmt::format("you voted on {} of {}", line.voted,
                                         counted(line.shown, "statement", "statements")),
          .last_day = line.round.closes_on};
}

OpenItem item_of(const service::AskedOffice& asked) {
  return {.what = "Clearance round",
          .path = path(asked.position),
          .title = "Decision " + asked.decision.number + ": " + asked.decision.title,
          .when_words = "positions until " + core::to_words(asked.round.closes_on),
          .note = asked.office + (asked.has_answered ? " has answered" : " has not answered yet"),
          .last_day = asked.round.closes_on};
}

OpenItem item_of(const service::SeenMeeting& seen, core::Day today) {
  const MeetingRow row = row_of(seen, today);
  const char* what = row.kind == MeetingKind::on_dissent ? "Meeting on a dissent"
                     : row.briefing                      ? "Briefing"
                                                         : "Listening session";
  return {.what = what,
          .path = path(row.id),
          .title = row.title,
          .when_words = row.on ? "on " + core::to_words(*row.on) : "no day is set yet",
          .last_day = row.on};
}

// What is on the lists of duties already is not said twice.
std::vector<OpenItem> items_of(const service::OpenNow& open, const service::TodayReading& reading,
                               core::Day today) {
  std::vector<OpenItem> items;
  for (const auto& line : open.rounds) items.push_back(item_of(line));
  for (const auto& asked : open.clearance)
    if (!is_listed(reading.due_from_me, asked.position)) items.push_back(item_of(asked));
  for (const auto& seen : open.meetings) {
    const bool waits_for_its_day = !seen.meeting.venue;
    const bool listed =
        is_listed(reading.due_from_me, seen.meeting.id) || is_listed(reading.due_to_me, seen.meeting.id);
    if (!waits_for_its_day || !listed) items.push_back(item_of(seen, today));
  }
  return items;
}

}  // namespace

Reply show_today(const Visit& visit) {
  const auto reading = DEMUR_TRY(service::read_today(visit.house, visit.member));
  TodayView view{.today = visit.today, .due_from_me = {}, .due_to_me = {}, .my_dissents = {}, .answered = {}};
  const bool audits = visit.member.has(domain::Role::auditor);
  for (const auto& line : audits ? reading.all_duties : reading.due_from_me)
    view.due_from_me.push_back(due_of(line));
  for (const auto& line : reading.due_to_me) view.due_to_me.push_back(due_of(line));
  for (const auto& seen : reading.mine) view.my_dissents.push_back(row_of(seen));
  for (const auto& seen : reading.signed_by_me) view.my_dissents.push_back(row_of(seen));
  for (const auto& answer : reading.answers) view.answered.push_back(box_of(answer));
  DEMUR_TRY(add_precedents(visit.house, view.answered));
  view.open_now =
      items_of(DEMUR_TRY(service::read_open_now(visit.house, visit.member)), reading, visit.today);
  view.sees_all_duties = audits;
  const auto tokens = DEMUR_TRY(service::tokens_ready(visit.house, visit.member.id));
  view.has_tokens_ready = tokens.keys > 0 && tokens.has_drop;
  view.lacks_passkey = tokens.lacks_passkey;
  if (visit.house.policy().anonymous && visit.member.has(domain::Role::custodian))
    view.lacks_officer_key = !DEMUR_TRY(service::own_officer_key(visit.house, visit.member));
  view.may_file = !audits && !visit.member.has(domain::Role::custodian);
  return shown("today", to_json(view));
}

}  // namespace demur::web
