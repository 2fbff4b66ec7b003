// What a record is before and beside its leaf: rows of `pending_leaf` (waiting for the channel's
// publishing time) and `opening` (the erasable private part, with the salt of its commitment).
//
// Erasing an opening erases what the leaf commits to: the database file's old bytes are overwritten,
// its log is cut off, and a backup made later does not hold them. Earlier backups do, and so may the
// free blocks of the disk. Who erases a text elsewhere calls Transaction::overwrite_erased() too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

struct PendingLeaf {
  std::string id;
  core::Bytes leaf;
  core::Day due_day{};  // the last day on which it must be published
  auto operator<=>(const PendingLeaf&) const = default;
};

[[nodiscard]] core::Status add_pending_leaf(Transaction& transaction, const PendingLeaf& pending);
[[nodiscard]] core::Result<std::optional<PendingLeaf>> find_pending_leaf(const Reader& reader,
                                                                         std::string_view id);
// In the order of their random ids, whatever order they came in.
[[nodiscard]] core::Result<std::vector<PendingLeaf>> pending_leaves(const Reader& reader);
[[nodiscard]] core::Result<std::int64_t> count_pending_leaves(const Reader& reader);
[[nodiscard]] core::Status clear_pending_leaves(Transaction& transaction);

struct Opening {
  std::string leaf_id;
  std::optional<domain::MemberId> holder = {};  // whose receipt it is
  std::optional<domain::DissentId> dissent = {};
  core::Bytes salt;  // 16 bytes or more
  std::string private_part;
  auto operator<=>(const Opening&) const = default;
};

[[nodiscard]] core::Status add_opening(Transaction& transaction, const Opening& opening);
[[nodiscard]] core::Result<std::optional<Opening>> find_opening(const Reader& reader,
                                                                std::string_view leaf_id);
[[nodiscard]] core::Result<std::vector<Opening>> openings_held_by(const Reader& reader,
                                                                  const domain::MemberId& holder);
[[nodiscard]] core::Result<std::vector<Opening>> openings_of_dissent(const Reader& reader,
                                                                     const domain::DissentId& dissent);
// All of them, in parts: at most `count` from behind `leaf_id` on.
[[nodiscard]] core::Result<std::vector<Opening>> openings_after(const Reader& reader,
                                                                std::string_view leaf_id, std::int64_t count);
// How many there were.
[[nodiscard]] core::Result<std::int64_t> erase_opening(Transaction& transaction, std::string_view leaf_id);
[[nodiscard]] core::Result<std::int64_t> erase_openings_of_dissent(Transaction& transaction,
                                                                   const domain::DissentId& dissent);

}  // namespace demur::store
