#include "demur/store/log_rows.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Bytes;
using core::Result;
using core::Status;

template <>
struct Table<SignedCheckpoint> {
  static constexpr std::string_view kName = "log_checkpoint";
  static void columns(auto& checkpoint, auto&& column) {
    column("size", checkpoint.size);
    column("note", checkpoint.note);
  }
};

Result<std::uint64_t> next_leaf_index(const Reader& reader) {
  const auto last = DEMUR_TRY(reader.one<std::optional<std::uint64_t>>("SELECT max(idx) FROM log_leaf"));
  return last && *last ? **last + 1 : 0;
}

Status add_leaf(Transaction& transaction, std::uint64_t index, std::string_view id, core::ByteView leaf) {
  DEMUR_TRY(transaction.execute("INSERT INTO log_leaf(idx, id, leaf) VALUES (?1, ?2, ?3)", index, id, leaf));
  return {};
}

Result<std::vector<Bytes>> leaves(const Reader& reader, std::uint64_t from, std::uint64_t count) {
  return reader.all<Bytes>("SELECT leaf FROM log_leaf WHERE idx >= ?1 ORDER BY idx LIMIT ?2", from, count);
}

Result<std::optional<std::uint64_t>> leaf_index(const Reader& reader, std::string_view id) {
  return reader.one<std::uint64_t>("SELECT idx FROM log_leaf WHERE id = ?1", id);
}

Result<std::optional<Bytes>> tile(const Reader& reader, std::uint8_t level, std::uint64_t index) {
  return reader.one<Bytes>("SELECT hashes FROM log_tile WHERE level = ?1 AND idx = ?2", level, index);
}

Status save_tile(Transaction& transaction, std::uint8_t level, std::uint64_t index, core::ByteView hashes) {
  DEMUR_TRY(
      transaction.execute("INSERT INTO log_tile(level, idx, hashes) VALUES (?1, ?2, ?3) "
                          "ON CONFLICT(level, idx) DO UPDATE SET hashes = excluded.hashes",
                          level, index, hashes));
  return {};
}

Status add_checkpoint(Transaction& transaction, const SignedCheckpoint& checkpoint) {
  DEMUR_TRY(transaction.execute("INSERT INTO log_checkpoint(size, note) VALUES (?1, ?2)", checkpoint.size,
                                checkpoint.note));
  return {};
}

Result<std::optional<SignedCheckpoint>> latest_checkpoint(const Reader& reader) {
  return select_one<SignedCheckpoint>(reader, "ORDER BY size DESC LIMIT 1");
}

Result<std::optional<SignedCheckpoint>> checkpoint_of(const Reader& reader, std::uint64_t size) {
  return select_one<SignedCheckpoint>(reader, "WHERE size = ?1", size);
}

Result<std::optional<SignedCheckpoint>> checkpoint_covering(const Reader& reader, std::uint64_t index) {
  return select_one<SignedCheckpoint>(reader, "WHERE size > ?1 ORDER BY size LIMIT 1", index);
}

}  // namespace demur::store
