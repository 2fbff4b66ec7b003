#include "demur/service/meeting_calendar.hpp"

namespace demur::service {

std::string calendar_host(std::string_view public_url) {
  const auto scheme = public_url.find("://");
  if (scheme != std::string_view::npos) public_url.remove_prefix(scheme + 3);
  return std::string(public_url.substr(0, public_url.find_first_of(":/")));
}

CalendarEntry calendar_entry(const domain::Meeting& meeting, const std::string& public_url,
                             core::Time stamp) {
  const domain::Venue& venue = *meeting.venue;
  const bool cancelled = meeting.state == domain::MeetingState::cancelled;
  return {.method = cancelled ? mail::Method::cancel : mail::Method::request,
          .event = {.uid = meeting.id.text + "@" + calendar_host(public_url),
                    .sequence = meeting.sequence,
                    .stamp = stamp,
                    .starts = venue.starts,
                    .minutes = venue.minutes,
                    .summary = meeting.title,
                    .location = venue.place,
                    .confidential = meeting.kind == domain::MeetingKind::on_dissent,
                    .url = public_url + "/meetings/" + meeting.id.text}};
}

}  // namespace demur::service
