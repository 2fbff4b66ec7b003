#include "demur/store/drop_queue.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Digest;
using core::Result;
using core::Status;

template <>
struct Table<DropItem> {
  static constexpr std::string_view kName = "drop_item";
  static constexpr std::string_view kKey = "digest";
  static void columns(auto& item, auto&& column) {
    column("digest", item.digest);
    column("kind", item.kind);
    column("filing", item.filing);
    column("came_on", item.came_on);
    column("due_by", item.due_by);
    column("state", item.state);
    column("taken_on", item.taken_on);
    column("why", item.why);
    column("key_id", item.key_id);
    column("author", item.author);
    column("sequence", item.sequence);
  }
};

template <>
struct Table<DropCopy> {
  static constexpr std::string_view kName = "drop_copy";
  static constexpr std::string_view kKey = "name";
  static void columns(auto& copy, auto&& column) {
    column("name", copy.name);
    column("body", copy.body);
    column("fetched_on", copy.fetched_on);
  }
};

Status add_drop_item(Transaction& transaction, const DropItem& item, std::string_view body) {
  DEMUR_TRY(add_row(transaction, item));
  DEMUR_TRY(transaction.execute("INSERT INTO drop_body(digest, bytes, body) VALUES (?1, ?2, ?3)", item.digest,
                                body.size(), body));
  return {};
}

Status save_drop_item(Transaction& transaction, const DropItem& item) {
  return save_row(transaction, item);
}

Result<std::optional<DropItem>> find_drop_item(const Reader& reader, const Digest& digest) {
  return select_one<DropItem>(reader, "WHERE digest = ?1", digest);
}

Result<std::optional<DropItem>> find_dropped_filing(const Reader& reader, std::string_view filing) {
  return select_one<DropItem>(reader, "WHERE filing = ?1 AND kind = 'filing'", filing);
}

Result<std::vector<DropItem>> drop_items_in(const Reader& reader, std::string_view state) {
  return select<DropItem>(reader, "WHERE state = ?1 ORDER BY digest", state);
}

Result<DropLoad> drop_load(const Reader& reader, core::Day day, std::string_view filing) {
  const auto count = [](Row& row) { return row.next<std::int64_t>(); };
  DropLoad load;
  load.items_of_day =
      DEMUR_TRY(
          reader.row(
              "SELECT count(*) FROM drop_item WHERE came_on = ?1 AND kind NOT IN ('ballot', 'proposal')",
              count, day))
          .value_or(0);
  load.followups =
      DEMUR_TRY(reader.row("SELECT count(*) FROM drop_item WHERE filing = ?1 AND came_on = ?2 "
                           "AND kind IN ('message', 'last_word', 'review', 'withdraw', 'ballot')",
                           count, filing, day))
          .value_or(0);
  const std::string_view bytes = "SELECT bytes FROM drop_room WHERE is_spoken = ?1";
  load.bytes = DEMUR_TRY(reader.row(bytes, count, false)).value_or(0);
  load.ballot_bytes = DEMUR_TRY(reader.row(bytes, count, true)).value_or(0);
  return load;
}

Result<std::optional<std::int64_t>> newest_ballot(const Reader& reader, std::string_view token) {
  return reader.one<std::int64_t>(
      "SELECT sequence FROM drop_item WHERE filing = ?1 AND kind = 'ballot' ORDER BY sequence DESC LIMIT 1",
      token);
}

Result<std::optional<std::int64_t>> newest_review(const Reader& reader, std::string_view filing) {
  return reader.one<std::int64_t>(
      "SELECT sequence FROM drop_item WHERE filing = ?1 AND kind = 'review' AND state <> 'refused' "
      "ORDER BY sequence DESC LIMIT 1",
      filing);
}

Result<std::vector<DropBodySize>> drop_bodies(const Reader& reader, core::Day refused_since,
                                              core::Day today) {
  return reader.rows(
      "SELECT b.digest, b.bytes FROM drop_body b JOIN drop_item i USING (digest) "
      "WHERE (i.state <> 'refused' OR i.came_on >= ?1) AND "
      "NOT (i.kind = 'ballot' AND i.state = 'taken' AND i.due_by <= ?2) ORDER BY b.digest",
      [](Row& row) {
        const auto digest = row.next<Digest>();
        return DropBodySize{digest, row.next<std::int64_t>()};
      },
      refused_since, today);
}

Result<std::vector<DropItem>> bodies_overdue(const Reader& reader, core::Day before) {
  return select<DropItem>(
      reader,
      "WHERE (kind = 'ballot' OR (kind = 'proposal' AND state = 'refused')) AND due_by < ?1 AND "
      "digest IN (SELECT digest FROM drop_body) ORDER BY digest",
      before);
}

Result<std::optional<std::string>> drop_body(const Reader& reader, const Digest& digest) {
  return reader.one<std::string>("SELECT body FROM drop_body WHERE digest = ?1", digest);
}

Status erase_drop_body(Transaction& transaction, const Digest& digest) {
  DEMUR_TRY(transaction.execute("DELETE FROM drop_body WHERE digest = ?1", digest));
  transaction.overwrite_erased();
  return {};
}

Status spend_in_drop(Transaction& transaction, const Digest& tag, const Digest& digest) {
  DEMUR_TRY(transaction.execute("INSERT INTO drop_spent(tag, digest) VALUES (?1, ?2)", tag, digest));
  return {};
}

Result<bool> is_spent_in_drop(const Reader& reader, const Digest& tag) {
  return DEMUR_TRY(reader.one<std::int64_t>("SELECT 1 FROM drop_spent WHERE tag = ?1", tag)).has_value();
}

Status forget_drop_items(Transaction& transaction, core::Day before) {
  constexpr std::string_view kOld =
      "SELECT digest FROM drop_item WHERE came_on < ?1 AND state IN ('done', 'refused')";
  static const std::string spent = "DELETE FROM drop_spent WHERE digest IN (" + std::string(kOld) + ")";
  static const std::string bodies = "DELETE FROM drop_body WHERE digest IN (" + std::string(kOld) + ")";
  static const std::string items = "DELETE FROM drop_item WHERE digest IN (" + std::string(kOld) + ")";
  DEMUR_TRY(transaction.execute(spent, before));
  DEMUR_TRY(transaction.execute(bodies, before));
  if (DEMUR_TRY(transaction.execute(items, before)) > 0) transaction.overwrite_erased();
  return {};
}

Status save_drop_copy(Transaction& transaction, const DropCopy& copy) {
  return save_row(transaction, copy);
}

Result<std::optional<DropCopy>> find_drop_copy(const Reader& reader, std::string_view name) {
  return select_one<DropCopy>(reader, "WHERE name = ?1", name);
}

}  // namespace demur::store
