// The keys log and the tokens: rows of `keys_entry`, `keys_checkpoint`, `issuer_secret`, `eligible`,
// `issue_batch`, `issued` and `spent`. Who was issued a token is here, and which were spent; nothing ties the
// two.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// ---- the keys log; `index` counts from 0

[[nodiscard]] core::Status add_key_record(Transaction& transaction, std::uint64_t index,
                                          std::string_view record);
// All of them, in order: there are some hundreds a year.
[[nodiscard]] core::Result<std::vector<std::string>> key_records(const Reader& reader);
[[nodiscard]] core::Status add_keys_checkpoint(Transaction& transaction, const SignedCheckpoint& checkpoint);
[[nodiscard]] core::Result<std::optional<SignedCheckpoint>> latest_keys_checkpoint(const Reader& reader);

// ---- issuing

// Encrypted: the service has the key for it.
[[nodiscard]] core::Status save_issuer_secret(Transaction& transaction, const core::Digest& key_id,
                                              core::ByteView secret);
[[nodiscard]] core::Result<std::optional<core::Bytes>> issuer_secret(const Reader& reader,
                                                                     const core::Digest& key_id);
// Its old bytes in the file are overwritten.
[[nodiscard]] core::Status erase_issuer_secret(Transaction& transaction, const core::Digest& key_id);
[[nodiscard]] core::Result<std::vector<core::Digest>> issuer_secrets(const Reader& reader);

[[nodiscard]] core::Status add_eligible(Transaction& transaction, const core::Digest& key_id,
                                        const domain::MemberId& member);
[[nodiscard]] core::Result<bool> is_eligible(const Reader& reader, const core::Digest& key_id,
                                             const domain::MemberId& member);
// By id.
[[nodiscard]] core::Result<std::vector<domain::MemberId>> eligible_members(const Reader& reader,
                                                                           const core::Digest& key_id);

struct IssueBatch {
  core::Digest challenge{};  // over all that was asked for, in its order
  domain::MemberId member;
  core::Day day{};
  std::optional<core::Bytes> public_key = {};  // the passkey's, as it was then
  std::optional<std::int32_t> algorithm = {};
  std::optional<std::string> assertion = {};  // what the passkey signed, as JSON
};

struct IssuedToken {
  core::Digest key_id{};
  domain::MemberId member;
  int number = 1;  // of this member's under this key, from 1
  core::Bytes blinded;
  core::Bytes signature;
  core::Digest batch{};
  int place = 0;  // in the batch, from 0
};

// A batch that is there already stays as it is.
[[nodiscard]] core::Status add_issue_batch(Transaction& transaction, const IssueBatch& batch);
[[nodiscard]] core::Status add_issued(Transaction& transaction, const IssuedToken& token);
// A member's, under one key, by number.
[[nodiscard]] core::Result<std::vector<IssuedToken>> issued_to(const Reader& reader,
                                                               const core::Digest& key_id,
                                                               const domain::MemberId& member);
[[nodiscard]] core::Result<std::uint64_t> count_issued(const Reader& reader, const core::Digest& key_id);
[[nodiscard]] core::Result<std::vector<IssueBatch>> issue_batches(const Reader& reader);
// Of one batch, by place.
[[nodiscard]] core::Result<std::vector<IssuedToken>> issued_in_batch(const Reader& reader,
                                                                     const core::Digest& batch);

// Keys in use under which a member may have tokens and has had none: for a line on a page, at the price of
// one look-up a key.
[[nodiscard]] core::Result<int> keys_without_tokens(const Reader& reader, const domain::MemberId& member);

// ---- spending

// Code::conflict where it was spent before.
[[nodiscard]] core::Status add_spent(Transaction& transaction, const core::Digest& tag,
                                     const core::Digest& key_id);
[[nodiscard]] core::Result<bool> is_spent(const Reader& reader, const core::Digest& tag);
[[nodiscard]] core::Result<std::uint64_t> count_spent(const Reader& reader, const core::Digest& key_id);

}  // namespace demur::store
