// One prepared statement and the row it stands on. Borrowed from a Database, given back (reset, its
// values forgotten) when it goes out of scope; never used by two threads.
//
//   Statement query = DEMUR_TRY(database.prepare("SELECT id, due_on FROM duty WHERE state = ?1"));
//   query.bind("open");
//   while (DEMUR_TRY(query.step())) {
//     Row row = query.row();
//     use(row.next<std::string>(), row.next<core::Day>());
//     DEMUR_TRY(row.status());
//   }
//
// Values are always bound, never spliced into the SQL. A fault while binding or reading is kept and
// handed out once, by step() or Row::status(); the error names the column, never the value.
// Which C++ type goes into which column: column.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/result.hpp"

struct sqlite3_stmt;

namespace demur::store {

template <typename T>
struct Column;  // how a T is bound and read: column.hpp

// A place in a statement that waits for a value.
class Slot {
 public:
  Slot(sqlite3_stmt* handle, int index, int& code) : handle_(handle), index_(index), code_(code) {}

  void put_null();
  void put(std::int64_t value);
  void put(std::string_view text);
  void put(core::ByteView blob);

 private:
  sqlite3_stmt* handle_;
  int index_;  // counts from 1
  int& code_;
};

// The row a statement stands on, read column by column from the left. Valid until the next step().
class Row {
 public:
  explicit Row(sqlite3_stmt* handle) : handle_(handle) {}

  template <typename T>
  [[nodiscard]] T next() {
    return Column<T>::read(*this);
  }

  // What Column<T> reads with. The texts and blobs are valid until the next step().
  [[nodiscard]] bool next_is_null() const;
  void skip() { ++index_; }
  [[nodiscard]] std::int64_t take_integer();
  [[nodiscard]] std::string_view take_text();
  [[nodiscard]] core::ByteView take_blob();
  // The column read last does not hold what its type promises.
  void fault(std::string_view expected);

  [[nodiscard]] core::Status status() const;

 private:
  [[nodiscard]] bool expect(int type, std::string_view name);

  sqlite3_stmt* handle_;
  int index_ = 0;
  std::string fault_;
};

class Statement {
 public:
  // `in_use` is the cache's mark, cleared when the statement is given back; null: not from a cache,
  // and then the statement is finalized instead.
  Statement(sqlite3_stmt* handle, bool* in_use) : handle_(handle), in_use_(in_use) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds the values to ?1, ?2, ... in order.
  template <typename... Values>
  void bind(const Values&... values) {
    int index = 0;
    (bind_at(++index, values), ...);
  }

  template <typename Value>
  void bind_at(int index, const Value& value) {
    Column<Value>::bind(Slot(handle_, index, bind_code_), value);
  }

  // True: a row to read; false: done.
  [[nodiscard]] core::Result<bool> step();
  [[nodiscard]] Row row() const { return Row(handle_); }

 private:
  sqlite3_stmt* handle_;
  bool* in_use_;
  int bind_code_ = 0;
};

}  // namespace demur::store
