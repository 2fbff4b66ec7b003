// Mail: once a day, at one hour for everybody, those who owe something get a notice that says nothing; and
// who is invited to a meeting gets its calendar entry.
//
//   DEMUR_TRY(queue_mails(house, {"channel@example.org", "https://dissent.example.org"}));   // the day's
//   batch DEMUR_TRY(send_mails(house, hand_over, stop));
//
// A duty's notice goes to every member who holds its role in its office, whoever filed or wrote what it is
// about; an invitation to a session to every member, to a meeting on a dissent to the office's respondents.
// What was sent is known member by member: who is appointed or gives an address later is invited then, and
// who leaves or loses the role gets a cancellation. Nobody gets mail as an author: what is for them waits on
// their pages; nor is anybody left out as a signatory, which the mail server would see.
//
// The batch and the day that it is of are kept in one transaction: it is made once. Each mail is marked
// before it is handed over and removed after: a mail server that is away loses nothing, and none is sent
// twice. One that was under way when the program ended is in doubt, and is not sent again; `demur doctor`
// counts those.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "demur/core/result.hpp"
#include "demur/domain/meeting.hpp"
#include "demur/mail/smtp.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

struct MailRule {
  std::string from;  // the address that mails come from
  std::string site;  // its public address
  int hour = 18;     // of the day, UTC: every mail of a batch bears it, and none is made before it
};

// Nothing where today's batch was made already.
[[nodiscard]] core::Status queue_mails(Institution& house, const MailRule& rule);
// When the next batch is due: it may have passed.
[[nodiscard]] core::Result<core::Time> next_mails(Institution& house, const MailRule& rule);

using HandOver = std::function<mail::Handed(const std::string& to, const std::string& message)>;
// Hands over what waits, until the mail server says "later" or `stop` is asked for. Once, before the first of
// a process: doubt_mails().
[[nodiscard]] core::Status send_mails(Institution& house, const HandOver& hand_over,
                                      const std::stop_token& stop);
[[nodiscard]] core::Status doubt_mails(Institution& house);

// Where no batch comes any more that would cancel what was sent: addresses of who left, what they were sent
// and what waits for them are erased all the same.
[[nodiscard]] core::Status forget_mail_without_a_server(Institution& house);

struct MailCounts {
  int waiting = 0;
  int unsure = 0;
  int refused = 0;
};
[[nodiscard]] core::Result<MailCounts> count_mails(const store::Reader& reader);

// A member's own address; empty: none, and no mail. Never in the log.
[[nodiscard]] core::Status set_mail_address(Institution& house, const domain::MemberId& member,
                                            const std::string& typed);
[[nodiscard]] core::Result<std::string> mail_address(Institution& house, const domain::MemberId& member);

}  // namespace demur::service
