#include "demur/translog/note.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/translog/cosignature.hpp"
#include "demur/translog/lines.hpp"

namespace demur::translog {
namespace {

constexpr std::string_view kSignatureMark = "\xe2\x80\x94 ";  // em dash, space
constexpr std::size_t kKeyIdBytes = 4;

Result<NoteSignature> parse_signature(std::string_view line) {
  const auto malformed = [] { return fail(Code::invalid, "a signature line of the note is malformed"); };
  if (!line.starts_with(kSignatureMark)) return malformed();
  line.remove_prefix(kSignatureMark.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return malformed();
  const auto bytes = parse_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return malformed();
  NoteSignature signature{std::string(line.substr(0, space)), 0, {}};
  for (std::size_t i = 0; i < kKeyIdBytes; ++i) signature.key_id = signature.key_id << 8 | (*bytes)[i];
  signature.bytes.assign(bytes->begin() + kKeyIdBytes, bytes->end());
  return signature;
}

// The time of a cosignature; of a log's signature nothing but that it holds.
Result<core::Time> check_signature(const VerifierKey& key, std::string_view text, ByteView signature) {
  if (key.type == KeyType::witness) return verify_cosignature(key, text, signature);
  if (!key.verifies(core::bytes_of(text), signature))
    return fail(Code::unproven, "the signature of " + key.name + " does not hold");
  return core::Time{};
}

Status check_text(std::string_view text) {
  if (text.empty() || text.back() != '\n' || !is_note_text(text))
    return fail(Code::invalid, "a note's text is UTF-8 without control characters and ends in a newline");
  return {};
}

// Two keys of one name and id could each make the other's signature look bad.
Status check_unambiguous(std::span<const VerifierKey> keys) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (keys[i].name == keys[k].name && keys[i].id == keys[k].id && keys[i] != keys[k])
        return fail(Code::invalid, "two different known keys have the same name and id");
  return {};
}

}  // namespace

Result<Note> parse_note(std::string_view text) {
  if (text.size() > kMaxNoteBytes) return fail(Code::too_large, "the note is longer than 1 MB");
  if (!is_note_text(text))
    return fail(Code::invalid, "the note is not UTF-8 text, or has control characters");
  // The text may have empty lines of its own: the last one is the border.
  const auto border = text.rfind("\n\n");
  if (border == std::string_view::npos) return fail(Code::invalid, "the note has no signatures");
  Note note{std::string(text.substr(0, border + 1)), {}};
  note.signatures = DEMUR_TRY(parse_signatures(text.substr(border + 2)));
  return note;
}

Result<std::vector<NoteSignature>> parse_signatures(std::string_view rest) {
  if (rest.empty()) return fail(Code::invalid, "the note has no signatures");
  std::vector<NoteSignature> signatures;
  while (!rest.empty()) {
    if (signatures.size() == kMaxNoteSignatures)
      return fail(Code::too_large, "the note has more than 100 signatures");
    const std::string_view line = DEMUR_TRY(take_line(rest));
    signatures.push_back(DEMUR_TRY(parse_signature(line)));
  }
  return signatures;
}

std::string format_signature(const NoteSignature& signature) {
  Bytes bytes;
  for (std::size_t i = 0; i < kKeyIdBytes; ++i)
    bytes.push_back(static_cast<std::uint8_t>(signature.key_id >> (24 - 8 * i)));
  bytes.insert(bytes.end(), signature.bytes.begin(), signature.bytes.end());
  return fmt::format("{}{} {}\n", kSignatureMark, signature.name, core::to_base64(bytes));
}

Result<std::string> format_note(const Note& note) {
  DEMUR_TRY(check_text(note.text));
  if (note.signatures.empty() || note.signatures.size() > kMaxNoteSignatures)
    return fail(Code::invalid, "a note has 1 to 100 signatures");
  std::string text = note.text + '\n';
  for (const NoteSignature& signature : note.signatures) {
    if (!is_key_name(signature.name) || signature.bytes.empty())
      return fail(Code::invalid, "a signature of the note has no proper key name, or is empty");
    text += format_signature(signature);
  }
  if (text.size() > kMaxNoteBytes) return fail(Code::too_large, "the note is longer than 1 MB");
  return text;
}

Result<std::string> sign_note(std::string_view text, const SigningKey& key) {
  const VerifierKey& verifier = key.verifier();
  if (verifier.type != KeyType::log) return fail(Code::invalid, "a note is signed with a log key (type 1)");
  DEMUR_TRY(check_text(text));
  const Signature signature = key.sign(core::bytes_of(text));
  return format_note(
      {std::string(text), {{verifier.name, verifier.id, Bytes(signature.begin(), signature.end())}}});
}

Result<std::string> add_signature(std::string_view text, const NoteSignature& signature) {
  Note note = DEMUR_TRY(parse_note(text));
  note.signatures.push_back(signature);
  return format_note(note);
}

Result<NoteSignature> cosign(std::string_view text, const SigningKey& witness, core::Time time) {
  Bytes cosignature = DEMUR_TRY(make_cosignature(witness, text, time));
  return NoteSignature{witness.verifier().name, witness.verifier().id, std::move(cosignature)};
}

Result<std::string> cosign_note(std::string_view text, const SigningKey& witness, core::Time time) {
  const Note note = DEMUR_TRY(parse_note(text));
  return add_signature(text, DEMUR_TRY(cosign(note.text, witness, time)));
}

Result<OpenedNote> open_note(std::string_view text, std::span<const VerifierKey> known_keys) {
  DEMUR_TRY(check_unambiguous(known_keys));
  Note note = DEMUR_TRY(parse_note(text));
  OpenedNote opened;
  for (const NoteSignature& signature : note.signatures) {
    const auto key = std::ranges::find_if(known_keys, [&](const VerifierKey& candidate) {
      return candidate.name == signature.name && candidate.id == signature.key_id;
    });
    if (key == known_keys.end()) continue;
    const core::Time time = DEMUR_TRY(check_signature(*key, note.text, signature.bytes));
    if (std::ranges::find(opened.signers, *key, &Signer::key) == opened.signers.end())
      opened.signers.push_back({*key, time});
  }
  if (opened.signers.empty()) return fail(Code::unproven, "no key known here has signed the note");
  opened.text = std::move(note.text);
  return opened;
}

}  // namespace demur::translog
