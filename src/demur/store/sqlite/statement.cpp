#include "demur/store/sqlite/statement.hpp"

#include <sqlite3.h>

#include <utility>

#include "demur/store/sqlite/failure.hpp"

namespace demur::store {

namespace {

// SQLite is told to copy: a bound value may be a temporary that dies before step().
const sqlite3_destructor_type kCopy = SQLITE_TRANSIENT;  // NOLINT(*-cast*): SQLite's own macro

void keep_first(int& code, int result) {
  if (code == SQLITE_OK) code = result;
}

}  // namespace

void Slot::put_null() {
  keep_first(code_, sqlite3_bind_null(handle_, index_));
}

void Slot::put(std::int64_t value) {
  keep_first(code_, sqlite3_bind_int64(handle_, index_, value));
}

// A null pointer would be bound as NULL, and an empty value may have one.
void Slot::put(std::string_view text) {
  const char* data = text.empty() ? "" : text.data();
  keep_first(code_, sqlite3_bind_text64(handle_, index_, data, text.size(), kCopy, SQLITE_UTF8));
}

void Slot::put(core::ByteView blob) {
  if (blob.empty())
    keep_first(code_, sqlite3_bind_zeroblob(handle_, index_, 0));
  else
    keep_first(code_, sqlite3_bind_blob64(handle_, index_, blob.data(), blob.size(), kCopy));
}

bool Row::next_is_null() const {
  return sqlite3_column_type(handle_, index_) == SQLITE_NULL;
}

bool Row::expect(int type, std::string_view name) {
  const bool fits = index_ < sqlite3_data_count(handle_) && sqlite3_column_type(handle_, index_) == type;
  ++index_;
  if (!fits) fault(name);
  return fits;
}

std::int64_t Row::take_integer() {
  return expect(SQLITE_INTEGER, "an integer") ? sqlite3_column_int64(handle_, index_ - 1) : 0;
}

std::string_view Row::take_text() {
  if (!expect(SQLITE_TEXT, "text")) return {};
  const void* data = sqlite3_column_text(handle_, index_ - 1);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, index_ - 1));
  return {static_cast<const char*>(data), size};
}

core::ByteView Row::take_blob() {
  if (!expect(SQLITE_BLOB, "a blob")) return {};
  const void* data = sqlite3_column_blob(handle_, index_ - 1);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, index_ - 1));
  return {static_cast<const std::uint8_t*>(data), size};
}

void Row::fault(std::string_view expected) {
  if (!fault_.empty()) return;
  const char* name = sqlite3_column_name(handle_, index_ - 1);
  fault_ = "the database holds something other than ";
  fault_.append(expected).append(" in the column ").append(name ? name : "that a query reads past its end");
}

core::Status Row::status() const {
  if (fault_.empty()) return {};
  return core::fail(core::Code::internal, fault_);
}

Statement::Statement(Statement&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), in_use_(other.in_use_), bind_code_(other.bind_code_) {}

Statement::~Statement() {
  if (!handle_) return;
  if (!in_use_) {
    sqlite3_finalize(handle_);
    return;
  }
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  *in_use_ = false;
}

core::Result<bool> Statement::step() {
  if (bind_code_ != SQLITE_OK) return failure(bind_code_, "binding a value");
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failure(sqlite3_db_handle(handle_));
}

}  // namespace demur::store
