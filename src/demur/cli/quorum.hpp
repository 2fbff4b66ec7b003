// A trust policy on the command line: read from its file, and what it makes of a checkpoint's
// cosignatures, in words and in JSON.
#pragma once

#include <filesystem>
#include <span>

#include "demur/core/json.hpp"
#include "demur/core/result.hpp"
#include "demur/translog/trust_policy.hpp"

namespace demur::cli {

// The file's policy; without a file, one that names nobody and asks for nobody. Errors name file and line.
[[nodiscard]] core::Result<translog::TrustPolicy> read_trust_policy(const std::filesystem::path& file);

// "meets the quorum both: cosigned by ngo (23 November 2026), university (22 November 2026)"
[[nodiscard]] std::string quorum_words(const translog::TrustPolicy& policy,
                                       std::span<const translog::Signer> cosigners);
[[nodiscard]] core::json::object quorum_json(const translog::TrustPolicy& policy,
                                             std::span<const translog::Signer> cosigners);

}  // namespace demur::cli
