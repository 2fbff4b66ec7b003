// Everything about a database that can be proven from itself and the log's key: SQLite finds it whole,
// the tree is hashed again from its first leaf and extends every checkpoint that was ever signed, the
// records contradict nothing, nor does the keys log, every token was issued as it must be, and every private
// part is the one that its leaf committed to. What it cannot
// show is that there is no newer one.
//
//   Examined examined = DEMUR_TRY(examine(readers, key.verifier(), today));
//
// Errors: Code::unproven names the first fault.
#pragma once

#include <string>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/store/sqlite/reader_pool.hpp"
#include "demur/translog/audit.hpp"

namespace demur::service {

struct Examined {
  std::string institution;
  translog::AuditedTree log;
  std::uint64_t checkpoints = 0;  // that were ever signed
};

[[nodiscard]] core::Result<Examined> examine(store::ReaderPool& readers, const translog::VerifierKey& log_key,
                                             core::Day today, const translog::Progress& progress = {});

}  // namespace demur::service
