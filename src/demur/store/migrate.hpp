// The schema, grown by numbered scripts (migrations/0001-*.sql, ...), each run once, in order, in a
// transaction of its own. The database keeps the number of the last one (PRAGMA user_version).
//
//   DEMUR_TRY(migrate(*database, built_in_migrations()));
//
// A database that a newer Demur has changed is refused, and so is one that is not Demur's at all.
// A script that was released is never edited: a later one changes what it did.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/store/sqlite/database.hpp"

namespace demur::store {

struct Migration {
  int number = 0;  // counts from 1, without gaps
  std::string_view sql;
};

[[nodiscard]] std::vector<Migration> built_in_migrations();

[[nodiscard]] core::Status migrate(Database& database, std::span<const Migration> migrations);

// For who only reads and changes nothing: conflict where the database is of another version than this
// program's own.
[[nodiscard]] core::Status check_version(Database& database);

}  // namespace demur::store
