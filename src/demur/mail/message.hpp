// Mail that tells nothing: one subject and one body for every notice, whatever it is about; and the same
// with a calendar file for who is invited. Plain text, no names, no link of a person's own (RFC 5322).
//
//   std::string text = notice({.from = "channel@example.org", .to = ..., .site = "https://dissent..."});
//
// Pure; nothing here fails but valid_address().
#pragma once

#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/core/result.hpp"
#include "demur/mail/calendar.hpp"

namespace demur::mail {

struct Envelope {
  std::string from;
  std::string to;
  std::string site;   // its public address
  std::string id;     // random; of the Message-ID
  core::Time date{};  // of the batch: the same in all of its mails
};

// What a mail server and a calendar take for one plain address: name@host, printable ASCII, no quotes.
// Error: invalid, field "address".
[[nodiscard]] core::Result<std::string> valid_address(std::string_view text);

[[nodiscard]] std::string notice(const Envelope& envelope);
[[nodiscard]] std::string invitation(const Envelope& envelope, Method method, const Event& event);

}  // namespace demur::mail
