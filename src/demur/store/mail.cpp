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

template <>
struct Table<MailInvitation> {
  static constexpr std::string_view kName = "mail_invitation";
  static constexpr std::string_view kKey = "meeting, member";
  static void columns(auto& invitation, auto&& column) {
    column("meeting", invitation.meeting);
    column("member", invitation.member);
    column("version", invitation.version);
    column("sequence", invitation.sequence);
    column("cancelled", invitation.cancelled);
  }
};

Status save_mail_address(Transaction& transaction, const MemberId& member, const std::string& address) {
  if (address == DEMUR_TRY(mail_address_of(transaction, member))) return {};
  DEMUR_TRY(transaction.execute("UPDATE mail_invitation SET cancelled = 1 WHERE member = ?1", member));
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

Result<std::map<MemberId, std::string>> mail_addresses(const Reader& reader) {
  std::map<MemberId, std::string> all;
  const auto keep = [&](Row& row) {
    const auto member = row.next<MemberId>();
    return all.emplace(member, row.next<std::string>()).second;
  };
  DEMUR_TRY(reader.rows("SELECT member, address FROM mail_address", keep));
  return all;
}

Status save_mail_invitation(Transaction& transaction, const MailInvitation& invitation) {
  return save_row(transaction, invitation);
}

Result<std::vector<MailInvitation>> mail_invitations(const Reader& reader) {
  return select<MailInvitation>(reader, "ORDER BY meeting, member");
}

Status remove_mail_invitations(Transaction& transaction, const MeetingId& meeting) {
  DEMUR_TRY(transaction.execute("DELETE FROM mail_invitation WHERE meeting = ?1", meeting));
  return {};
}

Status forget_mail_of(Transaction& transaction, const MemberId& member) {
  for (const char* sql :
       {"DELETE FROM mail_invitation WHERE member = ?1", "DELETE FROM mail_address WHERE member = ?1"})
    DEMUR_TRY(transaction.execute(sql, member));
  return {};
}

Status forget_mail_of_the_gone(Transaction& transaction) {
  for (const char* sql :
       {"DELETE FROM mail_invitation WHERE member IN (SELECT id FROM member WHERE state = 'left')",
        "DELETE FROM mail_address WHERE member IN (SELECT id FROM member WHERE state = 'left')"})
    DEMUR_TRY(transaction.execute(sql));
  return {};
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

Status remove_mail_to_the_gone(Transaction& transaction) {
  DEMUR_TRY(transaction.execute(
      "DELETE FROM mail_outgoing WHERE recipient NOT IN (SELECT a.address FROM mail_address a "
      "JOIN member m ON m.id = a.member WHERE m.state <> 'left')"));
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
