// The log's leaves as they lie in the database: in rows that hold pieces of entry bundles.
//
//   const std::uint64_t first = DEMUR_TRY(append_leaves(transaction, texts));   // the index of the first
//   DEMUR_TRY(store::add_place(transaction, id, first));                        // where somebody looks for
//   it
//
// Leaves that are appended together cost a row for each bundle that they touch, not one each. Errors are
// those of the store and of translog/tile.hpp; a row that is no piece of a bundle is Code::invalid.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/store/reader.hpp"
#include "demur/translog/hash.hpp"

namespace demur::service {

// Appends them at the log's end; the index of the first.
[[nodiscard]] core::Result<std::uint64_t> append_leaves(store::Transaction& transaction,
                                                        std::span<const std::string_view> leaves);

// The leaves [from, to), as far as they are there.
[[nodiscard]] core::Result<std::vector<core::Bytes>> leaves(const store::Reader& reader, std::uint64_t from,
                                                            std::uint64_t to);

// The hashes of all leaves from `from` on. Where no row begins there, none.
[[nodiscard]] core::Result<std::vector<translog::Hash>> leaf_hashes(const store::Reader& reader,
                                                                    std::uint64_t from);

// The first `width` entries of a bundle. not_found where it is not that wide.
[[nodiscard]] core::Result<core::Bytes> stored_bundle(const store::Reader& reader, std::uint64_t index,
                                                      std::uint32_t width);

}  // namespace demur::service
