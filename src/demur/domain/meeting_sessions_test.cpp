// Listening sessions: announced with a mandate, asked about, and what changed.
#include <gmock/gmock.h>

#include "demur/domain/meeting_room.hpp"

namespace demur::domain {
namespace {

using testing::HasSubstr;

// ---- sessions

TEST(Sessions, AreAnnouncedByTheOfficeThatListensWithAWholeMandate) {
  for (const Person person : kEverybody) {
    Room room;
    EXPECT_EQ(room.judge(person, room.announcement()).has_value(), person == Person::respondent)
        << name_of(person);
  }
  Room room;
  for (const auto break_it : std::initializer_list<void (*)(Mandate&)>{
           [](Mandate& broken) { broken.fixed.clear(); }, [](Mandate& broken) { broken.may_change = " "; },
           [](Mandate& broken) { broken.decides.clear(); },
           [](Mandate& broken) { broken.hear_by = day("2026-03-01"); },
           [](Mandate& broken) { broken.may_change = "nothing"; },
           [](Mandate& broken) { broken.hear_by = day("2026-06-01"); }}) {
    AnnounceSession act = room.announcement();
    break_it(act.mandate);
    EXPECT_THAT(refused(room.judge(Person::respondent, act)), HasSubstr("invalid:"));
  }
}

TEST(Sessions, HaveTheirMandateInTheLogAtOnce) {
  Room room;
  room.announced();
  ASSERT_EQ(room.entries.size(), 1U);
  EXPECT_EQ(room.entries[0].publication, Publication::at_once);
  EXPECT_THAT(shown(room.entries[0]), HasSubstr("\"may_change\":\"The day on which it closes.\""));
  EXPECT_EQ(shown(room.entries[0]).find(kPlace), std::string::npos);
}

TEST(Sessions, GatherOneVoteOfEachMemberForEachQuestion) {
  Room room;
  room.announced();
  const QuestionId question{id_text("question")};
  room.must(Person::colleague, AskQuestion{room.id(), question, "Why now?"});
  EXPECT_EQ(refused(room.judge(Person::author, VoteQuestion{room.id(), question})),
            "not_found");  // from tomorrow
  room.go_to("2026-03-03");
  for (const Person person : kEverybody) {
    room.must(person, VoteQuestion{room.id(), question});
    EXPECT_TRUE(room.judge(person, VoteQuestion{room.id(), question})->already_done);
  }
  EXPECT_EQ(room.votes.size(), kEverybody.size());
  room.must(Person::author, VoteQuestion{room.id(), question, false});
  EXPECT_EQ(room.votes.size(), kEverybody.size() - 1);
  room.go_to("2026-03-10");
  EXPECT_EQ(refused(room.judge(Person::author, VoteQuestion{room.id(), question})), "conflict");
}

TEST(Sessions, TakeThreeQuestionsOfAMemberAndKeepNobodysName) {
  Room room;
  room.announced();
  for (const char* id : {"q1", "q2", "q3"})
    room.must(Person::colleague, AskQuestion{room.id(), {id_text(id)}, "Why now?"});
  EXPECT_EQ(refused(room.judge(Person::colleague, AskQuestion{room.id(), {id_text("q4")}, "Why?"})),
            "conflict");
  EXPECT_EQ(room.entries.size(), 1U);  // the log hears of questions when the session is held
}

TEST(Sessions, ShowNoCountBelowTheFloor) {
  std::vector<CountedQuestion> questions;
  for (const auto& [name, votes] :
       std::initializer_list<std::pair<const char*, int>>{{"a", 9}, {"b", 30}, {"c", 10}, {"d", 0}})
    questions.push_back({{.id = {id_text(name)}, .meeting = {}, .text = "Why?"}, votes});
  Meeting session;
  session.held_on = day("2026-03-10");
  const auto shown = shown_questions(session, questions, 10);
  ASSERT_EQ(shown.size(), 4U);
  EXPECT_EQ(shown[0].votes, 30);
  EXPECT_EQ(shown[1].votes, 10);
  EXPECT_EQ(shown[2].question.id, QuestionId{id_text("a")});  // by id, not by votes
  EXPECT_FALSE(shown[2].votes || shown[3].votes);
}

// Who looks every day would see one vote come, or go.
TEST(Sessions, ShowCountsInStepsOfTheFloorUntilTheyAreHeld) {
  Meeting session;
  const auto shown = [&](int votes) {
    const CountedQuestion one{{.id = {id_text("a")}, .meeting = {}, .text = "Why?"}, votes};
    const auto all = shown_questions(session, {one}, 10);
    return std::pair(all.front().votes, all.front().is_exact);
  };
  EXPECT_FALSE(shown(9).first);
  EXPECT_EQ(shown(17), std::pair(std::optional(10), false));
  EXPECT_EQ(shown(17), shown(18));
  EXPECT_EQ(shown(20), std::pair(std::optional(20), false));
  session.held_on = day("2026-03-10");
  EXPECT_EQ(shown(17), std::pair(std::optional(17), true));
}

// The log has the token of each who voted: a number that is nearly all of them would tell how they voted.
TEST(SessionsByToken, ShowNoNumberThatTellsHowEachOfTheirVotersVoted) {
  std::vector<CountedQuestion> questions;
  for (const auto& [name, votes] :
       std::initializer_list<std::pair<const char*, int>>{{"a", 25}, {"b", 29}, {"c", 35}, {"d", 9}})
    questions.push_back({{.id = {id_text(name)}, .meeting = {}, .text = "Why?"}, votes});
  const auto votes_of = [&](const char* name, int voters) {
    Meeting session;
    session.gathers_until = session.gathered_on = day("2026-03-09");
    session.voters = voters;
    for (const ShownQuestion& one : shown_questions(session, questions, 10))
      if (one.question.id == QuestionId{id_text(name)}) return std::pair(one.votes, one.is_exact);
    return std::pair(std::optional(-1), false);
  };
  EXPECT_EQ(votes_of("a", 35), std::pair(std::optional(25), true));
  EXPECT_EQ(votes_of("b", 35), std::pair(std::optional(20), false));
  EXPECT_EQ(votes_of("c", 35), std::pair(std::optional(20), false));
  EXPECT_EQ(votes_of("c", 60), std::pair(std::optional(35), true));
  EXPECT_FALSE(votes_of("d", 35).first);
  EXPECT_FALSE(votes_of("b", 19).first) << "nine did not want it, and ten are the floor";
}

// From before questions could be asked by token.
TEST(SessionsByToken, ThatWereAnnouncedBeforeTheyCouldBeTakeNothingInOnesOwnName) {
  Room room;
  room.announced();
  room.meeting->mandate->attribution = Attribution::not_recorded;
  EXPECT_EQ(refused(room.judge(Person::colleague, AskQuestion{room.id(), {id_text("other")}, "Why?"})),
            "conflict");
}

TEST(Sessions, OweWhatChangedByTheDayOfTheirMandate) {
  Room room;
  room.announced();
  EXPECT_EQ(room.duty(DutyKind::say_change).due_on, day("2026-04-01"));
  room.go_to("2026-03-10");
  room.must(Person::respondent, HoldMeeting{room.id()});
  for (const char* poor : {"", "Noted.", "It went well."})
    EXPECT_EQ(refused(room.judge(Person::respondent, SayChange{room.id(), false, poor})), "invalid:text");
  room.go_to("2026-04-03");
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::missed);
  room.must(
      Person::respondent,
      SayChange{room.id(), false, "Nothing changed: the treaty leaves no room, as we said beforehand."});
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::late);
}

TEST(Sessions, CannotBeCalledOffOnceTheirDayHasPassed) {
  Room room;
  room.announced().go_to("2026-03-11");
  EXPECT_EQ(refused(room.judge(Person::respondent, CancelMeeting{room.id(), "Nobody came."})), "conflict");
}

// ---- where nothing is recorded of who said what

Room with_tokens() {
  Room room;
  room.story.policy.anonymous = AnonymousFiling{.to_open = 2, .floor = 20, .provenance = {}};
  return room;
}

// Announced on Monday 2 March for Thursday 12.
AnnounceSession by_token(const Room& room, const char* on = "2026-03-12") {
  AnnounceSession act = room.announcement();
  act.venue = venue(on);
  act.mandate.attribution = Attribution::not_recorded;
  return act;
}

TEST(SessionsByToken, AreAnnouncedOnlyWhereTheirPromiseCanBeKept) {
  const Room without;
  EXPECT_EQ(refused(without.judge(Person::respondent, by_token(without))), "invalid:attribution");
  Room room = with_tokens();
  EXPECT_TRUE(room.judge(Person::respondent, by_token(room)));
  EXPECT_EQ(refused(room.judge(Person::respondent, by_token(room, "2026-03-11"))), "invalid:on")
      << "nine days: no question would come in time";
  room.eligible = 19;
  EXPECT_EQ(refused(room.judge(Person::respondent, by_token(room))), "conflict");
  room.eligible = 20;
  room.open_by_token = kMostByToken;  // every drop holds all of them
  EXPECT_EQ(refused(room.judge(Person::respondent, by_token(room))), "conflict");
  EXPECT_TRUE(room.judge(Person::respondent, room.announcement())) << "in the members' own names";
}

TEST(SessionsByToken, TakeNeitherQuestionsNorVotesInOnesOwnName) {
  Room room = with_tokens();
  room.must(Person::respondent, by_token(room));
  room.questions.push_back({.id = {id_text("question")}, .meeting = room.id(), .text = "Why now?"});
  for (const Person person : kEverybody) {
    EXPECT_EQ(refused(room.judge(person, AskQuestion{room.id(), {id_text("other")}, "Why?"})), "conflict");
    EXPECT_EQ(refused(room.judge(person, VoteQuestion{room.id(), {id_text("question")}})), "conflict");
  }
}

TEST(SessionsByToken, TakeBallotsUntilTheDayBeforeThemAndDropsUntilTwoDaysBeforeThat) {
  Room room = with_tokens();
  room.must(Person::respondent, by_token(room));
  const auto poll = poll_of(*room.meeting);
  ASSERT_TRUE(poll);
  EXPECT_EQ(poll->votes_until, day("2026-03-09"));
  EXPECT_TRUE(may_take_ballot(poll, day("2026-03-11")));
  EXPECT_FALSE(may_take_ballot(poll, day("2026-03-12")));
  Room named;
  named.announced();
  EXPECT_FALSE(poll_of(*named.meeting));
}

TEST(SessionsByToken, AreGatheredOnceTheDayAfterWhateverTheyAreMovedTo) {
  Room room = with_tokens();
  room.must(Person::respondent, by_token(room));
  for (const char* earlier : {"2026-03-11", "2026-03-05"})
    EXPECT_EQ(refused(room.judge(Person::respondent, MoveMeeting{room.id(), venue(earlier)})), "invalid:on")
        << "drops promised votes by then";
  room.must(Person::respondent, MoveMeeting{room.id(), venue("2026-03-25")});
  room.gathering.spent.resize(2);
  room.gathering.questions.push_back({{.id = {id_text("q")}, .meeting = room.id(), .text = "CANARY"}, 7});
  room.go_to("2026-03-11");
  EXPECT_EQ(log_of(room.entries).find("meeting.gathered"), std::string::npos);
  const auto before = room.entries.size();
  room.go_to("2026-03-20");
  ASSERT_EQ(room.entries.size(), before + 3);
  EXPECT_EQ(room.entries[before].type, "anonymous.voted");
  EXPECT_THAT(room.entries[before].refs, testing::ElementsAre("meeting:" + room.id().text));
  const Entry& gathered = room.entries.back();
  EXPECT_EQ(gathered.type, "meeting.gathered");
  EXPECT_EQ(gathered.public_part.at("voters").to_number<int>(), 2);
  EXPECT_EQ(log_of(room.entries).find("CANARY"), std::string::npos) << "nobody moderates questions";
  EXPECT_EQ(room.meeting->gathered_on, day("2026-03-12"));
  EXPECT_EQ(room.meeting->voters, 2);
}

TEST(SessionsByToken, ThatAreCalledOffGatherNothing) {
  Room room = with_tokens();
  room.must(Person::respondent, by_token(room));
  room.must(Person::respondent, CancelMeeting{room.id(), "The minister is abroad."});
  EXPECT_FALSE(poll_of(*room.meeting)->is_open);
  const auto before = room.entries.size();
  room.go_to("2026-03-20");
  EXPECT_EQ(room.entries.size(), before);
}

}  // namespace
}  // namespace demur::domain
