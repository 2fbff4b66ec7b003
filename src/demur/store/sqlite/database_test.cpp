#include "demur/store/sqlite/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "demur/store/column.hpp"
#include "demur/store/reader.hpp"
#include "demur/store/sqlite/data_directory.hpp"
#include "demur/store/sqlite/scratch.hpp"

namespace demur::store {
namespace {

using core::Code;
using testing::HasSubstr;
using testing::Not;

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() : directory_(DataDirectory::hold(scratch_.data()).value()), database_(open(Access::write)) {}

  std::unique_ptr<Database> open(Access access) const {
    return Database::open({directory_.database_file(), access}).value();
  }
  std::string ask(Database& database, const std::string& sql) { return database.ask(sql).value(); }

  Scratch scratch_;
  DataDirectory directory_;
  std::unique_ptr<Database> database_;
};

TEST_F(DatabaseTest, IsTheSqliteWithoutTheLogResetFault) {
  EXPECT_GE(ask(*database_, "SELECT sqlite_version()"), "3.51.3");
  EXPECT_EQ(ask(*database_, "SELECT sqlite_compileoption_used('THREADSAFE=2')"), "1");
  EXPECT_EQ(ask(*database_, "SELECT sqlite_compileoption_used('DQS=0')"), "1");
}

TEST_F(DatabaseTest, KeepsWhatItPromisesAboutEveryConnection) {
  for (const Access access : {Access::write, Access::read, Access::backup}) {
    const auto database = open(access);
    EXPECT_EQ(ask(*database, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(ask(*database, "PRAGMA synchronous"), "2");
    EXPECT_EQ(ask(*database, "PRAGMA foreign_keys"), "1");
    EXPECT_EQ(ask(*database, "PRAGMA trusted_schema"), "0");
    EXPECT_EQ(ask(*database, "PRAGMA cell_size_check"), "1");
    EXPECT_EQ(ask(*database, "PRAGMA mmap_size"), "0");
    EXPECT_EQ(ask(*database, "PRAGMA temp_store"), "2");
    EXPECT_EQ(ask(*database, "PRAGMA wal_autocheckpoint"), "0");
    EXPECT_EQ(ask(*database, "PRAGMA query_only"), access == Access::read ? "1" : "0");
  }
  EXPECT_EQ(ask(*database_, "PRAGMA secure_delete"), "1");
}

TEST_F(DatabaseTest, RefusesToWriteThroughAReader) {
  ASSERT_TRUE(database_->run_script("CREATE TABLE t(a INTEGER) STRICT"));
  for (const Access access : {Access::read, Access::backup}) {
    const auto refused = open(access)->execute("INSERT INTO t VALUES (1)");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, HasSubstr("cannot be written"));
  }
}

TEST_F(DatabaseTest, TakesADoubleQuotedWordForAName) {
  EXPECT_FALSE(database_->prepare("SELECT \"no such column\""));
}

TEST_F(DatabaseTest, TakesOneStatementAtATime) {
  EXPECT_FALSE(database_->prepare("SELECT 1; SELECT 2"));
  EXPECT_FALSE(database_->prepare(""));
}

TEST_F(DatabaseTest, GivesBackEveryTypeAsItWasBound) {
  Statement query = database_->prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10").value();
  const core::Bytes blob{0, 1, 255};
  const std::array<std::uint8_t, 2> pair{7, 8};
  const core::Day day = core::parse_day("2026-11-23").value();
  const std::string text("naïve 𝄞 \0 after", 18);
  query.bind(std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(), true, text, std::string(), blob,
             core::Bytes(), pair, day, std::optional<std::string>());
  ASSERT_TRUE(query.step().value());
  Row row = query.row();
  EXPECT_EQ(row.next<int>(), -1);
  EXPECT_EQ(row.next<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  EXPECT_TRUE(row.next<bool>());
  EXPECT_EQ(row.next<std::string>(), text);
  EXPECT_EQ(row.next<std::string>(), "");
  EXPECT_EQ(row.next<core::Bytes>(), blob);
  EXPECT_EQ(row.next<core::Bytes>(), core::Bytes());
  EXPECT_EQ((row.next<std::array<std::uint8_t, 2>>()), pair);
  EXPECT_EQ(row.next<core::Day>(), day);
  EXPECT_EQ(row.next<std::optional<std::string>>(), std::nullopt);
  EXPECT_TRUE(row.status());
}

TEST_F(DatabaseTest, TellsAnEmptyValueFromNone) {
  Statement query = database_->prepare("SELECT ?1, ?2").value();
  query.bind(std::string_view(), core::ByteView());  // both without an address
  ASSERT_TRUE(query.step().value());
  Row row = query.row();
  EXPECT_EQ(row.next<std::optional<std::string>>(), "");
  EXPECT_EQ(row.next<std::optional<core::Bytes>>(), core::Bytes());
}

TEST_F(DatabaseTest, NamesTheColumnThatHoldsSomethingElseAndNotItsValue) {
  const Reader reader(*database_);
  for (const auto& status : {reader.one<core::Day>("SELECT 'secret' AS due_on").error(),
                             reader.one<core::Bytes>("SELECT 'secret' AS due_on").error(),
                             reader.one<std::string>("SELECT NULL AS due_on").error()}) {
    EXPECT_THAT(status.what, HasSubstr("due_on"));
    EXPECT_THAT(status.what, Not(HasSubstr("secret")));
  }
  EXPECT_FALSE(reader.one<std::uint8_t>("SELECT 256"));
  EXPECT_FALSE(reader.one<bool>("SELECT 2"));
  EXPECT_FALSE((reader.one<std::array<std::uint8_t, 2>>("SELECT x'010203'")));
  const auto too_many = [](Row& row) { return row.next<int>() + row.next<int>(); };
  EXPECT_FALSE(reader.row("SELECT 1", too_many));
}

TEST_F(DatabaseTest, NeverPutsAValueIntoAnError) {
  ASSERT_TRUE(database_->run_script("CREATE TABLE t(a INTEGER CHECK (a > 0), b TEXT UNIQUE) STRICT"));
  const std::string_view secret = "secret";
  ASSERT_TRUE(database_->execute("INSERT INTO t VALUES (1, ?1)", secret));
  const auto twice = database_->execute("INSERT INTO t VALUES (1, ?1)", secret);
  EXPECT_EQ(twice.error().code, Code::conflict);
  const auto wrong_type = database_->execute("INSERT INTO t VALUES (?1, 'x')", secret);
  EXPECT_EQ(wrong_type.error().code, Code::internal);
  const auto checked = database_->execute("INSERT INTO t VALUES (-1, ?1)", std::string_view("x"));
  const auto inside = database_->execute("SELECT json_extract('{}', ?1)", secret);
  for (const auto* result : {&twice, &wrong_type, &checked, &inside}) {
    ASSERT_FALSE(*result);
    EXPECT_THAT(result->error().what, Not(HasSubstr("secret")));
  }
}

TEST_F(DatabaseTest, UsesOneTextTwiceAtTheSameTime) {
  const char* sql = "SELECT value FROM json_each('[1,2,3]')";
  Statement outer = database_->prepare(sql).value();
  ASSERT_TRUE(outer.step().value());
  {
    Statement inner = database_->prepare(sql).value();
    EXPECT_TRUE(inner.step().value());
    EXPECT_EQ(inner.row().next<int>(), 1);
  }
  EXPECT_TRUE(outer.step().value());
  EXPECT_EQ(outer.row().next<int>(), 2);
}

TEST_F(DatabaseTest, ForgetsTheValuesOfAStatementThatIsGivenBack) {
  {
    database_->prepare("SELECT ?1").value().bind(std::string_view("first"));
  }
  Statement again = database_->prepare("SELECT ?1").value();
  ASSERT_TRUE(again.step().value());
  EXPECT_TRUE(again.row().next_is_null());
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabase) {
  const auto file = scratch_.path() / "letter.txt";
  std::ofstream(file) << std::string(2000, 'x');
  const auto refused = Database::open({file});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("restore it from a backup"));
}

TEST_F(DatabaseTest, ReportsAMissingFile) {
  const auto refused = Database::open({scratch_.path() / "nowhere.db"});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("cannot be opened"));
}

mode_t mode(const std::filesystem::path& path) {
  struct stat found{};
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 0777;
}

TEST_F(DatabaseTest, IsForItsOwnerOnly) {
  ASSERT_TRUE(database_->run_script("CREATE TABLE t(a INTEGER) STRICT"));
  EXPECT_EQ(mode(scratch_.data()), 0700u);
  for (const char* name : {"demur.db", "demur.db-wal", "demur.db-shm", "lock"})
    EXPECT_EQ(mode(scratch_.data() / name), 0600u) << name;
}

TEST_F(DatabaseTest, IsHeldByOneAtATime) {
  const auto second = DataDirectory::hold(scratch_.data());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
  EXPECT_THAT(second.error().what,
              HasSubstr("process " + std::to_string(::getpid()) + " has the data directory"));
}

TEST(DataDirectory, RefusesADirectoryInWhichOthersMayWrite) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch.data());
  std::filesystem::permissions(scratch.data(), std::filesystem::perms(0770));
  const auto refused = DataDirectory::hold(scratch.data());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("chmod 700"));
}

TEST(DataDirectory, RefusesADatabaseToWhichOthersMayWrite) {
  const Scratch scratch;
  std::filesystem::permissions(DataDirectory::hold(scratch.data())->database_file(),
                               std::filesystem::perms(0620));
  const auto refused = DataDirectory::hold(scratch.data());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::forbidden);
  EXPECT_THAT(refused.error().what, HasSubstr("chmod 600"));
}

TEST(DataDirectory, SaysWhyItCannotBeMade) {
  const Scratch scratch;
  EXPECT_THAT(DataDirectory::hold(scratch.path() / "a" / "b").error().what,
              HasSubstr("No such file or directory"));
  std::ofstream(scratch.data()) << "a file";
  EXPECT_THAT(DataDirectory::hold(scratch.data()).error().what, HasSubstr("is not a directory"));
  EXPECT_THAT(DataDirectory::hold("/proc/self/fd").error().what, HasSubstr("/proc/self/fd"));
}

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(ReplaceFile, MakesOrReplacesItForItsOwnerOnlyAndLeavesNothingBeside) {
  const Scratch scratch;
  const auto file = scratch.path() / "kept";
  std::ofstream(file.string() + ".new") << "what a crash left, longer than what comes";
  for (const char* text : {"first", "second"}) {
    ASSERT_TRUE(replace_file(file, text));
    EXPECT_EQ(content(file), text);
    EXPECT_EQ(mode(file), 0600u);
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".new"));
  }
}

TEST(ReplaceFile, LeavesTheOldOneWhereItFails) {
  const Scratch scratch;
  const auto file = scratch.path() / "kept";
  ASSERT_TRUE(replace_file(file, "first"));
  std::filesystem::create_directory(file.string() + ".new");
  const auto failed = replace_file(file, "second");
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().what, HasSubstr("kept.new"));
  EXPECT_EQ(content(file), "first");
  EXPECT_FALSE(replace_file(scratch.path() / "nowhere" / "kept", "x"));
}

}  // namespace
}  // namespace demur::store
