// Signed notes: a text and signatures over it. C2SP signed-note v1.0.0.
//
//   <text, ends in \n>
//   \n
//   — <key name> <base64(key id, 4 bytes big-endian || signature)>\n        one or more
//
//   std::string note = DEMUR_TRY(sign_note("hello\n", key));
//   OpenedNote opened = DEMUR_TRY(open_note(note, {&key.verifier(), 1}));
//
// Signatures by unknown keys are ignored. A bad signature by a known key refuses the whole note, and
// so does a note that no known key signed. At most 1 MB and 100 signatures are looked at.
// Errors: Code::invalid for the form, Code::unproven for signatures.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/clock.hpp"
#include "demur/translog/key.hpp"

namespace demur::translog {

inline constexpr std::size_t kMaxNoteBytes = 1'000'000;
inline constexpr std::size_t kMaxNoteSignatures = 100;

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes bytes;

  bool operator==(const NoteSignature&) const = default;
};

// A note as it stands, nothing verified.
struct Note {
  std::string text;
  std::vector<NoteSignature> signatures;
};

struct Signer {
  VerifierKey key;
  core::Time time = {};  // of a cosignature

  bool operator==(const Signer&) const = default;
};

struct OpenedNote {
  std::string text;
  std::vector<Signer> signers;  // the known keys that signed, each once, in the order of the note
};

[[nodiscard]] Result<Note> parse_note(std::string_view note);
[[nodiscard]] Result<std::string> format_note(const Note& note);

// Signature lines alone: one or more, each ending in \n.
[[nodiscard]] Result<std::vector<NoteSignature>> parse_signatures(std::string_view lines);
[[nodiscard]] std::string format_signature(const NoteSignature& signature);

// One signature by a log key (type 1).
[[nodiscard]] Result<std::string> sign_note(std::string_view text, const SigningKey& key);
// The note with one more signature line behind its others.
[[nodiscard]] Result<std::string> add_signature(std::string_view note, const NoteSignature& signature);
// The cosignature of a witness (type 4) on the text of a checkpoint, and the note with it.
[[nodiscard]] Result<NoteSignature> cosign(std::string_view text, const SigningKey& witness, core::Time time);
[[nodiscard]] Result<std::string> cosign_note(std::string_view note, const SigningKey& witness,
                                              core::Time time);

[[nodiscard]] Result<OpenedNote> open_note(std::string_view note, std::span<const VerifierKey> known_keys);

}  // namespace demur::translog
