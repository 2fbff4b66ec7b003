#include "demur/store/mail.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::MeetingId;
using domain::MemberId;

template <>
struct Table<OutgoingMail> {
  static constexpr std::string_view kName = "mail_outgoing";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& mail, auto&& column) {
    column("id", mail.id);
    column("recipient", mail.recipient);
    column("message", mail.message);
    column("queued_on", mail.queued_on);
    column("state", mail.state);
  }
};

Status save_mail_address(Transaction& transaction, const MemberId& member, const std::string& address) {
  if (address.empty())
    DEMUR_TRY(transaction.execute("DELETE FROM mail_address WHERE member = ?1", member));
  else
    DEMUR_TRY(
        transaction.execute("INSERT INTO mail_address(member, address) VALUES (?1, ?2) "
                            "ON CONFLICT(member) DO UPDATE SET address = excluded.address",
                            member, address));
  return {};
}

Result<std::optional<std::string>> mail_address_of(const Reader& reader, const MemberId& member) {
  return reader.one<std::string>("SELECT address FROM mail_address WHERE member = ?1", member);
}

Status save_invited(Transaction& transaction, const MeetingId& meeting, int sequence) {
  DEMUR_TRY(
      transaction.execute("INSERT INTO mail_invited(meeting, sequence) VALUES (?1, ?2) "
                          "ON CONFLICT(meeting) DO UPDATE SET sequence = excluded.sequence",
                          meeting, sequence));
  return {};
}

Result<std::optional<int>> invited_sequence(const Reader& reader, const MeetingId& meeting) {
  return reader.one<int>("SELECT sequence FROM mail_invited WHERE meeting = ?1", meeting);
}

Status add_mail(Transaction& transaction, const OutgoingMail& mail) {
  return add_row(transaction, mail);
}

Status set_mail_state(Transaction& transaction, const std::string& id, std::string_view state) {
  DEMUR_TRY(transaction.execute("UPDATE mail_outgoing SET state = ?2 WHERE id = ?1", id, state));
  return {};
}

Status remove_mail(Transaction& transaction, const std::string& id) {
  DEMUR_TRY(transaction.execute("DELETE FROM mail_outgoing WHERE id = ?1", id));
  return {};
}

Result<std::vector<OutgoingMail>> mails_in_state(const Reader& reader, std::string_view state) {
  return select<OutgoingMail>(reader, "WHERE state = ?1 ORDER BY id", state);
}

Status doubt_mails_being_sent(Transaction& transaction) {
  DEMUR_TRY(transaction.execute("UPDATE mail_outgoing SET state = 'unsure' WHERE state = 'sending'"));
  return {};
}

}  // namespace demur::store
