#include "demur/store/migrate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "demur/core/embedded.hpp"

namespace demur::store {

using core::Code;
using core::fail;
using core::Status;

namespace migrations {
std::span<const core::EmbeddedFile> files();  // cmake/Embed.cmake
}

namespace {

constexpr int kApplicationId = 0x44656d75;  // "Demu"

core::Result<int> ask_number(Database& database, std::string_view pragma) {
  const std::string text = DEMUR_TRY(database.ask(pragma));
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// A new file has neither the mark nor a table.
Status check_owner(Database& database) {
  const int id = DEMUR_TRY(ask_number(database, "PRAGMA application_id"));
  if (id == kApplicationId) return {};
  if (id == 0 && DEMUR_TRY(ask_number(database, "SELECT count(*) FROM sqlite_schema")) == 0)
    return database.run_script(fmt::format("PRAGMA application_id = {}", kApplicationId));
  return fail(Code::conflict,
              "the database file in the data directory is not Demur's: name another data directory");
}

// While a migration runs, SQLite does not look.
Status check_references(Database& database) {
  Statement broken = DEMUR_TRY(database.prepare("SELECT 1 FROM pragma_foreign_key_check"));
  if (!DEMUR_TRY(broken.step())) return {};
  return fail(Code::internal, "a row refers to one that is not there");
}

Status apply(Database& database, const Migration& migration) {
  DEMUR_TRY(database.run_script("BEGIN IMMEDIATE"));
  Status done = database.run_script(std::string(migration.sql));
  if (done) done = check_references(database);
  if (done) done = database.run_script(fmt::format("PRAGMA user_version = {}", migration.number));
  if (done) done = database.run_script("COMMIT");
  if (done) return {};
  if (database.in_transaction()) (void)database.run_script("ROLLBACK");
  return fail(done.error().code,
              fmt::format("changing the database to version {} failed, and it is as it was: {}",
                          migration.number, done.error().what));
}

std::unexpected<core::Error> made_by_a_newer(int current, int newest) {
  return fail(
      Code::conflict,
      fmt::format("the database is of version {}, and this program knows versions up to {}: run the newer "
                  "Demur that made it, or restore a backup",
                  current, newest));
}

}  // namespace

std::vector<Migration> built_in_migrations() {
  std::vector<Migration> found;
  for (const core::EmbeddedFile& file : migrations::files()) {
    Migration migration{0, file.text()};
    std::from_chars(file.name.data(), file.name.data() + file.name.size(), migration.number);
    found.push_back(migration);
  }
  std::ranges::sort(found, {}, &Migration::number);
  return found;
}

Status migrate(Database& database, std::span<const Migration> migrations) {
  DEMUR_TRY(check_owner(database));
  const int current = DEMUR_TRY(ask_number(database, "PRAGMA user_version"));
  const int newest = static_cast<int>(migrations.size());
  if (current > newest) return made_by_a_newer(current, newest);
  if (current == newest) return {};
  // A table that is made anew and takes the old one's name: https://sqlite.org/lang_altertable.html, 7.
  DEMUR_TRY(database.run_script("PRAGMA foreign_keys = OFF"));
  Status done;
  for (int number = current + 1; done && number <= newest; ++number) {
    const Migration& migration = migrations[static_cast<std::size_t>(number - 1)];
    done = migration.number == number
               ? apply(database, migration)
               : fail(Code::internal,
                      fmt::format("the migration number {} is missing from this program", number));
  }
  DEMUR_TRY(database.run_script("PRAGMA foreign_keys = ON"));
  return done;
}

Status check_version(Database& database) {
  const int current = DEMUR_TRY(ask_number(database, "PRAGMA user_version"));
  const int newest = static_cast<int>(built_in_migrations().size());
  if (current > newest) return made_by_a_newer(current, newest);
  if (current == newest) return {};
  return fail(Code::conflict,
              fmt::format("the database is of version {}, and this program reads version {}: it is changed "
                          "when the server is started with this program, or by `demur doctor`",
                          current, newest));
}

}  // namespace demur::store
