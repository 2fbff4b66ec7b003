// One connection to the SQLite file, opened the one way we allow. Used by one thread at a time.
//
//   auto database = DEMUR_TRY(Database::open({.file = directory / "demur.db"}));
//   Statement insert = DEMUR_TRY(database->prepare("INSERT INTO setting(name, value) VALUES (?1, ?2)"));
//
// Every connection: WAL, synchronous=FULL (an acknowledged commit survives a power cut), foreign
// keys on, schema not trusted, cell sizes checked, defensive, erased content overwritten, no mmap,
// no temporary files. Only the writer's connection may write, and it alone checkpoints, by hand:
// automatic checkpoints are off everywhere.
// Sources: https://sqlite.org/pragma.html, https://sqlite.org/wal.html
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "demur/core/result.hpp"
#include "demur/store/sqlite/statement.hpp"

struct sqlite3;

namespace demur::store {

enum class Access {
  write,   // the one writer
  read,    // read-only, and refuses to write even where it could
  backup,  // read-only for this file; may write the copy
};

struct DatabaseOptions {
  std::filesystem::path file;
  Access access = Access::write;
  const char* vfs = nullptr;  // a registered sqlite3_vfs; null: the system's. Tests break disks with it.
};

enum class Checkpoint { passive, restart, truncate };

class Database {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<Database>> open(const DatabaseOptions& options);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Compiled once for each text and kept: `sql` must be one of a fixed set of texts of ours, one
  // statement each.
  [[nodiscard]] core::Result<Statement> prepare(std::string_view sql);

  // Runs one statement that gives no rows; the number of rows it changed.
  template <typename... Values>
  [[nodiscard]] core::Result<std::int64_t> execute(std::string_view sql, const Values&... values);

  // Several statements, without values: migrations and pragmas.
  [[nodiscard]] core::Status run_script(const std::string& sql);

  // The first column of the first row, as text, of a statement such as "PRAGMA user_version".
  [[nodiscard]] core::Result<std::string> ask(std::string_view sql);

  [[nodiscard]] bool in_transaction() const;

  // The last call failed because there was no room to write. A failed flush is never told as this.
  [[nodiscard]] bool disk_was_full() const;

  // True when the whole log was copied into the database file.
  [[nodiscard]] core::Result<bool> checkpoint(Checkpoint mode);
  [[nodiscard]] std::int64_t wal_bytes() const { return wal_bytes_; }

  // The log file is left as it is when the connection closes: after a commit of unknown fate.
  void leave_wal_alone();

 private:
  explicit Database(sqlite3* connection) : connection_(connection) {}
  [[nodiscard]] core::Status configure(Access access);
  [[nodiscard]] core::Result<sqlite3_stmt*> compile(std::string_view sql, unsigned flags);
  [[nodiscard]] std::int64_t changes() const;
  static int after_commit(void* self, sqlite3* connection, const char* name, int pages);

  struct Kept {
    sqlite3_stmt* handle = nullptr;
    bool in_use = false;
  };

  sqlite3* connection_;
  std::map<std::string, Kept, std::less<>> statements_;
  std::int64_t page_bytes_ = 0;
  std::int64_t wal_bytes_ = 0;
};

template <typename... Values>
core::Result<std::int64_t> Database::execute(std::string_view sql, const Values&... values) {
  Statement statement = DEMUR_TRY(prepare(sql));
  statement.bind(values...);
  while (DEMUR_TRY(statement.step())) {
  }
  return changes();
}

}  // namespace demur::store
