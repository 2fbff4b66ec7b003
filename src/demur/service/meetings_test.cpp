// Meetings through the service: what each member sees, what the log holds, what an audit finds.
#include "demur/service/meetings.hpp"

#include <gmock/gmock.h>

#include "demur/service/test_meetings.hpp"

namespace demur::service {
namespace {

using namespace testing;
using namespace domain;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kEverybody[] = {"author",   "cosigner", "colleague", "respondent",
                                      "outsider", "keeper",   "recused",   "auditor"};

std::string all_of(const std::vector<std::string>& leaves) {
  std::string all;
  for (const std::string& leaf : leaves) all += leaf + "\n";
  return all;
}

// What a page could show of it, in one text.
std::string said_in(const SeenMeeting& seen) {
  const Meeting& meeting = seen.meeting;
  std::string all = meeting.points + seen.dissent_title.value_or("");
  if (meeting.venue) all += meeting.venue->place;
  if (meeting.minutes) all += meeting.minutes->text;
  for (const auto& reservation : meeting.reservations) all += reservation.text;
  for (const auto& signature : meeting.signatures) all += signature.by.text;
  if (meeting.read_out) all += meeting.read_out->text;
  return all;
}

TEST(MeetingSight, ShowsThePartiesEverythingAndOthersWhatIsPublic) {
  MeetingTest test;
  const auto id = test.held("author");
  test.must_meet("author", AddReservation{id, test.fresh(), "RESERVATION-CANARY"});
  test.must_meet("author", ProposeReadOut{id, "READOUT-CANARY"});
  for (const char* login : kEverybody) {
    const auto seen = see_meeting(*test.house, test.member(login), id);
    ASSERT_TRUE(seen) << login;
    const bool party = std::string(login) == "author" || std::string(login) == "respondent";
    EXPECT_EQ(seen->sight.side.has_value(), party) << login;
    for (const char* canary : {"POINTS", "PLACE", "MINUTES", "RESERVATION", "READOUT"})
      EXPECT_EQ(said_in(*seen).find(canary) != std::string::npos, party) << login << " " << canary;
    EXPECT_TRUE(seen->meeting.mandate) << login;
    EXPECT_EQ(said_in(*seen).find(test.people.at("author").text), std::string::npos) << login;
    EXPECT_EQ(said_in(*seen).find(test.people.at("respondent").text), std::string::npos) << login;
  }
  // A colleague does not learn which decision it is about.
  EXPECT_FALSE(see_meeting(*test.house, test.member("colleague"), id)->decision);
  test.must_meet("respondent", AgreeReadOut{id, "READOUT-CANARY"});
  EXPECT_THAT(said_in(*see_meeting(*test.house, test.member("colleague"), id)), HasSubstr("READOUT"));
}

TEST(MeetingRecords, HoldNoNameNoPlaceNoTimeAndNoText) {
  MeetingTest test;
  const auto id = test.agreed("author");
  test.must_meet("author", AddReservation{id, test.fresh(), "RESERVATION-CANARY"});
  test.go_to("2026-03-20");
  const std::string log = all_of(test.leaf_texts());
  for (const char* canary : {"POINTS", "PLACE", "MINUTES", "RESERVATION", "\"starts\""})
    EXPECT_THAT(log, Not(HasSubstr(canary)));
  for (const auto& [login, member] : test.people) EXPECT_THAT(log, Not(HasSubstr(member.text))) << login;
  EXPECT_EQ(test.count_of("meeting.requested"), 1);
  EXPECT_EQ(test.count_of("meeting.agreed"), 1);
  EXPECT_EQ(test.count_of("meeting.minutes_signed"), 2);
}

// What anybody outside can see does not depend on who filed and met.
TEST(MeetingRecords, AreTheSameWhoeverTheAuthorIs) {
  const auto told = [](const char* author) {
    MeetingTest test;
    const auto id = test.agreed(author);
    test.must_meet("respondent",
                   SayChange{id, true, "The day was moved by two months, after what was said there."});
    test.go_to("2026-04-10");
    return all_of(test.leaf_texts());
  };
  const std::string of_author = told("author");
  EXPECT_EQ(of_author, told("colleague"));
  EXPECT_EQ(of_author, told("outsider"));
}

TEST(MeetingDuties, StandOnTheListOfTheOfficeThatOwesThem) {
  MeetingTest test;
  const auto id = test.asked("author", test.file("author").id);
  const auto kinds = [&](const char* login) {
    std::vector<DutyKind> all;
    for (const DutyLine& line : read_today(*test.house, test.member(login))->due_from_me)
      if (line.duty.subject == Subject(id)) all.push_back(line.duty.kind);
    return all;
  };
  EXPECT_THAT(kinds("respondent"), ::testing::ElementsAre(DutyKind::reply));
  EXPECT_THAT(kinds("outsider"), IsEmpty());
  test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-10"), test.mandate("2026-04-01")});
  EXPECT_THAT(kinds("respondent"), ::testing::ElementsAre(DutyKind::say_change));
}

TEST(MeetingDuties, StandUnderWhatIsDueToTheAuthorAndToNobodyElse) {
  MeetingTest test;
  const auto id = test.asked("author", test.file("author").id);
  for (const char* login : kEverybody) {
    const auto due = read_today(*test.house, test.member(login))->due_to_me;
    const bool there =
        std::ranges::any_of(due, [&](const DutyLine& line) { return line.duty.subject == Subject(id); });
    EXPECT_EQ(there, std::string_view(login) == "author") << login;
  }
}

TEST(MeetingDuties, PassToTheHeirOfAnOffice) {
  MeetingTest test;
  const auto session = test.announced();
  const auto on_dissent = test.held("author");
  test.must("founder", MergeOffice{test.offices[kNorth], test.offices[kLegal]});
  EXPECT_FALSE(test.meet("respondent", HoldMeeting{session}));
  test.must_meet("outsider", HoldMeeting{session});  // a respondent of the heir
  test.sign("outsider", on_dissent);
}

TEST(MeetingActs, AreKeptWholeOrNotAtAll) {
  MeetingTest test;
  const auto dissent = test.file("author");
  const auto before = test.size();
  const auto id = MeetingId::make(test.random);
  EXPECT_FALSE(test.meet("respondent", AskMeeting{id, dissent.id, "points", {}}));  // no mandate
  EXPECT_EQ(test.size(), before);
  EXPECT_FALSE(see_meeting(*test.house, test.member("respondent"), id));
  // An id that a leaf of the log has already makes no meeting.
  EXPECT_FALSE(test.meet("author", AskMeeting{MeetingId{dissent.id.text}, dissent.id, "points", {}}));
}

TEST(MeetingActs, ByAnAuthorGiveAReceipt) {
  MeetingTest test;
  const auto done = test.must_meet(
      "author", AskMeeting{MeetingId::make(test.random), test.file("author").id, "points", {}});
  EXPECT_FALSE(done.receipt.empty());
}

// A byte changed in the database, as somebody with a shell could.
TEST(SignedMinutes, AreVoidForBothSidesWhenOneByteIsChanged) {
  MeetingTest test;
  const auto id = test.agreed("author");
  auto seen = see_meeting(*test.house, test.member("author"), id);
  EXPECT_TRUE(seen->author_has_signed && seen->owner_has_signed);
  const core::Status changed = test.house->store().write([&](store::Transaction& t) -> core::Status {
    DEMUR_TRY(t.execute(
        "UPDATE meeting SET minutes_text = replace(minutes_text, 'port', 'fort') WHERE id = ?1", id));
    return {};
  });
  ASSERT_TRUE(changed);
  seen = see_meeting(*test.house, test.member("author"), id);
  EXPECT_FALSE(seen->author_has_signed || seen->owner_has_signed);
}

TEST(SessionQuestions, AreShownFromTheNextDayAndNameNobody) {
  MeetingTest test({.more = {{"a", "A", kLegal}, {"b", "B", kLegal}, {"c", "C", kLegal}}});
  const auto id = test.announced();
  const QuestionId question{test.fresh()};
  test.must_meet("colleague", AskQuestion{id, question, "Why now?"});
  EXPECT_THAT(see_meeting(*test.house, test.member("author"), id)->questions, IsEmpty());
  test.go_to("2026-03-03");
  const char* voters[] = {"author",  "cosigner", "respondent", "outsider", "keeper",
                          "recused", "auditor",  "a",          "b"};
  for (const char* login : voters) test.must_meet(login, VoteQuestion{id, question});
  test.go_to("2026-03-04");
  auto seen = see_meeting(*test.house, test.member("author"), id);
  ASSERT_EQ(seen->questions.size(), 1U);
  EXPECT_FALSE(seen->questions[0].votes);  // nine is below the floor of ten
  EXPECT_TRUE(seen->votes.contains(question));
  test.must_meet("c", VoteQuestion{id, question});
  EXPECT_FALSE(see_meeting(*test.house, test.member("author"), id)->questions[0].votes);
  test.go_to("2026-03-05");
  seen = see_meeting(*test.house, test.member("author"), id);
  EXPECT_EQ(seen->questions[0].votes, 10);
  EXPECT_FALSE(seen->questions[0].is_exact) << "tomorrow's number would tell of one vote";
  test.go_to("2026-03-10");
  test.must_meet("respondent", HoldMeeting{id});
  EXPECT_TRUE(see_meeting(*test.house, test.member("author"), id)->questions[0].is_exact);
  EXPECT_THAT(all_of(test.leaf_texts()), Not(HasSubstr("Why now?")));
}

}  // namespace
}  // namespace demur::service
