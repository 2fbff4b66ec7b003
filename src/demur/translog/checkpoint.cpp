#include "demur/translog/checkpoint.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "demur/translog/lines.hpp"
#include "demur/translog/tile.hpp"

namespace demur::translog {
namespace {

Status check(const Checkpoint& checkpoint) {
  const auto is_line = [](std::string_view text) {
    return !text.empty() && is_note_text(text) && text.find('\n') == std::string_view::npos;
  };
  if (!is_line(checkpoint.origin))
    return fail(Code::invalid, "a checkpoint's origin is one line that is not empty");
  if (checkpoint.size > kMaxTreeSize) return fail(Code::invalid, "a log holds at most 2^63 - 1 entries");
  if (checkpoint.size == 0 && checkpoint.root != empty_root())
    return fail(Code::unproven, "a checkpoint of size 0 must have the root of the empty tree");
  if (!std::ranges::all_of(checkpoint.extensions, is_line))
    return fail(Code::invalid, "a checkpoint's extension lines must not be empty");
  return {};
}

}  // namespace

Result<std::string> format_checkpoint(const Checkpoint& checkpoint) {
  DEMUR_TRY(check(checkpoint));
  std::string text =
      fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, core::to_base64(checkpoint.root));
  for (const std::string& line : checkpoint.extensions) text += line + '\n';
  return text;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  std::string_view rest = text;
  Checkpoint checkpoint;
  checkpoint.origin = DEMUR_TRY(take_line(rest));
  const std::string_view size = DEMUR_TRY(take_line(rest));
  checkpoint.size = DEMUR_TRY(parse_decimal(size));
  const std::string_view root = DEMUR_TRY(take_line(rest));
  checkpoint.root = DEMUR_TRY(parse_hash(root));
  while (!rest.empty()) checkpoint.extensions.emplace_back(DEMUR_TRY(take_line(rest)));
  DEMUR_TRY(check(checkpoint));
  return checkpoint;
}

Result<Checkpoint> unverified_checkpoint(std::string_view note) {
  const Note parsed = DEMUR_TRY(parse_note(note));
  return parse_checkpoint(parsed.text);
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& log_key) {
  if (checkpoint.origin != log_key.verifier().name)
    return fail(Code::invalid, "a checkpoint's origin must be the name of the key that signs it");
  return sign_note(DEMUR_TRY(format_checkpoint(checkpoint)), log_key);
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log_key,
                                         std::span<const VerifierKey> witnesses) {
  if (log_key.type != KeyType::log) return fail(Code::invalid, "a log's key must be of type 1");
  std::vector<VerifierKey> keys{log_key};
  for (const VerifierKey& witness : witnesses) {
    if (witness.type != KeyType::witness) return fail(Code::invalid, "a witness's key must be of type 4");
    if (witness.public_key == log_key.public_key)
      return fail(Code::invalid, "a log cannot be its own witness: the two keys are the same");
    keys.push_back(witness);
  }
  const OpenedNote opened = DEMUR_TRY(open_note(note, keys));
  std::set<PublicKey> counted;
  std::vector<Signer> cosigners;
  for (const Signer& signer : opened.signers)
    if (signer.key.type == KeyType::witness && counted.insert(signer.key.public_key).second)
      cosigners.push_back(signer);
  const bool signed_by_log = std::ranges::find(opened.signers, log_key, &Signer::key) != opened.signers.end();
  if (!signed_by_log) return fail(Code::unproven, "the log itself has not signed the checkpoint");
  Checkpoint checkpoint = DEMUR_TRY(parse_checkpoint(opened.text));
  if (checkpoint.origin != log_key.name) return fail(Code::unproven, "the checkpoint is of another log");
  return OpenedCheckpoint{std::move(checkpoint), std::move(cosigners)};
}

}  // namespace demur::translog
