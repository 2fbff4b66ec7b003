#include "demur/store/records.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::DissentId;

template <>
struct Table<PendingLeaf> {
  static constexpr std::string_view kName = "pending_leaf";
  static void columns(auto& pending, auto&& column) {
    column("id", pending.id);
    column("leaf", pending.leaf);
    column("due_day", pending.due_day);
  }
};

template <>
struct Table<Opening> {
  static constexpr std::string_view kName = "opening";
  static void columns(auto& opening, auto&& column) {
    column("leaf_id", opening.leaf_id);
    column("holder", opening.holder);
    column("dissent", opening.dissent);
    column("salt", opening.salt);
    column("private_part", opening.private_part);
  }
};

Status add_pending_leaf(Transaction& transaction, const PendingLeaf& pending) {
  return add_row(transaction, pending);
}

Result<std::optional<PendingLeaf>> find_pending_leaf(const Reader& reader, std::string_view id) {
  return select_one<PendingLeaf>(reader, "WHERE id = ?1", id);
}

Result<std::vector<PendingLeaf>> pending_leaves(const Reader& reader) {
  return select<PendingLeaf>(reader, "ORDER BY id");
}

Result<std::int64_t> count_pending_leaves(const Reader& reader) {
  return count(reader, "SELECT count(*) FROM pending_leaf");
}

Status clear_pending_leaves(Transaction& transaction) {
  DEMUR_TRY(transaction.execute("DELETE FROM pending_leaf"));
  return {};
}

Status add_opening(Transaction& transaction, const Opening& opening) {
  return add_row(transaction, opening);
}

Result<std::optional<Opening>> find_opening(const Reader& reader, std::string_view leaf_id) {
  return select_one<Opening>(reader, "WHERE leaf_id = ?1", leaf_id);
}

Result<std::vector<Opening>> openings_held_by(const Reader& reader, const domain::MemberId& holder) {
  return select<Opening>(reader, "WHERE holder = ?1 ORDER BY leaf_id", holder);
}

Result<std::vector<Opening>> openings_of_dissent(const Reader& reader, const DissentId& dissent) {
  return select<Opening>(reader, "WHERE dissent = ?1 ORDER BY leaf_id", dissent);
}

Result<std::vector<Opening>> openings_after(const Reader& reader, std::string_view leaf_id,
                                            std::int64_t count) {
  return select<Opening>(reader, "WHERE leaf_id > ?1 ORDER BY leaf_id LIMIT ?2", leaf_id, count);
}

Result<std::int64_t> erase_opening(Transaction& transaction, std::string_view leaf_id) {
  transaction.overwrite_erased();
  return transaction.execute("DELETE FROM opening WHERE leaf_id = ?1", leaf_id);
}

Result<std::int64_t> erase_openings_of_dissent(Transaction& transaction, const DissentId& dissent) {
  transaction.overwrite_erased();
  return transaction.execute("DELETE FROM opening WHERE dissent = ?1", dissent);
}

}  // namespace demur::store
