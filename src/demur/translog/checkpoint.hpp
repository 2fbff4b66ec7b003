// Checkpoints: the log signs how long it is and what its root is. C2SP tlog-checkpoint v1.0.0.
//
//   <origin>\n
//   <size, decimal>\n
//   <base64 of the root hash>\n
//   <extension line>\n ...             optional, not empty
//
//   std::string note = DEMUR_TRY(sign_checkpoint({"example.com/log", size, root, {}}, key));
//   OpenedCheckpoint opened = DEMUR_TRY(open_checkpoint(note, log_key, witnesses));
//
// The origin is the name of the log's key; here that is demanded, not only recommended. A log must
// never sign two checkpoints that contradict each other: that is the caller's part.
// Errors: Code::invalid for the form, Code::unproven for signatures and for a root that cannot be.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "demur/translog/note.hpp"

namespace demur::translog {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root = empty_root();
  std::vector<std::string> extensions = {};

  bool operator==(const Checkpoint&) const = default;
};

[[nodiscard]] Result<std::string> format_checkpoint(const Checkpoint& checkpoint);
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

[[nodiscard]] Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& log_key);

// What a signed checkpoint says; its signatures are not looked at.
[[nodiscard]] Result<Checkpoint> unverified_checkpoint(std::string_view note);

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  std::vector<Signer> cosigners;  // the witnesses known here that cosigned, each public key once
};

// Signed by the log, whose origin is the key's name. A witness that is the log's own key is refused;
// the caller decides which cosigners are enough.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log_key,
                                                       std::span<const VerifierKey> witnesses = {});

}  // namespace demur::translog
