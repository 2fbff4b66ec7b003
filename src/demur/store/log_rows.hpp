// The log's own rows: `log_leaf`, `log_tile` and `log_checkpoint`. The database itself refuses to
// change or remove a leaf or a signed checkpoint, to leave a gap, or to alter a tile other than by
// making it longer.
//
//   std::uint64_t place = DEMUR_TRY(next_leaf_index(transaction));
//   DEMUR_TRY(add_leaf(transaction, place, id, core::bytes_of(line)));
//   ...
//   DEMUR_TRY(add_checkpoint(transaction, {size, note}));       // size above every earlier one
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// How many leaves there are, which is where the next one goes.
[[nodiscard]] core::Result<std::uint64_t> next_leaf_index(const Reader& reader);
[[nodiscard]] core::Status add_leaf(Transaction& transaction, std::uint64_t index, std::string_view id,
                                    core::ByteView leaf);
// At most `count`, from index `from` on.
[[nodiscard]] core::Result<std::vector<core::Bytes>> leaves(const Reader& reader, std::uint64_t from,
                                                            std::uint64_t count);
[[nodiscard]] core::Result<std::optional<std::uint64_t>> leaf_index(const Reader& reader,
                                                                    std::string_view id);

[[nodiscard]] core::Result<std::optional<core::Bytes>> tile(const Reader& reader, std::uint8_t level,
                                                            std::uint64_t index);
// New, or an older one with more hashes behind its own.
[[nodiscard]] core::Status save_tile(Transaction& transaction, std::uint8_t level, std::uint64_t index,
                                     core::ByteView hashes);

struct SignedCheckpoint {
  std::uint64_t size = 0;
  std::string note;
  auto operator<=>(const SignedCheckpoint&) const = default;
};

[[nodiscard]] core::Status add_checkpoint(Transaction& transaction, const SignedCheckpoint& checkpoint);
[[nodiscard]] core::Result<std::optional<SignedCheckpoint>> latest_checkpoint(const Reader& reader);
[[nodiscard]] core::Result<std::optional<SignedCheckpoint>> checkpoint_of(const Reader& reader,
                                                                          std::uint64_t size);
// The first that covers the leaf at `index`.
[[nodiscard]] core::Result<std::optional<SignedCheckpoint>> checkpoint_covering(const Reader& reader,
                                                                                std::uint64_t index);

}  // namespace demur::store
