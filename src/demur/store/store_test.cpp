#include "demur/store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "demur/store/backup.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/migrate.hpp"
#include "demur/store/records.hpp"
#include "demur/store/savepoint.hpp"
#include "demur/store/sqlite/scratch.hpp"

namespace demur::store {
namespace {

using core::Bytes;
using core::Code;
using core::Result;
using core::Status;
using testing::HasSubstr;

std::unique_ptr<Store> open(const Scratch& scratch) {
  return Store::open({.directory = scratch.data()}).value();
}

Status set(Store& store, const std::string& name, const std::string& value) {
  return store.write([&](Transaction& t) -> Status {
    DEMUR_TRY(t.execute("INSERT INTO setting(name, value) VALUES (?1, ?2)", name, value));
    return {};
  });
}

Result<std::vector<std::string>> names(Store& store) {
  return store.read(
      [](Reader& reader) { return reader.all<std::string>("SELECT name FROM setting ORDER BY name"); });
}

TEST(Store, KeepsWhatWasWrittenWhenItIsOpenedAgain) {
  const Scratch scratch;
  ASSERT_TRUE(set(*open(scratch), "a", "1"));
  EXPECT_THAT(names(*open(scratch)).value(), testing::ElementsAre("a"));
}

TEST(Store, IsOpenInOneProcessOnly) {
  const Scratch scratch;
  const auto first = open(scratch);
  const auto second = Store::open({.directory = scratch.data()});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().what, HasSubstr("stop it first"));
}

TEST(Savepoint, UndoesWhatFailedAloneAndKeepsTheRest) {
  const Scratch scratch;
  const auto store = open(scratch);
  const auto add = [](Transaction& t, const std::string& name, bool fails) {
    return in_savepoint(t, [&]() -> Status {
      DEMUR_TRY(t.execute("INSERT INTO setting(name, value) VALUES (?1, '')", name));
      if (fails) return core::fail(Code::forbidden, "not you");
      return {};
    });
  };
  const Status written = store->write([&](Transaction& t) -> Status {
    EXPECT_TRUE(add(t, "a", false));
    EXPECT_EQ(add(t, "b", true).error().code, Code::forbidden);
    EXPECT_FALSE(add(t, "a", false)) << "the same key twice";
    EXPECT_TRUE(add(t, "c", false));
    return {};
  });
  ASSERT_TRUE(written);
  EXPECT_THAT(names(*store).value(), testing::ElementsAre("a", "c"));
}

bool file_holds(const std::filesystem::path& file, std::string_view text) {
  std::ifstream stream(file, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(stream)), {});
  return content.find(text) != std::string::npos;
}

TEST(Store, HoldsNothingThatWasErasedWhileItRuns) {
  const Scratch scratch;
  const auto store = open(scratch);
  const std::string_view secret = "nobody shall find";
  ASSERT_TRUE(store->write([&](Transaction& t) {
    return add_opening(t, {"leaf", {}, {}, core::Bytes(16), "the text " + std::string(secret)});
  }));
  ASSERT_TRUE(file_holds(scratch.data() / "demur.db-wal", secret));
  ASSERT_TRUE(store->write([](Transaction& t) { return erase_opening(t, "leaf"); }));
  ASSERT_TRUE(set(*store, "one more", "batch, so that the cut after the one before is done"));
  EXPECT_FALSE(file_holds(scratch.data() / "demur.db-wal", secret));
  EXPECT_FALSE(file_holds(scratch.data() / "demur.db", secret));
}

TEST(Store, OverwritesWhatIsErased) {
  const Scratch scratch;
  const auto file = scratch.data() / "demur.db";
  ASSERT_TRUE(set(*open(scratch), "private", "the text nobody shall find"));
  ASSERT_TRUE(file_holds(file, "nobody shall find"));
  ASSERT_TRUE(open(scratch)->write([](Transaction& t) { return t.execute("DELETE FROM setting"); }));
  EXPECT_FALSE(file_holds(file, "nobody shall find"));
}

// ---- migrations

class MigrateTest : public testing::Test {
 protected:
  MigrateTest()
      : directory_(DataDirectory::hold(scratch_.data()).value()),
        database_(Database::open({directory_.database_file()}).value()) {}

  Scratch scratch_;
  DataDirectory directory_;
  std::unique_ptr<Database> database_;
};

TEST_F(MigrateTest, RunsEachScriptOnceAndInOrder) {
  const std::vector<Migration> first{{1, "CREATE TABLE a(x INTEGER) STRICT"}};
  const std::vector<Migration> both{{1, "CREATE TABLE a(x INTEGER) STRICT"},
                                    {2, "ALTER TABLE a ADD COLUMN y TEXT; INSERT INTO a VALUES (1, 'y')"}};
  ASSERT_TRUE(migrate(*database_, first));
  ASSERT_TRUE(migrate(*database_, both));
  ASSERT_TRUE(migrate(*database_, both));
  EXPECT_EQ(database_->ask("PRAGMA user_version").value(), "2");
  EXPECT_EQ(database_->ask("SELECT count(*) FROM a").value(), "1");
}

// A database of the time when each leaf was a row.
TEST_F(MigrateTest, KeepsEveryLeafAndItsPlace) {
  auto until_then = built_in_migrations();
  std::erase_if(until_then, [](const Migration& migration) { return migration.number > 11; });
  ASSERT_TRUE(migrate(*database_, until_then));
  ASSERT_TRUE(database_->run_script("BEGIN; INSERT INTO log_leaf(idx, id, leaf) VALUES (0, 'z', x'7b007d')"));
  const auto leaf = [](std::uint64_t index) { return Bytes(index == 255 ? 65'535 : index, 'x'); };
  for (std::uint64_t index = 1; index < 300; ++index)
    ASSERT_TRUE(database_->execute("INSERT INTO log_leaf(idx, id, leaf) VALUES (?1, ?2, ?3)", index,
                                   "id" + std::to_string(index), leaf(index)));
  ASSERT_TRUE(database_->run_script("COMMIT"));
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  const Reader reader(*database_);
  std::uint64_t next = 0;
  ASSERT_TRUE(read_entries(reader, 0, 1000, [&](const Entries& row) -> Status {
    EXPECT_EQ(row.first, next);
    EXPECT_EQ(row.count, 1U);
    Bytes expected{0, 3, '{', 0, '}'};
    if (next > 0) {
      const Bytes one = leaf(next);
      expected = {static_cast<std::uint8_t>(one.size() >> 8), static_cast<std::uint8_t>(one.size() & 0xff)};
      expected.insert(expected.end(), one.begin(), one.end());
    }
    EXPECT_EQ(Bytes(row.bytes.begin(), row.bytes.end()), expected) << next;
    ++next;
    return {};
  }));
  EXPECT_EQ(next, 300U);
  EXPECT_EQ(leaf_index(reader, "z").value(), 0U);
  EXPECT_EQ(leaf_index(reader, "id299").value(), 299U);
}

TEST_F(MigrateTest, UndoesAScriptThatFails) {
  const std::vector<Migration> bad{{1, "CREATE TABLE a(x INTEGER) STRICT"},
                                   {2, "CREATE TABLE b(x INTEGER) STRICT; INSERT INTO nowhere VALUES (1)"}};
  const Status failed = migrate(*database_, bad);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().what, HasSubstr("version 2 failed"));
  EXPECT_EQ(database_->ask("PRAGMA user_version").value(), "1");
  EXPECT_EQ(database_->ask("SELECT count(*) FROM sqlite_schema WHERE name = 'b'").value(), "0");
}

TEST_F(MigrateTest, KeepsWhatWasOwedWhenDutiesCameToBeAboutAnyNoun) {
  std::vector<Migration> before = built_in_migrations();
  std::erase_if(before, [](const Migration& migration) { return migration.number > 6; });
  ASSERT_TRUE(migrate(*database_, before));
  const std::string id(26, 'a');
  ASSERT_TRUE(database_->run_script("PRAGMA foreign_keys = OFF; INSERT INTO duty VALUES ('" + id +
                                    "', 'answer', 'respondent', NULL, '2026-03-02', '2026-04-02', "
                                    "'2026-05-02', 'waived', '2026-03-09', 'why')"));
  // The dissent that it is about is not there, as the check after each script would say of the old table.
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  EXPECT_EQ(database_
                ->ask("SELECT subject || kind || owner_role || opened_on || due_on || latest_on || state || "
                      "settled_on || waived_reason FROM duty")
                .value(),
            "dissent:" + id + "answerrespondent2026-03-022026-04-022026-05-02waived2026-03-09why");
}

std::string blob(const char* byte, int size = 32) {
  std::string hex;
  for (int i = 0; i < size; ++i) hex += byte;
  return "x'" + hex + "'";
}

TEST_F(MigrateTest, KeepsWhatADropHoldsAndWhatWasProposedWhenProposalsByTokenCame) {
  std::vector<Migration> before = built_in_migrations();
  std::erase_if(before, [](const Migration& migration) { return migration.number > 21; });
  ASSERT_TRUE(migrate(*database_, before));
  const auto digest = [](const char* byte) { return blob(byte); };
  const std::string id(26, 'a');
  ASSERT_TRUE(database_->run_script(
      "PRAGMA foreign_keys = OFF; INSERT INTO drop_item VALUES (" + digest("01") + ", 'filing', '" + id +
      "', '2026-03-02', '2026-03-04', 'waiting', NULL, '', " + digest("02") + ", " + digest("03") +
      ", NULL), (" + digest("04") + ", 'ballot', '" + id +
      "', '2026-03-03', '2026-03-23', 'taken', '2026-03-05', 'why', " + digest("02") +
      ", NULL, 77); INSERT INTO drop_body VALUES (" + digest("01") +
      ", 4, 'body'); INSERT INTO drop_spent VALUES (" + digest("05") + ", " + digest("01") +
      "); INSERT INTO office VALUES ('" + id + "', 'Bureau', 'active', NULL); INSERT INTO member VALUES ('" +
      id + "', 'm', 'Member', '" + id + "', 'active'); INSERT INTO opinion_round VALUES (1, '" + id + "', '" +
      id + "', 'Title', 'consult', 'f', 'c', 'd', '2026-04-10', 'named', NULL, '" + id +
      "', NULL, 'open', '2026-03-01', '2026-03-20', 20, '', NULL, NULL, NULL, NULL, ''); "
      "INSERT INTO opinion_statement VALUES ('" +
      id + "', '" + id + "', 4, 'Text', 'proposed', 0, NULL, '" + id + "', '2026-03-02', '')"));
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  EXPECT_EQ(
      database_
          ->ask("SELECT group_concat(kind || came_on || due_by || state || ifnull(taken_on, '-') || why || "
                "hex(substr(key_id, 1, 1)) || ifnull(hex(substr(author, 1, 1)), '-') || "
                "ifnull(sequence, '-'), ' ') FROM drop_item ORDER BY digest")
          .value(),
      "filing2026-03-022026-03-04waiting-0203- ballot2026-03-032026-03-23taken2026-03-05why0277");
  EXPECT_EQ(
      database_->ask("SELECT body || hex(substr(tag, 1, 1)) FROM drop_body JOIN drop_spent USING (digest)")
          .value(),
      "body05");
  EXPECT_EQ(
      database_->ask("SELECT text || by_token || ifnull(proposed_by, '-') FROM opinion_statement").value(),
      "Text0" + id);
}

// An office, a member and a round with the number 3, all of this id.
std::string round_of(const std::string& id) {
  return "INSERT INTO office VALUES ('" + id + "', 'Bureau', 'active', NULL); INSERT INTO member VALUES ('" +
         id + "', 'm', 'Member', '" + id + "', 'active'); INSERT INTO opinion_round VALUES (3, '" + id +
         "', '" + id + "', 'Title', 'consult', 'f', 'c', 'd', '2026-04-10', 'not_recorded', NULL, '" + id +
         "', NULL, 'open', '2026-03-01', '2026-03-20', 20, '', NULL, NULL, NULL, NULL, ''); ";
}

TEST_F(MigrateTest, KeepsEveryVoteByTokenWhenQuestionsByTokenCame) {
  std::vector<Migration> before = built_in_migrations();
  std::erase_if(before, [](const Migration& migration) { return migration.number > 25; });
  ASSERT_TRUE(migrate(*database_, before));
  ASSERT_TRUE(database_->run_script(
      round_of(std::string(26, 'a')) + "INSERT INTO spent VALUES (" + blob("01") + ", " + blob("02") +
      "), (" + blob("03") + ", " + blob("04") +
      "); INSERT INTO opinion_token_voter(tag, round, voter, key_id, credential, sequence, nonce) VALUES (" +
      blob("01") + ", 3, 71, " + blob("02") + ", " + blob("05", 3) + ", 4294967295, " + blob("06") + "), (" +
      blob("03") + ", 3, -72, " + blob("04") + ", " + blob("07", 4) + ", 8, " + blob("09") +
      "); INSERT INTO opinion_vote(round, voter, statement, vote) VALUES (3, 71, 1, 1), (3, 71, 2, 0), "
      "(3, -72, 1, -1); INSERT INTO opinion_signed_vote(round, voter, statement, sequence, signature) VALUES "
      "(3, 71, 1, 4294967295, " +
      blob("0a", 64) + "), (3, 71, 2, 9, " + blob("0b", 64) + "), (3, -72, 1, 8, " + blob("0c", 64) + ")"));
  const auto all = [&](const char* columns, const char* table) {
    return database_
        ->ask("SELECT group_concat(line, ' ') FROM (SELECT " + std::string(columns) + " AS line FROM " +
              table + " ORDER BY 1)")
        .value();
  };
  const auto rows = [&] {
    return std::vector{all("round || '/' || voter || '/' || statement || '/' || vote", "opinion_vote"),
                       all("hex(tag) || round || '/' || voter || hex(key_id) || hex(credential) || sequence "
                           "|| hex(nonce)",
                           "opinion_token_voter"),
                       all("round || '/' || voter || '/' || statement || '/' || sequence || hex(signature)",
                           "opinion_signed_vote")};
  };
  const auto kept = rows();
  EXPECT_EQ(kept[0], "3/-72/1/-1 3/71/1/1 3/71/2/0");
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  EXPECT_EQ(rows(), kept);
  for (const char* twice :
       {"INSERT INTO opinion_vote VALUES (3, 71, 1, 0)", "INSERT INTO opinion_vote VALUES (0, 71, 9, 0)",
        "INSERT INTO opinion_vote VALUES (3, 71, 9, 2)", "UPDATE opinion_token_voter SET voter = 71",
        "UPDATE opinion_token_voter SET sequence = 0", "UPDATE opinion_signed_vote SET statement = 1"})
    EXPECT_FALSE(database_->run_script(twice)) << twice;
}

// Sessions that promised it when questions were still asked in members' own names.
TEST_F(MigrateTest, KeepsOfSessionsThatPromisedItHowManyWantedAQuestionAndNotWho) {
  std::vector<Migration> before = built_in_migrations();
  std::erase_if(before, [](const Migration& migration) { return migration.number > 25; });
  ASSERT_TRUE(migrate(*database_, before));
  const auto id = [](char letter) { return std::string(26, letter); };
  const auto session = [&](char letter, const char* attribution) {
    return "INSERT INTO meeting(id, kind, office, title, series, points, asked_by, state, asked_on, "
           "mandate_attribution, sequence, reason) VALUES ('" +
           id(letter) + "', 'session', '" + id('a') +
           "', 'T', '', '', 'owner', 'requested', '2026-03-02', '" + attribution +
           "', 0, ''); INSERT INTO "
           "question VALUES ('" +
           id(letter) + "', '" + id(letter) +
           "', 'Why?', '2026-03-02'); INSERT INTO question_asked VALUES ('" + id(letter) + "', '" + id('a') +
           "', 1); INSERT INTO question_vote VALUES ('" + id(letter) + "', '" + id('a') +
           "', '2026-03-03'); ";
  };
  ASSERT_TRUE(database_->run_script(round_of(id('a')) + session('b', "not_recorded") +
                                    session('c', "chatham_house")));
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  EXPECT_EQ(database_->ask("SELECT group_concat(question || votes) FROM token_question").value(),
            id('b') + "1");
  EXPECT_EQ(database_->ask("SELECT group_concat(question) FROM question_vote").value(), id('c'));
  EXPECT_EQ(database_->ask("SELECT group_concat(meeting) FROM question_asked").value(), id('c'));
  EXPECT_EQ(database_->ask("SELECT count(*) FROM question").value(), "2");
}

// Not from rows that a merger, a waiver or a new day has changed since.
TEST_F(MigrateTest, TakesWhatFiguresCountFromTheLog) {
  std::vector<Migration> before = built_in_migrations();
  std::erase_if(before, [](const Migration& migration) { return migration.number > 17; });
  ASSERT_TRUE(migrate(*database_, before));
  const auto id = [](char letter) { return std::string(26, letter); };
  const auto leaf = [](const std::string& type, const std::string& of, const char* on, const std::string& ref,
                       const std::string& said) {
    const std::string text = R"({"day":")" + std::string(on) + R"(","id":")" + of + R"(","public":{)" + said +
                             R"(},"refs":[)" + (ref.empty() ? "" : '"' + ref + '"') + R"(],"type":")" + type +
                             R"(","v":1})";
    Bytes bytes{static_cast<std::uint8_t>(text.size() >> 8), static_cast<std::uint8_t>(text.size() & 0xff)};
    bytes.insert(bytes.end(), text.begin(), text.end());
    return bytes;
  };
  Bytes leaves;
  for (const Bytes& one :
       {leaf("decision.registered", id('d'), "2026-01-02", "", R"("owner":")" + id('o') + '"'),
        leaf("opinion_round.opened", id('r'), "2026-01-03", "office:" + id('o'), ""),
        leaf("duty.missed", "record:x", "2026-02-05", "opinion_round:" + id('r'),
             R"("due":"2026-02-01","kind":"report")"),
        leaf("decision.taken", "record:y", "2026-02-06", "decision:" + id('d'),
             R"("taken_on":"2026-01-09")")})
    leaves.insert(leaves.end(), one.begin(), one.end());
  ASSERT_TRUE(database_->run_script(
      "INSERT INTO office VALUES ('" + id('p') + "', 'The heir', 'active', NULL), ('" + id('o') +
      "', 'The bureau', 'merged', '" + id('p') + "'); INSERT INTO decision VALUES ('" + id('d') +
      "', '1', 'Title', '" + id('p') +
      "', 'taken', '2026-01-02', '2026-01-09', 0, NULL, ''); "
      "INSERT INTO opinion_round(number, id, owner, title, level, fixed, may_change, decides, hear_by, "
      "attribution, "
      "series, state, opened_on, closes_on, eligible, ballots, void_reason) VALUES (1, '" +
      id('r') + "', '" + id('p') +
      "', 'Title', 'consult', 'x', 'y', 'z', '2026-02-01', 'chatham_house', 's', 'open', "
      "'2026-01-03', '2026-01-20', 30, '', ''); INSERT INTO duty VALUES ('opinion_round:" +
      id('r') + "', 'report', 'respondent', '" + id('p') +
      "', '2026-01-03', '2026-02-01', '2026-02-01', 'waived', '2026-02-07', 'why')"));
  ASSERT_TRUE(database_->execute("INSERT INTO log_entries(first, count, entries) VALUES (0, 4, ?1)", leaves));
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  EXPECT_EQ(database_->ask("SELECT office FROM first_owner").value(), id('o'));
  EXPECT_EQ(database_->ask("SELECT office FROM first_asker").value(), id('o'));
  EXPECT_EQ(database_->ask("SELECT decision || day FROM taking_recorded").value(), id('d') + "2026-02-06");
  EXPECT_EQ(database_->ask("SELECT subject || kind || due_on || recorded_on FROM missed_duty").value(),
            "opinion_round:" + id('r') + "report2026-02-012026-02-05");
}

TEST_F(MigrateTest, RefusesADatabaseFromTheFuture) {
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  ASSERT_TRUE(database_->run_script("PRAGMA user_version = 9999"));
  const Status refused = migrate(*database_, built_in_migrations());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_THAT(refused.error().what, HasSubstr("9999"));
}

TEST_F(MigrateTest, IsAskedForWhereADatabaseOfAnotherVersionIsOnlyRead) {
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  ASSERT_TRUE(open_read_only(scratch_.data()));
  for (const auto& [version, words] :
       {std::pair{1, "is changed when the server is started"}, {1000, "run the newer Demur"}}) {
    ASSERT_TRUE(database_->run_script("PRAGMA user_version = " + std::to_string(version)));
    const auto readers = open_read_only(scratch_.data());
    ASSERT_FALSE(readers);
    EXPECT_EQ(readers.error().code, Code::conflict);
    EXPECT_THAT(readers.error().what, HasSubstr(words));
    EXPECT_FALSE(back_up(scratch_.data(), scratch_.path() / "copy.db"));
  }
}

TEST_F(MigrateTest, RefusesADatabaseOfSomebodyElse) {
  ASSERT_TRUE(database_->run_script("CREATE TABLE recipes(name TEXT)"));
  EXPECT_THAT(migrate(*database_, built_in_migrations()).error().what, HasSubstr("not Demur's"));
}

TEST(Migrations, AreNumberedWithoutGaps) {
  int expected = 0;
  for (const Migration& migration : built_in_migrations()) EXPECT_EQ(migration.number, ++expected);
  EXPECT_GE(expected, 1);
}

TEST_F(MigrateTest, MakesStrictTablesOnly) {
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  EXPECT_EQ(
      Reader(*database_)
          .all<std::string>("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND "
                            "name NOT LIKE 'sqlite_%'")
          .value(),
      std::vector<std::string>());
}

// ---- a process that dies

// Writes rows from several threads and tells each, once acknowledged, through the pipe.
[[noreturn]] void write_until_killed(const std::filesystem::path& directory, int round, int pipe) {
  auto store = Store::open({.directory = directory, .writer = {.passive_checkpoint_bytes = 50'000}});
  if (!store) ::_exit(3);
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0;; ++i) {
        const int id = (round * 4 + thread) * 1'000'000 + i;
        if (!set(**store, std::to_string(id), "x") || ::write(pipe, &id, sizeof id) != sizeof id) ::_exit(4);
      }
    });
  threads.clear();
  ::_exit(5);
}

// Reads what was acknowledged; kills the process after `enough` of it, then reads the rest.
void read_and_kill(pid_t child, int pipe, int enough, std::set<std::string>& acknowledged) {
  int id = 0;
  for (int count = 0; ::read(pipe, &id, sizeof id) == sizeof id; ++count) {
    acknowledged.insert(std::to_string(id));
    if (count == enough) ::kill(child, SIGKILL);
  }
}

TEST(Store, LosesNothingThatWasAcknowledgedWhenItIsKilled) {
  const Scratch scratch;
  std::set<std::string> acknowledged;
  std::minstd_rand random(20261123);
  for (int round = 0; round < 20; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(scratch.data(), round, ends[1]);
    }
    ::close(ends[1]);
    read_and_kill(child, ends[0], static_cast<int>(random() % 200), acknowledged);
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;

    const auto store = open(scratch);
    const auto kept = names(*store).value();
    EXPECT_TRUE(std::ranges::includes(kept, acknowledged)) << "round " << round;
    EXPECT_EQ(Database::open({scratch.data() / "demur.db", Access::read})
                  .value()
                  ->ask("PRAGMA integrity_check")
                  .value(),
              "ok");
  }
  EXPECT_GT(acknowledged.size(), 20u);
}

}  // namespace
}  // namespace demur::store
