#include "demur/web/map/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "demur/web/map/words.hpp"

namespace demur::web::map {
namespace {

using opinion::Vote;

// Two groups of 40: all agree to statement 1, group A alone to statement 2, and five disagree with 3.
Report report_of(std::vector<std::string> texts, std::uint32_t floor = 10) {
  opinion::Conversation shown;
  std::vector<std::string> people;
  Placing placing;
  placing.groups = 2;
  std::vector<std::uint32_t> starts = {0};
  std::vector<std::uint16_t> statements;
  std::vector<Vote> votes;
  for (std::uint32_t u = 0; u < 80; ++u) {
    people.push_back(std::to_string(u));
    const bool first = u < 40;
    for (const Vote vote :
         {Vote::agree, first ? Vote::agree : Vote::disagree, u % 16 == 0 ? Vote::disagree : Vote::pass}) {
      statements.push_back(static_cast<std::uint16_t>(votes.size() % 3));
      votes.push_back(vote);
    }
    starts.push_back(static_cast<std::uint32_t>(votes.size()));
    placing.group.push_back(first ? 0 : 1);
    placing.places.push_back({.x = first ? 1.0F : -1.0F, .y = static_cast<float>(u % 7)});
  }
  for (std::size_t j = 0; j < 3; ++j)
    shown.statements.push_back({.id = std::to_string(j + 1), .text = texts[j]});
  shown.people = opinion::Ids(std::move(people));
  shown.votes = *opinion::Votes::make(3, starts, statements, votes);
  return *make_report(shown, placing, {.topic = texts[0]}, floor);
}

TEST(MapPage, ShowsWhatPeopleTypedAsTextAndNeverAsMarkup) {
  const Report report = report_of({"<script>alert(1)</script> & \"so\"", "<img src=x>", "<b>"});
  for (const std::string& html :
       {page(report, ""), picture(report, Where::page), picture(report, Where::file)}) {
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<img"), std::string::npos);
    EXPECT_EQ(html.find("<b>"), std::string::npos);
  }
  EXPECT_NE(page(report, "").find("&lt;img src=x&gt;"), std::string::npos);
}

TEST(MapPage, ShowsNoCountUnderTheFloorAnywhere) {
  const Report report = report_of({"Common ground", "A matter of dispute", "Little heard of"});
  const opinion::Shown& third = report.release.statements[2].groups[0];
  ASSERT_FALSE(third.disagree.exact());  // three of forty
  EXPECT_EQ(count(third.disagree), "under 10");
  EXPECT_NE(page(report, "").find("under 10"), std::string::npos);
  const std::vector<File> all = tables(report);
  const auto groups = std::ranges::find(all, "groups.csv", &File::name);
  ASSERT_NE(groups, all.end());
  EXPECT_NE(groups->text.find("\nA,40,3,0,9,"), std::string::npos) << groups->text;
  EXPECT_EQ(groups->text.find(",3,3,"), std::string::npos) << groups->text;
}

TEST(MapTables, GiveNoSpreadsheetAFormula) {
  for (const File& table : tables(report_of({"=1+1", "@sum", "-2"}))) {
    EXPECT_EQ(table.text.find(",=1+1"), std::string::npos) << table.name;
    EXPECT_EQ(table.text.find(",@sum"), std::string::npos) << table.name;
    EXPECT_EQ(table.text.find("\n=1+1"), std::string::npos) << table.name;
  }
}

TEST(MapWords, RoundWhatIsABoundOutwards) {
  EXPECT_EQ(percent_range(0.604, 0.741), "60 to 75 %");
  EXPECT_EQ(percent_range(0.6, 0.6), "60 %");
  EXPECT_EQ(at_least(0.799), "79 %");
  EXPECT_EQ(about_that_many({5'123, 5'877}), "5,100 to 5,900");
  EXPECT_EQ(about_that_many({1'204, 1'204}), "1,204");
}

TEST(MapWords, SayTheSameWhetherAllAgreedOrNearlyAll) {
  for (const std::uint32_t agree : {200U, 230U})
    EXPECT_EQ(share_of({.agree = {agree, agree}, .disagree = {0, 9}, .pass = {0, 9}}, opinion::kAgree),
              "≥ 90 %");
}

TEST(MapWords, TellOfACountOnlyWhatIsShownOfIt) {
  EXPECT_EQ(count({60, 60}), "60");
  EXPECT_EQ(count({0, 9}), "under 10");
  EXPECT_EQ(count({76, 94}), "76 to 94");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(grouped(0), "0");
}

}  // namespace
}  // namespace demur::web::map
