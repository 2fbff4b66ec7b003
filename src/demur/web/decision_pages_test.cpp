#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/core/json.hpp"
#include "demur/service/meetings.hpp"
#include "demur/web/test_site.hpp"

namespace demur::web {
namespace {

using namespace domain;
using service::testing::day;
using ::testing::HasSubstr;
using testing::kJson;
using ::testing::Not;
using testing::TestSite;

DecisionId another_decision(TestSite& test) {
  auto& house = test.institution;
  const auto id = DecisionId::make(house.random);
  house.must("respondent", RegisterDecision{.id = id,
                                            .number = "2019/3",
                                            .title = "Close the northern railway",
                                            .text = "The railway is closed.",
                                            .text_hash = "",
                                            .owner = house.offices[service::testing::kNorth]});
  return id;
}

TEST(ADecisionsPage, OffersItsOfficeAloneToCiteAnEarlierMatterAndShowsItOnBoth) {
  TestSite test;
  const auto earlier = another_decision(test);
  const std::string here = "/decisions/" + test.institution.decision.text;
  EXPECT_THAT(test.get("respondent", here).body, HasSubstr(here + "/cite"));
  EXPECT_THAT(test.get("colleague", here).body, Not(HasSubstr(here + "/cite")));
  EXPECT_EQ(test.get("colleague", here + "/cite").status, 403);
  const std::string ref = "decision:" + earlier.text;
  EXPECT_THAT(test.get("respondent", here + "/cite").body, HasSubstr("value=\"" + ref + "\""));
  EXPECT_EQ(test.post("colleague", here + "/cite", {{"ref", ref}, {"why", "The same ice."}}).status, 403);
  const auto without = test.post("respondent", here + "/cite", {{"ref", ""}, {"why", "The same ice."}});
  EXPECT_EQ(without.status, 400);
  EXPECT_THAT(without.body, HasSubstr("Choose an earlier decision"));
  EXPECT_THAT(without.body, HasSubstr("The same ice.")) << "what was typed is kept";
  EXPECT_EQ(test.post("respondent", here + "/cite", {{"ref", ref}, {"why", "The same ice."}}).status, 303);
  for (const std::string& page : {here, "/decisions/" + earlier.text})
    EXPECT_THAT(test.get("colleague", page).body, HasSubstr("The same ice.")) << page;
  EXPECT_THAT(test.get("respondent", here + "/cite").body, Not(HasSubstr(ref))) << "once is enough";
}

class ARecordOfADecision : public ::testing::Test {
 protected:
  void meet(const char* login, const MeetingAct& act) {
    const auto done = service::perform(*house_.house, house_.people.at(login), act);
    ASSERT_TRUE(done) << login << ": " << done.error().what;
  }
  // The author and the office met on it, and agreed on these words.
  void read_out(const FileDissent& filed, const char* words) {
    const auto id = MeetingId::make(house_.random);
    meet("author", AskMeeting{id, filed.id, "The port.", {}});
    meet("respondent", ScheduleMeeting{id,
                                       {.starts = core::Time(day("2026-03-10")), .place = "Here"},
                                       Mandate{.fixed = "The port is closed.",
                                               .may_change = "The day.",
                                               .decides = "The minister",
                                               .hear_by = day("2026-04-01")}});
    house_.go_to("2026-03-10");
    meet("respondent", HoldMeeting{id});
    meet("respondent", ProposeReadOut{id, words});
    meet("author", AgreeReadOut{id, words});
  }
  std::string record(const char* login) {
    return test_.get(login, "/decisions/" + house_.decision.text + "/record.md").body;
  }

  TestSite test_;
  service::testing::TestInstitution& house_ = test_.institution;
};

TEST_F(ARecordOfADecision, HasAReadOutOnceTheLogTiesTheMeetingToTheDecision) {
  const auto filed = house_.file("author", Standing::confidential);
  read_out(filed, "CANARY We spoke");
  for (const char* login : {"author", "respondent", "keeper"})
    EXPECT_THAT(record(login), Not(HasSubstr("CANARY"))) << login << ": the dissent is not answered";
  EXPECT_THAT(test_.get("author", "/decisions/" + house_.decision.text).body, HasSubstr("CANARY"));
  house_.must("respondent", house_.answer(filed.id));
  EXPECT_THAT(record("respondent"), HasSubstr("CANARY We spoke"));
  EXPECT_THAT(record("colleague"), Not(HasSubstr("CANARY"))) << "they may not know of that dissent";
}

TEST(ASeriesPage, HasTheSessionsOfItsOfficeAndIsLinkedFromEach) {
  TestSite test;
  auto& house = test.institution;
  std::vector<MeetingId> ids;
  for (const char* series : {"Spring sessions", "Spring sessions", ""}) {
    ids.push_back(MeetingId::make(house.random));
    const auto done = service::perform(
        *house.house, house.people.at("respondent"),
        AnnounceSession{.id = ids.back(),
                        .office = house.offices[service::testing::kNorth],
                        .title = "Session " + std::to_string(ids.size()),
                        .series = series,
                        .venue = {.starts = core::Time(day("2026-03-10")), .place = "Great hall"},
                        .mandate = {.fixed = "The port is closed.",
                                    .may_change = "The day on which it closes.",
                                    .decides = "The minister",
                                    .hear_by = day("2026-04-01")}});
    ASSERT_TRUE(done) << done.error().what;
  }
  for (std::size_t at : {0u, 1u}) {
    const std::string here = "/meetings/" + ids[at].text;
    EXPECT_THAT(test.get("colleague", here).body, HasSubstr(here + "/series"));
    const auto page = test.get("colleague", here + "/series");
    EXPECT_EQ(page.status, 200);
    for (const char* words : {"Session 1", "Session 2", "The day on which it closes.", "By 1 April 2026"})
      EXPECT_THAT(page.body, HasSubstr(words));
    EXPECT_THAT(page.body, Not(HasSubstr("Session 3")));
  }
  EXPECT_EQ(test.get("colleague", "/meetings/" + ids[2].text + "/series").status, 404);
  EXPECT_EQ(test.get("colleague", "/meetings/nonsense/series").status, 404);
  EXPECT_THAT(test.get("colleague", "/meetings").body, HasSubstr("Spring sessions"));
}

}  // namespace
}  // namespace demur::web
