#include "demur/opinion/release.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace demur::opinion {
namespace {

// One statement, each group's votes, and how many people each group has.
Tallies one_statement(std::vector<Cells> cells, std::vector<std::uint32_t> people) {
  Tallies tallies{
      .groups = cells.size() - 1, .statements = 1, .people = std::move(people), .cells = std::move(cells)};
  return tallies;
}

Release shown(std::vector<Cells> cells, std::vector<std::uint32_t> people, std::uint32_t floor = 10) {
  return withhold(one_statement(std::move(cells), std::move(people)), floor).value();
}

TEST(Tally, CountsLastVotesByGroupAndPeopleWhoVoted) {
  using enum Vote;
  const Votes votes = Votes::make(2, {0, 2, 3, 3, 4}, {0, 1, 0, 1}, {agree, pass, disagree, agree}).value();
  const Tallies tallies = tally(votes, std::vector<std::uint8_t>{0, 1, 0, 255}, 2);
  EXPECT_EQ(tallies.people, (std::vector<std::uint32_t>{1, 1, 1}));
  EXPECT_EQ(tallies.at(0, 0), (Cells{1, 0, 0}));
  EXPECT_EQ(tallies.at(0, 1), (Cells{0, 1, 0}));
  EXPECT_EQ(tallies.at(1, 0), (Cells{0, 0, 1}));
  EXPECT_EQ(tallies.at(1, 2), (Cells{1, 0, 0}));
}

TEST(Floor, ShowsCellsUnderItAsFewerAndEverythingElseExactly) {
  const Release release = shown({{60, 3, 25}, {11, 40, 12}, {0, 0, 0}}, {100, 80, 0});
  EXPECT_EQ(release.statements[0].groups[0].agree, (Range{60, 60}));
  EXPECT_EQ(release.statements[0].groups[0].disagree, (Range{0, 9}));
  EXPECT_EQ(release.statements[0].everybody.agree, (Range{71, 71}));
  EXPECT_EQ(release.statements[0].everybody.disagree, (Range{40, 49}));  // 43 would give away the 3
}

TEST(Floor, ShowsATotalExactlyWhereItGivesNothingAway) {
  const auto agreed = [](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    return shown({{a, 20, 20}, {b, 20, 20}, {c, 20, 20}, {0, 0, 0}}, {90, 90, 90, 0})
        .statements[0]
        .everybody.agree;
  };
  EXPECT_EQ(agreed(4, 5, 6), (Range{15, 15}));  // leaves each of them anything from 0 to 9
  EXPECT_EQ(agreed(2, 3, 1), (Range{0, 9}));    // 6 would not
  EXPECT_EQ(agreed(9, 9, 7), (Range{18, 27}));
  EXPECT_EQ(agreed(4, 5, 30), (Range{30, 48}));
  EXPECT_EQ(agreed(20, 40, 30), (Range{90, 90}));
}

TEST(Floor, DoesNotSayThatEverybodyAgreed) {
  const Release release = shown({{94, 0, 0}, {40, 30, 20}, {0, 0, 0}}, {94, 110, 0});
  EXPECT_EQ(release.statements[0].groups[0].agree, (Range{76, 94}));
  EXPECT_EQ(release.statements[0].groups[0].disagree, (Range{0, 9}));
}

TEST(Floor, CountsAGroupUnderItWithThoseInNone) {
  const Release release = shown({{20, 20, 20}, {3, 2, 1}, {20, 10, 12}, {0, 0, 0}}, {60, 6, 44, 0});
  EXPECT_EQ(release.kept, (std::vector<std::uint8_t>{0}));  // alone, the six would be what is missing
  EXPECT_EQ(release.in_none, 50U);
  EXPECT_EQ(release.statements[0].everybody.agree, (Range{43, 43}));
}

TEST(Floor, RefusesAConversationOfFewerPeople) {
  EXPECT_FALSE(withhold(one_statement({{4, 3, 2}, {0, 0, 0}}, {9, 0}), 10));
  EXPECT_TRUE(withhold(one_statement({{4, 3, 2}, {0, 0, 0}}, {9, 0}), 9));
}

TEST(Floor, OfOneShowsAllExactly) {
  const Release release = shown({{1, 0, 2}, {3, 1, 0}, {1, 0, 0}}, {3, 4, 1}, 1);
  EXPECT_EQ(release.statements[0].everybody.agree, (Range{5, 5}));
  EXPECT_EQ(release.statements[0].groups[1].pass, (Range{0, 0}));
  EXPECT_EQ(release.in_none, 1U);
}

// Every way in which so many people can have voted.
std::vector<Cells> all_rows(std::uint32_t people) {
  std::vector<Cells> rows;
  for (std::uint32_t a = 0; a <= people; ++a)
    for (std::uint32_t d = 0; a + d <= people; ++d)
      for (std::uint32_t p = 0; a + d + p <= people; ++p) rows.push_back({a, d, p});
  return rows;
}

std::vector<std::uint32_t> as_numbers(const Release& release) {
  std::vector<std::uint32_t> numbers;
  const auto add = [&](const Shown& shown) {
    for (const Answer answer : {kAgree, kDisagree, kPass}) {
      numbers.push_back(shown.of(answer).low);
      numbers.push_back(shown.of(answer).high);
    }
  };
  add(release.statements[0].everybody);
  for (const Shown& group : release.statements[0].groups) add(group);
  return numbers;
}

// Whoever knows the sizes of the groups, all that is published, and the rule itself, can do no better
// than to list every table that would have been published in the same way. All tables are gone through
// here: wherever a cell is under the floor in one, so many values are possible that it hides among k.
void expect_hidden(std::vector<std::uint32_t> people, std::uint32_t floor) {
  const std::size_t groups = people.size();
  std::vector<std::vector<Cells>> choices;
  for (const std::uint32_t size : people) choices.push_back(all_rows(size));
  people.push_back(0);
  std::map<std::vector<std::uint32_t>, std::vector<std::set<std::uint32_t>>> possible;
  std::vector<std::size_t> at(groups, 0);
  for (bool more = true; more;) {
    std::vector<Cells> cells;
    for (std::size_t group = 0; group < groups; ++group) cells.push_back(choices[group][at[group]]);
    cells.push_back({});
    auto& values = possible[as_numbers(shown(cells, people, floor))];
    values.resize(groups * kAnswers);
    for (std::size_t cell = 0; cell < values.size(); ++cell)
      values[cell].insert(cells[cell / kAnswers][cell % kAnswers]);
    std::size_t next = 0;
    while (next < groups && ++at[next] == choices[next].size()) at[next++] = 0;
    more = next < groups;
  }
  for (const auto& [published, values] : possible)
    for (const auto& cell : values)
      if (*cell.begin() < floor) {
        ASSERT_GE(cell.size(), floor);
      }
}

TEST(Floor, LeavesEveryHiddenCellAsManyValuesAsItSaysToWhoeverSubtracts) {
  expect_hidden({5, 7}, 2);
  expect_hidden({6, 6}, 3);
  expect_hidden({9, 8}, 3);
  expect_hidden({3, 4, 4}, 2);
}

}  // namespace
}  // namespace demur::opinion
