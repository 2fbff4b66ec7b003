// SQLite's result codes as errors that a person can act on. SQLite's own message is passed on only
// where it can hold nothing but names of our schema (a broken constraint) or our SQL (a statement
// that does not compile): other messages may quote a value that somebody typed.
// Source: https://sqlite.org/rescode.html
#pragma once

#include <string_view>

#include "demur/core/result.hpp"

struct sqlite3;

namespace demur::store {

// What the connection's last call failed with.
[[nodiscard]] std::unexpected<core::Error> failure(sqlite3* connection);

// The same for a call that leaves no message; `doing` says what was tried.
[[nodiscard]] std::unexpected<core::Error> failure(int extended_code, std::string_view doing);

// For sqlite3_prepare: the message is about the SQL text, which is ours.
[[nodiscard]] std::unexpected<core::Error> prepare_failure(sqlite3* connection);

}  // namespace demur::store
