// What changed by a meeting is owed: whatever is said of one that was not held, and whenever it is recorded.
#include <gmock/gmock.h>

#include "demur/domain/meeting_room.hpp"

namespace demur::domain {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Meetings, ThatWereNotHeldAreSaidToBeSoAndNotRecordedAsHeld) {
  Room room;
  room.scheduled();
  const SayChange not_held{room.id(), false, "The minister was ill on that day, and no other was free.",
                           false};
  room.go_to("2026-03-10");
  EXPECT_EQ(refused(room.judge(Person::respondent, not_held)), "conflict") << "its day is not over";
  room.go_to("2026-03-11");
  SayChange both = not_held;
  both.changed = true;
  EXPECT_EQ(refused(room.judge(Person::respondent, both)), "invalid:changed");
  EXPECT_EQ(refused(room.judge(Person::author, not_held)), "forbidden");
  room.must(Person::respondent, not_held);
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::met);
  EXPECT_THAT(log_of(room.entries), HasSubstr("\"took_place\":false"));
  EXPECT_THAT(log_of(room.entries), Not(HasSubstr("meeting.held")));
}

SayChange not_held(const Room& room) {
  return {room.id(), false, "The minister was ill on that day, and no other was free.", false};
}

SayChange something_changed(const Room& room) {
  return {room.id(), true, "The day was moved by two months, after what was said there."};
}

// The first day has passed, and the office says that nobody met.
Room not_held_at_first() {
  Room room;
  room.scheduled();
  room.go_to("2026-03-11");
  room.must(Person::respondent, not_held(room));
  return room;
}

// Nobody gets rid of what is owed by being quick to say that nobody came.
TEST(Meetings, ThatWereHeldAfterAllOweWhatChangedWhateverWasSaidBefore) {
  Room room = not_held_at_first();
  room.must(Person::author, HoldMeeting{room.id()});
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::open);
  EXPECT_TRUE(room.judge(Person::respondent, not_held(room))->already_done) << "sent twice";
  room.must(Person::respondent, something_changed(room));
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::met);
  EXPECT_TRUE(room.meeting->what_changed->took_place);
  EXPECT_EQ(refused(room.judge(Person::respondent, not_held(room))), "conflict");
}

// Nobody but the office can record that a session was held.
TEST(Meetings, ThatAreMovedAfterTheyWereNotHeldOweWhatChangedThoughNobodyRecordsThemAsHeld) {
  Room room = not_held_at_first();
  room.must(Person::respondent, MoveMeeting{room.id(), venue("2026-03-18")});
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::open);
  room.go_to("2026-03-18");
  EXPECT_EQ(refused(room.judge(Person::respondent, not_held(room))), "conflict") << "its day is not over";
  Room otherwise = room;
  room.go_to("2026-05-01");
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::missed);
  room.must(Person::respondent, HoldMeeting{room.id()});
  room.must(Person::respondent, something_changed(room));
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::late);
  otherwise.go_to("2026-03-19");
  otherwise.must(Person::respondent, not_held(otherwise));  // of this day, in the same words
  EXPECT_EQ(otherwise.duty(DutyKind::say_change).state, DutyState::met);
}

TEST(Meetings, ThatAreRecordedAsHeldAfterPeopleWereToHearAreMissedFromTheNextDayOnAndNotInThatMoment) {
  Room room = not_held_at_first();
  room.go_to("2026-04-02");
  const auto held = room.act(Person::author, HoldMeeting{room.id()});
  ASSERT_TRUE(held);
  for (const Entry& entry : held->entries) EXPECT_EQ(entry.publication, Publication::in_batch) << entry.type;
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::open);
  EXPECT_THAT(settle(*room.meeting, room.duties, false, {}, room.story.today).entries, IsEmpty())
      << "ahead of the next act of that day";
  Room same_day = room;
  room.go_to("2026-04-03");
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::missed);
  // Whoever answers on that very day missed it all the same.
  const auto said = same_day.act(Person::respondent, something_changed(same_day));
  ASSERT_TRUE(said);
  EXPECT_THAT(log_of(said->entries), HasSubstr("duty.missed|at_once"));
  EXPECT_EQ(same_day.duty(DutyKind::say_change).state, DutyState::late);
}

TEST(Meetings, ThatWereNotHeldLateAreMissedStillWhereTheyWereHeldAfterAll) {
  Room room;
  room.scheduled().go_to("2026-04-02");
  room.must(Person::respondent, not_held(room));
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::late);
  room.must(Person::author, HoldMeeting{room.id()});
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::missed);
  room.go_to("2026-04-10");
  room.must(Person::respondent, something_changed(room));
  const std::string log = log_of(room.entries);
  EXPECT_EQ(log.find("duty.missed"), log.rfind("duty.missed")) << "once";
}

TEST(Meetings, CanAlwaysBeSaidToHaveChangedSomethingWhereTheyWereHeld) {
  Room room = not_held_at_first();
  room.must(Person::author, HoldMeeting{room.id()});
  for (Duty& duty : room.duties) duty.state = DutyState::waived;
  room.must(Person::respondent, something_changed(room));
  EXPECT_TRUE(is_said(*room.meeting));
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::waived);
}

TEST(Meetings, ThatWereCalledOffOweNothing) {
  Room room;
  room.scheduled().must(Person::respondent, CancelMeeting{room.id(), "The minister is ill."});
  room.go_to("2026-05-01");
  EXPECT_EQ(refused(room.judge(Person::respondent, not_held(room))), "conflict");
}

}  // namespace
}  // namespace demur::domain
