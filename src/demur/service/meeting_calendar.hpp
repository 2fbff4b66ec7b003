// A meeting as it stands in calendars: the same entry whoever asks, under one uid.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/domain/meeting.hpp"
#include "demur/mail/calendar.hpp"

namespace demur::service {

struct CalendarEntry {
  mail::Method method = mail::Method::request;  // or cancel
  mail::Event event = {};                       // without organizer and attendee
};

// "dissent.example.org" of "https://dissent.example.org".
[[nodiscard]] std::string calendar_host(std::string_view public_url);

// Of a meeting that has a venue. One on a dissent is confidential.
[[nodiscard]] CalendarEntry calendar_entry(const domain::Meeting& meeting, const std::string& public_url,
                                           core::Time stamp);

}  // namespace demur::service
