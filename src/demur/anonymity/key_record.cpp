#include "demur/anonymity/key_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "demur/anonymity/lines.hpp"

namespace demur::anonymity {
namespace {

constexpr std::uint32_t kLargestClass = 100'000'000;
constexpr std::uint32_t kLargestQuota = 1'000;
constexpr std::uint64_t kLargestCount = (1ULL << 53U) - 1;  // what every JSON reader keeps exact
constexpr std::size_t kMostModuli = 2;
constexpr std::size_t kMostFiles = 200;

constexpr std::string_view kIssuerLabel = "demur/issuer-key/v1";
constexpr std::string_view kOfficerLabel = "demur/officer-key/v1";
constexpr std::string_view kIssuerRevokeLabel = "demur/issuer-key-revoke/v1";
constexpr std::string_view kOfficerRevokeLabel = "demur/officer-key-revoke/v1";
constexpr std::string_view kIssuedLabel = "demur/issued/v1";
constexpr std::string_view kBundleLabel = "demur/ui-bundle/v1";
constexpr std::string_view kDropLabel = "demur/drop-key/v1";

std::unexpected<core::Error> refuse(const char* what) {
  return fail(Code::invalid, what);
}

bool is_path(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLineText && std::ranges::all_of(text, [](char c) {
    return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '/' || c == '-';
  });
}

bool is_url(std::string_view text) {
  return text.size() <= kMaxLineText && (text.starts_with("https://") || text.starts_with("http://")) &&
         std::ranges::all_of(text, is_visible_ascii);
}

Status check_validity(core::Day not_before, core::Day not_after) {
  if (not_before > not_after) return refuse("a key cannot end before it begins");
  return {};
}

// What a record says must be sayable in its lines, in one way: both directions pass through here.
Status check(const IssuerKeyRecord& record) {
  if (!is_scope(record.scope))
    return refuse(
        "a scope is file:, vote:, propose:, cosign: or attend: and a name of a-z, 0-9, '.', '_', '-'");
  if (!is_class(record.klass)) return refuse("a class is 1 to 64 of a-z, 0-9, '.', '_', '-'");
  if (record.class_size == 0 || record.class_size > kLargestClass)
    return refuse("a class has 1 to 100000000 people");
  if (record.quota == 0 || record.quota > kLargestQuota) return refuse("a quota is 1 to 1000 tokens");
  if (record.moduli.empty() || record.moduli.size() > kMostModuli)
    return refuse("a key has one modulus, or two");
  if (!std::ranges::all_of(record.moduli, is_modulus))
    return refuse("a modulus is an odd number of 256 to 512 bytes whose first bit is set");
  if (record.moduli.size() == kMostModuli && record.moduli[0] == record.moduli[1])
    return refuse("two issuers cannot have the same modulus");
  return check_validity(record.not_before, record.not_after);
}

Status check(const OfficerKeyRecord& record) {
  if (!is_line_text(record.office) || !is_line_text(record.post))
    return refuse("an office and a post are each a line of 1 to 200 bytes");
  if (!is_sign_key(record.sign_key)) return refuse("the signing key is no Ed25519 public key");
  return check_validity(record.not_before, record.not_after);
}

Status check(const RevokeRecord& record) {
  if (!is_line_text(record.reason)) return refuse("a reason is a line of 1 to 200 bytes");
  return {};
}

Status check(const IssuedRecord& record) {
  if (record.count > kLargestCount) return refuse("a count is below 2^53");
  return {};
}

Status check(const BundleRecord& record) {
  const auto follows = [](const BundleFile& a, const BundleFile& b) { return a.path >= b.path; };
  if (!is_line_text(record.version)) return refuse("a version is a line of 1 to 200 bytes");
  if (record.files.empty() || record.files.size() > kMostFiles) return refuse("a bundle has 1 to 200 files");
  if (!std::ranges::all_of(record.files, is_path, &BundleFile::path))
    return refuse("a path is 1 to 200 of A-Z, a-z, 0-9, '.', '_', '/', '-'");
  if (std::ranges::adjacent_find(record.files, follows) != record.files.end())
    return refuse("the files of a bundle stand in the order of their paths, each once");
  return {};
}

Status check(const DropKeyRecord& record) {
  if (!is_line_text(record.name)) return refuse("a drop's name is a line of 1 to 200 bytes");
  if (!is_url(record.url))
    return refuse("a drop's address is a URL of http or https without spaces, 200 bytes at most");
  if (!is_sign_key(record.sign_key)) return refuse("the signing key is no Ed25519 public key");
  return check_validity(record.not_before, record.not_after);
}

// The lines after the label and the institution, which all records begin with.
std::string lines(const IssuerKeyRecord& record) {
  std::vector<std::string> moduli;
  for (const Bytes& n : record.moduli) moduli.push_back(core::to_base64(n));
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", record.scope, record.klass, record.class_size,
                     record.quota, core::to_string(record.not_before), core::to_string(record.not_after),
                     core::to_base64(record.roster_root), fmt::join(moduli, ","));
}

std::string lines(const OfficerKeyRecord& record) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", record.office, record.post,
                     core::to_string(record.not_before), core::to_string(record.not_after),
                     record.supersedes ? core::to_base64(*record.supersedes) : "-",
                     core::to_base64(record.box_key), core::to_base64(record.sign_key));
}

std::string lines(const RevokeRecord& record) {
  return fmt::format("{}\n{}\n{}\n", core::to_base64(record.key_id), core::to_string(record.day),
                     record.reason);
}

std::string lines(const IssuedRecord& record) {
  return fmt::format("{}\n{}\n{}\n", core::to_string(record.day), core::to_base64(record.key_id),
                     record.count);
}

std::string lines(const BundleRecord& record) {
  std::string text = record.version + '\n';
  for (const BundleFile& file : record.files) text += core::to_hex(file.digest) + "  " + file.path + '\n';
  return text;
}

std::string lines(const DropKeyRecord& record) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n", record.name, record.url, core::to_base64(record.sign_key),
                     core::to_string(record.not_before), core::to_string(record.not_after));
}

std::string_view label(const IssuerKeyRecord&) {
  return kIssuerLabel;
}
std::string_view label(const OfficerKeyRecord&) {
  return kOfficerLabel;
}
std::string_view label(const RevokeRecord& record) {
  return record.kind == RevokedKind::issuer ? kIssuerRevokeLabel : kOfficerRevokeLabel;
}
std::string_view label(const IssuedRecord&) {
  return kIssuedLabel;
}
std::string_view label(const BundleRecord&) {
  return kBundleLabel;
}
std::string_view label(const DropKeyRecord&) {
  return kDropLabel;
}

Result<KeyRecord> read_issuer(LineReader& in, std::string instance) {
  IssuerKeyRecord record;
  record.instance = std::move(instance);
  record.scope = DEMUR_TRY(in.text());
  record.klass = DEMUR_TRY(in.text());
  record.class_size = DEMUR_TRY(in.number<std::uint32_t>());
  record.quota = DEMUR_TRY(in.number<std::uint32_t>());
  record.not_before = DEMUR_TRY(in.day());
  record.not_after = DEMUR_TRY(in.day());
  record.roster_root = DEMUR_TRY(in.bytes<32>());
  std::string_view moduli = DEMUR_TRY(in.line());
  const auto comma = moduli.find(',');
  record.moduli.push_back(DEMUR_TRY(in.base64(moduli.substr(0, comma))));
  if (comma != std::string_view::npos)
    record.moduli.push_back(DEMUR_TRY(in.base64(moduli.substr(comma + 1))));
  return record;
}

Result<KeyRecord> read_officer(LineReader& in, std::string instance) {
  OfficerKeyRecord record;
  record.instance = std::move(instance);
  record.office = DEMUR_TRY(in.text());
  record.post = DEMUR_TRY(in.text());
  record.not_before = DEMUR_TRY(in.day());
  record.not_after = DEMUR_TRY(in.day());
  if (in.peek("-"))
    DEMUR_TRY(in.line());
  else
    record.supersedes = DEMUR_TRY(in.bytes<32>());
  record.box_key = DEMUR_TRY(in.bytes<32>());
  record.sign_key = DEMUR_TRY(in.bytes<32>());
  return record;
}

Result<KeyRecord> read_revoke(LineReader& in, std::string instance, RevokedKind kind) {
  RevokeRecord record{.kind = kind, .instance = std::move(instance), .key_id = {}, .day = {}, .reason = {}};
  record.key_id = DEMUR_TRY(in.bytes<32>());
  record.day = DEMUR_TRY(in.day());
  record.reason = DEMUR_TRY(in.text());
  return record;
}

Result<KeyRecord> read_issued(LineReader& in, std::string instance) {
  IssuedRecord record{.instance = std::move(instance), .day = {}, .key_id = {}, .count = 0};
  record.day = DEMUR_TRY(in.day());
  record.key_id = DEMUR_TRY(in.bytes<32>());
  record.count = DEMUR_TRY(in.number<std::uint64_t>());
  return record;
}

Result<KeyRecord> read_bundle(LineReader& in, std::string instance) {
  BundleRecord record{.instance = std::move(instance), .version = DEMUR_TRY(in.text()), .files = {}};
  while (!in.at_end()) {
    constexpr std::size_t kHexBytes = 64;
    const std::string_view line = DEMUR_TRY(in.line());
    const auto hex = core::from_hex(line.substr(0, kHexBytes));
    if (!hex || hex->size() != sizeof(core::Digest) || line.substr(kHexBytes, 2) != "  ")
      return in.fault("a file is 64 hex digits, two spaces and its path");
    BundleFile file{.path = std::string(line.substr(kHexBytes + 2)), .digest = {}};
    std::ranges::copy(*hex, file.digest.begin());
    record.files.push_back(std::move(file));
  }
  return record;
}

Result<KeyRecord> read_drop(LineReader& in, std::string instance) {
  DropKeyRecord record;
  record.instance = std::move(instance);
  record.name = DEMUR_TRY(in.text());
  record.url = DEMUR_TRY(in.text());
  record.sign_key = DEMUR_TRY(in.bytes<32>());
  record.not_before = DEMUR_TRY(in.day());
  record.not_after = DEMUR_TRY(in.day());
  return record;
}

Result<KeyRecord> read_record(LineReader& in) {
  const std::string_view label = DEMUR_TRY(in.line());
  std::string instance = DEMUR_TRY(in.text());
  if (label == kIssuerLabel) return read_issuer(in, std::move(instance));
  if (label == kOfficerLabel) return read_officer(in, std::move(instance));
  if (label == kIssuerRevokeLabel) return read_revoke(in, std::move(instance), RevokedKind::issuer);
  if (label == kOfficerRevokeLabel) return read_revoke(in, std::move(instance), RevokedKind::officer);
  if (label == kIssuedLabel) return read_issued(in, std::move(instance));
  if (label == kBundleLabel) return read_bundle(in, std::move(instance));
  if (label == kDropLabel) return read_drop(in, std::move(instance));
  return refuse("the first line names no format that is known here");
}

}  // namespace

bool is_instance(std::string_view origin) {
  return !origin.empty() && origin.size() <= kMaxLineText &&
         std::ranges::all_of(origin, [](char c) { return is_visible_ascii(c) && c != '+'; });
}

InstanceId instance_id(std::string_view origin) {
  return core::sha256(core::bytes_of(origin));
}

bool is_class(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest && is_lower_or_digit(text.front()) &&
         std::ranges::all_of(text,
                             [](char c) { return is_lower_or_digit(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_scope(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view kind = text.substr(0, colon);
  constexpr std::array<std::string_view, 5> kKinds{"file", "vote", "propose", "cosign", "attend"};
  return std::ranges::find(kKinds, kind) != kKinds.end() && is_class(text.substr(colon + 1));
}

Result<std::string> format_record(const KeyRecord& record) {
  return std::visit(
      [](const auto& known) -> Result<std::string> {
        if (!is_instance(known.instance))
          return refuse("an institution is its log's origin: 1 to 200 visible ASCII characters, no '+'");
        DEMUR_TRY(check(known));
        std::string text = std::string(label(known)) + '\n' + known.instance + '\n' + lines(known);
        if (text.size() > kMaxRecordBytes) return refuse("a record has 65536 bytes at most");
        return text;
      },
      record);
}

Result<KeyRecord> parse_record(std::string_view text) {
  if (text.size() > kMaxRecordBytes) return refuse("a record has 65536 bytes at most");
  LineReader in(text);
  KeyRecord record = DEMUR_TRY(read_record(in));
  // Written again it must be the same: no second spelling of a number or a day, nothing behind the end.
  if (DEMUR_TRY(format_record(record)) != text)
    return refuse("the record is not in the one spelling that its format allows");
  return record;
}

KeyId key_id(std::string_view record_text) {
  return core::sha256(core::bytes_of(record_text));
}

}  // namespace demur::anonymity
