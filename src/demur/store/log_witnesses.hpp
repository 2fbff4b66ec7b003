// The witnesses of the institution's own log, and what is shown of it meanwhile: rows of `log_witness`
// and the one of `log_shown`. Not what this Demur cosigned for others: witnessed.hpp.
//
//   DEMUR_TRY(save_log_witness(transaction, {.vkey = key, .size = 120, .cosignature = line}));
//   const auto shown = DEMUR_TRY(shown_checkpoint(reader));    // with a quorum's cosignatures, or the newest
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/store/log_rows.hpp"

namespace demur::store {

struct LogWitness {
  std::string vkey;
  std::uint64_t size = 0;   // of the checkpoint that it cosigned last; 0: none
  std::string cosignature;  // its signature line on that one
  std::string answer;       // its last: cosigned, refused, unreachable, wrong, ahead; empty: never asked
  int status = 0;           // of that answer; 0: there was none
  int failures = 0;         // since it cosigned last
  core::Time asked{};
  auto operator<=>(const LogWitness&) const = default;
};

[[nodiscard]] core::Result<std::optional<LogWitness>> find_log_witness(const Reader& reader,
                                                                       std::string_view vkey);
[[nodiscard]] core::Status save_log_witness(Transaction& transaction, const LogWitness& witness);

// The checkpoint for everybody outside. Where no witness is asked for, that is the newest one.
[[nodiscard]] core::Result<std::optional<SignedCheckpoint>> shown_checkpoint(const Reader& reader);
// From now on this one, until a longer one is. Conflict where it is shorter than what was shown.
[[nodiscard]] core::Status show_checkpoint(Transaction& transaction, const SignedCheckpoint& checkpoint);
[[nodiscard]] core::Result<bool> is_shown_apart(const Reader& reader);
// From now on the newest again.
[[nodiscard]] core::Status show_newest(Transaction& transaction);

}  // namespace demur::store
