// Mail: addresses of members, what was sent of each meeting, and the queue (rows of `mail_address`,
// `mail_invited`, `mail_outgoing`). Random ids: the queue has no order that tells who came first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/meeting.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// Empty: none any more.
[[nodiscard]] core::Status save_mail_address(Transaction& transaction, const domain::MemberId& member,
                                             const std::string& address);
[[nodiscard]] core::Result<std::optional<std::string>> mail_address_of(const Reader& reader,
                                                                       const domain::MemberId& member);

// The sequence of the calendar entry that was sent out last.
[[nodiscard]] core::Status save_invited(Transaction& transaction, const domain::MeetingId& meeting,
                                        int sequence);
[[nodiscard]] core::Result<std::optional<int>> invited_sequence(const Reader& reader,
                                                                const domain::MeetingId& meeting);

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
[[nodiscard]] core::Result<std::vector<OutgoingMail>> mails_in_state(const Reader& reader,
                                                                     std::string_view state);
// What was being handed over when the program ended is not sent again.
[[nodiscard]] core::Status doubt_mails_being_sent(Transaction& transaction);

}  // namespace demur::store
