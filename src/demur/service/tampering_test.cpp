// Whatever is altered in the rows of the log, one row after another: the institution does not open on it,
// or the audit of what it hands out finds it.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include "demur/service/examine.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/translog/audit.hpp"

namespace demur::service {
namespace {

using namespace testing;
namespace fs = std::filesystem;

// Somebody who writes to the database's file as they like.
class Intruder {
 public:
  explicit Intruder(const fs::path& file) {
    EXPECT_EQ(sqlite3_open(file.c_str(), &database_), SQLITE_OK);
    run("PRAGMA foreign_keys = OFF");
    for (const char* trigger : {"log_entries_kept", "log_entries_unchanged", "log_tile_kept",
                                "log_tile_grows", "log_checkpoint_kept", "log_checkpoint_unchanged"})
      run(std::string("DROP TRIGGER ") + trigger);
  }
  Intruder(const Intruder&) = delete;
  ~Intruder() { sqlite3_close(database_); }

  int run(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    return sqlite3_changes(database_);
  }

 private:
  sqlite3* database_ = nullptr;
};

struct Harm {
  const char* table;
  const char* sql;  // of row ?
};

const Harm kHarms[] = {
    // the first byte another, one byte less, one more, the next row's, another number of leaves, gone
    {"log_entries",
     "UPDATE log_entries SET entries = CAST(substr(entries, 1, 2) || x'78' || substr(entries, 4) AS BLOB) "
     "WHERE rowid = ?"},
    {"log_entries",
     "UPDATE log_entries SET entries = substr(entries, 1, length(entries) - 1) WHERE rowid = ?"},
    {"log_entries", "UPDATE log_entries SET entries = CAST(entries || ' ' AS BLOB) WHERE rowid = ?"},
    {"log_entries",
     "UPDATE log_entries SET entries = (SELECT entries FROM log_entries ORDER BY first <= ?, first LIMIT 1) "
     "WHERE rowid = ?"},
    {"log_entries", "UPDATE log_entries SET count = count + iif(count > 1, -1, 1) WHERE rowid = ?"},
    {"log_entries", "DELETE FROM log_entries WHERE rowid = ?"},
    {"log_tile", "UPDATE log_tile SET hashes = zeroblob(length(hashes)) WHERE rowid = ?"},
    {"log_tile", "UPDATE log_tile SET hashes = CAST(x'00' || substr(hashes, 2) AS BLOB) WHERE rowid = ?"},
    {"log_tile", "DELETE FROM log_tile WHERE rowid = ?"},
};

std::string with_row(std::string sql, std::int64_t row) {
  for (auto at = sql.find('?'); at != std::string::npos; at = sql.find('?'))
    sql.replace(at, 1, std::to_string(row));
  return sql;
}

bool is_noticed(const fs::path& folder, const Environment& environment) {
  const auto opened = Institution::open(folder, environment);
  if (!opened) return true;
  StoredLog log((*opened)->store().readers());
  return !translog::audit_tree(log, (*opened)->log_key().verifier());
}

TEST(AnAlteredRowOfTheLog, IsNoticedWhicheverItIs) {
  TestInstitution test;
  while (test.size() < 300) ASSERT_TRUE(publish(*test.house));
  std::map<std::string, std::vector<std::int64_t>> rows;
  for (const char* table : {"log_entries", "log_tile"})
    rows[table] = test.house->store()
                      .read([&](const store::Reader& reader) {
                        return reader.all<std::int64_t>(std::string("SELECT rowid FROM ") + table);
                      })
                      .value();
  ASSERT_GE(rows["log_tile"].size(), 3U);
  // Of the many rows of leaves every fourth; of the tiles all.
  std::size_t row_number = 0;
  std::erase_if(rows["log_entries"], [&](std::int64_t) { return row_number++ % 4 != 0; });
  test.house.reset();
  const fs::path good = test.folder / "data";
  ASSERT_FALSE(is_noticed(good, test.environment()));
  std::size_t harmed = 0;
  for (const Harm& harm : kHarms)
    for (const std::int64_t row : rows[harm.table]) {
      const fs::path folder = test.folder / "altered";
      fs::remove_all(folder);
      fs::create_directory(folder);
      for (const char* name : {"demur.db", "log.key"}) fs::copy_file(good / name, folder / name);
      const std::string sql = with_row(harm.sql, row);
      EXPECT_EQ(Intruder(folder / "demur.db").run(sql), 1) << sql;
      EXPECT_TRUE(is_noticed(folder, test.environment())) << sql;
      ++harmed;
    }
  EXPECT_GT(harmed, 50U);
}

// What the log signed once is in receipts that people hold: it must lead to the log of today.
TEST(ACheckpointSignedEarlier, IsOfTheSameHistoryOrIsNoticed) {
  TestInstitution test;
  while (test.size() < 300) ASSERT_TRUE(publish(*test.house));
  const auto& key = test.house->log_key();
  const auto signed_once =
      test.house->store()
          .read([](const store::Reader& reader) { return store::checkpoint_covering(reader, 260); })
          .value()
          .value();
  ASSERT_LT(signed_once.size, test.size()) << "not the newest, which is compared when the institution opens";
  auto other = translog::open_checkpoint(signed_once.note, key.verifier()).value().checkpoint;
  other.root[7] ^= 1;
  const std::string fork = translog::sign_checkpoint(other, key).value();
  other = translog::open_checkpoint(signed_once.note, key.verifier()).value().checkpoint;
  other.size -= 1;
  const std::string of_another_size = translog::sign_checkpoint(other, key).value();
  std::string damaged = signed_once.note;
  damaged[damaged.size() - 10] ^= 1;

  const auto examined = [&] {
    return examine(test.house->store().readers(), key.verifier(), core::day_of(test.now));
  };
  ASSERT_TRUE(examined()) << examined().error().what;
  EXPECT_EQ(examined()->checkpoints, test.one<std::uint64_t>("SELECT count(*) FROM log_checkpoint"));
  Intruder intruder(test.folder / "data" / "demur.db");
  for (const std::string& note : {fork, of_another_size, damaged, signed_once.note}) {
    const std::string where = " WHERE size = " + std::to_string(signed_once.size);
    EXPECT_EQ(intruder.run("UPDATE log_checkpoint SET note = '" + note + "'" + where), 1);
    const auto found = examined();
    ASSERT_EQ(found.has_value(), note == signed_once.note) << note;
    if (found) continue;
    EXPECT_EQ(found.error().code, core::Code::unproven);
    EXPECT_THAT(found.error().what, ::testing::HasSubstr("size " + std::to_string(signed_once.size)));
  }
}

}  // namespace
}  // namespace demur::service
