#include "demur/cli/keys_anchor.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/fixed_bytes.hpp"
#include "demur/core/json.hpp"
#include "demur/translog/checkpoint.hpp"
#include "demur/translog/leaf.hpp"
#include "demur/translog/proof.hpp"
#include "demur/translog/prover.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using translog::Checkpoint;
using translog::Hash;

Result<Checkpoint> witnessed(translog::LogSource& log, const translog::VerifierKey& log_key,
                             const translog::TrustPolicy& policy) {
  const auto witnesses = policy.witness_keys();
  auto opened = DEMUR_TRY(translog::open_checkpoint(DEMUR_TRY(log.checkpoint()), log_key, witnesses));
  const translog::Quorum quorum = translog::weigh(policy, opened.cosigners);
  if (quorum.met) return std::move(opened.checkpoint);
  return fail(
      Code::unproven,
      fmt::format("the log that records the keys lacks witnesses that you ask for ({}): it may be shown to "
                  "you alone",
                  quorum.missing));
}

// From the last record to the first, each proven to be at its place.
class Backwards {
 public:
  Backwards(translog::LogSource& log, const Checkpoint& head)
      : log_(log), head_(head), tiles_(log), prover_(tiles_, head.size) {}

  // The newest record of this type.
  Result<translog::Leaf> find(std::string_view type) {
    for (std::uint64_t bundle = (head_.size + translog::kTileWidth - 1) / translog::kTileWidth;
         bundle-- > 0;) {
      const std::uint64_t first = bundle * translog::kTileWidth;
      const auto width =
          static_cast<std::uint32_t>(std::min<std::uint64_t>(translog::kTileWidth, head_.size - first));
      const core::Bytes bytes = DEMUR_TRY(log_.bundle({bundle, width}));
      const auto entries = DEMUR_TRY(translog::decode_bundle(bytes, width));
      for (std::uint32_t at = width; at-- > 0;) {
        DEMUR_TRY(check(first + at, entries[at]));
        auto leaf = translog::parse_leaf(core::text_of(entries[at]));
        if (leaf && leaf->type == type) return leaf;
      }
    }
    return fail(Code::unproven, "the log records no keys");
  }

 private:
  Status check(std::uint64_t index, core::ByteView entry) {
    const auto proof = DEMUR_TRY(prover_.inclusion(index));
    return translog::verify_inclusion(translog::leaf_hash(entry), index, head_.size, proof, head_.root);
  }

  translog::LogSource& log_;
  const Checkpoint& head_;
  translog::SourceTiles tiles_;
  translog::Prover prover_;
};

}  // namespace

Status check_keys_anchor(translog::LogSource& log, const translog::VerifierKey& log_key,
                         const translog::TrustPolicy& policy, const ShownKeys& keys) {
  const Checkpoint head = DEMUR_TRY(witnessed(log, log_key, policy));
  const translog::Leaf anchor = DEMUR_TRY(Backwards(log, head).find("keys.extended"));
  const core::json::object said = anchor.public_part.value_or(core::json::object{});
  const auto size = DEMUR_TRY(core::integer_member(said, "size"));
  if (size < 1 || static_cast<std::uint64_t>(size) != keys.size)
    return fail(
        Code::conflict,
        fmt::format("the server shows {} keys, and the newest that its log records under its witnesses are "
                    "{}: try again in some minutes, and tell your colleagues if it stays so",
                    keys.size, size));
  if (DEMUR_TRY(core::bytes_member<32>(said, "root")) == keys.root) return {};
  return fail(
      Code::unproven,
      "the keys that are shown to you are not those that the log records: they may be yours alone. Do not "
      "go on, and tell your colleagues");
}

}  // namespace demur::cli
