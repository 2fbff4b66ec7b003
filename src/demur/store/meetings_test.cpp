// Meetings and questions come back as they were saved, and the database refuses what must not be.
#include "demur/store/meetings.hpp"

#include <gtest/gtest.h>

#include "demur/store/test_house.hpp"

namespace demur::store {
namespace {

using namespace domain;

class MeetingsTest : public HouseTest {
 protected:
  Meeting meeting() {
    Meeting one{.id = dice_.id<MeetingId>(), .office = dice_.one_of(offices_)};
    if (dice_.flip()) {
      one.kind = MeetingKind::session;
      one.title = dice_.some_text();
    } else {
      one.dissent = dice_.one_of(dissents_);
    }
    one.series = dice_.text();
    one.points = dice_.text();
    one.asked_by = dice_.word<Side>(2);
    one.state = dice_.word<MeetingState>(7);
    one.asked_on = dice_.day();
    if (one.dissent) one.proxy = dice_.maybe(dice_.one_of(members_));
    const bool opened = one.state != MeetingState::requested && one.state != MeetingState::declined &&
                        one.state != MeetingState::cancelled;
    if (opened || dice_.flip())
      one.mandate = Mandate{dice_.word<Level>(4), dice_.some_text(), dice_.some_text(),
                            dice_.some_text(),    dice_.day(),       dice_.word<Attribution>(3)};
    if (opened || dice_.flip()) one.venue = Venue{dice_.day() + std::chrono::hours{9}, 60, dice_.some_text()};
    one.sequence = dice_.below(9);
    one.minutes_by = dice_.maybe(dice_.day());
    one.held_on = dice_.maybe(dice_.day());
    one.ended_on = dice_.maybe(dice_.day());
    one.reason = dice_.some_text();
    if (one.state == MeetingState::agreed || dice_.flip())
      one.minutes = Minutes{dice_.text(), dice_.some_text(), dice_.word<Side>(2), dice_.day()};
    for (int i = dice_.below(3); i > 0; --i)
      one.signatures.push_back(
          {dice_.word<Side>(2), std::string(64, 'a'), dice_.one_of(members_), dice_.day()});
    for (int i = dice_.below(3); i > 0; --i)
      one.reservations.push_back(
          {dice_.id<MeetingId>().text, dice_.word<Side>(2), dice_.some_text(), dice_.day()});
    one.read_out =
        dice_.maybe(ReadOut{dice_.some_text(), dice_.word<Side>(2), dice_.day(), dice_.maybe(dice_.day())});
    one.what_changed = dice_.maybe(WhatChanged{dice_.flip(), dice_.some_text(), dice_.day(), dice_.flip()});
    return one;
  }
  Meeting session() {
    Meeting one;
    do one = meeting();
    while (one.kind != MeetingKind::session);
    save(save_meeting, one);
    return one;
  }
  QuestionId ask(const MeetingId& session, const MemberId& by, const char* on) {
    const Question question{dice_.id<QuestionId>(), session, "Why?", day(on)};
    const core::Status added = write([&](Transaction& t) { return add_question(t, question, by); });
    EXPECT_TRUE(added);
    return question.id;
  }
  core::Status run(const std::string& sql) {
    return write([&](Transaction& t) -> core::Status {
      DEMUR_TRY(t.execute(sql));
      return {};
    });
  }
};

TEST_F(MeetingsTest, ComeBackAsTheyWereSaved) {
  std::vector<Meeting> saved;
  for (int round = 0; round < 80; ++round) {
    Meeting one = meeting();
    if (!saved.empty() && dice_.flip()) one.id = dice_.one_of(saved).id;
    save(save_meeting, one);
    EXPECT_EQ(read([&](Reader& reader) { return find_meeting(reader, one.id); }), one) << "round " << round;
    saved.push_back(one);
  }
}

// A guard that a NULL or an empty text slips through is none.
TEST_F(MeetingsTest, AreNeverOpenWithoutAMandateADayAndAPlace) {
  Meeting one;
  do one = meeting();
  while (one.state != MeetingState::scheduled);
  save(save_meeting, one);
  const std::string where = " WHERE id = '" + one.id.text + "'";
  for (const char* column : {"mandate_level", "mandate_fixed", "mandate_may_change", "mandate_decides",
                             "mandate_hear_by", "mandate_attribution", "venue_starts", "venue_place"})
    EXPECT_FALSE(run(std::string("UPDATE meeting SET ") + column + " = NULL" + where)) << column;
  for (const char* column : {"mandate_fixed", "mandate_may_change", "mandate_decides", "venue_place"})
    EXPECT_FALSE(run(std::string("UPDATE meeting SET ") + column + " = ''" + where)) << column;
  EXPECT_FALSE(run("UPDATE meeting SET state = 'declined', reason = ''" + where));
  EXPECT_FALSE(run("UPDATE meeting SET state = 'agreed', minutes_text = NULL" + where));
  EXPECT_FALSE(run("UPDATE meeting SET change_changed = 1, change_text = NULL" + where));
  EXPECT_TRUE(run("UPDATE meeting SET venue_place = 'Room 4'" + where));
}

TEST_F(MeetingsTest, KeepNothingThatTellsWhoAskedWhichQuestion) {
  const Meeting one = session();
  ask(one.id, members_[0], "2026-03-01");
  ask(one.id, members_[1], "2026-03-01");
  ask(one.id, members_[1], "2026-03-02");
  EXPECT_EQ(read([&](Reader& reader) { return questions_asked(reader, one.id, members_[1]); }), 2);
  EXPECT_EQ(read([&](Reader& reader) { return questions_asked(reader, one.id, members_[2]); }), 0);
  const auto columns = read([&](Reader& reader) {
    return reader.all<std::string>("SELECT name FROM pragma_table_info('question') ORDER BY name");
  });
  EXPECT_EQ(columns, (std::vector<std::string>{"asked_on", "id", "meeting", "text"}));
}

TEST_F(MeetingsTest, CountTheVotesOfEarlierDaysOnly) {
  const Meeting one = session();
  const QuestionId early = ask(one.id, members_[0], "2026-03-01");
  ask(one.id, members_[0], "2026-03-03");
  for (const MemberId& member : members_)
    save(save_vote,
         QuestionVote{early, member, true, day(member == members_[0] ? "2026-03-02" : "2026-03-03")});
  save(save_vote, QuestionVote{early, members_[0], true, day("2026-03-03")});  // twice is once
  const auto on = [&](const char* today) {
    return read([&](Reader& reader) { return questions_before(reader, one.id, day(today)); });
  };
  EXPECT_TRUE(on("2026-03-01").empty());
  ASSERT_EQ(on("2026-03-03").size(), 1U);
  EXPECT_EQ(on("2026-03-03")[0].votes, 1);
  EXPECT_EQ(on("2026-03-04").size(), 2U);
  save(save_vote, QuestionVote{early, members_[1], false, day("2026-03-04")});
  const auto counted = on("2026-03-09");
  EXPECT_EQ(counted[0].votes + counted[1].votes, 2);
  EXPECT_EQ(read([&](Reader& reader) { return votes_of(reader, one.id, members_[0]); }).size(), 1U);
}

TEST_F(MeetingsTest, WaitForTheClockWhileSomethingIsOwedOrOpen) {
  for (int round = 0; round < 40; ++round) save(save_meeting, meeting());
  const auto waiting = read([](Reader& reader) { return meetings_to_settle(reader); });
  const auto all = read([](Reader& reader) { return list_meetings(reader, 1000); });
  const auto open = std::ranges::count_if(all, [](const Meeting& one) { return !is_over(one); });
  EXPECT_EQ(static_cast<long>(waiting.size()), open);
  EXPECT_EQ(all.size(), 40U);
}

}  // namespace
}  // namespace demur::store
