// Everything about a database that can be proven from itself and the log's key: SQLite finds it whole,
// the tree is hashed again from its first leaf and extends every checkpoint that was ever signed, the
// records contradict nothing, nor does the keys log, every token was issued as it must be, every private part
// is the one that its leaf committed to, and what is sealed is there and is what came (sealed_bodies.hpp).
// What it cannot show is that there is no newer one.
//
//   Examined examined = DEMUR_TRY(examine(readers, key.verifier(), today));
//
// Errors: Code::unproven names the first fault.
//
// examine_all() goes on and lists what it finds, as texts for a person: only a database that SQLite does not
// find whole, or that cannot be read, is an error there. For a copy that is kept whatever it holds
// (backup.hpp).
#pragma once

#include <string>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/store/sqlite/reader_pool.hpp"
#include "demur/translog/audit.hpp"

namespace demur::service {

struct Examined {
  std::string institution;
  translog::AuditedTree log;          // of size 0 and without a note where it does not hold
  std::uint64_t checkpoints = 0;      // that were ever signed
  std::vector<std::string> findings;  // what does not hold, 1,000 at most; nothing of examine()
};

[[nodiscard]] core::Result<Examined> examine(store::ReaderPool& readers, const translog::VerifierKey& log_key,
                                             core::Day today, const translog::Progress& progress = {});
[[nodiscard]] core::Result<Examined> examine_all(store::ReaderPool& readers,
                                                 const translog::VerifierKey& log_key, core::Day today,
                                                 const translog::Progress& progress = {});

}  // namespace demur::service
