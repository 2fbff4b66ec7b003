#include "demur/mail/calendar.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

namespace demur::mail {
namespace {

constexpr std::size_t kMostOctets = 75;  // of a line, without its CR LF (RFC 5545 3.1)
constexpr const char* kNeutral = "Meeting";

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// TEXT (RFC 5545 3.3.11). Other control characters never come here: texts are cleaned when they are kept.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (c != '\r') out += c;
  }
  return out;
}

const char* name_of(Method method) {
  switch (method) {
    case Method::publish:
      return "PUBLISH";
    case Method::request:
      return "REQUEST";
    case Method::cancel:
      return "CANCEL";
  }
  return "";
}

std::string utc(core::Time time) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}", time);
}

class File {
 public:
  explicit File(const char* method) {
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Demur//Demur//EN");
    line("METHOD", method);
  }
  void line(std::string_view name, std::string_view value) {
    text_ += folded(fmt::format("{}:{}", name, value));
  }
  std::string end() {
    line("END", "VCALENDAR");
    return std::move(text_);
  }

 private:
  std::string text_;
};

}  // namespace

std::string folded(std::string_view line) {
  std::string out;
  std::size_t room = kMostOctets;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && continues_character(line[cut])) --cut;
    out.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
    room = kMostOctets - 1;  // the space counts
  }
  return out.append(line).append("\r\n");
}

std::string to_calendar(Method method, const Event& event) {
  File file(name_of(method));
  file.line("BEGIN", "VEVENT");
  file.line("UID", escaped(event.uid));
  file.line("SEQUENCE", std::to_string(event.sequence));
  file.line("DTSTAMP", utc(event.stamp));
  file.line("DTSTART", utc(event.starts));
  file.line("DTEND", utc(event.starts + std::chrono::minutes{event.minutes}));
  file.line("SUMMARY", event.confidential ? kNeutral : escaped(event.summary));
  if (!event.confidential && !event.location.empty()) file.line("LOCATION", escaped(event.location));
  file.line("CLASS", event.confidential ? "CONFIDENTIAL" : "PUBLIC");
  file.line("STATUS", method == Method::cancel ? "CANCELLED" : "CONFIRMED");
  if (!event.url.empty()) file.line("URL", event.url);
  if (!event.organizer.empty()) file.line("ORGANIZER", "mailto:" + event.organizer);
  if (!event.attendee.empty())
    file.line("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE", "mailto:" + event.attendee);
  file.line("END", "VEVENT");
  return file.end();
}

std::string to_calendar(const Journal& journal) {
  File file("PUBLISH");
  file.line("BEGIN", "VJOURNAL");
  file.line("UID", escaped(journal.uid));
  file.line("SEQUENCE", std::to_string(journal.sequence));
  file.line("DTSTAMP", utc(journal.stamp));
  file.line("DTSTART;VALUE=DATE", fmt::format("{:%Y%m%d}", journal.day));
  file.line("SUMMARY", escaped(journal.summary));
  file.line("DESCRIPTION", escaped(journal.text));
  file.line("CLASS", "CONFIDENTIAL");
  file.line("STATUS", journal.is_final ? "FINAL" : "DRAFT");
  file.line("RELATED-TO", escaped(journal.meeting));
  if (!journal.url.empty()) file.line("URL", journal.url);
  file.line("END", "VJOURNAL");
  return file.end();
}

std::string to_calendar(const std::vector<Task>& tasks, core::Time stamp) {
  File file("PUBLISH");
  for (const Task& task : tasks) {
    file.line("BEGIN", "VTODO");
    file.line("UID", escaped(task.uid));
    file.line("DTSTAMP", utc(stamp));
    file.line("DUE;VALUE=DATE", fmt::format("{:%Y%m%d}", task.due));
    file.line("SUMMARY", escaped(task.summary));
    file.line("CLASS", "CONFIDENTIAL");
    file.line("STATUS", "NEEDS-ACTION");
    if (!task.url.empty()) file.line("URL", task.url);
    file.line("END", "VTODO");
  }
  return file.end();
}

std::string media_type(Method method) {
  return fmt::format("text/calendar; method={}; charset=UTF-8", name_of(method));
}

}  // namespace demur::mail
