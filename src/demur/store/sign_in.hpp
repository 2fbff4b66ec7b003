// What signing in needs: rows of `session`, `password`, `passkey` and `invitation`. Bearer secrets
// are here as hashes only: who steals the file is signed in as nobody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/clock.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

struct SessionRow {
  core::Bytes token_hash;
  domain::MemberId member;
  core::Time created{};
  core::Time last_seen{};
  core::Time expires{};
  auto operator<=>(const SessionRow&) const = default;
};

[[nodiscard]] core::Status add_session(Transaction& transaction, const SessionRow& session);
// Live or not: the caller looks at its times.
[[nodiscard]] core::Result<std::optional<SessionRow>> find_session(const Reader& reader,
                                                                   core::ByteView token_hash);
// Nothing happens where it is gone, or was seen later already.
[[nodiscard]] core::Status touch_session(Transaction& transaction, core::ByteView token_hash,
                                         core::Time seen);
[[nodiscard]] core::Status end_session(Transaction& transaction, core::ByteView token_hash);
[[nodiscard]] core::Status end_sessions_of(Transaction& transaction, const domain::MemberId& member);
// Those that expired by `now`, or were last seen at `idle_since` or before.
[[nodiscard]] core::Result<std::int64_t> remove_dead_sessions(Transaction& transaction, core::Time now,
                                                              core::Time idle_since);

// The hash is the text that the hasher made; there is one for each member.
[[nodiscard]] core::Status save_password(Transaction& transaction, const domain::MemberId& member,
                                         std::string_view hash);
[[nodiscard]] core::Result<std::optional<std::string>> find_password(const Reader& reader,
                                                                     const domain::MemberId& member);
[[nodiscard]] core::Status remove_password(Transaction& transaction, const domain::MemberId& member);

struct PasskeyRow {
  core::Bytes credential_id;
  domain::MemberId member;
  core::Bytes public_key;
  std::int32_t algorithm = 0;  // a COSE number
  std::uint32_t sign_count = 0;
  std::string name;
  core::Day created_day{};
  auto operator<=>(const PasskeyRow&) const = default;
};

[[nodiscard]] core::Status add_passkey(Transaction& transaction, const PasskeyRow& passkey);
[[nodiscard]] core::Result<std::optional<PasskeyRow>> find_passkey(const Reader& reader,
                                                                   core::ByteView credential_id);
[[nodiscard]] core::Result<std::vector<PasskeyRow>> passkeys_of(const Reader& reader,
                                                                const domain::MemberId& member);
[[nodiscard]] core::Status save_sign_count(Transaction& transaction, core::ByteView credential_id,
                                           std::uint32_t sign_count);
// A member's own; how many there were.
[[nodiscard]] core::Result<std::int64_t> remove_passkey(Transaction& transaction,
                                                        const domain::MemberId& member,
                                                        core::ByteView credential_id);

[[nodiscard]] core::Status remove_passkeys_of(Transaction& transaction, const domain::MemberId& member);

struct InvitationRow {
  core::Bytes token_hash;
  domain::MemberId member;
  core::Day expires_day{};  // holds through this day
  auto operator<=>(const InvitationRow&) const = default;
};

// The member's earlier invitations end.
[[nodiscard]] core::Status save_invitation(Transaction& transaction, const InvitationRow& invitation);
[[nodiscard]] core::Result<std::optional<InvitationRow>> find_invitation(const Reader& reader,
                                                                         core::ByteView token_hash);
[[nodiscard]] core::Status remove_invitations_of(Transaction& transaction, const domain::MemberId& member);

}  // namespace demur::store
