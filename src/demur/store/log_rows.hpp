// The log's own rows: `log_entries`, `log_place`, `log_tile` and `log_checkpoint`. The database itself
// refuses to change or remove a leaf or a signed checkpoint, to leave a gap, or to alter a tile other than
// by making it longer.
//
//   std::uint64_t first = DEMUR_TRY(next_leaf_index(transaction));
//   DEMUR_TRY(add_entries(transaction, {first, count, bytes}));
//   DEMUR_TRY(add_place(transaction, id, first));
//   ...
//   DEMUR_TRY(add_checkpoint(transaction, {size, note}));       // size above every earlier one
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// How many leaves there are, which is where the next one goes.
[[nodiscard]] core::Result<std::uint64_t> next_leaf_index(const Reader& reader);

// Leaves that were added together, as far as they belong to one entry bundle of 256, in its format (C2SP
// tlog-tiles): each behind its length in two bytes, the higher first.
struct Entries {
  std::uint64_t first = 0;  // the index of the first leaf in `bytes`
  std::uint32_t count = 0;
  core::ByteView bytes = {};
};
[[nodiscard]] core::Status add_entries(Transaction& transaction, const Entries& entries);
// Each row that begins at one of the indexes [from, to), in order; its bytes are valid in the call only.
[[nodiscard]] core::Status read_entries(const Reader& reader, std::uint64_t from, std::uint64_t to,
                                        const std::function<core::Status(const Entries&)>& visit);
// Where the row begins that this leaf stands in, which need not exist.
[[nodiscard]] core::Result<std::uint64_t> first_beside(const Reader& reader, std::uint64_t index);

// Where a record stands. Not every leaf has a place: those that somebody looks for by their id do.
[[nodiscard]] core::Status add_place(Transaction& transaction, std::string_view id, std::uint64_t index);
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
