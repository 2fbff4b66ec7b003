#include "demur/store/token_passkeys.hpp"

namespace demur::store {

using core::Result;
using core::Status;

Result<bool> had_passkey(const Reader& reader, const domain::MemberId& member, core::ByteView public_key,
                         core::Day day) {
  return DEMUR_TRY(reader.one<int>(
                       "SELECT 1 FROM passkey WHERE member = ?1 AND public_key = ?2 AND created_day <= ?3 "
                       "UNION ALL SELECT 1 FROM former_passkey WHERE member = ?1 AND public_key = ?2 AND "
                       "created_day <= ?3 AND last_day >= ?3 LIMIT 1",
                       member, public_key, day))
      .has_value();
}

Result<std::vector<FormerPasskey>> former_passkeys_of(const Reader& reader, const domain::MemberId& member) {
  return reader.rows(
      "SELECT created_day, last_day FROM former_passkey WHERE member = ?1 ORDER BY created_day, last_day",
      [](Row& row) {
        FormerPasskey passkey;
        passkey.created = row.next<core::Day>();
        passkey.last = row.next<core::Day>();
        return passkey;
      },
      member);
}

Status note_passkey_site(Transaction& transaction, std::string_view origin, core::Day day) {
  DEMUR_TRY(transaction.execute(
      "INSERT INTO passkey_site(origin, since_day) VALUES (?1, ?2) ON CONFLICT DO NOTHING", origin, day));
  return {};
}

Result<std::vector<PasskeySite>> passkey_sites(const Reader& reader) {
  return reader.rows("SELECT origin, since_day FROM passkey_site ORDER BY since_day, origin", [](Row& row) {
    PasskeySite site;
    site.origin = row.next<std::string>();
    site.since = row.next<core::Day>();
    return site;
  });
}

}  // namespace demur::store
