// Whatever is typed into the search field is looked for without an error, in a database that has texts.
#include <cstdlib>
#include <filesystem>
#include <string>

#include "demur/domain/search.hpp"
#include "demur/store/search.hpp"
#include "demur/store/sqlite/database.hpp"

namespace {

// The index of migration 0009, alone and in memory.
demur::store::Database& database() {
  static const auto opened = [] {
    auto made = demur::store::Database::open({.file = ":memory:", .access = demur::store::Access::backup});
    if (!made) std::abort();
    const auto done = (*made)->run_script(
        "CREATE TABLE decision(id TEXT, owner TEXT);"
        "CREATE TABLE public_place(place INTEGER PRIMARY KEY, decision TEXT, version INTEGER, disposition "
        "TEXT);"
        "INSERT INTO public_place VALUES (1, 'a', 1, NULL);"
        "CREATE VIRTUAL TABLE public_index USING fts5(title, text, marks,"
        "  tokenize = 'porter unicode61 remove_diacritics 2');"
        "INSERT INTO public_index(rowid, title, text, marks) VALUES (1, 'The port', 'Grain rots, é م 日', "
        "'every');");
    if (!done) std::abort();
    return std::move(*made);
  }();
  return *opened;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view typed(reinterpret_cast<const char*>(data), size);
  const demur::store::Reader reader(database());
  const auto search = demur::domain::parse_search(typed);
  if (!demur::store::find_public(reader, search, {})) std::abort();
  if (!demur::store::like_public(reader, demur::domain::telling_words(typed, 24), 5)) std::abort();
  return 0;
}
