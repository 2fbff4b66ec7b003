#include "demur/translog/witness.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/translog/cosignature.hpp"
#include "demur/translog/lines.hpp"
#include "demur/translog/proof.hpp"
#include "demur/translog/tile.hpp"

namespace demur::translog {
namespace {

bool is_by(const NoteSignature& signature, const VerifierKey& key) {
  return signature.name == key.name && signature.key_id == key.id;
}

std::vector<VerifierKey> keys_of(std::string_view origin, std::span<const VerifierKey> logs) {
  std::vector<VerifierKey> keys;
  std::ranges::copy_if(logs, std::back_inserter(keys), [&](const VerifierKey& key) {
    return key.type == KeyType::log && key.name == origin;
  });
  return keys;
}

// One signature for each known key that signed; whatever else stands in the note is not ours to keep.
Result<Note> with_known_signatures(std::string_view text, const OpenedNote& opened) {
  Note note = DEMUR_TRY(parse_note(text));
  std::vector<NoteSignature> known;
  for (const Signer& signer : opened.signers)
    known.push_back(*std::ranges::find_if(
        note.signatures, [&](const NoteSignature& signature) { return is_by(signature, signer.key); }));
  note.signatures = std::move(known);
  return note;
}

}  // namespace

Result<std::string> format_add_checkpoint(const AddCheckpoint& request) {
  if (request.old_size > kMaxTreeSize || request.proof.size() > kMaxProofHashes)
    return fail(Code::invalid, "a request to a witness has an old size below 2^63 and at most 63 hashes");
  DEMUR_TRY(unverified_checkpoint(request.checkpoint));
  std::string body = fmt::format("old {}\n", request.old_size);
  for (const Hash& hash : request.proof) body += core::to_base64(hash) + '\n';
  return body + '\n' + request.checkpoint;
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view body) {
  std::string_view rest = body;
  AddCheckpoint request;
  const std::string_view line = DEMUR_TRY(take_line(rest));
  const std::string_view old_size = DEMUR_TRY(value_after(line, "old"));
  request.old_size = DEMUR_TRY(parse_decimal(old_size));
  request.proof = DEMUR_TRY(take_proof(rest));
  DEMUR_TRY(unverified_checkpoint(rest));
  request.checkpoint = rest;
  return request;
}

Result<Note> decide(const AddCheckpoint& request, const Witnessed& last, std::span<const VerifierKey> logs) {
  const Checkpoint checkpoint = DEMUR_TRY(unverified_checkpoint(request.checkpoint));
  const std::vector<VerifierKey> keys = keys_of(checkpoint.origin, logs);
  if (keys.empty()) return fail(Code::not_found, "this witness does not know the log");
  const auto opened = open_note(request.checkpoint, keys);
  if (!opened) return fail(Code::forbidden, opened.error().what);
  if (request.old_size > checkpoint.size)
    return fail(Code::invalid, "the old size is above the checkpoint's own");
  if (request.old_size != last.size)
    return fail(Code::conflict, "the old size is not the one that this witness cosigned last");
  DEMUR_TRY(verify_consistency(last.size, checkpoint.size, request.proof, last.root, checkpoint.root));
  return with_known_signatures(request.checkpoint, *opened);
}

Result<Cosignature> read_cosignature(std::string_view answer, std::string_view checkpoint_text,
                                     const VerifierKey& witness) {
  for (NoteSignature& signature : DEMUR_TRY(parse_signatures(answer))) {
    if (!is_by(signature, witness)) continue;
    const core::Time time = DEMUR_TRY(verify_cosignature(witness, checkpoint_text, signature.bytes));
    return Cosignature{std::move(signature), time};
  }
  return fail(Code::unproven, "the witness's answer holds no cosignature by its key");
}

std::string format_size_answer(std::uint64_t size) {
  return fmt::format("{}\n", size);
}

Result<std::uint64_t> parse_size_answer(std::string_view body) {
  const std::string_view line = DEMUR_TRY(take_line(body));
  if (!body.empty()) return fail(Code::invalid, "a witness names one size");
  return parse_decimal(line);
}

JudgedAnswer judge_answer(int status, std::string_view body, std::string_view checkpoint_text,
                          const VerifierKey& witness) {
  if (status == 200 && body.size() <= kMostAnswerBytes) {
    auto cosignature = read_cosignature(body, checkpoint_text, witness);
    if (cosignature) return {.verdict = WitnessVerdict::cosigned, .cosignature = std::move(*cosignature)};
  } else if (status == 409) {
    if (const auto size = parse_size_answer(body))
      return {.verdict = WitnessVerdict::elsewhere, .size = *size};
  } else if (status == 429 || (status >= 500 && status < 600)) {
    return {.verdict = WitnessVerdict::busy};
  } else if (status >= 400 && status < 500) {
    return {.verdict = WitnessVerdict::refused};
  }
  return {};
}

}  // namespace demur::translog
