#include "demur/opinion/import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <random>

#include "demur/opinion/import_rows.hpp"

namespace demur::opinion {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kVotes =
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "5,Mon,0,10,1\n4,Mon,0,9,-1\n9,Mon,1,9,1\n1,Mon,0,10,-1\n2,Mon,1,10,0\n3,Mon,1,2,1\n";

struct Files {
  std::string_view votes = kVotes;
  std::string_view comments = {};
  std::string_view participants = {};
};

core::Result<Imported> import_texts(const Files& files, std::optional<int> agree = 1) {
  PolisSources sources{.votes = {"votes.csv", read_text(files.votes)}};
  if (!files.comments.empty()) sources.comments = {"comments.csv", read_text(files.comments)};
  if (!files.participants.empty())
    sources.participants = {"participants-votes.csv", read_text(files.participants)};
  return import_polis(std::move(sources), {.agree = agree});
}

std::string error_of(const Files& files, std::optional<int> agree = 1) {
  const auto imported = import_texts(files, agree);
  return imported ? "" : imported.error().what;
}

std::optional<Vote> vote_of(const Conversation& conversation, std::string_view person,
                            std::string_view statement) {
  const std::size_t row = conversation.people.find(person).value();
  const auto on = conversation.votes.statements_of(row);
  for (std::size_t at = 0; at < on.size(); ++at)
    if (conversation.statements[on[at]].id == statement) return conversation.votes.votes_of(row)[at];
  return std::nullopt;
}

TEST(Import, CountsTheLastRowOfAPersonAndAStatementWhateverItsTimeStamp) {
  const Imported imported = import_texts({}).value();
  EXPECT_EQ(imported.rows, 6U);
  EXPECT_EQ(imported.changed, 1U);
  EXPECT_EQ(vote_of(imported.conversation, "10", "0"), Vote::disagree);
  EXPECT_EQ(vote_of(imported.conversation, "10", "1"), Vote::pass);
  EXPECT_EQ(vote_of(imported.conversation, "2", "0"), std::nullopt);
}

TEST(Import, SortsPeopleAndStatementsByNumber) {
  const Conversation conversation = import_texts({}).value().conversation;
  EXPECT_EQ(conversation.people[0], "2");
  EXPECT_EQ(conversation.people[1], "9");
  EXPECT_EQ(conversation.people[2], "10");
}

TEST(Import, TellsWhoVotedFirstByTimeStampsWhereAllRowsHaveOne) {
  // Persons 2, 9, 10 are rows 0, 1, 2; their earliest votes are at 3, 4 and 1.
  EXPECT_EQ(import_texts({}).value().first_votes, (std::vector<std::uint32_t>{2, 0, 1}));
  const auto without = import_texts({.votes = "timestamp,comment-id,voter-id,vote\n1,0,0,1\n,0,1,1\n"});
  EXPECT_TRUE(without.value().first_votes.empty());
}

TEST(Import, DoesNotDependOnTheOrderOfRows) {
  std::vector<std::string> rows;
  for (int person = 0; person < 30; ++person)
    for (int statement = 0; statement < 12; ++statement)
      if ((person * 7 + statement * 5) % 3 != 0)
        rows.push_back("1,x," + std::to_string(statement) + "," + std::to_string(person) + "," +
                       std::to_string((person * statement) % 3 - 1) + "\n");
  const auto text = [&] {
    std::string all = "timestamp,datetime,comment-id,voter-id,vote\n";
    for (const std::string& row : rows) all += row;
    return all;
  };
  const Conversation in_order = import_texts({.votes = text()}).value().conversation;
  std::mt19937 random(7);
  for (int round = 0; round < 5; ++round) {
    std::shuffle(rows.begin(), rows.end(), random);
    EXPECT_EQ(import_texts({.votes = text()}).value().conversation, in_order);
  }
}

TEST(Import, TakesColumnsInAnyOrderAndPassesOverUnknownOnes) {
  const auto imported = import_texts({.votes = "vote,weight,voter-id,x,comment-id\n-1,3,a,b,c\n1.0,,a,,d\n"});
  ASSERT_TRUE(imported);
  EXPECT_EQ(vote_of(imported->conversation, "a", "c"), Vote::disagree);
  EXPECT_EQ(vote_of(imported->conversation, "a", "d"), Vote::agree);
}

TEST(ImportSign, IsRefusedWhereNothingSettlesItAndTheErrorSaysWhatToPass) {
  EXPECT_THAT(error_of({}, std::nullopt), HasSubstr("Pass --agree 1 or --agree -1"));
  EXPECT_THAT(
      error_of({.comments = "comment-id,agrees,disagrees,moderated,comment-body\n0,1,1,0,x\n"}, std::nullopt),
      HasSubstr("cannot be told"));
  EXPECT_THAT(error_of({}, 2), HasSubstr("--agree is 1 or -1"));
}

TEST(ImportSign, IsSettledByTheCountsOfEitherTable) {
  const auto by_comments =
      import_texts({.comments = "comment-id,agrees,disagrees,comment-body\n1,2,0,x\n"}, std::nullopt);
  ASSERT_TRUE(by_comments);
  EXPECT_EQ(by_comments->agree, 1);
  EXPECT_THAT(by_comments->agree_because, HasSubstr("comments.csv"));

  const auto by_people = import_texts(
      {.participants = "participant,group-id,n-agree,n-disagree\n2,,0,1\n10,0.0,1,0\n"}, std::nullopt);
  ASSERT_TRUE(by_people);
  EXPECT_EQ(by_people->agree, -1);
  EXPECT_EQ(vote_of(by_people->conversation, "2", "1"), Vote::disagree);
  EXPECT_EQ(by_people->published_group, (std::vector<std::int16_t>{-1, -1, 0}));
}

TEST(ImportSign, IsRefusedWhereTheTablesContradictEachOther) {
  EXPECT_THAT(error_of({.comments = "comment-id,agrees,disagrees,comment-body\n1,2,0,x\n",
                        .participants = "participant,n-agree,n-disagree\n2,0,1\n10,1,0\n"},
                       std::nullopt),
              HasSubstr("contradict each other"));
}

TEST(ImportSign, OfAgreeWinsOverTheCountsAndIsRemarkedOn) {
  const auto imported =
      import_texts({.comments = "comment-id,agrees,disagrees,comment-body\n0,1,2,\n1,2,0,x\n"}, -1);
  ASSERT_TRUE(imported);
  EXPECT_EQ(vote_of(imported->conversation, "2", "1"), Vote::disagree);
  EXPECT_THAT(imported->remarks, testing::ElementsAre(HasSubstr("--agree was followed")));
}

TEST(ImportStatements, KeepTextsInAnyScriptUnquotedOnesAndLinesThatGoOn) {
  const auto imported = import_texts({.comments = "timestamp,comment-id,moderated,comment-body\n"
                                                  "1,0,-1,\"one, \"\"two\"\"\nthree\"\n"
                                                  "1,1,1,yes, but no\nand more, too\n"
                                                  "1,2,0,\"EU\" 共同意見 לא\n"});
  ASSERT_TRUE(imported);
  const auto& statements = imported->conversation.statements;
  ASSERT_EQ(statements.size(), 3U);
  EXPECT_EQ(statements[0].text, "one, \"two\"\nthree");
  EXPECT_EQ(statements[0].moderation, Moderation::rejected);
  EXPECT_EQ(statements[1].text, "yes, but no\nand more, too");
  EXPECT_EQ(statements[2].text, "\"EU\" 共同意見 לא");
  EXPECT_EQ(shown_statements(imported->conversation).votes.statements(), 2U);
}

TEST(ImportStatements, WithoutARowInCommentsAreKeptAndRemarkedOn) {
  const auto imported = import_texts({.comments = "comment-id,comment-body\n0,x\n"});
  ASSERT_TRUE(imported);
  EXPECT_EQ(imported->conversation.statements.size(), 2U);
  EXPECT_THAT(imported->remarks, testing::ElementsAre(HasSubstr("without text")));
}

TEST(Import, OfNoVoteAtAllIsAConversationWithNobody) {
  const auto imported = import_texts({.votes = "comment-id,voter-id,vote\n"}, std::nullopt);
  ASSERT_TRUE(imported);
  EXPECT_EQ(imported->conversation.people.size(), 0U);
}

TEST(ImportErrors, NameFileLineColumnAndWhatToDo) {
  EXPECT_THAT(error_of({.votes = "comment-id,voter-id,vote\n0,1,1\n0,1,yes\n"}),
              HasSubstr("votes.csv, line 3, column vote: is none of -1, 0 and 1"));
  EXPECT_THAT(error_of({.votes = "comment-id,voter-id,vote\n0,1,NaN\n"}), HasSubstr("column vote"));
  EXPECT_THAT(error_of({.votes = "comment-id,voter-id,vote\n0,,1\n"}), HasSubstr("column voter-id"));
  EXPECT_THAT(error_of({.votes = "comment-id,voter-id,vote\n0,1\n"}),
              HasSubstr("line 2: the row has 2 cells"));
  EXPECT_THAT(error_of({.votes = "a,b,c\n0,1,1\n"}), HasSubstr("comment-id, voter-id and vote"));
  EXPECT_THAT(error_of({.votes = ""}), HasSubstr("votes.csv, line 0: the file is empty"));
  EXPECT_THAT(error_of({.comments = "comment-id,comment-body\n0,caf\xe9\n"}),
              HasSubstr("comments.csv, line 2, column comment-body: is not UTF-8; convert"));
  EXPECT_THAT(error_of({.comments = "comment-id,moderated,comment-body\n0,maybe,x\n"}),
              HasSubstr("column moderated"));
  EXPECT_THAT(error_of({.participants = "participant,group-id\n1,NaN\n"}), HasSubstr("column group-id"));
}

TEST(ImportErrors, NeverRepeatWhatTheFileSays) {
  EXPECT_THAT(error_of({.votes = "comment-id,voter-id,vote\n0,1,secret\n"}),
              testing::Not(HasSubstr("secret")));
}

TEST(Import, StopsBeforeTheMemoryAllowedIsUsedUp) {
  std::string text = "comment-id,voter-id,vote\n";
  for (int row = 0; row < 140'000; ++row) text += "1," + std::to_string(row) + ",1\n";
  const auto imported = import_polis(PolisSources{.votes = {"votes.csv", read_text(text)}},
                                     {.agree = 1, .memory_bytes = std::size_t{1} << 20});
  ASSERT_FALSE(imported);
  EXPECT_EQ(imported.error().code, core::Code::too_large);
  EXPECT_THAT(imported.error().what, HasSubstr("more votes than the memory allowed (1 MiB)"));
}

TEST(Import, OfAFolderWithoutVotesPointsToOneFurtherDown) {
  const auto folder = std::filesystem::temp_directory_path() / ("demur-import-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "copy");
  std::ofstream(folder / "copy" / "votes.csv") << kVotes;
  const auto imported = import_polis(folder, {.agree = 1});
  EXPECT_TRUE(import_polis(folder / "copy", {.agree = 1}));
  EXPECT_TRUE(import_polis(folder / "copy" / "votes.csv", {.agree = 1}));
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(imported);
  EXPECT_EQ(imported.error().code, core::Code::not_found);
  EXPECT_THAT(imported.error().what, HasSubstr("pass that folder"));
}

// ---- real exports, where they are

std::filesystem::path real_data() {
  const char* set = std::getenv("DEMUR_OPINION_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
  return set != nullptr ? set : DEMUR_ROOT "/../shared/data/opinion";
}

// A person's votes by statement, as they stand in a row of the matrix.
std::vector<std::optional<Vote>> row_of(const Conversation& conversation, std::string_view person) {
  std::vector<std::optional<Vote>> row(conversation.statements.size());
  const std::size_t at = conversation.people.find(person).value();
  const auto on = conversation.votes.statements_of(at);
  for (std::size_t k = 0; k < on.size(); ++k) row[on[k]] = conversation.votes.votes_of(at)[k];
  return row;
}

// Cells of participants-votes.csv that differ from the conversation.
std::size_t mismatches(const std::filesystem::path& folder, const Conversation& conversation,
                       std::size_t& compared) {
  std::map<std::string, std::size_t, std::less<>> statement_at;
  for (std::size_t at = 0; at < conversation.statements.size(); ++at)
    statement_at[conversation.statements[at].id] = at;
  CsvReader reader("participants-votes.csv", read_file((folder / "participants-votes.csv").string()));
  EXPECT_TRUE(reader.next().value());
  std::vector<std::pair<std::size_t, std::size_t>> columns;  // here and there
  for (std::size_t at = 0; at < reader.cells().size(); ++at)
    if (const auto found = statement_at.find(reader.cells()[at]); found != statement_at.end())
      columns.emplace_back(at, found->second);
  std::size_t wrong = 0;
  while (reader.next().value()) {
    const auto cells = reader.cells();
    const auto row = row_of(conversation, *canonical_id(cells[0]));
    for (const auto& [column, statement] : columns) {
      const auto sign = read_sign(cells[column]);
      ++compared;
      if (sign.has_value() != row[statement].has_value()) ++wrong;
      if (sign && row[statement] && static_cast<Vote>(*sign) != *row[statement]) ++wrong;
    }
  }
  return wrong;
}

TEST(RealExports, AreReadSoThatTheirOwnMatrixComesOutCellByCell) {
  std::error_code error;
  if (!std::filesystem::is_directory(real_data(), error))
    GTEST_SKIP() << "no real conversations in " << real_data() << "; set DEMUR_OPINION_DATA";
  for (const auto& entry : std::filesystem::directory_iterator(real_data())) {
    if (!entry.is_directory()) continue;
    const auto imported = import_polis(entry.path(), {});
    ASSERT_TRUE(imported) << imported.error().what;
    EXPECT_EQ(imported->agree, 1);
    EXPECT_THAT(imported->remarks, IsEmpty());
    std::size_t compared = 0;
    EXPECT_EQ(mismatches(entry.path(), imported->conversation, compared), 0U) << entry.path();
    EXPECT_GT(compared, 5'000U);
  }
}

}  // namespace
}  // namespace demur::opinion
