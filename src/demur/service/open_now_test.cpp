#include "demur/service/open_now.hpp"

#include "demur/service/clearance.hpp"
#include "demur/service/test_meetings.hpp"
#include "demur/service/test_opinion.hpp"

namespace demur::service {
namespace {

using namespace domain;
using testing::day;
using testing::MeetingTest;
using testing::TestRound;

TEST(OpenNow, IsARoundUntilTheMemberVotedOnAllOfItAndItsLastDayHasPassed) {
  TestRound test;
  const auto open_to = [&](const char* login) {
    return read_open_now(*test.house, test.member(login)).value().rounds;
  };
  ASSERT_EQ(open_to("m1").size(), 1u);
  EXPECT_EQ(open_to("m1").front().round.closes_on, day("2026-03-20"));
  EXPECT_TRUE(open_to("keeper").empty()) << "a custodian does not vote";
  EXPECT_TRUE(open_to("auditor").empty());
  ASSERT_TRUE(test.vote("m1", test.statements[0], Vote::agree));
  EXPECT_EQ(open_to("m1").front().voted, 1);
  EXPECT_EQ(open_to("m2").front().voted, 0) << "nobody sees how far others have come";
  for (const auto& statement : test.statements) ASSERT_TRUE(test.vote("m1", statement, Vote::pass));
  EXPECT_TRUE(open_to("m1").empty());
  EXPECT_EQ(open_to("m2").size(), 1u);
  test.now = day("2026-03-21") + std::chrono::hours(9);
  EXPECT_TRUE(open_to("m2").empty());
}

TEST(OpenNow, IsAClearanceRoundToTheOfficeThatItAsks) {
  MeetingTest test;
  OpenClearance act{.id = ClearanceRoundId::make(test.random), .decision = test.decision};
  act.mandate = {.level = Level::consult,
                 .fixed = "The port closes.",
                 .may_change = "The day.",
                 .decides = "The Minister",
                 .hear_by = day("2026-03-22")};
  act.also = {test.offices[testing::kLegal]};
  ASSERT_TRUE(perform(*test.house, test.people.at("respondent"), act));
  const auto asked = [&](const char* login) {
    return read_open_now(*test.house, test.member(login)).value().clearance;
  };
  for (const char* login : {"colleague", "outsider"}) {
    ASSERT_EQ(asked(login).size(), 1u) << login;
    EXPECT_EQ(asked(login).front().office, testing::kLegal);
    EXPECT_FALSE(asked(login).front().has_answered);
    EXPECT_TRUE(asked(login).front().decision.versions.empty()) << "its text is for its own page";
  }
  EXPECT_TRUE(asked("keeper").empty()) << "another office";
  test.now = day("2026-04-20") + std::chrono::hours(9);
  EXPECT_TRUE(asked("colleague").empty());
}

TEST(OpenNow, IsASessionToEverybodyAndAMeetingToItsTwoSides) {
  MeetingTest test;
  const auto filed = test.file("author", Standing::confidential);
  const auto id = test.asked("author", filed.id);
  const auto meetings = [&](const char* login) {
    return read_open_now(*test.house, test.member(login)).value().meetings;
  };
  for (const char* login : {"author", "respondent"}) EXPECT_EQ(meetings(login).size(), 1u) << login;
  for (const char* login : {"colleague", "keeper", "auditor", "cosigner"})
    EXPECT_TRUE(meetings(login).empty()) << login;
  test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-10"), test.mandate("2026-04-01")});
  EXPECT_EQ(day_of(*meetings("author").front().meeting.venue), day("2026-03-10"));
  (void)test.announced("2026-03-12");
  EXPECT_EQ(meetings("colleague").size(), 1u);
  EXPECT_EQ(meetings("author").size(), 2u);
  test.now = day("2026-03-13") + std::chrono::hours(9);
  EXPECT_TRUE(meetings("author").empty());
}

// A decision's page: whoever may not know of the dissent does not find that somebody met on it.
TEST(MeetingsFromADecision, ShowToWhoMayKnowOfTheDissentAndToNobodyElse) {
  MeetingTest test;
  const auto id = test.agreed("author");
  const auto from = [&](const char* login) {
    return see_meetings_from(*test.house, test.member(login), test.decision).value();
  };
  for (const char* login : {"author", "respondent", "keeper", "auditor"}) {
    ASSERT_EQ(from(login).size(), 1u) << login;
    EXPECT_EQ(from(login).front().meeting.id, id);
  }
  for (const char* login : {"colleague", "outsider"}) EXPECT_TRUE(from(login).empty()) << login;
  EXPECT_EQ(from("auditor").front().dissent_title, "") << "they may know that there is one";
  test.must_meet("respondent", ProposeReadOut{id, "We spoke of the port."});
  EXPECT_FALSE(from("keeper").front().meeting.read_out) << "the other side has not agreed";
  test.must_meet("author", AgreeReadOut{id, "We spoke of the port."});
  EXPECT_EQ(from("keeper").front().meeting.read_out->text, "We spoke of the port.");
}

}  // namespace
}  // namespace demur::service
