// What lies beside a backup, as NAME.json: which bytes it has, what they hold, and what an audit found in
// them on the day when it was made. Sealed by the log's key, which is not in the backup: whoever alters a
// backup that was taken with findings, to have it put back with theirs, cannot write the manifest to it.
//
//   DEMUR_TRY(write_manifest(manifest_of(backup), manifest, key));
//   const Manifest known = DEMUR_TRY(read_manifest(manifest_of(backup), key));
//   if (known.sha256 == DEMUR_TRY(sha256_of_file(backup))) ...
//
// Canonical JSON, UTF-8, one line (docs/formats.md):
//   {"bytes":n,"checkpoint":note,"day":YYYY-MM-DD,"findings":[text,..],"format":"demur/backup/v1",
//    "institution":name,"mac":b64[32],"sha256":b64[32],"size":records}
//   mac = crypto_auth(key, the same without mac); key = log.key's for "demur backup manifests 1"
// Errors: Code::not_found where there is none, Code::unproven where it is not of this key, or altered.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/digest.hpp"
#include "demur/core/result.hpp"
#include "demur/translog/key.hpp"

namespace demur::service {

struct Manifest {
  core::Digest sha256{};
  std::uint64_t bytes = 0;
  core::Day day{};
  std::string institution = {};
  std::uint64_t size = 0;                  // records of the log; 0 where it did not hold
  std::string checkpoint = {};             // a signed note; empty where the log did not hold
  std::vector<std::string> findings = {};  // none: all of it held
  bool operator==(const Manifest&) const = default;
};

[[nodiscard]] std::filesystem::path manifest_of(std::filesystem::path backup);

[[nodiscard]] core::Result<std::string> format_manifest(const Manifest& manifest,
                                                        const translog::SigningKey& log_key);
[[nodiscard]] core::Result<Manifest> parse_manifest(std::string_view text,
                                                    const translog::SigningKey& log_key);

// Durable when it returns; what was there goes.
[[nodiscard]] core::Status write_manifest(const std::filesystem::path& file, const Manifest& manifest,
                                          const translog::SigningKey& log_key);
[[nodiscard]] core::Result<Manifest> read_manifest(const std::filesystem::path& file,
                                                   const translog::SigningKey& log_key);

[[nodiscard]] core::Result<core::Digest> sha256_of_file(const std::filesystem::path& file);

}  // namespace demur::service
