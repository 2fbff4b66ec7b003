// What this Demur cosigned for other logs, as their witness: the rows of `witnessed`. The database
// itself refuses to forget one, or to take one back to a shorter log or another root.
//
//   const auto last = DEMUR_TRY(find_witnessed(reader, origin));
//   ... decide, sign ...
//   const bool swapped = DEMUR_TRY(swap_witnessed(transaction, last, next));  // false: somebody was first
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/core/digest.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

struct WitnessedLog {
  std::string origin;
  std::uint64_t size = 0;
  core::Digest root{};
  core::Time cosigned{};
  std::string note;  // the checkpoint with the log's signatures and our cosignature
  auto operator<=>(const WitnessedLog&) const = default;
};

[[nodiscard]] core::Result<std::optional<WitnessedLog>> find_witnessed(const Reader& reader,
                                                                       std::string_view origin);

// Puts `next` in the place of exactly `last`, or of nothing; false where something else stands there.
[[nodiscard]] core::Result<bool> swap_witnessed(Transaction& transaction,
                                                const std::optional<WitnessedLog>& last,
                                                const WitnessedLog& next);

// The time of the newest cosignature, for whatever log.
[[nodiscard]] core::Result<std::optional<core::Time>> last_cosigned(const Reader& reader);

}  // namespace demur::store
