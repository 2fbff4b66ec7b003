#include "demur/store/sqlite/failure.hpp"

#include <fmt/core.h>
#include <sqlite3.h>

namespace demur::store {

using core::Code;
using core::fail;

namespace {

std::unexpected<core::Error> constraint_failure(int extended, std::string_view message) {
  switch (extended) {
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_DATATYPE:
      return fail(Code::internal,
                  fmt::format("the database refuses a value that breaks its rules: {}", message));
    default:
      return fail(Code::conflict,
                  fmt::format("the database already holds something that forbids this: {}", message));
  }
}

}  // namespace

std::unexpected<core::Error> failure(int extended, std::string_view doing) {
  switch (extended & 0xff) {
    case SQLITE_FULL:
      return fail(Code::unavailable, "the disk is full: free some space, then try again");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Code::unavailable, "the database is busy: try again");
    case SQLITE_READONLY:
      return fail(Code::internal,
                  "the database cannot be written: the data directory or its files are read-only");
    case SQLITE_CANTOPEN:
      return fail(
          Code::internal,
          "the database file cannot be opened: check that the data directory exists and belongs to the "
          "user that runs Demur");
    case SQLITE_IOERR:
      return fail(Code::internal,
                  fmt::format("the disk failed while {}: {}", doing, sqlite3_errstr(extended)));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(Code::internal, "the database file is damaged or is no database: restore it from a backup");
    case SQLITE_TOOBIG:
      return fail(Code::too_large, "a value is larger than the database can hold");
    default:
      return fail(Code::internal,
                  fmt::format("SQLite failed while {}: {} ({})", doing, sqlite3_errstr(extended), extended));
  }
}

std::unexpected<core::Error> failure(sqlite3* connection) {
  const int extended = sqlite3_extended_errcode(connection);
  if ((extended & 0xff) == SQLITE_CONSTRAINT) return constraint_failure(extended, sqlite3_errmsg(connection));
  return failure(extended, "running a statement");
}

std::unexpected<core::Error> prepare_failure(sqlite3* connection) {
  const int extended = sqlite3_extended_errcode(connection);
  if ((extended & 0xff) == SQLITE_ERROR)
    return fail(Code::internal, fmt::format("a statement does not compile: {}", sqlite3_errmsg(connection)));
  return failure(extended, "preparing a statement");
}

}  // namespace demur::store
