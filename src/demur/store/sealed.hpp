// What is sealed, and to whom: rows of `sealed_filing`, `sealed_attachment`, `sealed_message`,
// `anonymous_signature`, `officer_key`, `share_release`, `share_rewrap`, `sealed_reply` and `drop_site`. No
// row holds a text that this server could read, a secret key, or anything of a filer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

using PublicKey32 = std::array<std::uint8_t, 32>;

struct SealedFiling {
  domain::DissentId dissent;
  core::Digest key_id{};     // under which its token was issued
  PublicKey32 author_key{};  // what its author signs later messages with
  core::Bytes envelope;
};

[[nodiscard]] core::Status add_sealed_filing(Transaction& transaction, const SealedFiling& filing,
                                             const std::vector<core::Bytes>& attachments);
[[nodiscard]] core::Result<std::optional<SealedFiling>> find_sealed_filing(const Reader& reader,
                                                                           const domain::DissentId& dissent);
// Without their envelopes, in the order of their ids.
[[nodiscard]] core::Result<std::vector<SealedFiling>> sealed_filings(const Reader& reader);
// `number` counts from 1.
[[nodiscard]] core::Result<std::optional<core::Bytes>> sealed_attachment(const Reader& reader,
                                                                         const domain::DissentId& dissent,
                                                                         int number);

struct SealedMessage {
  core::Digest digest{};  // of the envelope
  domain::DissentId dissent;
  std::string kind;  // "message", "last_word" or "review"
  core::Day day{};
  core::Bytes envelope;
};

[[nodiscard]] core::Status add_sealed_message(Transaction& transaction, const SealedMessage& message);
[[nodiscard]] core::Result<bool> has_sealed_message(const Reader& reader, const core::Digest& digest);
[[nodiscard]] core::Result<std::vector<SealedMessage>> sealed_messages(const Reader& reader,
                                                                       const domain::DissentId& dissent);

[[nodiscard]] core::Status add_anonymous_signature(Transaction& transaction, const core::Digest& tag,
                                                   const domain::DissentId& dissent);
[[nodiscard]] core::Result<bool> has_anonymous_signature(const Reader& reader, const core::Digest& tag,
                                                         const domain::DissentId& dissent);
[[nodiscard]] core::Result<int> count_anonymous_signatures(const Reader& reader,
                                                           const domain::DissentId& dissent);

// ---- custodians

struct OfficerKey {
  core::Digest key_id{};  // of its record in the keys log
  domain::MemberId member;
  PublicKey32 box_key{};
  PublicKey32 sign_key{};
  core::Day not_after{};
  std::string state = "current";  // or "superseded", "revoked"
};

[[nodiscard]] core::Status save_officer_key(Transaction& transaction, const OfficerKey& key);
[[nodiscard]] core::Result<std::optional<OfficerKey>> current_officer_key(const Reader& reader,
                                                                          const domain::MemberId& member);
[[nodiscard]] core::Result<std::optional<OfficerKey>> find_officer_key(const Reader& reader,
                                                                       const core::Digest& key_id);
[[nodiscard]] core::Result<std::vector<OfficerKey>> officer_keys(const Reader& reader);

struct ShareRelease {
  domain::DissentId dissent;
  core::Digest subject{};  // of the envelope that it helps to open
  domain::MemberId agreed_by;
  core::Digest recipient{};  // an officer key
  core::Bytes envelope;
};

// One that is there already stays as it is.
[[nodiscard]] core::Status add_share_release(Transaction& transaction, const ShareRelease& release);
[[nodiscard]] core::Result<std::vector<ShareRelease>> share_releases(const Reader& reader,
                                                                     const domain::DissentId& dissent);

// A custodian's share handed over to another one, or to a newer key of their own.
struct ShareRewrap {
  core::Digest digest{};  // BLAKE2b-256 of the record
  domain::DissentId dissent;
  core::Digest subject{};              // of the envelope
  std::array<std::uint8_t, 8> slot{};  // whose share it is: a key's tag in the envelope
  core::Digest giver{};                // an officer key, which signed the record
  core::Digest recipient{};            // an officer key
  std::string record;                  // demur/rewrap/v1
};

[[nodiscard]] core::Status add_share_rewrap(Transaction& transaction, const ShareRewrap& rewrap);
// By their digests.
[[nodiscard]] core::Result<std::vector<ShareRewrap>> share_rewraps(const Reader& reader,
                                                                   const domain::DissentId& dissent);

// ---- replies

struct SealedReply {
  core::Digest digest{};
  std::string quarter;  // of the filing that it answers: "2026q4"
  core::Day day{};
  core::Bytes reply;  // 8,192 bytes
};

[[nodiscard]] core::Status add_sealed_reply(Transaction& transaction, const SealedReply& reply);
[[nodiscard]] core::Result<bool> has_sealed_reply(const Reader& reader, const core::Digest& digest);
[[nodiscard]] core::Result<std::optional<core::Bytes>> find_sealed_reply(const Reader& reader,
                                                                         const core::Digest& digest);
// In the order of their digests.
[[nodiscard]] core::Result<std::vector<core::Bytes>> sealed_replies(const Reader& reader,
                                                                    std::string_view quarter);

// ---- drops

struct DropSite {
  PublicKey32 public_key{};
  std::string name;
  std::string url;
  bool trusted = true;
};

[[nodiscard]] core::Status save_drop_site(Transaction& transaction, const DropSite& drop);
[[nodiscard]] core::Result<std::optional<DropSite>> find_drop_site(const Reader& reader,
                                                                   const PublicKey32& public_key);
[[nodiscard]] core::Result<std::vector<DropSite>> drop_sites(const Reader& reader);  // by name

}  // namespace demur::store
