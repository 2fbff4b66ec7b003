// The log that acts leave behind: it verifies, it grows, and what somebody did to its rows is seen.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <map>

#include "demur/core/bytes.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/key_file.hpp"
#include "demur/service/receipts.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/backup.hpp"
#include "demur/store/migrate.hpp"
#include "demur/translog/audit.hpp"
#include "demur/translog/directory_export.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using core::Code;
using ::testing::HasSubstr;

core::Result<translog::AuditedTree> audited(TestInstitution& test, RecordAudit& records) {
  StoredLog log(test.house->store().readers());
  return translog::audit_tree(
      log, test.house->log_key().verifier(),
      [&](std::uint64_t index, core::ByteView leaf) { return records.read(index, leaf); });
}

void expect_honest(TestInstitution& test) {
  RecordAudit records;
  const auto tree = audited(test, records);
  ASSERT_TRUE(tree) << tree.error().what;
  EXPECT_EQ(tree->checkpoint.size, test.size());
  const auto figures = records.finish(core::day_of(test.now));
  EXPECT_EQ(figures.records, test.size());
  for (const auto& finding : records.findings()) ADD_FAILURE() << finding.index << ": " << finding.what;
}

std::vector<std::string> checkpoints(TestInstitution& test) {
  return test.house->store()
      .read([](const store::Reader& reader) {
        return reader.all<std::string>("SELECT note FROM log_checkpoint ORDER BY size");
      })
      .value();
}

// A second program that writes to the file as it likes.
void tamper(TestInstitution& test, const std::string& sql) {
  test.house.reset();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((test.folder / "data" / "demur.db").c_str(), &database), SQLITE_OK);
  for (const char* trigger :
       {"log_entries_kept", "log_entries_unchanged", "log_place_unchanged", "log_tile_kept", "log_tile_grows",
        "log_checkpoint_grows", "log_checkpoint_kept", "log_checkpoint_unchanged"})
    sqlite3_exec(database, (std::string("DROP TRIGGER ") + trigger).c_str(), nullptr, nullptr, nullptr);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
  EXPECT_GT(sqlite3_total_changes(database), 0) << "the tampering changed nothing: " << sql;
  sqlite3_close(database);
}

core::Result<std::unique_ptr<Institution>> reopened(TestInstitution& test) {
  return Institution::open(test.folder / "data", test.environment());
}

// 300 leaves and more: more than one bundle and one tile.
void fill(TestInstitution& test) {
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(publish(*test.house));
}

TEST(TheLog, VerifiesAfterEveryKindOfAct) {
  TestInstitution test;
  expect_honest(test);
  const FileDissent quiet = test.file("author");
  const FileDissent loud = test.file("cosigner", Standing::named);
  test.must("colleague", CoSign{loud.id, loud.invitation});
  test.go_to("2026-03-03");
  expect_honest(test);
  test.must("keeper", Acknowledge{quiet.id});
  test.must("keeper", OpenIdentity{quiet.id, "To ask for the sources."});
  test.go_to("2026-03-09");  // the named one is acknowledged late
  test.must("keeper", Acknowledge{loud.id});
  test.must("respondent", ReviseDecision{test.decision, "1. The port is closed in winter.", ""});
  test.must("respondent", TakeDecision{test.decision, day("2026-03-09")});
  test.must("respondent", Extend{loud.id, day("2026-05-01"), "The railway's figures come in April."});
  Answer put_off = test.answer(quiet.id);
  put_off.outcome = Outcome::deferred;
  put_off.deferred_until = day("2026-03-20");
  test.must("respondent", put_off);
  expect_honest(test);
  test.go_to("2026-03-25");  // the deferral is missed
  test.must("respondent", test.answer(quiet.id));
  test.must("author", SetLastWord{quiet.id, Verdict::maintained, "The railway has no room."});
  test.go_to("2026-05-04");  // the extended answer too
  test.must("auditor", WaiveDuty{loud.id, DutyKind::answer, "The ministry moved; the new office answers."});
  test.must("respondent", test.answer(loud.id));
  test.go_to("2026-06-10");  // and its last word lapses
  EXPECT_EQ(test.count_of("dissent.closed"), 1);
  expect_honest(test);
}

TEST(TheLog, OfAnAnswerExtendedBeforeItWasAcknowledgedIsHonest) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  test.must("respondent", Extend{filed.id, day("2026-05-20"), "The railway's figures come in May."});
  test.go_to("2026-03-03");
  test.must("keeper", Acknowledge{filed.id});
  test.go_to("2026-05-20");
  test.must("respondent", test.answer(filed.id));
  test.go_to("2026-05-22");
  expect_honest(test);
}

TEST(TheLog, OfAWithdrawnDissentIsHonest) {
  TestInstitution test;
  const FileDissent early = test.file("author");
  const FileDissent late = test.file("cosigner");
  test.must("author", WithdrawDissent{early.id});
  test.go_to("2026-03-04");
  test.must("keeper", Acknowledge{late.id});
  test.go_to("2026-06-01");
  test.must("cosigner", WithdrawDissent{late.id});
  test.go_to("2026-06-10");
  expect_honest(test);
}

TEST(TheLog, HasOneCheckpointForEachActThatRecords) {
  TestInstitution test;
  const auto before = checkpoints(test).size();
  test.must("founder", CreateOffice{OfficeId::make(test.random), "One more"});
  EXPECT_EQ(checkpoints(test).size(), before + 1);
  const FileDissent filed = test.file("author");
  EXPECT_EQ(checkpoints(test).size(), before + 1) << "what waits is not in the log";
  EXPECT_FALSE(test.act("colleague", Acknowledge{filed.id}));
  EXPECT_EQ(checkpoints(test).size(), before + 1);
  ASSERT_TRUE(publish(*test.house));
  EXPECT_EQ(checkpoints(test).size(), before + 2);
}

TEST(TheLog, ExtendsEveryCheckpointThatItEverSigned) {
  TestInstitution test;
  fill(test);
  const auto notes = checkpoints(test);
  ASSERT_GT(notes.size(), 40U);
  StoredLog log(test.house->store().readers());
  for (const std::string& note : notes) {
    const auto extends = translog::check_extends(note, test.house->log_key().verifier(), log);
    EXPECT_TRUE(extends) << extends.error().what;
  }
}

// Each file of the log as it is handed out, under its path.
std::map<std::string, std::string> static_files(TestInstitution& test, const std::string& name) {
  StoredLog log(test.house->store().readers());
  const auto folder = test.folder / name;
  EXPECT_TRUE(translog::write_static(log, folder));
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[std::filesystem::relative(entry.path(), folder)] = std::string(std::istreambuf_iterator(file), {});
  }
  return files;
}

// As it was kept before entry bundles, and then what made these of it.
void take_back_to_a_row_a_leaf_and_migrate(TestInstitution& test) {
  std::string sql =
      "BEGIN; DROP TABLE log_entries; DROP TABLE log_place;"
      "CREATE TABLE log_leaf(idx INTEGER PRIMARY KEY, id TEXT UNIQUE, leaf BLOB) STRICT;";
  std::size_t index = 0;
  for (const std::string& text : test.leaf_texts())
    sql += "INSERT INTO log_leaf VALUES (" + std::to_string(index++) + ", '" +
           translog::parse_leaf(text).value().id + "', x'" + core::to_hex(core::bytes_of(text)) + "');";
  for (const store::Migration& migration : store::built_in_migrations())
    if (migration.sql.find("CREATE TABLE log_entries") != std::string_view::npos) sql += migration.sql;
  tamper(test, sql + "COMMIT");
}

TEST(TheLog, IsTheSameByteForByteWhenALeafIsNoLongerARow) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  fill(test);
  const FileDissent waiting = test.file("cosigner");
  const auto files = static_files(test, "before");
  ASSERT_GE(files.size(), 5U) << "a checkpoint, two tiles and more, two bundles";
  const auto notes = checkpoints(test);
  const auto receipt = receipt_json(*test.house, test.people.at("author"), filed.id.text).value();
  const auto promise = receipt_json(*test.house, test.people.at("cosigner"), waiting.id.text).value();
  take_back_to_a_row_a_leaf_and_migrate(test);
  test.house = std::move(reopened(test).value());
  EXPECT_EQ(test.one<std::int64_t>("SELECT max(count) FROM log_entries"), 1);
  EXPECT_EQ(static_files(test, "after"), files);
  EXPECT_EQ(checkpoints(test), notes);
  EXPECT_EQ(receipt_json(*test.house, test.people.at("author"), filed.id.text).value(), receipt);
  EXPECT_EQ(receipt_json(*test.house, test.people.at("cosigner"), waiting.id.text).value(), promise);
  fill(test);  // and it grows on
  expect_honest(test);
  StoredLog log(test.house->store().readers());
  EXPECT_TRUE(translog::check_extends(notes.back(), test.house->log_key().verifier(), log));
}

TEST(TheLog, ShowsNothingThatWaits) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  const std::uint64_t size = test.size();
  ShownLog log(*test.house);
  for (const std::string path : {"checkpoint", "tile/entries/000", "tile/0/000"}) {
    const std::string full = path == "checkpoint" ? path : path + ".p/" + std::to_string(size);
    const auto bytes = log_file(log, full);
    ASSERT_TRUE(bytes) << full << ": " << bytes.error().what;
    EXPECT_THAT(std::string(core::text_of(*bytes)), ::testing::Not(HasSubstr(filed.id.text)));
    if (path == "checkpoint") continue;
    const auto beyond = log_file(log, path + ".p/" + std::to_string(size + 1));
    ASSERT_FALSE(beyond) << path;
    EXPECT_EQ(beyond.error().code, Code::not_found);
  }
}

TEST(TheLogsFiles, AreNamedAsTheFormatSaysAndInNoOtherWay) {
  TestInstitution test;
  ShownLog log(*test.house);
  for (const char* path :
       {"", "/", "checkpoint/", "tile", "tile/", "tile/0", "tile/entries/", "tile/entries/x",
        "tile/0/000/../000", "tile/64/000", "tile/0/1", "../log.key", "log.key", "demur.db", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/entries/999", "tile/-1/000"}) {
    const auto bytes = log_file(log, path);
    ASSERT_FALSE(bytes) << path;
    EXPECT_EQ(bytes.error().code, Code::not_found) << path;
  }
}

// ---- somebody changes the file

TEST(ATamperedLog, WithAnAlteredLastLeafDoesNotOpen) {
  TestInstitution test;
  tamper(test,
         "UPDATE log_entries SET entries = CAST(replace(CAST(entries AS TEXT), 'Close', 'Shut!') AS BLOB) "
         "WHERE first = (SELECT max(first) FROM log_entries)");
  const auto opened = reopened(test);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().what, HasSubstr("altered"));
}

TEST(ATamperedLog, WithAnAlteredEarlyLeafFailsItsAudit) {
  TestInstitution test;
  fill(test);
  tamper(test,
         "UPDATE log_entries SET entries = CAST(replace(CAST(entries AS TEXT), 'Close', 'Shut!') AS BLOB) "
         "WHERE instr(entries, CAST('decision.registered' AS BLOB)) > 0");
  auto opened = reopened(test);
  ASSERT_TRUE(opened) << "only the newest leaves are read at the start";
  test.house = std::move(*opened);
  RecordAudit records;
  const auto tree = audited(test, records);
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().code, Code::unproven);
}

TEST(ATamperedLog, WithoutItsLastLeafDoesNotOpen) {
  TestInstitution test;
  tamper(test, "DELETE FROM log_entries WHERE first = (SELECT max(first) FROM log_entries)");
  const auto opened = reopened(test);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().what, HasSubstr("not as long"));
}

TEST(ATamperedLog, WithALeafMoreDoesNotOpenAndIsNotSigned) {
  TestInstitution test;
  tamper(test,
         "INSERT INTO log_entries SELECT first + count, count, entries FROM log_entries ORDER BY first DESC "
         "LIMIT 1");
  EXPECT_FALSE(reopened(test));
  EXPECT_FALSE(reopened(test)) << "the first try must not have signed it";
}

TEST(ATamperedLog, WithTwoLeavesChangedRoundDoesNotOpen) {
  TestInstitution test;
  const std::string last = std::to_string(test.size() - 1);
  const std::string other = std::to_string(test.size() - 2);
  tamper(test, "CREATE TABLE kept AS SELECT entries FROM log_entries WHERE first = " + last +
                   "; UPDATE log_entries SET entries = (SELECT entries FROM log_entries WHERE first = " +
                   other + ") WHERE first = " + last +
                   "; UPDATE log_entries SET entries = (SELECT entries FROM kept) WHERE first = " + other);
  const auto opened = reopened(test);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().what, HasSubstr("altered"));
}

TEST(ATamperedLog, WhereARecordsPlaceIsAnothersGivesNoReceipt) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  ASSERT_TRUE(publish(*test.house));
  ASSERT_TRUE(receipt_json(*test.house, test.people.at("author"), filed.id.text));
  tamper(test, "UPDATE log_place SET idx = 0 WHERE id = '" + filed.id.text + "'");
  test.house = std::move(reopened(test).value());
  const auto receipt = receipt_json(*test.house, test.people.at("author"), filed.id.text);
  ASSERT_FALSE(receipt);
  EXPECT_EQ(receipt.error().code, Code::internal);
}

TEST(ATamperedLog, WithAnAlteredTileDoesNotOpen) {
  TestInstitution test;
  tamper(test, "UPDATE log_tile SET hashes = zeroblob(length(hashes)) WHERE level = 0");
  const auto opened = reopened(test);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().what, HasSubstr("does not hash"));
}

TEST(ATamperedLog, WithAnotherCheckpointDoesNotOpen) {
  TestInstitution test;
  tamper(test,
         "UPDATE log_checkpoint SET note = replace(note, 'dissent.example.org', 'dissent.example.net')");
  EXPECT_FALSE(reopened(test));
}

// With the file last-checkpoint gone too, nothing inside the folder can show it: whoever kept a
// checkpoint can.
TEST(ATamperedLog, RolledBackIsSeenByWhoeverKeptACheckpoint) {
  TestInstitution test;
  ASSERT_TRUE(store::back_up(test.folder / "data", test.folder / "old.db"));
  test.must("founder", CreateOffice{OfficeId::make(test.random), "Soon forgotten"});
  const std::string kept = checkpoints(test).back();
  test.house.reset();
  for (const char* name : {"demur.db", "demur.db-wal", "demur.db-shm"})
    std::filesystem::remove(test.folder / "data" / name);
  std::filesystem::copy_file(test.folder / "old.db", test.folder / "data" / "demur.db");
  auto opened = reopened(test);
  ASSERT_TRUE(opened) << opened.error().what;
  test.house = std::move(*opened);
  StoredLog log(test.house->store().readers());
  const auto& key = test.house->log_key().verifier();
  EXPECT_FALSE(translog::check_extends(kept, key, log));
  // Growing past it again does not hide it.
  test.must("founder", CreateOffice{OfficeId::make(test.random), "Another history"});
  fill(test);
  const auto extends = translog::check_extends(kept, key, log);
  ASSERT_FALSE(extends);
  EXPECT_EQ(extends.error().code, Code::unproven);
}

// ---- the key

TEST(TheLogKey, OfAnotherLogIsRefused) {
  TestInstitution test;
  TestInstitution other(Start{.seed = 2});
  test.house.reset();
  std::filesystem::copy_file(other.folder / "data" / "log.key", test.folder / "data" / "log.key",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_FALSE(reopened(test));
}

TEST(TheLogKey, ThatIsMissingIsSaidSo) {
  TestInstitution test;
  test.house.reset();
  std::filesystem::remove(test.folder / "data" / "log.key");
  const auto opened = reopened(test);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::not_found);
  EXPECT_THAT(opened.error().what, HasSubstr("log.key is missing"));
}

TEST(TheLogKey, ThatOthersMayReadIsRefusedWithWhatToDo) {
  TestInstitution test;
  test.house.reset();
  const auto path = test.folder / "data" / "log.key";
  for (const mode_t mode : {0640, 0604, 0660, 0644}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    const auto opened = reopened(test);
    ASSERT_FALSE(opened) << std::oct << mode;
    EXPECT_THAT(opened.error().what, HasSubstr("chmod 600"));
  }
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  EXPECT_TRUE(reopened(test));
}

TEST(TheLogKey, ThatIsGarbageIsRefusedWithoutSayingWhatItHolds) {
  TestInstitution test;
  test.house.reset();
  const auto path = test.folder / "data" / "log.key";
  const std::string good = read_whole(path);
  const std::string seed = good.substr(good.size() - 20);
  std::string other_id = good;
  other_id[other_id.find('+', 12) + 1] ^= 1;
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("PRIVATE+KEY+\n"), std::string("PRIVATE+KEY+a+b\n"),
        std::string("PRIVATE+KEY+a+b+c+d\n"), good.substr(0, good.size() - 1),
        good.substr(0, good.size() - 9) + "\n", good + good, std::string(2000, 'x') + "\n", other_id}) {
    std::ofstream(path, std::ios::binary) << text;
    const auto opened = reopened(test);
    ASSERT_FALSE(opened) << text;
    EXPECT_THAT(opened.error().what, HasSubstr("not a log key"));
    EXPECT_THAT(opened.error().what, ::testing::Not(HasSubstr(seed.substr(0, 8))));
  }
}

Founding new_house() {
  return {.name = "Other Ministry",
          .origin = "dissent.example.org/log",
          .policy_toml = daily_policy(),
          .office = "Secretariat",
          .login = "founder",
          .custodian = "Fay Founder"};
}

TEST(TheFolder, IsForItsOwnerOnlyAndIsFoundedOnce) {
  const auto folder = new_folder() / "data";
  ASSERT_TRUE(Institution::found(folder, new_house(), {}));
  struct stat found{};
  ASSERT_EQ(::stat(folder.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
  ASSERT_EQ(::stat((folder / "log.key").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
  const std::string key = read_whole(folder / "log.key");
  const auto again = Institution::found(folder, new_house(), {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_EQ(read_whole(folder / "log.key"), key);
}

TEST(TheFolder, OfAFoundingThatFailedCanBeFounded) {
  const auto folder = new_folder() / "data";
  const Founding founding = new_house();
  Founding unnamed = founding;
  unnamed.login = "Fay Founder";
  const auto refused = Institution::found(folder, unnamed, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "login");

  ASSERT_TRUE(make_private_folder(folder));
  std::ofstream(folder / "demur.db") << "a file of somebody else's";
  std::filesystem::permissions(folder / "demur.db", std::filesystem::perms(0600));
  ASSERT_FALSE(Institution::found(folder, founding, {}));
  EXPECT_FALSE(std::filesystem::exists(folder / "log.key"));
  std::filesystem::remove(folder / "demur.db");
  const auto founded = Institution::found(folder, founding, {});
  EXPECT_TRUE(founded) << founded.error().what;
}

TEST(TheFolder, WhoseKeyIsLostIsNotFoundedAgain) {
  TestInstitution test;
  test.house.reset();
  std::filesystem::remove(test.folder / "data" / "log.key");
  const auto again = Institution::found(test.folder / "data", new_house(), test.environment());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_FALSE(std::filesystem::exists(test.folder / "data" / "log.key"));
}

TEST(TheFolder, OpensAgainAsItWas) {
  TestInstitution test;
  const FileDissent filed = test.file("author");
  test.house.reset();
  auto opened = reopened(test);
  ASSERT_TRUE(opened) << opened.error().what;
  test.house = std::move(*opened);
  EXPECT_EQ(test.house->name(), "Ministry");
  test.must("keeper", Acknowledge{filed.id});
  expect_honest(test);
}

}  // namespace
}  // namespace demur::service
