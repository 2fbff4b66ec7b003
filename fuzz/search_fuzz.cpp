// Whatever is typed into the search field is looked for without an error, in a database that has texts.
#include <cstdlib>
#include <memory>

#include "demur/domain/search.hpp"
#include "demur/store/migrate.hpp"
#include "demur/store/search.hpp"
#include "demur/store/sqlite/data_directory.hpp"
#include "demur/store/sqlite/database.hpp"
#include "demur/store/sqlite/scratch.hpp"

namespace {

// A store with one text in its index, in a folder that goes with the process.
struct Texts {
  demur::store::Scratch scratch;
  demur::store::DataDirectory directory = demur::store::DataDirectory::hold(scratch.data()).value();
  std::unique_ptr<demur::store::Database> database =
      demur::store::Database::open({directory.database_file()}).value();

  Texts() {
    const auto migrated = demur::store::migrate(*database, demur::store::built_in_migrations());
    const auto filled = database->run_script(
        "PRAGMA foreign_keys = OFF;"
        "INSERT INTO decision VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaa', '2026/1', 'The port', "
        "'bbbbbbbbbbbbbbbbbbbbbbbbbb', 'draft', '2026-03-02', NULL, 0, NULL, '');"
        "INSERT INTO text_version VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 'Grain rots, é م 日', 'h', "
        "'2026-03-02');");
    if (!migrated || !filled) std::abort();
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view typed(reinterpret_cast<const char*>(data), size);
  static const Texts texts;
  const demur::store::Reader reader(*texts.database);
  const auto search = demur::domain::parse_search(typed);
  if (!demur::store::find_public(reader, search, {})) std::abort();
  const auto words = demur::domain::telling_words(typed, demur::store::kMostWeighed);
  const auto weighed = demur::store::weigh_words(reader, words);
  if (!weighed || !demur::store::alike_public(reader, *weighed, {}, 5)) std::abort();
  return 0;
}
