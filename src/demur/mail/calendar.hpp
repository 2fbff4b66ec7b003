// Calendar files (RFC 5545) and what is asked by them (RFC 5546): a meeting, an invitation to it, its
// cancelling; its minutes; and duties as tasks. Lines end with CR LF and are folded at 75 octets, never
// inside a character; times are UTC.
//
//   to_calendar(Method::request, {.uid = "ID@dissent.example.org", .sequence = 1, .starts = ...})
//
// A calendar knows an entry by its uid, and takes a change for a change where the sequence has grown. An
// invitation has one attendee: a list of them would tell everybody who else comes. A confidential entry
// says "Meeting", and neither where nor what about. Pure; nothing here fails.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demur/core/clock.hpp"
#include "demur/core/day.hpp"

namespace demur::mail {

enum class Method { publish, request, cancel };

struct Event {
  std::string uid;
  int sequence = 0;
  core::Time stamp{};  // when this file was made
  core::Time starts{};
  int minutes = 60;
  std::string summary = {};   // not written where confidential
  std::string location = {};  // the same
  bool confidential = false;
  std::string url = {};        // of the page; empty: none
  std::string organizer = {};  // an address; required of a request and a cancelling
  std::string attendee = {};   // an address, of whom this invitation is for; empty: none
};

struct Task {
  std::string uid;
  core::Day due{};
  std::string summary;
  std::string url = {};
};

// What was written down of a meeting, for those who keep it: all of it, and always confidential.
struct Journal {
  std::string uid;
  int sequence = 0;
  std::string meeting = {};  // the uid of its event
  core::Time stamp{};
  core::Day day{};  // of the meeting
  std::string summary;
  std::string text;
  bool is_final = false;  // else a draft
  std::string url = {};
};

[[nodiscard]] std::string to_calendar(Method method, const Event& event);
[[nodiscard]] std::string to_calendar(const Journal& journal);
[[nodiscard]] std::string to_calendar(const std::vector<Task>& tasks, core::Time stamp);

// "text/calendar; method=REQUEST; charset=UTF-8", as RFC 6047 wants it of a part of a mail.
[[nodiscard]] std::string media_type(Method method);

// One line as it stands in a file: folded, with its CR LF.
[[nodiscard]] std::string folded(std::string_view line);

}  // namespace demur::mail
