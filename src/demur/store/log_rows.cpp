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
  const auto end = DEMUR_TRY(
      reader.one<std::uint64_t>("SELECT first + count FROM log_entries ORDER BY first DESC LIMIT 1"));
  return end.value_or(0);
}

Status add_entries(Transaction& transaction, const Entries& entries) {
  DEMUR_TRY(transaction.execute("INSERT INTO log_entries(first, count, entries) VALUES (?1, ?2, ?3)",
                                entries.first, entries.count, entries.bytes));
  return {};
}

Status read_entries(const Reader& reader, std::uint64_t from, std::uint64_t to,
                    const std::function<Status(const Entries&)>& visit) {
  const auto read = [&](Row& row) -> Status {
    const Entries entries{row.next<std::uint64_t>(), row.next<std::uint32_t>(), row.take_blob()};
    DEMUR_TRY(row.status());
    return visit(entries);
  };
  for (const Status& visited : DEMUR_TRY(reader.rows(
           "SELECT first, count, entries FROM log_entries WHERE first >= ?1 AND first < ?2 ORDER BY first",
           read, from, to)))
    DEMUR_TRY(visited);
  return {};
}

Result<std::uint64_t> first_beside(const Reader& reader, std::uint64_t index) {
  const auto first = DEMUR_TRY(reader.one<std::uint64_t>(
      "SELECT first FROM log_entries WHERE first <= ?1 ORDER BY first DESC LIMIT 1", index));
  return first.value_or(0);
}

Status add_place(Transaction& transaction, std::string_view id, std::uint64_t index) {
  DEMUR_TRY(transaction.execute("INSERT INTO log_place(id, idx) VALUES (?1, ?2)", id, index));
  return {};
}

Result<std::optional<std::uint64_t>> leaf_index(const Reader& reader, std::string_view id) {
  return reader.one<std::uint64_t>("SELECT idx FROM log_place WHERE id = ?1", id);
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
