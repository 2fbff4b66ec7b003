#include "demur/cli/quorum.hpp"

#include <fmt/core.h>

#include "demur/cli/terminal.hpp"
#include "demur/core/day.hpp"

namespace demur::cli {

using translog::Signer;
using translog::TrustPolicy;

core::Result<TrustPolicy> read_trust_policy(const std::filesystem::path& file) {
  if (file.empty()) return TrustPolicy{};
  const std::string text = DEMUR_TRY(read_file(file.string(), 1 << 20));
  auto policy = translog::parse_trust_policy(text);
  if (!policy)
    return core::fail(policy.error().code, fmt::format("{}: {}", file.string(), policy.error().what));
  return policy;
}

std::string quorum_words(const TrustPolicy& policy, std::span<const Signer> cosigners) {
  const translog::Quorum quorum = translog::weigh(policy, cosigners);
  std::string words =
      fmt::format("{} the quorum {}: ", quorum.met ? "meets" : "does NOT meet", policy.quorum);
  if (!policy.asks_for_witnesses()) words = "asks for no witness: ";
  std::string names;
  for (const Signer& signer : cosigners)
    if (const auto* witness = policy.find_witness(signer.key))
      names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", witness->name,
                           core::to_words(core::day_of(signer.time)));
  words += names.empty() ? "cosigned by none" : "cosigned by " + names;
  if (!quorum.met) words += fmt::format("; missing: {}", quorum.missing);
  return words;
}

core::json::object quorum_json(const TrustPolicy& policy, std::span<const Signer> cosigners) {
  const translog::Quorum quorum = translog::weigh(policy, cosigners);
  core::json::array cosigned;
  for (const Signer& signer : cosigners)
    if (const auto* witness = policy.find_witness(signer.key))
      cosigned.push_back({{"witness", witness->name}, {"time", signer.time.time_since_epoch().count()}});
  return {{"name", policy.quorum},
          {"met", quorum.met},
          {"cosigned", std::move(cosigned)},
          {"missing", quorum.missing}};
}

}  // namespace demur::cli
