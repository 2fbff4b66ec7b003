#include "demur/translog/tlog_proof.hpp"

#include <fmt/format.h>

#include "demur/translog/lines.hpp"
#include "demur/translog/proof.hpp"
#include "demur/translog/tile.hpp"

namespace demur::translog {
namespace {

constexpr std::string_view kVersion = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kMaxBytes = 2 * kMaxNoteBytes;

Status must_be_met(const Quorum& quorum) {
  if (quorum.met) return {};
  return fail(Code::unproven,
              fmt::format("the quorum of witnesses is not met: {} missing; cosigned by {}", quorum.missing,
                          quorum.cosigned.empty() ? "none of them"
                                                  : fmt::format("{}", fmt::join(quorum.cosigned, ", "))));
}

}  // namespace

Result<std::string> format_tlog_proof(const TlogProof& proof) {
  if (proof.index > kMaxTreeSize || proof.hashes.size() > kMaxProofHashes)
    return fail(Code::invalid, "an inclusion proof has an index below 2^63 and at most 63 hashes");
  DEMUR_TRY(unverified_checkpoint(proof.checkpoint));
  std::string text = fmt::format("{}\n", kVersion);
  if (proof.extra) text += fmt::format("extra {}\n", core::to_base64(*proof.extra));
  text += fmt::format("index {}\n", proof.index);
  for (const Hash& hash : proof.hashes) text += core::to_base64(hash) + '\n';
  text += '\n' + proof.checkpoint;
  if (text.size() > kMaxBytes) return fail(Code::too_large, "the tlog-proof is longer than 2 MB");
  return text;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > kMaxBytes) return fail(Code::too_large, "the tlog-proof is longer than 2 MB");
  std::string_view rest = text;
  TlogProof proof;
  if (DEMUR_TRY(take_line(rest)) != kVersion) return fail(Code::invalid, "not a tlog-proof of version 1");
  std::string_view line = DEMUR_TRY(take_line(rest));
  if (line.starts_with("extra ")) {
    proof.extra = DEMUR_TRY(parse_base64(line.substr(6)));
    line = DEMUR_TRY(take_line(rest));
  }
  const std::string_view index = DEMUR_TRY(value_after(line, "index"));
  proof.index = DEMUR_TRY(parse_decimal(index));
  proof.hashes = DEMUR_TRY(take_proof(rest));
  DEMUR_TRY(unverified_checkpoint(rest));
  proof.checkpoint = rest;
  return proof;
}

Result<ProvenInclusion> verify_tlog_proof(const TlogProof& proof, const Hash& leaf,
                                          const VerifierKey& log_key, const TrustPolicy& policy) {
  OpenedCheckpoint opened = DEMUR_TRY(open_checkpoint(proof.checkpoint, log_key, policy.witness_keys()));
  DEMUR_TRY(must_be_met(weigh(policy, opened.cosigners)));
  const Checkpoint& checkpoint = opened.checkpoint;
  DEMUR_TRY(verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root));
  return ProvenInclusion{proof.index, checkpoint.size, checkpoint.root, std::move(opened.cosigners)};
}

}  // namespace demur::translog
