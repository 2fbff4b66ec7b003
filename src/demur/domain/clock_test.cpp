// The clocks, counted by hand on a calendar of March 2026. Monday 2 March is the day of filing in
// every story; Thursday 5 March is a holiday.
#include <gtest/gtest.h>

#include "demur/domain/duties.hpp"
#include "demur/domain/story.hpp"

namespace demur::domain {
namespace {

using std::chrono::days;

TEST(AcknowledgeClock, CountsWorkingDaysOverWeekendsAndHolidays) {
  Story story;
  const auto due = [&](const char* filed) {
    return duties_at_filing({}, story.decision.owner, story.policy, day(filed))[0].due_on;
  };
  EXPECT_EQ(due("2026-03-02"), day("2026-03-04"));  // Monday: Wednesday
  EXPECT_EQ(due("2026-03-03"), day("2026-03-06"));  // Tuesday: Friday, over the holiday
  EXPECT_EQ(due("2026-03-04"), day("2026-03-09"));  // Wednesday: Monday, over holiday and weekend
  EXPECT_EQ(due("2026-03-06"), day("2026-03-10"));  // Friday: Tuesday
  EXPECT_EQ(due("2026-03-07"), day("2026-03-10"));  // Saturday: Tuesday
}

TEST(AnswerClock, RunsFromTheFallbackWhenNobodyAcknowledges) {
  const Story story;
  // From Wednesday 4 March, two working days after filing; 30 more without the 5th end on 16 April.
  EXPECT_EQ(story.duty(DutyKind::answer).due_on, day("2026-04-16"));
  EXPECT_EQ(story.duty(DutyKind::answer).latest_on, day("2026-05-28"));
}

TEST(AnswerClock, RunsFromAnEarlierAcknowledgement) {
  Story story;
  ASSERT_TRUE(story.act(Person::custodian, Acknowledge{story.dissent->id}));
  EXPECT_EQ(story.duty(DutyKind::answer).due_on, day("2026-04-14"));
  EXPECT_EQ(story.duty(DutyKind::answer).latest_on, day("2026-05-26"));
}

TEST(AnswerClock, IsNotStoppedByALateAcknowledgement) {
  Story story;
  const Duty before = story.duty(DutyKind::answer);
  story.morning(day("2026-03-30"));
  ASSERT_TRUE(story.act(Person::custodian, Acknowledge{story.dissent->id}));
  EXPECT_EQ(story.duty(DutyKind::answer), before);
}

TEST(AnswerClock, KeepsAnExtensionThatCameBeforeTheAcknowledgement) {
  Story story;
  const Day until = story.duty(DutyKind::answer).due_on + days{7};
  ASSERT_TRUE(story.act(Person::respondent, Extend{story.dissent->id, until, "Counsel is ill."}));
  ASSERT_TRUE(story.act(Person::custodian, Acknowledge{story.dissent->id}));
  EXPECT_EQ(story.duty(DutyKind::answer).due_on, until);
}

TEST(AnswerClock, IsNotLengthenedByANewPolicy) {
  Story story;
  const Duty before = story.duty(DutyKind::answer);
  story.policy.answer.normal_by = 300;
  story.policy.answer.latest_by = 600;
  ASSERT_TRUE(story.act(Person::custodian, Acknowledge{story.dissent->id}));
  EXPECT_EQ(story.duty(DutyKind::answer), before);
}

TEST(AnswerClock, MayStartAtFilingInCalendarDays) {
  Story story;
  story.policy.answer.unit = ClockUnit::calendar_days;
  story.policy.answer.starts_at = ClockEvent::filed;
  story.policy.answer.fallback_after.reset();
  const auto duties = duties_at_filing({}, story.decision.owner, story.policy, day("2026-03-02"));
  EXPECT_EQ(duties[1].due_on, day("2026-04-01"));
  story.duties = duties;
  ASSERT_TRUE(story.act(Person::custodian, Acknowledge{story.dissent->id}));
  EXPECT_EQ(story.duty(DutyKind::answer).due_on, day("2026-04-01"));
}

// Two ways to count: the duty's day and the number of working days between.
TEST(AnswerClock, AgreesWithCountingBackwards) {
  const Story story;
  for (Day filed = day("2026-01-01"); filed < day("2026-12-31"); filed += days{1}) {
    const auto duties = duties_at_filing({}, story.decision.owner, story.policy, filed);
    EXPECT_EQ(core::working_days_between(filed, duties[0].due_on, story.policy.calendar), 2);
    EXPECT_EQ(core::working_days_between(filed, duties[1].due_on, story.policy.calendar), 32);
    EXPECT_EQ(core::working_days_between(filed, duties[1].latest_on, story.policy.calendar), 62);
  }
}

TEST(Duties, AreMetUpToTheirDayAndLateAfterItAndNeverUndone) {
  Duty duty;
  duty.due_on = day("2026-03-04");
  EXPECT_EQ(done_on(duty, day("2026-03-04")).state, DutyState::met);
  EXPECT_EQ(done_on(duty, day("2026-03-05")).state, DutyState::late);
  duty.state = DutyState::missed;
  EXPECT_EQ(done_on(duty, day("2026-03-05")).state, DutyState::late);
  for (const DutyState settled : {DutyState::met, DutyState::late, DutyState::waived}) {
    duty.state = settled;
    duty.settled_on = day("2026-03-03");
    EXPECT_EQ(done_on(duty, day("2026-03-09")), duty);
  }
}

}  // namespace
}  // namespace demur::domain
