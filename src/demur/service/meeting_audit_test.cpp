// Meetings by the log alone: what it holds, what is counted, and what of it is found wrong.
#include "demur/service/meeting_audit.hpp"

#include <gmock/gmock.h>

#include "demur/service/audit.hpp"
#include "demur/service/test_meetings.hpp"

namespace demur::service {
namespace {

using namespace testing;
using namespace domain;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Audited {
  AuditFigures figures;
  std::vector<std::string> findings;
};

Audited audited(const std::vector<std::string>& leaves, const char* today) {
  RecordAudit audit;
  std::uint64_t index = 0;
  for (const std::string& leaf : leaves) EXPECT_TRUE(audit.read(index++, core::bytes_of(leaf)));
  Audited out{.figures = audit.finish(day(today)), .findings = {}};
  for (const AuditFinding& finding : audit.findings()) out.findings.push_back(finding.what);
  return out;
}

std::vector<std::string> without_misses(MeetingTest& test) {
  auto leaves = test.leaf_texts();
  std::erase_if(leaves, [](const std::string& leaf) {
    return leaf.find("\"duty.missed\"") != std::string::npos && leaf.find("say_change") != std::string::npos;
  });
  return leaves;
}

// What the author records waits for the batch; what the office says goes at once.
TEST(MeetingAudit, TakesItThatTheAuthorsRecordComesAfterTheOfficesAnswerToIt) {
  MeetingTest test;
  const auto id = test.asked("author", test.file("author").id);
  test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-10"), test.mandate("2026-04-01")});
  test.go_to("2026-03-10");
  test.must_meet("author", HoldMeeting{id});
  test.must_meet("respondent",
                 SayChange{id, true, "The day was moved by two months, after what was said there."});
  EXPECT_THAT(audited(test.leaf_texts(), "2026-03-10").findings, IsEmpty());
  test.go_to("2026-05-20");
  EXPECT_THAT(audited(test.leaf_texts(), "2026-05-20").findings, IsEmpty());
  auto without = test.leaf_texts();
  std::erase_if(without,
                [](const std::string& leaf) { return leaf.find("\"meeting.held\"") != std::string::npos; });
  EXPECT_THAT(audited(without, "2026-05-20").findings,
              ::testing::Contains(HasSubstr("nobody had recorded as held")));
}

TEST(MeetingAudit, WantsWhatChangedOfAMeetingThatWasHeldAfterAll) {
  MeetingTest test;
  const auto id = test.asked("author", test.file("author").id);
  test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-10"), test.mandate("2026-04-01")});
  test.go_to("2026-03-11");
  test.must_meet("respondent",
                 SayChange{id, false, "The minister was ill on that day, and no other day was free.", false});
  EXPECT_THAT(audited(test.leaf_texts(), "2026-03-11").findings, IsEmpty());
  EXPECT_EQ(audited(test.leaf_texts(), "2026-03-11").figures.meetings.reported, 1);
  test.must_meet("author", HoldMeeting{id});
  test.go_to("2026-03-20");
  EXPECT_THAT(audited(test.leaf_texts(), "2026-03-20").findings, IsEmpty());
  test.go_to("2026-05-20");
  EXPECT_THAT(audited(test.leaf_texts(), "2026-05-20").findings, IsEmpty())
      << "the clock says that it was missed";
  EXPECT_THAT(audited(without_misses(test), "2026-05-20").findings,
              ::testing::Contains(HasSubstr("none says that it was missed")));
}

// On the first day, as the office says.
MeetingId not_held_at_first(MeetingTest& test) {
  const auto id = test.asked("author", test.file("author").id);
  test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-10"), test.mandate("2026-04-01")});
  test.go_to("2026-03-11");
  test.must_meet("respondent",
                 SayChange{id, false, "The minister was ill on that day, and no other day was free.", false});
  return id;
}

DutyState state_of(MeetingTest& test, const MeetingId& id) {
  for (const Duty& duty : see_meeting(*test.house, test.member("author"), id)->duties)
    if (duty.kind == DutyKind::say_change) return duty.state;
  return DutyState::waived;
}

// What the author's side records waits for a batch, and so does all that tells when it did.
TEST(MeetingRecords, OfOneThatTheAuthorRecordsLateHaveNoMissUntilTheNextDay) {
  MeetingTest test;
  const auto id = not_held_at_first(test);
  test.go_to("2026-04-02");
  const auto before = test.size();
  test.must_meet("author", HoldMeeting{id});
  EXPECT_FALSE(test.meet("author", WriteMinutes{id, test.fresh(), "Its day to be signed is over."}));
  test.must_meet("author", ProposeReadOut{id, "We met."});
  EXPECT_EQ(test.size(), before);
  EXPECT_EQ(state_of(test, id), DutyState::open);
  EXPECT_THAT(audited(test.leaf_texts(), "2026-04-02").findings, IsEmpty());
  test.go_to("2026-04-03");
  EXPECT_EQ(state_of(test, id), DutyState::missed);
  EXPECT_EQ(without_misses(test).size() + 1, test.leaf_texts().size());
  test.go_to("2026-04-20");
  const auto found = audited(test.leaf_texts(), "2026-04-20");
  EXPECT_THAT(found.findings, IsEmpty());
  EXPECT_EQ(found.figures.meetings.reported, 0);
  test.must_meet("respondent",
                 SayChange{id, true, "The day was moved by two months, after what was said there."});
  EXPECT_THAT(audited(test.leaf_texts(), "2026-04-20").findings, IsEmpty());
  EXPECT_EQ(audited(test.leaf_texts(), "2026-04-20").figures.meetings.late_reports, 1);
}

TEST(MeetingAudit, TakesAnAnswerOnTheDayOnWhichItIsRecordedLateThatTheMeetingWasHeld) {
  MeetingTest test;
  const auto id = not_held_at_first(test);
  test.go_to("2026-04-02");
  test.must_meet("author", HoldMeeting{id});
  test.must_meet("respondent",
                 SayChange{id, true, "The day was moved by two months, after what was said there."});
  EXPECT_EQ(state_of(test, id), DutyState::late);
  test.go_to("2026-04-20");
  EXPECT_THAT(audited(test.leaf_texts(), "2026-04-20").findings, IsEmpty());
}

// A session's, too: nobody but the office can record it.
TEST(MeetingAudit, CountsNothingAsSaidOfAMeetingThatWasMovedAfterItWasNotHeld) {
  MeetingTest test;
  const auto id = test.announced();
  const auto said_again = [&] {
    test.must_meet(
        "respondent",
        SayChange{id, false, "The minister was ill on that day, and no other day was free.", false});
  };
  test.go_to("2026-03-11");
  said_again();
  test.must_meet("respondent", MoveMeeting{id, test.venue("2026-03-30")});
  EXPECT_EQ(state_of(test, id), DutyState::open);
  test.go_to("2026-03-31");
  EXPECT_EQ(audited(test.leaf_texts(), "2026-03-31").figures.meetings.reported, 0);
  said_again();
  EXPECT_EQ(audited(test.leaf_texts(), "2026-03-31").figures.meetings.reported, 1);
  EXPECT_THAT(audited(test.leaf_texts(), "2026-05-20").findings, IsEmpty()) << "each of another day";
  auto unmoved = test.leaf_texts();
  std::erase_if(unmoved,
                [](const std::string& leaf) { return leaf.find("\"meeting.moved\"") != std::string::npos; });
  EXPECT_THAT(audited(unmoved, "2026-05-20").findings, ::testing::Contains(HasSubstr("says again")));
}

TEST(MeetingAudit, WantsTheMissOfAMeetingThatWasMovedAndOfWhichNobodySaidAnythingMore) {
  MeetingTest test;
  const auto id = not_held_at_first(test);
  test.must_meet("author", MoveMeeting{id, test.venue("2026-03-30")});
  test.go_to("2026-05-20");
  EXPECT_THAT(audited(test.leaf_texts(), "2026-05-20").findings, IsEmpty());
  EXPECT_THAT(audited(without_misses(test), "2026-05-20").findings,
              ::testing::Contains(HasSubstr("none says that it was missed")));
}

// Whoever runs the server could put the office's word above what waits for its batch.
TEST(MeetingAudit, FindsThatAMeetingIsSaidNotToBeHeldAfterItWasRecordedAsHeld) {
  MeetingTest test;
  const auto id = not_held_at_first(test);
  test.must_meet("author", HoldMeeting{id});
  test.go_to("2026-03-20");
  auto leaves = test.leaf_texts();
  ASSERT_THAT(audited(leaves, "2026-03-20").findings, IsEmpty());
  for (std::string& leaf : leaves)
    if (leaf.find("\"meeting.held\"") != std::string::npos)
      leaf.replace(leaf.find("\"day\":\"2026-03-11\""), 18, "\"day\":\"2026-03-10\"");
  EXPECT_THAT(audited(leaves, "2026-03-20").findings,
              ::testing::Contains(HasSubstr("that is recorded before it")));
}

TEST(MeetingAudit, FindsItAlsoAboveTheOfficesWordOnTheSameDay) {
  MeetingTest test;
  const auto id = not_held_at_first(test);
  test.must_meet("author", HoldMeeting{id});
  test.go_to("2026-03-20");
  auto leaves = test.leaf_texts();
  const auto is_of = [](const char* type) {
    return [=](const std::string& leaf) { return leaf.find(type) != std::string::npos; };
  };
  const auto held = std::ranges::find_if(leaves, is_of("\"meeting.held\""));
  const auto reported = std::ranges::find_if(leaves, is_of("\"meeting.reported\""));
  ASSERT_LT(reported, held);
  std::iter_swap(held, reported);
  EXPECT_THAT(audited(leaves, "2026-03-20").findings,
              ::testing::Contains(HasSubstr("that is recorded before it")));
}

// The office's word of that day, as if of an earlier one.
std::vector<std::string> findings_of_a_denial_on(MeetingTest& test, const std::string& day,
                                                 const std::string& instead) {
  auto leaves = test.leaf_texts();
  for (std::string& leaf : leaves)
    if (const auto at = leaf.find("\"day\":\"" + day + "\"");
        at != std::string::npos && leaf.find("\"took_place\":false") != std::string::npos)
      leaf.replace(at + 7, day.size(), instead);
  return audited(leaves, instead.c_str()).findings;
}

TEST(MeetingAudit, FindsThatASessionIsSaidNotToBeHeldBeforeItsDayIsOver) {
  MeetingTest test;
  const auto id = test.announced();
  const SayChange not_held{id, false, "The minister was ill on that day, and no other day was free.", false};
  test.go_to("2026-03-11");
  test.must_meet("respondent", not_held);
  EXPECT_THAT(findings_of_a_denial_on(test, "2026-03-11", "2026-03-11"), IsEmpty());
  EXPECT_THAT(findings_of_a_denial_on(test, "2026-03-11", "2026-03-10"),
              ::testing::ElementsAre(HasSubstr("its day was not over")));
  test.must_meet("respondent", MoveMeeting{id, test.venue("2026-03-30")});
  test.go_to("2026-03-31");
  test.must_meet("respondent", not_held);
  EXPECT_THAT(findings_of_a_denial_on(test, "2026-03-31", "2026-03-31"), IsEmpty());
  EXPECT_THAT(findings_of_a_denial_on(test, "2026-03-31", "2026-03-30"),
              ::testing::ElementsAre(HasSubstr("its day was not over")));
}

// Of one on a dissent the day itself is not in the log; it was still to come when it was set.
TEST(MeetingAudit, FindsThatAMeetingIsSaidNotToBeHeldOnTheDayAfterItsDayWasSet) {
  MeetingTest test;
  const auto id = not_held_at_first(test);
  const auto too_early = ::testing::Contains(HasSubstr("its day was not over"));
  EXPECT_THAT(findings_of_a_denial_on(test, "2026-03-11", "2026-03-04"), Not(too_early));
  EXPECT_THAT(findings_of_a_denial_on(test, "2026-03-11", "2026-03-03"), too_early);
  test.must_meet("author", MoveMeeting{id, test.venue("2026-03-12")});
  test.go_to("2026-03-13");
  test.must_meet("respondent",
                 SayChange{id, false, "The minister was ill on that day, and no other day was free.", false});
  EXPECT_THAT(findings_of_a_denial_on(test, "2026-03-13", "2026-03-13"), IsEmpty());
  EXPECT_THAT(findings_of_a_denial_on(test, "2026-03-13", "2026-03-12"), too_early);
}

TEST(MeetingAudit, JudgesThatAMeetingWasNotHeldAlsoWhereItWasAfterAll) {
  MeetingTest test;
  const auto id = not_held_at_first(test);
  test.must_meet("author", HoldMeeting{id});
  test.must_meet("respondent",
                 SayChange{id, true, "The day was moved by two months, after what was said there."});
  test.go_to("2026-03-20");
  const auto altered = [&](const char* from, const std::string& to) {
    auto leaves = test.leaf_texts();
    for (std::string& leaf : leaves)
      if (leaf.find("\"took_place\":false") != std::string::npos && leaf.find(from) != std::string::npos)
        leaf.replace(leaf.find(from), std::string_view(from).size(), to);
    return audited(leaves, "2026-03-20").findings;
  };
  EXPECT_THAT(altered("", ""), IsEmpty());
  EXPECT_THAT(altered("\"due\":\"2026-04-01\"", "\"due\":\"2026-05-01\""),
              ::testing::Contains(HasSubstr("say_change was due on 2026-05-01; it was due on 2026-04-01")));
  EXPECT_THAT(altered("\"changed\":false", "\"changed\":true"),
              ::testing::Contains(HasSubstr("was not held, and that something changed")));
  EXPECT_THAT(altered("\"late\":false", "\"late\":true"),
              ::testing::Contains(HasSubstr("it says that it is late, and is not")));
  EXPECT_THAT(altered("The minister was ill on that day, and no other day was free.", ""),
              ::testing::Contains(HasSubstr("does not say what changed")));
}

TEST(MeetingAudit, RecomputesWhatHappenedFromTheRecordsAlone) {
  MeetingTest test;
  const auto id = test.agreed("author");
  test.must_meet("respondent",
                 SayChange{id, true, "The day was moved by two months, after what was said there."});
  const auto declined = test.asked("cosigner", test.file("cosigner").id);
  const auto briefing = MeetingId::make(test.random);
  Mandate nothing = test.mandate("2026-04-15");
  nothing.may_change = "nothing";
  nothing.level = Level::inform;
  test.must_meet("respondent", AnnounceSession{.id = briefing,
                                               .office = test.offices[kNorth],
                                               .title = "What was decided",
                                               .series = "",
                                               .venue = test.venue("2026-03-30"),
                                               .mandate = nothing});
  test.go_to("2026-03-25");
  test.must_meet("respondent", DeclineMeeting{declined, "The minister is abroad until the summer."});
  test.go_to("2026-05-20");
  const auto found = audited(test.leaf_texts(), "2026-05-20");
  EXPECT_THAT(found.findings, IsEmpty());
  const MeetingFigures& figures = found.figures.meetings;
  EXPECT_EQ(figures.requested, 2);
  EXPECT_EQ(figures.held, 1);
  EXPECT_EQ(figures.agreed, 1);
  EXPECT_EQ(figures.declined, 1);
  EXPECT_EQ(figures.late_replies, 1);
  EXPECT_EQ(figures.sessions, 1);
  EXPECT_EQ(figures.briefings, 1);
  EXPECT_EQ(figures.reported, 1);
  EXPECT_EQ(figures.changed, 1);
  EXPECT_EQ(figures.missed, 2);  // the reply, and what changed at the briefing
}

// The same log with one record left out or altered: each is found.
TEST(MeetingAudit, FindsWhatWasLeftOutOrMadeUp) {
  MeetingTest test;
  const auto id = test.agreed("author");
  const auto on_another = test.file("cosigner").id;
  const auto declined = test.asked("cosigner", on_another);
  test.must_meet("respondent", DeclineMeeting{declined, "The minister is abroad until the summer."});
  const auto cancelled = test.asked("cosigner", on_another);
  test.must_meet("cosigner", CancelMeeting{cancelled, "It is settled."});
  const auto session = test.announced("2026-03-30");
  const auto missed = test.held("colleague", Standing::confidential, "2026-03-25", "2026-04-10");
  test.go_to("2026-03-30");
  test.must_meet("respondent", HoldMeeting{session});
  test.go_to("2026-05-20");
  const auto whole = test.leaf_texts();
  ASSERT_THAT(audited(whole, "2026-05-20").findings, IsEmpty());
  const auto about = [&](const std::string& leaf, const MeetingId& one) {
    return leaf.find(one.text) != std::string::npos;
  };
  const auto without = [&](const char* type, const MeetingId& one) {
    std::vector<std::string> rest;
    for (const std::string& leaf : whole)
      if (leaf.find("\"type\":\"" + std::string(type) + "\"") == std::string::npos || !about(leaf, one))
        rest.push_back(leaf);
    EXPECT_LT(rest.size(), whole.size()) << type;
    return audited(rest, "2026-05-20").findings;
  };
  EXPECT_THAT(without("meeting.requested", id), Not(IsEmpty()));
  EXPECT_THAT(without("meeting.scheduled", id), Not(IsEmpty()));
  EXPECT_THAT(without("meeting.minutes_written", id), Not(IsEmpty()));
  EXPECT_THAT(without("meeting.minutes_signed", id), Not(IsEmpty()));
  EXPECT_THAT(without("meeting.agreed", id), Not(IsEmpty()));
  EXPECT_THAT(without("duty.missed", id), Not(IsEmpty()));  // what changed was never said
  EXPECT_THAT(without("meeting.not_agreed", missed), Not(IsEmpty()));
  const auto altered = [&](const std::string& from, const std::string& to) {
    auto leaves = whole;
    bool any = false;
    for (std::string& leaf : leaves)
      if (const auto at = leaf.find(from);
          at != std::string::npos && leaf.find("meeting.") != std::string::npos) {
        leaf.replace(at, from.size(), to);
        any = true;
      }
    EXPECT_TRUE(any) << from;
    return audited(leaves, "2026-05-20").findings;
  };
  // The one record of that type on that meeting.
  const auto altered_in = [&](const char* type, const MeetingId& one, const std::string& from,
                              const std::string& to) {
    auto leaves = whole;
    int found = 0;
    for (std::string& leaf : leaves) {
      if (leaf.find("\"type\":\"" + std::string(type) + "\"") == std::string::npos || !about(leaf, one))
        continue;
      const auto at = leaf.find(from);
      if (at == std::string::npos) continue;
      leaf.replace(at, from.size(), to);
      ++found;
    }
    EXPECT_EQ(found, 1) << type << " " << from;
    return audited(leaves, "2026-05-20").findings;
  };
  const auto says = [](const char* what) { return ::testing::Contains(HasSubstr(what)); };
  EXPECT_THAT(
      altered_in("meeting.scheduled", id, "\"attribution\":\"named\"", "\"attribution\":\"not_recorded\""),
      says("promises that nothing is recorded, and owes minutes"));
  EXPECT_THAT(altered_in("meeting.scheduled", id, "\"hear_by\":\"2026-04-01\"", "\"hear_by\":\"2026-04-10\""),
              says("people hear what changed later than the policy lets it"));
  EXPECT_THAT(
      altered_in("meeting.announced", session, "\"hear_by\":\"2026-04-01\"", "\"hear_by\":\"2026-04-30\""),
      says("people hear what changed later than the policy lets it"));
  EXPECT_THAT(altered_in("meeting.declined", declined, "The minister is abroad until the summer.", ""),
              says("it gives no reason"));
  EXPECT_THAT(altered_in("meeting.cancelled", cancelled, "It is settled.", ""), says("it gives no reason"));
  EXPECT_THAT(altered_in("meeting.scheduled", id, "meeting:" + id.text, "meeting:" + declined.text),
              says("it was declined, and was scheduled"));
  EXPECT_THAT(altered_in("meeting.held", id, "meeting:" + id.text, "meeting:" + cancelled.text),
              says("it was cancelled, and was held"));
  EXPECT_THAT(altered_in("meeting.held", session, "\"on\":\"2026-03-30\"", "\"on\":\"2026-03-29\""),
              says("held on another day than was announced"));
  EXPECT_THAT(altered_in("meeting.agreed", id, "\"day\":\"2026-03-10\"", "\"day\":\"2026-03-25\""),
              says("its minutes were signed after their day"));
  EXPECT_THAT(altered("\"minutes_due\":\"2026-03-24\"", "\"minutes_due\":\"2026-04-24\""), Not(IsEmpty()));
  EXPECT_THAT(altered("\"reply_due\":\"2026-03-09\"", "\"reply_due\":\"2026-03-29\""), Not(IsEmpty()));
  EXPECT_THAT(altered("\"fixed\":\"The port is closed.\"", "\"fixed\":\"\""), Not(IsEmpty()));
}

}  // namespace
}  // namespace demur::service
