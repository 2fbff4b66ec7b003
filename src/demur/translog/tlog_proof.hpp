// Inclusion proofs that travel: a proof and the checkpoint it leads to, in one text. C2SP tlog-proof
// (v1; on main, July 2026).
//
//   c2sp.org/tlog-proof@v1\n
//   extra <base64>\n                   optional, proves nothing
//   index <decimal>\n
//   <base64 of a hash>\n ...           the leaf's sibling first
//   \n
//   <signed checkpoint, verbatim>
//
//   TlogProof proof = DEMUR_TRY(parse_tlog_proof(text));
//   ProvenInclusion found = DEMUR_TRY(verify_tlog_proof(proof, leaf_hash(entry), log_key));
//
// Errors: Code::invalid for the form, Code::unproven for what does not hold.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/translog/checkpoint.hpp"
#include "demur/translog/trust_policy.hpp"

namespace demur::translog {

struct TlogProof {
  std::uint64_t index = 0;
  std::vector<Hash> hashes;
  std::string checkpoint;  // the signed note
  std::optional<Bytes> extra = {};

  bool operator==(const TlogProof&) const = default;
};

[[nodiscard]] Result<std::string> format_tlog_proof(const TlogProof& proof);
[[nodiscard]] Result<TlogProof> parse_tlog_proof(std::string_view text);

struct ProvenInclusion {
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  Hash root{};
  std::vector<Signer> cosigners = {};  // the policy's witnesses that cosigned the checkpoint

  bool operator==(const ProvenInclusion&) const = default;
};

// The policy's quorum must have cosigned; its logs are not looked at.
[[nodiscard]] Result<ProvenInclusion> verify_tlog_proof(const TlogProof& proof, const Hash& leaf,
                                                        const VerifierKey& log_key,
                                                        const TrustPolicy& policy = {});

}  // namespace demur::translog
