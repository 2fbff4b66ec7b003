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
// Errors: Code::invalid for the form, Code::unproven for signatures.
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

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  std::size_t cosignatures = 0;  // by how many different witnesses
};

// Signed by the log, whose origin is the key's name. Witnesses that are not the log's own key and
// are known are counted, each public key once; the caller decides how many are enough.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log_key,
                                                       std::span<const VerifierKey> witnesses = {});

}  // namespace demur::translog
