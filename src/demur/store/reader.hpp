// What a query runs on: a Reader sees one consistent snapshot, a Transaction also writes. Every
// function that reads takes a Reader and so works in both.
//
//   Result<std::vector<OfficeId>> active = reader.all<OfficeId>(
//       "SELECT id FROM office WHERE state = ?1 ORDER BY name", OfficeState::active);
//   DEMUR_TRY(transaction.execute("DELETE FROM session WHERE expires <= ?1", now));
//
// Both live only inside the call that handed them out, on its thread. SQL texts are literals of
// ours; values are bound to ?1, ?2, ...
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/store/column.hpp"
#include "demur/store/sqlite/database.hpp"

namespace demur::store {

class Reader {
 public:
  explicit Reader(Database& database) : database_(&database) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // `make` turns a row into what is wanted: make(Row&) -> T, taking columns from the left.
  template <typename Make, typename... Values>
  auto rows(std::string_view sql, Make make, const Values&... values) const
      -> core::Result<std::vector<std::invoke_result_t<Make&, Row&>>> {
    Statement query = DEMUR_TRY(database_->prepare(sql));
    query.bind(values...);
    std::vector<std::invoke_result_t<Make&, Row&>> found;
    while (DEMUR_TRY(query.step())) {
      Row row = query.row();
      found.push_back(make(row));
      DEMUR_TRY(row.status());
    }
    return found;
  }

  // The first row, or nothing.
  template <typename Make, typename... Values>
  auto row(std::string_view sql, Make make, const Values&... values) const
      -> core::Result<std::optional<std::invoke_result_t<Make&, Row&>>> {
    Statement query = DEMUR_TRY(database_->prepare(sql));
    query.bind(values...);
    if (!DEMUR_TRY(query.step())) return std::nullopt;
    Row row = query.row();
    std::optional<std::invoke_result_t<Make&, Row&>> found = make(row);
    DEMUR_TRY(row.status());
    return found;
  }

  // The same for queries of one column.
  template <typename T, typename... Values>
  core::Result<std::vector<T>> all(std::string_view sql, const Values&... values) const {
    return rows(sql, [](Row& row) { return row.next<T>(); }, values...);
  }
  template <typename T, typename... Values>
  core::Result<std::optional<T>> one(std::string_view sql, const Values&... values) const {
    return row(sql, [](Row& row) { return row.next<T>(); }, values...);
  }

 protected:
  Database* database_;
};

class Transaction : public Reader {
 public:
  using Reader::Reader;

  [[nodiscard]] core::Result<Statement> prepare(std::string_view sql) { return database_->prepare(sql); }

  // After the commit, the file's old bytes are overwritten or cut off: something was erased for good.
  void overwrite_erased() { erased_ = true; }
  [[nodiscard]] bool has_erased() const { return erased_; }
  void erasure_done() { erased_ = false; }

  // How many rows it changed.
  template <typename... Values>
  core::Result<std::int64_t> execute(std::string_view sql, const Values&... values) {
    return database_->execute(sql, values...);
  }

 private:
  bool erased_ = false;
};

}  // namespace demur::store
