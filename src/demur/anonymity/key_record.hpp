// The entries of the keys log: which keys an institution uses, and what happened to them. Texts, so that
// anybody can read and hash them; docs/formats.md has each layout.
//
//   demur/issuer-key/v1          key that signs membership tokens, one for a scope and class
//   demur/issuer-key-revoke/v1   that key holds no longer
//   demur/officer-key/v1         keys of a post in an office: what is sealed to it, what it signs with
//   demur/officer-key-revoke/v1  those keys hold no longer
//   demur/issued/v1              how many tokens were issued under a key, up to a day
//   demur/drop-key/v1            a drop: where it is, and the key by which it hands filings in
//   demur/ui-bundle/v1           the files that browsers get, with their hashes
//
//   const std::string text = DEMUR_TRY(format_record(IssuerKeyRecord{...}));
//   const KeyRecord record = DEMUR_TRY(parse_record(text));    // a variant
//   const KeyId id = key_id(text);                             // SHA-256 of the text
//
// One text for one value: parse_record() accepts exactly what format_record() writes. Errors are
// Code::invalid and say which line.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "demur/anonymity/blind_signature.hpp"
#include "demur/anonymity/key_pair.hpp"
#include "demur/core/day.hpp"
#include "demur/core/digest.hpp"

namespace demur::anonymity {

using KeyId = core::Digest;
using InstanceId = core::Digest;

inline constexpr std::size_t kMaxRecordBytes = 65'536;

// The institution, in records: the origin of its main log, as the checkpoint's first line has it. The keys
// log's own origin is that and "/keys".
[[nodiscard]] bool is_instance(std::string_view origin);
// The institution, in hashes: SHA-256 of that text, without its newline.
[[nodiscard]] InstanceId instance_id(std::string_view origin);

// What tokens of a key are for: "file:2026q4", "vote:<round>", "propose:<round>", "cosign:<filing>",
// "attend:<meeting>".
[[nodiscard]] bool is_scope(std::string_view text);
[[nodiscard]] bool is_class(std::string_view text);

struct IssuerKeyRecord {
  std::string instance;
  std::string scope;
  std::string klass;             // who gets tokens: "staff", "former", a bureau
  std::uint32_t class_size = 0;  // how many people that is
  std::uint32_t quota = 1;       // tokens for each of them
  core::Day not_before{};
  core::Day not_after{};       // the last day on which a token can be spent
  core::Digest roster_root{};  // of the frozen list of those people
  std::vector<Bytes> moduli;   // one issuer, or two who must both sign
  bool operator==(const IssuerKeyRecord&) const = default;
};

struct OfficerKeyRecord {
  std::string instance;
  std::string office;
  std::string post;
  core::Day not_before{};
  core::Day not_after{};
  std::optional<KeyId> supersedes;  // the same post's former keys
  BoxPublicKey box_key{};
  SignPublicKey sign_key{};
  bool operator==(const OfficerKeyRecord&) const = default;
};

enum class RevokedKind : std::uint8_t { issuer, officer };

struct RevokeRecord {
  RevokedKind kind = RevokedKind::issuer;
  std::string instance;
  KeyId key_id{};
  core::Day day{};
  std::string reason;
  bool operator==(const RevokeRecord&) const = default;
};

struct IssuedRecord {
  std::string instance;
  core::Day day{};
  KeyId key_id{};
  std::uint64_t count = 0;  // tokens issued under the key from the beginning up to the end of that day
  bool operator==(const IssuedRecord&) const = default;
};

struct BundleFile {
  std::string path;
  core::Digest digest{};
  bool operator==(const BundleFile&) const = default;
};

struct BundleRecord {
  std::string instance;
  std::string version;
  std::vector<BundleFile> files;  // by path
  bool operator==(const BundleRecord&) const = default;
};

struct DropKeyRecord {
  std::string instance;
  std::string name;
  std::string url;
  SignPublicKey sign_key{};
  core::Day not_before{};
  core::Day not_after{};
  bool operator==(const DropKeyRecord&) const = default;
};

using KeyRecord =
    std::variant<IssuerKeyRecord, OfficerKeyRecord, RevokeRecord, IssuedRecord, BundleRecord, DropKeyRecord>;

[[nodiscard]] Result<std::string> format_record(const KeyRecord& record);
[[nodiscard]] Result<KeyRecord> parse_record(std::string_view text);
[[nodiscard]] KeyId key_id(std::string_view record_text);

}  // namespace demur::anonymity
