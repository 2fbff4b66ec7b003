#include "demur/store/tokens.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::MemberId;

template <>
struct Table<IssueBatch> {
  static constexpr std::string_view kName = "issue_batch";
  static void columns(auto& batch, auto&& column) {
    column("challenge", batch.challenge);
    column("member", batch.member);
    column("day", batch.day);
    column("public_key", batch.public_key);
    column("algorithm", batch.algorithm);
    column("assertion", batch.assertion);
  }
};

template <>
struct Table<IssuedToken> {
  static constexpr std::string_view kName = "issued";
  static void columns(auto& token, auto&& column) {
    column("key_id", token.key_id);
    column("member", token.member);
    column("number", token.number);
    column("blinded", token.blinded);
    column("signature", token.signature);
    column("batch", token.batch);
    column("place", token.place);
  }
};

Status add_key_record(Transaction& transaction, std::uint64_t index, std::string_view record) {
  DEMUR_TRY(transaction.execute("INSERT INTO keys_entry(idx, record) VALUES (?1, ?2)", index, record));
  return {};
}

Result<std::vector<std::string>> key_records(const Reader& reader) {
  return reader.all<std::string>("SELECT record FROM keys_entry ORDER BY idx");
}

Status add_keys_checkpoint(Transaction& transaction, const SignedCheckpoint& checkpoint) {
  DEMUR_TRY(transaction.execute("INSERT INTO keys_checkpoint(size, note) VALUES (?1, ?2)", checkpoint.size,
                                checkpoint.note));
  return {};
}

Result<std::optional<SignedCheckpoint>> latest_keys_checkpoint(const Reader& reader) {
  return reader.row("SELECT size, note FROM keys_checkpoint ORDER BY size DESC LIMIT 1", [](Row& row) {
    SignedCheckpoint checkpoint;
    checkpoint.size = row.next<std::uint64_t>();
    checkpoint.note = row.next<std::string>();
    return checkpoint;
  });
}

Status save_issuer_secret(Transaction& transaction, const core::Digest& key_id, core::ByteView secret) {
  DEMUR_TRY(transaction.execute("INSERT INTO issuer_secret(key_id, secret) VALUES (?1, ?2)", key_id, secret));
  return {};
}

Result<std::optional<core::Bytes>> issuer_secret(const Reader& reader, const core::Digest& key_id) {
  return reader.one<core::Bytes>("SELECT secret FROM issuer_secret WHERE key_id = ?1", key_id);
}

Status erase_issuer_secret(Transaction& transaction, const core::Digest& key_id) {
  DEMUR_TRY(transaction.execute("DELETE FROM issuer_secret WHERE key_id = ?1", key_id));
  transaction.overwrite_erased();
  return {};
}

Result<std::vector<core::Digest>> issuer_secrets(const Reader& reader) {
  return reader.all<core::Digest>("SELECT key_id FROM issuer_secret ORDER BY key_id");
}

Status add_eligible(Transaction& transaction, const core::Digest& key_id, const MemberId& member) {
  DEMUR_TRY(transaction.execute("INSERT INTO eligible(key_id, member) VALUES (?1, ?2)", key_id, member));
  return {};
}

Result<bool> is_eligible(const Reader& reader, const core::Digest& key_id, const MemberId& member) {
  return DEMUR_TRY(
             reader.one<int>("SELECT 1 FROM eligible WHERE key_id = ?1 AND member = ?2", key_id, member))
      .has_value();
}

Result<std::vector<MemberId>> eligible_members(const Reader& reader, const core::Digest& key_id) {
  return reader.all<MemberId>("SELECT member FROM eligible WHERE key_id = ?1 ORDER BY member", key_id);
}

Status add_issue_batch(Transaction& transaction, const IssueBatch& batch) {
  const auto known =
      DEMUR_TRY(transaction.one<int>("SELECT 1 FROM issue_batch WHERE challenge = ?1", batch.challenge));
  return known ? Status{} : add_row(transaction, batch);
}

Status add_issued(Transaction& transaction, const IssuedToken& token) {
  return add_row(transaction, token);
}

Result<std::vector<IssuedToken>> issued_to(const Reader& reader, const core::Digest& key_id,
                                           const MemberId& member) {
  return select<IssuedToken>(reader, "WHERE key_id = ?1 AND member = ?2 ORDER BY number", key_id, member);
}

Result<std::uint64_t> count_issued(const Reader& reader, const core::Digest& key_id) {
  const auto found = DEMUR_TRY(count(reader, "SELECT count(*) FROM issued WHERE key_id = ?1", key_id));
  return static_cast<std::uint64_t>(found);
}

Result<std::vector<IssueBatch>> issue_batches(const Reader& reader) {
  return select<IssueBatch>(reader, "ORDER BY challenge");
}

Result<std::vector<IssuedToken>> issued_in_batch(const Reader& reader, const core::Digest& batch) {
  return select<IssuedToken>(reader, "WHERE batch = ?1 ORDER BY place", batch);
}

Result<int> keys_without_tokens(const Reader& reader, const MemberId& member) {
  const auto found =
      DEMUR_TRY(count(reader,
                      "SELECT count(*) FROM eligible JOIN issuer_secret USING (key_id) WHERE eligible.member "
                      "= ?1 AND NOT EXISTS "
                      "(SELECT 1 FROM issued WHERE issued.key_id = eligible.key_id AND issued.member = ?1)",
                      member));
  return static_cast<int>(found);
}

Status add_spent(Transaction& transaction, const core::Digest& tag, const core::Digest& key_id) {
  DEMUR_TRY(transaction.execute("INSERT INTO spent(tag, key_id) VALUES (?1, ?2)", tag, key_id));
  return {};
}

Result<bool> is_spent(const Reader& reader, const core::Digest& tag) {
  return DEMUR_TRY(reader.one<int>("SELECT 1 FROM spent WHERE tag = ?1", tag)).has_value();
}

Result<std::uint64_t> count_spent(const Reader& reader, const core::Digest& key_id) {
  const auto found = DEMUR_TRY(count(reader, "SELECT count(*) FROM spent WHERE key_id = ?1", key_id));
  return static_cast<std::uint64_t>(found);
}

}  // namespace demur::store
