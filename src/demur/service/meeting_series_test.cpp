#include "demur/service/test_meetings.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Code;
using testing::day;
using testing::MeetingTest;

class ASeries : public ::testing::Test {
 protected:
  MeetingId elsewhere(const char* series) {
    const auto id = MeetingId::make(test_.random);
    test_.must_meet("outsider", AnnounceSession{.id = id,
                                                .office = test_.offices[testing::kLegal],
                                                .title = "The law of ports",
                                                .series = series,
                                                .venue = MeetingTest::venue("2026-03-11"),
                                                .mandate = MeetingTest::mandate("2026-04-01")});
    return id;
  }
  std::vector<MeetingId> series_of(const MeetingId& id) {
    std::vector<MeetingId> ids;
    for (const SeenMeeting& seen : see_series(*test_.house, test_.member("colleague"), id).value())
      ids.push_back(seen.meeting.id);
    return ids;
  }
  MeetingTest test_;
};

TEST_F(ASeries, HasTheSessionsOfOneOfficeInTheOrderOfTheirDays) {
  const auto later = test_.announced("2026-03-17");
  const auto first = test_.announced("2026-03-10");
  const auto other_name = elsewhere("Law sessions");
  const auto other_office = elsewhere("Spring sessions");
  EXPECT_EQ(series_of(later), (std::vector{first, later}));
  EXPECT_EQ(series_of(first), (std::vector{first, later})) << "the same from each of its sessions";
  EXPECT_EQ(series_of(other_office), std::vector{other_office});
  EXPECT_EQ(series_of(other_name), std::vector{other_name});
  test_.must_meet("respondent", MoveMeeting{first, MeetingTest::venue("2026-03-18")});
  EXPECT_EQ(series_of(first), (std::vector{later, first}));
}

TEST_F(ASeries, GoesOnUnderTheOfficeThatTookOver) {
  const auto own = test_.announced("2026-03-10");
  const auto taken_over = elsewhere("Spring sessions");
  test_.must("founder", MergeOffice{test_.offices[testing::kLegal], test_.offices[testing::kNorth]});
  EXPECT_EQ(series_of(own), (std::vector{own, taken_over}));
}

TEST_F(ASeries, IsNotFoundOfAMeetingThatIsOfNone) {
  const auto filed = test_.file("author", Standing::named);
  const auto meeting = test_.asked("author", filed.id);
  for (const MeetingId& id : {meeting, elsewhere(""), MeetingId::make(test_.random)})
    EXPECT_EQ(see_series(*test_.house, test_.member("author"), id).error().code, Code::not_found);
}

}  // namespace
}  // namespace demur::service
