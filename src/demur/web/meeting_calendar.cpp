// Calendar files: one meeting, its minutes, and what is due from whoever is signed in. Behind sign-in all: an
// address that is a secret is in every calendar program's log.
#include "demur/service/meeting_calendar.hpp"
#include "demur/mail/calendar.hpp"
#include "demur/web/meeting_pages.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/say.hpp"
#include "demur/web/site.hpp"
#include "demur/web/views/meeting.hpp"

namespace demur::web {
namespace {

using namespace domain;

Sent calendar(std::string body, const char* name) {
  return {.type = "text/calendar; charset=utf-8", .body = std::move(body), .file_name = name};
}

// A file is stamped with its day: the minute at which somebody downloads is nobody's business.
core::Time stamp_of(const Visit& visit) {
  return core::Time(visit.today);
}

// The minutes, and under them what either side added in its own words.
std::string words_of(const Meeting& meeting) {
  std::string words = meeting.minutes->text;
  for (const Reservation& each : meeting.reservations)
    words += "\n\n" + std::string(say(each.side)) + ", " + core::to_words(each.day) + ":\n" + each.text;
  return words;
}

}  // namespace

Reply send_minutes(const Visit& visit) {
  const service::SeenMeeting seen = DEMUR_TRY(seen_meeting(visit));
  const Meeting& meeting = seen.meeting;
  if (!meeting.minutes)
    return core::fail(core::Code::not_found, "There are no minutes, or they are not for you to read.");
  const std::string host = "@" + service::calendar_host(visit.site.public_url());
  // Signatures that were voided by another text are among them.
  const auto sequence = static_cast<int>(meeting.signatures.size() + meeting.reservations.size());
  return calendar(mail::to_calendar({.uid = "minutes-" + meeting.id.text + host,
                                     .sequence = sequence,
                                     .meeting = meeting.id.text + host,
                                     .stamp = stamp_of(visit),
                                     .day = meeting.held_on.value_or(meeting.minutes->day),
                                     .summary = "Minutes",
                                     .text = words_of(meeting),
                                     .is_final = meeting.state == MeetingState::agreed,
                                     .url = visit.site.public_url() + path(meeting.id)}),
                  "minutes.ics");
}

Reply send_meeting_calendar(const Visit& visit) {
  const service::SeenMeeting seen = DEMUR_TRY(seen_meeting(visit));
  if (!seen.sight.venue || !seen.meeting.venue)
    return core::fail(core::Code::not_found, "No day is set, or it is not for you to know.");
  const service::CalendarEntry made =
      service::calendar_entry(seen.meeting, visit.site.public_url(), stamp_of(visit));
  const bool cancelled = made.method == mail::Method::cancel;
  return calendar(mail::to_calendar(cancelled ? mail::Method::cancel : mail::Method::publish, made.event),
                  "meeting.ics");
}

Reply send_duty_calendar(const Visit& visit) {
  std::vector<mail::Task> tasks;
  for (const service::DutyLine& line :
       DEMUR_TRY(service::read_today(visit.house, visit.member)).due_from_me) {
    const auto& duty = line.duty;
    const std::string about = ref_to(duty.subject);
    tasks.push_back({.uid = std::string(word(duty.kind)) + "-" + about.substr(about.find(':') + 1) + "@" +
                            service::calendar_host(visit.site.public_url()),
                     .due = duty.due_on,
                     .summary = say(duty.kind),
                     .url = visit.site.public_url() + path(duty.subject)});
  }
  return calendar(mail::to_calendar(tasks, stamp_of(visit)), "duties.ics");
}

}  // namespace demur::web
