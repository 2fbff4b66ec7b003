// Checks a whole log, trusting nothing but its key: reads every entry bundle and every tile once,
// hashes all of it again, and compares with each tile, the root and the signature.
//
//   AuditedTree tree = DEMUR_TRY(audit_tree(source, log_key, on_leaf, progress));
//   DEMUR_TRY(check_extends(receipt_checkpoint, log_key, source));
//
// One pass from the first entry to the last: it always ends, and holds one bundle and one tile a
// level. The first fault ends it, with Code::unproven and the file and entry in the message. An audit
// of one log at one moment cannot see a fork, two histories shown to two people: an older
// checkpoint, from a receipt or a witness, can, and `check_extends` compares it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "demur/translog/checkpoint.hpp"
#include "demur/translog/source.hpp"

namespace demur::translog {

// Every entry in order. What it was called with is proven only once the audit has returned a value.
// An error ends the audit.
using OnLeaf = std::function<Status(std::uint64_t index, ByteView entry)>;

struct AuditedTree {
  Checkpoint checkpoint;
  std::string note;  // the signed checkpoint, worth keeping for the next `check_extends`
};

[[nodiscard]] Result<AuditedTree> audit_tree(LogSource& source, const VerifierKey& log_key,
                                             const OnLeaf& on_leaf = {}, const Progress& progress = {});

// The log as it is now extends what it once signed.
[[nodiscard]] Status check_extends(std::string_view old_note, const VerifierKey& log_key, LogSource& source);

}  // namespace demur::translog
