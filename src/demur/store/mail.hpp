// Mail: addresses of members, what each was sent of each meeting, and the queue (rows of `mail_address`,
// `mail_invitation`, `mail_outgoing`). Random ids: the queue has no order that tells who came first.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demur/domain/meeting.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// Empty: none any more. Where it changes, nothing was sent to the new one yet; what was sent before keeps its
// number, for it may be the same mailbox, and a calendar takes no entry that is older than one it has.
[[nodiscard]] core::Status save_mail_address(Transaction& transaction, const domain::MemberId& member,
                                             const std::string& address);
[[nodiscard]] core::Result<std::optional<std::string>> mail_address_of(const Reader& reader,
                                                                       const domain::MemberId& member);
[[nodiscard]] core::Result<std::map<domain::MemberId, std::string>> mail_addresses(const Reader& reader);

// The calendar entry that a member was sent last.
struct MailInvitation {
  domain::MeetingId meeting;
  domain::MemberId member;
  int version = 0;   // the meeting's sequence that it told
  int sequence = 0;  // that it bore: grows for this member also where the meeting stays as it is
  bool cancelled = false;
  auto operator<=>(const MailInvitation&) const = default;
};
[[nodiscard]] core::Status save_mail_invitation(Transaction& transaction, const MailInvitation& invitation);
[[nodiscard]] core::Result<std::vector<MailInvitation>> mail_invitations(const Reader& reader);
// The meeting is over or off.
[[nodiscard]] core::Status remove_mail_invitations(Transaction& transaction,
                                                   const domain::MeetingId& meeting);
// A member's address, and what they were sent.
[[nodiscard]] core::Status forget_mail_of(Transaction& transaction, const domain::MemberId& member);
// The same of those who have left.
[[nodiscard]] core::Status forget_mail_of_the_gone(Transaction& transaction);

struct OutgoingMail {
  std::string id;
  std::string recipient;
  std::string message;
  core::Day queued_on{};
  std::string state = "waiting";
  auto operator<=>(const OutgoingMail&) const = default;
};

[[nodiscard]] core::Status add_mail(Transaction& transaction, const OutgoingMail& mail);
[[nodiscard]] core::Status set_mail_state(Transaction& transaction, const std::string& id,
                                          std::string_view state);
[[nodiscard]] core::Status remove_mail(Transaction& transaction, const std::string& id);
// What waits for, or was refused by, addresses that are nobody's any more.
[[nodiscard]] core::Status remove_mail_to_the_gone(Transaction& transaction);
[[nodiscard]] core::Result<std::vector<OutgoingMail>> mails_in_state(const Reader& reader,
                                                                     std::string_view state);
// What was being handed over when the program ended is not sent again.
[[nodiscard]] core::Status doubt_mails_being_sent(Transaction& transaction);

}  // namespace demur::store
