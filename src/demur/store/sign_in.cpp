#include "demur/store/sign_in.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::ByteView;
using core::Result;
using core::Status;
using core::Time;
using domain::MemberId;

template <>
struct Table<SessionRow> {
  static constexpr std::string_view kName = "session";
  static void columns(auto& session, auto&& column) {
    column("token_hash", session.token_hash);
    column("member", session.member);
    column("created", session.created);
    column("last_seen", session.last_seen);
    column("expires", session.expires);
  }
};

template <>
struct Table<PasskeyRow> {
  static constexpr std::string_view kName = "passkey";
  static void columns(auto& passkey, auto&& column) {
    column("credential_id", passkey.credential_id);
    column("member", passkey.member);
    column("public_key", passkey.public_key);
    column("algorithm", passkey.algorithm);
    column("sign_count", passkey.sign_count);
    column("name", passkey.name);
    column("created_day", passkey.created_day);
  }
};

template <>
struct Table<InvitationRow> {
  static constexpr std::string_view kName = "invitation";
  static void columns(auto& invitation, auto&& column) {
    column("token_hash", invitation.token_hash);
    column("member", invitation.member);
    column("expires_day", invitation.expires_day);
  }
};

namespace {

// For statements whose count of changed rows says nothing.
template <typename... Values>
Status run(Transaction& transaction, std::string_view sql, const Values&... values) {
  DEMUR_TRY(transaction.execute(sql, values...));
  return {};
}

}  // namespace

Status add_session(Transaction& transaction, const SessionRow& session) {
  return add_row(transaction, session);
}

Result<std::optional<SessionRow>> find_session(const Reader& reader, ByteView token_hash) {
  return select_one<SessionRow>(reader, "WHERE token_hash = ?1", token_hash);
}

Status touch_session(Transaction& transaction, ByteView token_hash, Time seen) {
  return run(transaction, "UPDATE session SET last_seen = ?2 WHERE token_hash = ?1 AND last_seen < ?2",
             token_hash, seen);
}

Status end_session(Transaction& transaction, ByteView token_hash) {
  return run(transaction, "DELETE FROM session WHERE token_hash = ?1", token_hash);
}

Status end_sessions_of(Transaction& transaction, const MemberId& member) {
  return run(transaction, "DELETE FROM session WHERE member = ?1", member);
}

Result<std::int64_t> remove_dead_sessions(Transaction& transaction, Time now, Time idle_since) {
  return transaction.execute("DELETE FROM session WHERE expires <= ?1 OR last_seen <= ?2", now, idle_since);
}

Status save_password(Transaction& transaction, const MemberId& member, std::string_view hash) {
  return run(transaction,
             "INSERT INTO password(member, hash) VALUES (?1, ?2) "
             "ON CONFLICT(member) DO UPDATE SET hash = excluded.hash",
             member, hash);
}

Result<std::optional<std::string>> find_password(const Reader& reader, const MemberId& member) {
  return reader.one<std::string>("SELECT hash FROM password WHERE member = ?1", member);
}

Status remove_password(Transaction& transaction, const MemberId& member) {
  return run(transaction, "DELETE FROM password WHERE member = ?1", member);
}

Status add_passkey(Transaction& transaction, const PasskeyRow& passkey) {
  return add_row(transaction, passkey);
}

Result<std::optional<PasskeyRow>> find_passkey(const Reader& reader, ByteView credential_id) {
  return select_one<PasskeyRow>(reader, "WHERE credential_id = ?1", credential_id);
}

Result<std::vector<PasskeyRow>> passkeys_of(const Reader& reader, const MemberId& member) {
  return select<PasskeyRow>(reader, "WHERE member = ?1 ORDER BY created_day, name, credential_id", member);
}

Status save_sign_count(Transaction& transaction, ByteView credential_id, std::uint32_t sign_count) {
  return run(transaction, "UPDATE passkey SET sign_count = ?2 WHERE credential_id = ?1", credential_id,
             sign_count);
}

Result<std::int64_t> remove_passkey(Transaction& transaction, const MemberId& member,
                                    ByteView credential_id) {
  return transaction.execute("DELETE FROM passkey WHERE member = ?1 AND credential_id = ?2", member,
                             credential_id);
}

Status remove_passkeys_of(Transaction& transaction, const MemberId& member) {
  return run(transaction, "DELETE FROM passkey WHERE member = ?1", member);
}

Status save_invitation(Transaction& transaction, const InvitationRow& invitation) {
  DEMUR_TRY(remove_invitations_of(transaction, invitation.member));
  return add_row(transaction, invitation);
}

Result<std::optional<InvitationRow>> find_invitation(const Reader& reader, ByteView token_hash) {
  return select_one<InvitationRow>(reader, "WHERE token_hash = ?1", token_hash);
}

Status remove_invitations_of(Transaction& transaction, const MemberId& member) {
  return run(transaction, "DELETE FROM invitation WHERE member = ?1", member);
}

}  // namespace demur::store
