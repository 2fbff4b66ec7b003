// Whether the institution's log records the keys log that one is shown, under the witnesses that one asks
// for. Then whoever is shown other keys is shown another log, to which those witnesses put their names too.
//
//   auto log = url_source(house + "/log");
//   DEMUR_TRY(check_keys_anchor(log, log_key, policy, {.size = keys.size, .root = keys.root}));
//
// The log grows by a record `keys.extended` whenever the keys log does. The newest is looked for from the
// log's end; every record that is passed on the way is proven to stand where it was read, so that no newer
// one can be kept back. Reads about as much as was recorded since. Errors: Code::unproven where a quorum is
// missing, or the keys are not those that were recorded; Code::conflict where the log and the keys were read
// at two moments: read both again; those of the way there.
#pragma once

#include "demur/translog/source.hpp"
#include "demur/translog/trust_policy.hpp"

namespace demur::cli {

struct ShownKeys {
  std::uint64_t size = 0;
  translog::Hash root{};
};

[[nodiscard]] core::Status check_keys_anchor(translog::LogSource& log, const translog::VerifierKey& log_key,
                                             const translog::TrustPolicy& policy, const ShownKeys& keys);

}  // namespace demur::cli
