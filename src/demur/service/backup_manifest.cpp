#include "demur/service/backup_manifest.hpp"

#include <fmt/core.h>
#include <sodium.h>

#include <fstream>

#include "demur/core/json.hpp"
#include "demur/store/sqlite/data_directory.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;
namespace fs = std::filesystem;

constexpr std::string_view kFormat = "demur/backup/v1";
constexpr std::string_view kPurpose = "demur backup manifests 1";
constexpr std::size_t kLargest = 16UL << 20U;
constexpr std::size_t kMembers = 9;

using Mac = std::array<std::uint8_t, crypto_auth_BYTES>;

Mac mac_of(std::string_view text, const translog::SigningKey& log_key) {
  auto key = log_key.derive(kPurpose);
  static_assert(std::tuple_size_v<decltype(key)> == crypto_auth_KEYBYTES);
  Mac mac{};
  crypto_auth(mac.data(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), key.data());
  sodium_memzero(key.data(), key.size());
  return mac;
}

object members_of(const Manifest& manifest) {
  return {{"format", kFormat},
          {"bytes", manifest.bytes},
          {"sha256", core::to_base64(manifest.sha256)},
          {"day", core::to_string(manifest.day)},
          {"institution", manifest.institution},
          {"size", manifest.size},
          {"checkpoint", manifest.checkpoint},
          {"findings", core::json::array(manifest.findings.begin(), manifest.findings.end())}};
}

Result<std::uint64_t> count_member(const object& members, std::string_view name) {
  const std::int64_t count = DEMUR_TRY(core::integer_member(members, name));
  if (count < 0) return fail(Code::invalid, "a count is not below 0", std::string(name));
  return static_cast<std::uint64_t>(count);
}

Result<Manifest> read_members(const object& members) {
  Manifest manifest{.bytes = DEMUR_TRY(count_member(members, "bytes")),
                    .day = DEMUR_TRY(core::parse_day(DEMUR_TRY(core::string_member(members, "day")))),
                    .institution = DEMUR_TRY(core::string_member(members, "institution")),
                    .size = DEMUR_TRY(count_member(members, "size")),
                    .checkpoint = DEMUR_TRY(core::string_member(members, "checkpoint"))};
  const auto digest = DEMUR_TRY(core::from_base64(DEMUR_TRY(core::string_member(members, "sha256"))));
  if (digest.size() != manifest.sha256.size()) return fail(Code::invalid, "32 bytes are expected", "sha256");
  std::ranges::copy(digest, manifest.sha256.begin());
  for (const auto& finding : DEMUR_TRY(core::array_member(members, "findings"))) {
    if (!finding.is_string()) return fail(Code::invalid, "a finding is a text", "findings");
    manifest.findings.emplace_back(finding.get_string());
  }
  return manifest;
}

}  // namespace

fs::path manifest_of(fs::path backup) {
  backup += ".json";
  return backup;
}

Result<std::string> format_manifest(const Manifest& manifest, const translog::SigningKey& log_key) {
  object members = members_of(manifest);
  members["mac"] = core::to_base64(mac_of(DEMUR_TRY(core::canonical_json(members)), log_key));
  return DEMUR_TRY(core::canonical_json(std::move(members))) + "\n";
}

Result<Manifest> parse_manifest(std::string_view text, const translog::SigningKey& log_key) {
  const auto altered = fail(Code::unproven, "the backup's manifest is not one that this log's key sealed");
  if (!text.ends_with('\n')) return altered;
  const auto value = core::parse_canonical_json(text.substr(0, text.size() - 1));
  if (!value || !value->is_object() || value->get_object().size() != kMembers) return altered;
  object members = value->get_object();
  const auto sent = core::string_member(members, "mac");
  const auto mac = sent ? core::from_base64(*sent) : std::unexpected(sent.error());
  members.erase("mac");
  const auto sealed = core::canonical_json(members);
  if (!mac || !sealed || !core::equal_in_constant_time(*mac, mac_of(*sealed, log_key))) return altered;
  const auto format = core::string_member(members, "format");
  auto manifest = read_members(members);
  if (!format || *format != kFormat || !manifest) return altered;
  return std::move(*manifest);
}

Status write_manifest(const fs::path& file, const Manifest& manifest, const translog::SigningKey& log_key) {
  return store::replace_file(file, DEMUR_TRY(format_manifest(manifest, log_key)));
}

Result<Manifest> read_manifest(const fs::path& file, const translog::SigningKey& log_key) {
  std::ifstream from(file, std::ios::binary);
  if (!from) return fail(Code::not_found, fmt::format("{} is not there", file.string()));
  std::string text(kLargest, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(from.gcount()));
  return parse_manifest(text, log_key);
}

Result<core::Digest> sha256_of_file(const fs::path& file) {
  std::ifstream from(file, std::ios::binary);
  if (!from) return fail(Code::not_found, fmt::format("{} cannot be read", file.string()));
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> chunk(1UL << 20U);
  while (from.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || from.gcount() > 0)
    crypto_hash_sha256_update(&state, reinterpret_cast<const std::uint8_t*>(chunk.data()),
                              static_cast<std::uint64_t>(from.gcount()));
  if (from.bad()) return fail(Code::internal, fmt::format("{} cannot be read", file.string()));
  core::Digest digest{};
  crypto_hash_sha256_final(&state, digest.data());
  return digest;
}

}  // namespace demur::service
