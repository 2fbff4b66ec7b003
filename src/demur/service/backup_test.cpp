// What a backup holds, what a restore refuses, and that a refusal leaves no institution.
#include "demur/service/backup.hpp"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "demur/service/backup_manifest.hpp"
#include "demur/service/key_file.hpp"
#include "demur/service/receipts.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using core::Code;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Restore : public ::testing::Test {
 protected:
  Restore() {
    waiting = test.file("cosigner");
    test.file("author");
    EXPECT_TRUE(publish(*test.house));
    filed = test.filing();
    leaf = test.must("author", filed).receipt;
  }

  core::Result<Copy> back_up_now() { return back_up(test.folder / "data", backup, core::day_of(test.now)); }
  core::Result<Copy> restore_as(Restoring from) {
    from.backup = backup;
    from.folder = folder;
    if (from.key.empty()) from.key = test.folder / "data" / "log.key";
    return restore(from, core::day_of(test.now));
  }
  core::Result<Copy> restore_now() { return restore_as({.nothing_newer = true}); }
  void expect_no_institution() {
    const auto opened = Institution::open(folder, test.environment());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::not_found) << opened.error().what;
  }
  std::string shown() { return ShownLog(*test.house).checkpoint().value(); }
  void grow() { test.must("founder", CreateOffice{OfficeId::make(test.random), "Later"}); }

  TestInstitution test;
  fs::path backup = test.folder / "backup.db";
  fs::path folder = test.folder / "restored";
  FileDissent waiting;
  FileDissent filed;
  std::string leaf;
};

TEST_F(Restore, PutsBackAllThatWasThere) {
  const auto made = back_up_now();
  ASSERT_TRUE(made) << made.error().what;
  EXPECT_EQ(made->examined.institution, "Ministry");
  EXPECT_EQ(made->examined.log.checkpoint.size, test.size());
  EXPECT_EQ(read_whole(test.folder / "data" / "last-checkpoint"), made->examined.log.note)
      << "a backup leaves the machine: its checkpoint is remembered";
  test.house.reset();
  const auto back = restore_now();
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(back->examined.log.note, made->examined.log.note);
  EXPECT_EQ(read_whole(folder / "last-checkpoint"), made->examined.log.note);
  EXPECT_FALSE(fs::exists(folder / "restoring"));
  for (const char* name : {".", "demur.db", "log.key", "last-checkpoint"})
    EXPECT_EQ(fs::status(folder / name).permissions() & fs::perms(077), fs::perms::none) << name;

  test.house = Institution::open(folder, test.environment()).value();
  test.must("keeper", Acknowledge{filed.id});
  ASSERT_TRUE(publish(*test.house));
  EXPECT_TRUE(receipt_json(*test.house, test.people.at("author"), leaf));
}

TEST_F(Restore, GoesOverNoInstitution) {
  ASSERT_TRUE(back_up_now());
  ASSERT_TRUE(restore_now());
  const std::string before = read_whole(folder / "demur.db");
  const auto again = restore_now();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_THAT(again.error().what, HasSubstr("holds an institution already"));
  EXPECT_EQ(read_whole(folder / "demur.db"), before);
}

TEST_F(Restore, IsNotMixedWithTheLogOfAnotherDatabase) {
  ASSERT_TRUE(back_up_now());
  fs::create_directory(folder);
  std::ofstream(folder / "demur.db-wal") << "left of another";
  const auto refused = restore_now();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("left of another database"));
  expect_no_institution();
}

TEST_F(Restore, WantsToKnowWhatIsNewestOutside) {
  ASSERT_TRUE(back_up_now());
  const auto refused = restore_as({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_THAT(refused.error().what, HasSubstr("--since"));
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(Restore, RefusesABackupThatIsOlderThanWhatWasShown) {
  ASSERT_TRUE(back_up_now());
  grow();
  const auto refused = restore_as({.since = shown()});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::unproven);
  EXPECT_THAT(refused.error().what, HasSubstr("entries are missing"));
  expect_no_institution();
}

TEST_F(Restore, RefusesABackupThatIsOlderThanTheFoldersLastCheckpoint) {
  ASSERT_TRUE(back_up_now());
  grow();
  fs::create_directory(folder);
  std::ofstream(folder / "last-checkpoint") << shown();
  const auto refused = restore_now();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("older copy"));
  expect_no_institution();
}

TEST_F(Restore, TakesABackupThatExtendsWhatWasShown) {
  const std::string before = shown();
  grow();
  ASSERT_TRUE(back_up_now());
  const auto back = restore_as({.since = before});
  EXPECT_TRUE(back) << back.error().what;
}

TEST_F(Restore, TakesTheKeyOfThisLogOnly) {
  ASSERT_TRUE(back_up_now());
  const TestInstitution other(Start{.seed = 2});
  const auto foreign = restore_as({.key = other.folder / "data" / "log.key", .nothing_newer = true});
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, Code::unproven);
  EXPECT_FALSE(fs::exists(folder / "log.key"));
  const auto missing = restore_as({.key = test.folder / "nowhere", .nothing_newer = true});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::not_found);
  expect_no_institution();
  fs::copy_file(other.folder / "data" / "log.key", folder / "log.key");
  const auto differs = restore_now();
  ASSERT_FALSE(differs);
  EXPECT_THAT(differs.error().what, HasSubstr("is another key"));
  expect_no_institution();
}

TEST_F(Restore, TakesTheKeyThatIsInTheFolderAlready) {
  ASSERT_TRUE(back_up_now());
  fs::create_directory(folder);
  fs::copy_file(test.folder / "data" / "log.key", folder / "log.key");
  const auto back =
      restore({.backup = backup, .folder = folder, .nothing_newer = true}, core::day_of(test.now));
  EXPECT_TRUE(back) << back.error().what;
}

TEST_F(Restore, IsRunAgainAfterItWasCutOff) {
  ASSERT_TRUE(back_up_now());
  // All that it writes before the database is in its place.
  fs::create_directories(folder / "restoring");
  std::ofstream(folder / "restoring" / "demur.db") << "half";
  std::ofstream(folder / "restoring" / "demur.db-wal") << "half";
  std::ofstream(folder / "demur.db");
  std::ofstream(folder / "log.key.new") << "half";
  fs::copy_file(test.folder / "data" / "log.key", folder / "log.key");
  expect_no_institution();
  const auto back = restore_now();
  EXPECT_TRUE(back) << back.error().what;
  EXPECT_TRUE(Institution::open(folder, test.environment()));
}

TEST_F(Restore, TakesTheLogBesideTheFilesOfAServerThatDied) {
  // As they lie on the disk while the server is at work.
  for (const char* ending : {"", "-wal"})
    fs::copy_file(test.folder / "data" / ("demur.db" + std::string(ending)), backup.string() + ending);
  const auto back = restore_now();
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(back->examined.log.checkpoint.size, test.size());
  test.house = Institution::open(folder, test.environment()).value();
  EXPECT_EQ(test.one<std::string>("SELECT id FROM dissent WHERE id = '" + filed.id.text + "'"),
            filed.id.text);
}

void tamper(const fs::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  for (const char* trigger : {"log_entries_kept", "log_entries_unchanged", "log_tile_grows"})
    sqlite3_exec(database, (std::string("DROP TRIGGER ") + trigger).c_str(), nullptr, nullptr, nullptr);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
  EXPECT_GT(sqlite3_total_changes(database), 0) << "the tampering changed nothing: " << sql;
  sqlite3_close(database);
}

TEST_F(Restore, NoticesWhateverWasAltered) {
  ASSERT_TRUE(back_up_now());
  const std::string whole = read_whole(backup);
  for (const std::string sql :
       {"UPDATE log_entries SET entries = CAST(replace(CAST(entries AS TEXT), 'Close', 'Shut!') AS BLOB) "
        "WHERE instr(entries, CAST('decision.registered' AS BLOB)) > 0",
        "DELETE FROM log_entries WHERE first = (SELECT max(first) FROM log_entries)",
        "INSERT INTO log_entries SELECT first + count, count, entries FROM log_entries ORDER BY first DESC "
        "LIMIT 1",
        "UPDATE log_tile SET hashes = zeroblob(length(hashes)) WHERE level = 0",
        "UPDATE opening SET private_part = replace(private_part, 'TEXT-CANARY', 'ANOTHER-TEXT')",
        "DELETE FROM pending_leaf", "DELETE FROM setting WHERE name = 'institution'",
        "PRAGMA foreign_keys = OFF; DELETE FROM member WHERE login = 'author'"}) {
    std::ofstream(backup, std::ios::binary) << whole;
    tamper(backup, sql);
    const auto refused = restore_now();
    ASSERT_FALSE(refused) << sql;
    expect_no_institution();
  }
  std::ofstream(backup, std::ios::binary) << whole;
  EXPECT_TRUE(restore_now());
}

// What the audit of the living database finds keeps no backup from being made: to have none is worse.
class WithFindings : public Restore {
 protected:
  WithFindings() {
    tamper(test.folder / "data" / "demur.db",
           "UPDATE opening SET private_part = replace(private_part, 'TEXT-CANARY', 'ANOTHER-TEXT')");
  }
  // `backup` again, with one more thing altered in it.
  void alter_backup() { tamper(backup, "UPDATE member SET name = 'Somebody else' WHERE login = 'author'"); }
};

TEST_F(WithFindings, ABackupIsTakenAndItsManifestSaysWhatWasFound) {
  const auto made = back_up_now();
  ASSERT_TRUE(made) << made.error().what;
  ASSERT_FALSE(made->examined.findings.empty());
  EXPECT_THAT(made->examined.findings.front(), HasSubstr("a private part is not the one"));
  EXPECT_EQ(made->examined.log.checkpoint.size, test.size()) << "the log itself holds";
  const auto key = read_key(test.folder / "data", translog::KeyType::log).value();
  const auto manifest = read_manifest(manifest_of(backup), *key);
  ASSERT_TRUE(manifest) << manifest.error().what;
  EXPECT_EQ(manifest->findings, made->examined.findings);
  EXPECT_EQ(manifest->sha256, sha256_of_file(backup).value());
  EXPECT_EQ(manifest->bytes, fs::file_size(backup));
  EXPECT_EQ(fs::status(manifest_of(backup)).permissions() & fs::perms(077), fs::perms::none);
}

TEST_F(WithFindings, AnAlteredLeafOfTheLogKeepsNoBackupFromBeingMade) {
  tamper(test.folder / "data" / "demur.db",
         "UPDATE log_tile SET hashes = zeroblob(length(hashes)) WHERE level = 0");
  const auto made = back_up_now();
  ASSERT_TRUE(made) << made.error().what;
  EXPECT_GE(made->examined.findings.size(), 2U);
  EXPECT_TRUE(made->examined.log.note.empty()) << "nothing is claimed of a log that does not hold";
  EXPECT_TRUE(restore_now());
}

TEST_F(WithFindings, ABackupIsPutBackAsItWasTakenAndSaysThemAgain) {
  const auto made = back_up_now();
  ASSERT_TRUE(made) << made.error().what;
  const auto back = restore_now();
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(back->examined.findings, made->examined.findings);
  EXPECT_TRUE(Institution::open(folder, test.environment()));
}

TEST_F(WithFindings, ABackupThatWasAlteredSinceIsNotPutBack) {
  ASSERT_TRUE(back_up_now());
  alter_backup();
  const auto refused = restore_now();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("altered since"));
  expect_no_institution();
}

TEST_F(WithFindings, ABackupIsPutBackWithAManifestOfThisLogsKeyOnly) {
  ASSERT_TRUE(back_up_now());
  const TestInstitution other(Start{.seed = 2});
  const auto ours = read_key(test.folder / "data", translog::KeyType::log).value();
  const auto theirs = read_key(other.folder / "data", translog::KeyType::log).value();
  auto manifest = read_manifest(manifest_of(backup), *ours).value();
  alter_backup();
  manifest.sha256 = sha256_of_file(backup).value();
  ASSERT_TRUE(write_manifest(manifest_of(backup), manifest, *theirs));
  EXPECT_THAT(restore_now().error().what, HasSubstr("not one that this log's key sealed"));
  fs::remove(manifest_of(backup));
  EXPECT_THAT(restore_now().error().what, HasSubstr("is not there"));
  expect_no_institution();
}

TEST_F(WithFindings, ACopyThatIsNotAsTheDatabaseIsIsNotKept) {
  const fs::path copy = test.folder / "backup.db.partial";
  bool altered = false;
  // While the copy is looked at, after its private parts and before its checkpoints.
  const auto refused =
      back_up(test.folder / "data", backup, core::day_of(test.now), [&](std::uint64_t, std::uint64_t) {
        if (!std::exchange(altered, true))
          tamper(copy, "DROP TRIGGER log_checkpoint_unchanged; UPDATE log_checkpoint SET note = 'x'");
      });
  ASSERT_TRUE(altered);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("the copy is not as the database is"));
  EXPECT_FALSE(fs::exists(backup));
  EXPECT_FALSE(fs::exists(manifest_of(backup)));
}

TEST_F(Restore, WritesAManifestOverNothingElse) {
  ASSERT_TRUE(back_up_now());
  fs::remove(backup);
  EXPECT_TRUE(back_up_now()) << "over the one of a backup that is gone";
  fs::remove(backup);
  std::ofstream(manifest_of(backup)) << "{}";
  const auto refused = back_up_now();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_EQ(read_whole(manifest_of(backup)), "{}");
  EXPECT_FALSE(fs::exists(backup));
}

TEST(Manifest, IsReadAsItWasWrittenAndNotWithAnyByteChanged) {
  const TestInstitution test;
  const auto& key = test.house->log_key();
  const Manifest manifest{.sha256 = {1, 2, 3},
                          .bytes = 4096,
                          .day = day("2026-11-26"),
                          .institution = "Ministry",
                          .size = 12,
                          .checkpoint = "a note\n",
                          .findings = {"one thing", "another"}};
  const std::string text = format_manifest(manifest, key).value();
  EXPECT_EQ(parse_manifest(text, key).value(), manifest);
  for (std::size_t at = 0; at < text.size() - 1; ++at) {
    std::string altered = text;
    altered[at] ^= 1;
    EXPECT_FALSE(parse_manifest(altered, key)) << at;
  }
}

TEST_F(Restore, NoticesAFileThatIsCutShortOrNoDatabase) {
  ASSERT_TRUE(back_up_now());
  const std::string whole = read_whole(backup);
  for (const std::string& text : {std::string(), std::string(5000, 'x'), whole.substr(0, whole.size() / 2),
                                  whole.substr(0, whole.size() - 1), whole.substr(0, 4096)}) {
    std::ofstream(backup, std::ios::binary) << text;
    EXPECT_FALSE(restore_now()) << text.size();
    expect_no_institution();
  }
}

TEST_F(Restore, WantsAFolderThatNoServerHasOpen) {
  ASSERT_TRUE(back_up_now());
  const auto held = store::DataDirectory::hold(folder).value();
  const auto refused = restore_now();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("stop it first"));
}

TEST_F(Restore, IsNotOfADatabaseThatIsAnOlderCopyItself) {
  ASSERT_TRUE(back_up_now());
  grow();
  shown();
  test.house.reset();
  for (const char* name : {"demur.db", "demur.db-wal", "demur.db-shm"})
    fs::remove(test.folder / "data" / name);
  fs::rename(backup, test.folder / "data" / "demur.db");
  const auto refused = back_up_now();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("older copy"));
  EXPECT_FALSE(fs::exists(backup));
}

}  // namespace
}  // namespace demur::service
