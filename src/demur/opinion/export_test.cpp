#include "demur/opinion/export.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "demur/opinion/import.hpp"

namespace demur::opinion {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const core::Day kDay = core::parse_day("2026-03-20").value();

PolisSources sources(const PolisExport& files, bool with_comments = true) {
  PolisSources all{.votes = {"votes.csv", read_text(files.votes)}};
  if (with_comments) all.comments = CsvSource{"comments.csv", read_text(files.comments)};
  if (with_comments) all.participants = CsvSource{"participants-votes.csv", read_text(files.participants)};
  all.summary = CsvSource{"summary.csv", read_text(files.summary)};
  return all;
}

// People with random votes on random statements; some vote on nothing.
Conversation made(std::size_t people, std::size_t statements) {
  std::mt19937 source(7);
  Conversation all;
  all.topic = "The port, \"north\"";
  for (std::size_t at = 0; at < statements; ++at)
    all.statements.push_back(
        {.id = std::to_string(at),
         .text = at % 3 == 0 ? "One, or \"two\"\nlines " + std::to_string(at) : "Text " + std::to_string(at),
         .moderation = at % 5 == 4 ? Moderation::rejected : Moderation::accepted,
         .meta = at % 7 == 6});
  std::vector<std::uint32_t> starts{0};
  std::vector<std::uint16_t> statement;
  std::vector<Vote> vote;
  for (std::size_t person = 0; person < people; ++person) {
    all.people.append(std::to_string(person));
    for (std::size_t at = 0; at < statements; ++at)
      if (source() % 3 == 0 && person % 11 != 10) {
        statement.push_back(static_cast<std::uint16_t>(at));
        vote.push_back(static_cast<Vote>(static_cast<int>(source() % 3) - 1));
      }
    starts.push_back(static_cast<std::uint32_t>(vote.size()));
  }
  all.votes = Votes::make(statements, std::move(starts), std::move(statement), std::move(vote)).value();
  return all;
}

// Every cell of the one, where the drawn ids have put it in the other. How many differ.
std::size_t differences(const Conversation& before, const Conversation& after, const core::Random& same) {
  const auto statements = order_by_chance(before.statements.size(), same);
  const auto people = order_by_chance(before.votes.people(), same);
  std::size_t wrong = before.votes.count() == after.votes.count() ? 0 : 1;
  std::vector<std::size_t> column(before.statements.size());
  for (std::size_t at = 0; at < before.statements.size(); ++at) {
    for (column[at] = 0; column[at] < after.statements.size(); ++column[at])
      if (after.statements[column[at]].id == std::to_string(statements[at])) break;
    if (column[at] == after.statements.size()) return SIZE_MAX;
    const Statement& one = after.statements[column[at]];
    wrong += one.text == before.statements[at].text && one.moderation == before.statements[at].moderation &&
                     one.meta == before.statements[at].meta
                 ? 0
                 : 1;
  }
  for (std::size_t person = 0; person < before.votes.people(); ++person) {
    if (before.votes.count_of(person) == 0) continue;
    const auto row = after.people.find(std::to_string(people[person]));
    if (!row || after.votes.count_of(*row) != before.votes.count_of(person)) return SIZE_MAX;
    std::vector<std::optional<Vote>> cells(after.statements.size());
    for (std::size_t k = 0; k < after.votes.count_of(*row); ++k)
      cells[after.votes.statements_of(*row)[k]] = after.votes.votes_of(*row)[k];
    for (std::size_t k = 0; k < before.votes.count_of(person); ++k)
      wrong +=
          cells[column[before.votes.statements_of(person)[k]]] == before.votes.votes_of(person)[k] ? 0 : 1;
  }
  return wrong;
}

TEST(PolisRoundTrip, GivesTheSameMatrixOnMadeUpVotes) {
  const Conversation before = made(200, 40);
  const auto files = export_polis(before, {.day = kDay, .random = core::seeded_random(3)});
  ASSERT_TRUE(files);
  const auto again = import_polis(sources(*files), {});
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(again->agree, 1) << "settled by the counts that stand beside the votes";
  EXPECT_EQ(again->conversation.topic, before.topic);
  EXPECT_EQ(differences(before, again->conversation, core::seeded_random(3)), 0U);
}

std::filesystem::path real_data() {
  const char* set = std::getenv("DEMUR_OPINION_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
  return set != nullptr ? set : DEMUR_ROOT "/../shared/data/opinion";
}

TEST(PolisRoundTrip, GivesTheSameMatrixOnRealConversations) {
  std::error_code error;
  if (!std::filesystem::is_directory(real_data(), error))
    GTEST_SKIP() << "no real conversations in " << real_data() << "; set DEMUR_OPINION_DATA";
  for (const auto& entry : std::filesystem::directory_iterator(real_data())) {
    if (!entry.is_directory()) continue;
    const auto before = import_polis(entry.path(), {});
    ASSERT_TRUE(before) << before.error().what;
    const auto files = export_polis(before->conversation, {.day = kDay, .random = core::seeded_random(5)});
    ASSERT_TRUE(files);
    const auto again = import_polis(sources(*files), {});
    ASSERT_TRUE(again) << entry.path() << ": " << again.error().what;
    EXPECT_EQ(differences(before->conversation, again->conversation, core::seeded_random(5)), 0U)
        << entry.path();
  }
}

// The last cell of each row the other way round.
std::string flipped(std::string_view table) {
  std::string turned;
  while (!table.empty()) {
    const auto end = table.find('\n');
    std::string line(table.substr(0, end));
    if (line.ends_with(",-1"))
      line.erase(line.size() - 2, 1);
    else if (line.ends_with(",1"))
      line.insert(line.size() - 1, "-");
    turned += line + "\n";
    table.remove_prefix(end + 1);
  }
  return turned;
}

// agrees and disagrees, which stand fifth and sixth.
std::string with_counts_swapped(std::string table) {
  const auto at = table.find("agrees,disagrees");
  return table.replace(at, 16, "disagrees,agrees");
}

TEST(PolisExport, WithAFlippedSignIsNoticedAndWithCountsThatContradictEachOtherRefused) {
  const Conversation before = made(200, 40);
  auto files = export_polis(before, {.day = kDay, .random = core::seeded_random(3)}).value();
  files.votes = flipped(files.votes);
  const auto noticed = import_polis(sources(files), {});
  ASSERT_TRUE(noticed) << noticed.error().what;
  EXPECT_EQ(noticed->agree, -1);
  EXPECT_EQ(differences(before, noticed->conversation, core::seeded_random(3)), 0U);
  files.comments = with_counts_swapped(files.comments);
  const auto refused = import_polis(sources(files), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::Code::invalid);
}

TEST(PolisExport, WithNothingToTellItsSignIsRefusedUnlessSomebodySaysIt) {
  const auto files = export_polis(made(200, 40), {.day = kDay, .random = core::seeded_random(3)}).value();
  EXPECT_FALSE(import_polis(sources(files, false), {}));
  EXPECT_TRUE(import_polis(sources(files, false), {.agree = 1}));
}

TEST(PolisExport, NamesNobodyAndNothingAsAnotherExportDid) {
  const Conversation all = made(60, 20);
  const auto one = export_polis(all, {.day = kDay, .random = core::seeded_random(1)}).value();
  const auto other = export_polis(all, {.day = kDay, .random = core::seeded_random(2)}).value();
  EXPECT_NE(one.votes, other.votes);
  EXPECT_NE(one.participants, other.participants);
  EXPECT_NE(one.comments, other.comments);
  EXPECT_THAT(one.votes, HasSubstr("1773964800,2026-03-20,"));
  EXPECT_THAT(one.votes, Not(HasSubstr("2026-03-19")));
}

TEST(PolisExport, GivesNothingOutOfFewerPeopleThanTheFloor) {
  const ExportOptions ten{.day = kDay, .random = core::seeded_random(1), .floor = 10};
  EXPECT_FALSE(export_polis(made(9, 60), ten));
  EXPECT_TRUE(export_polis(made(10, 60), ten));
  ExportOptions eleven = ten;
  eleven.floor = 11;
  EXPECT_FALSE(export_polis(made(11, 60), eleven)) << "the eleventh voted on nothing";
}

}  // namespace
}  // namespace demur::opinion
