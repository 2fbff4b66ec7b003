#include "demur/store/sqlite/database.hpp"

#include <sqlite3.h>

#include "demur/store/sqlite/failure.hpp"

namespace demur::store {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr int kCheckpointMilliseconds = 50;
constexpr std::int64_t kWalFrameHeader = 24;

// defensive also forbids writable_schema and a direct write to a shadow table. recursive_triggers lets a
// table's rule against deleting stand where a row is replaced.
constexpr const char* kEveryConnection = R"(
  PRAGMA foreign_keys = ON;
  PRAGMA recursive_triggers = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
  PRAGMA synchronous = FULL;
  PRAGMA mmap_size = 0;
  PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = 0;
)";

// A batch's pages fit into the cache (in KiB): what does not is written to the log before the commit, and
// often again with it.
constexpr const char* kWriter = R"(
  PRAGMA secure_delete = ON;
  PRAGMA cache_size = -32768;
)";

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const DatabaseOptions& options) {
  const int access = options.access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(options.file.c_str(), &connection,
                                   access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, options.vfs);
  std::unique_ptr<Database> database(new Database(connection));  // closes what even a failed open made
  if (code != SQLITE_OK) return failure(code, "opening the database");
  DEMUR_TRY(database->configure(options.access));
  return database;
}

Status Database::configure(Access access) {
  sqlite3_busy_timeout(connection_, kBusyMilliseconds);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (access != Access::write) leave_wal_alone();
  DEMUR_TRY(run_script(kEveryConnection));
  if (access == Access::read) return run_script("PRAGMA query_only = 1");
  if (access == Access::backup) return {};
  DEMUR_TRY(run_script(kWriter));
  if (DEMUR_TRY(ask("PRAGMA journal_mode = WAL")) != "wal")
    return fail(Code::internal,
                "the data directory is on a file system that cannot hold a write-ahead log: "
                "use a local disk");
  page_bytes_ = std::stoll(DEMUR_TRY(ask("PRAGMA page_size")));
  sqlite3_wal_hook(connection_, &Database::after_commit, this);
  return {};
}

Database::~Database() {
  for (auto& [sql, kept] : statements_) sqlite3_finalize(kept.handle);
  sqlite3_close_v2(connection_);
}

int Database::after_commit(void* self, sqlite3*, const char*, int pages) {
  auto* database = static_cast<Database*>(self);
  database->wal_bytes_ = pages * (database->page_bytes_ + kWalFrameHeader);
  return SQLITE_OK;
}

Result<sqlite3_stmt*> Database::compile(std::string_view sql, unsigned flags) {
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  const int code =
      sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()), flags, &handle, &rest);
  if (code != SQLITE_OK) return prepare_failure(connection_);
  if (!handle || rest != sql.data() + sql.size()) {
    sqlite3_finalize(handle);
    return fail(Code::internal, "one SQL statement was expected, and there are none or several");
  }
  return handle;
}

Result<Statement> Database::prepare(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found == statements_.end()) {
    sqlite3_stmt* handle = DEMUR_TRY(compile(sql, SQLITE_PREPARE_PERSISTENT));
    Kept& kept = statements_.emplace(sql, Kept{handle, true}).first->second;
    return Statement(handle, &kept.in_use);
  }
  Kept& kept = found->second;
  if (kept.in_use) return Statement(DEMUR_TRY(compile(sql, 0)), nullptr);
  kept.in_use = true;
  return Statement(kept.handle, &kept.in_use);
}

Status Database::run_script(const std::string& sql) {
  if (sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  if ((sqlite3_extended_errcode(connection_) & 0xff) == SQLITE_ERROR) return prepare_failure(connection_);
  return failure(connection_);
}

Result<std::string> Database::ask(std::string_view sql) {
  sqlite3_stmt* handle = DEMUR_TRY(compile(sql, 0));
  Statement statement(handle, nullptr);
  if (!DEMUR_TRY(statement.step())) return std::string();
  const void* text = sqlite3_column_text(handle, 0);
  return std::string(text ? static_cast<const char*>(text) : "");
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_) == 0;
}

bool Database::disk_was_full() const {
  return (sqlite3_extended_errcode(connection_) & 0xff) == SQLITE_FULL;
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(connection_);
}

Result<bool> Database::checkpoint(Checkpoint mode) {
  constexpr int kModes[] = {SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_RESTART, SQLITE_CHECKPOINT_TRUNCATE};
  int in_log = 0;
  int copied = 0;
  // It may wait for readers, and every writer waits for it: not for long.
  sqlite3_busy_timeout(connection_, kCheckpointMilliseconds);
  const int code =
      sqlite3_wal_checkpoint_v2(connection_, nullptr, kModes[static_cast<int>(mode)], &in_log, &copied);
  sqlite3_busy_timeout(connection_, kBusyMilliseconds);
  if (code == SQLITE_BUSY) return false;
  if (code != SQLITE_OK) return failure(code, "copying the log into the database file");
  return in_log == copied;
}

void Database::leave_wal_alone() {
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

}  // namespace demur::store
