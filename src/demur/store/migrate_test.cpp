#include "demur/store/migrate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/store/backup.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/records.hpp"
#include "demur/store/sqlite/scratch.hpp"
#include "demur/store/store.hpp"

namespace demur::store {
namespace {

using core::Bytes;
using core::Code;
using core::Status;
using testing::HasSubstr;

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

// Who was sent a meeting's invitation is known member by member from then on: nobody who has it is left
// without its changes, and nobody is told of what they were never told before.
TEST_F(MigrateTest, KeepsWhoWasInvitedWhenMailCameToBeMemberByMember) {
  std::vector<Migration> before = built_in_migrations();
  std::erase_if(before, [](const Migration& migration) { return migration.number > 28; });
  ASSERT_TRUE(migrate(*database_, before));
  const auto id = [](char letter) { return std::string(26, letter); };
  std::string script =
      "PRAGMA foreign_keys = OFF; INSERT INTO office VALUES ('" + id('o') + "', 'Bureau', 'active', NULL); ";
  const auto member = [&](char letter, const char* state, bool has_address) {
    script += "INSERT INTO member VALUES ('" + id(letter) + "', '" + letter + "', 'Member', '" + id('o') +
              "', '" + state + "'); ";
    if (has_address) script += "INSERT INTO mail_address VALUES ('" + id(letter) + "', 'a@b'); ";
  };
  member('m', "active", true);
  member('n', "active", false);
  member('l', "left", true);
  member('r', "active", true);
  script += "INSERT INTO appointment VALUES ('" + id('r') + "', '" + id('o') + "', 'respondent'); " +
            "INSERT INTO decision(id, number, title, owner, state, registered_on, off_system, "
            "withdrawn_reason) VALUES ('" +
            id('d') + "', '1', 'D', '" + id('o') +
            "', 'taken', '2026-03-01', 0, ''); INSERT INTO dissent(id, decision, kind, standing, author, "
            "title, text, would_change_my_mind, state, text_version, filed_on, invitation) VALUES ('" +
            id('x') + "', '" + id('d') + "', 'k', 'named', '" + id('m') +
            "', 't', 't', 'w', 'filed', 1, '2026-03-02', 'closed'); ";
  const auto meeting = [&](char letter, const char* state, int sequence, int told, bool on_dissent) {
    script +=
        "INSERT INTO meeting(id, kind, dissent, office, title, series, points, asked_by, state, "
        "asked_on, mandate_level, mandate_fixed, mandate_may_change, mandate_decides, "
        "mandate_hear_by, mandate_attribution, venue_starts, venue_minutes, venue_place, sequence, "
        "reason) VALUES ('" +
        id(letter) + "', " + (on_dissent ? "'on_dissent', '" + id('x') + "'" : "'session', NULL") + ", '" +
        id('o') + "', 'S', '', '', 'owner', '" + state +
        "', '2026-03-02', 'consult', 'f', 'c', 'd', "
        "'2026-05-01', 'named', 1, 60, 'Room', " +
        std::to_string(sequence) +
        ", 'why'); "
        "INSERT INTO mail_invited VALUES ('" +
        id(letter) + "', " + std::to_string(told) + "); ";
  };
  meeting('a', "scheduled", 2, 1, false);  // a change waits to be told
  meeting('b', "cancelled", 2, 2, false);  // all know
  meeting('c', "cancelled", 3, 2, false);
  meeting('e', "held", 1, 1, false);
  meeting('f', "scheduled", 1, 1, true);
  ASSERT_TRUE(database_->run_script(script));
  ASSERT_TRUE(migrate(*database_, built_in_migrations()));
  EXPECT_EQ(
      database_
          ->ask("SELECT group_concat(substr(meeting, 1, 1) || substr(member, 1, 1) || version || sequence || "
                "cancelled, ' ') FROM (SELECT * FROM mail_invitation ORDER BY meeting, member)")
          .value(),
      "am110 ar110 cm220 cr220 fr110");
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

}  // namespace
}  // namespace demur::store
