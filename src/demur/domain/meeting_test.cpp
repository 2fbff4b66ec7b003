// Meetings on dissents: who may, what follows, and what never happens.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "demur/domain/meeting_room.hpp"

namespace demur::domain {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// ---- asking and replying

TEST(Meetings, AreAskedForByEitherSideAndNobodyElse) {
  for (const Person person : kEverybody) {
    Room room;
    const auto judged = room.judge(person, room.ask(true));
    const bool may = person == Person::author || person == Person::respondent;
    EXPECT_EQ(judged.has_value(), may) << name_of(person);
  }
  Room room;
  EXPECT_EQ(refused(room.judge(Person::colleague, room.ask())), "not_found");
  EXPECT_EQ(refused(room.judge(Person::cosigner, room.ask())), "forbidden");
}

TEST(Meetings, AreTwiceOnceAndOneAtATime) {
  Room room;
  room.asked_for();
  EXPECT_TRUE(room.judge(Person::author, room.ask())->already_done);
  MeetingSituation other = room.situation(Person::author, room.ask());
  other.meeting.reset();
  other.another_under_way = true;
  EXPECT_EQ(refused(decide(other, room.ask(), room.story.policy, room.story.today)), "conflict");
}

TEST(Meetings, WithAnAuthorWhomNobodyKnowsAreAskedForByACustodianThroughAProxy) {
  for (const Person person : kEverybody) {
    Room room;
    const bool may = room.unseen().judge(person, room.ask_through(Person::colleague)).has_value();
    EXPECT_EQ(may, person == Person::custodian) << name_of(person);
  }
  Room room;
  room.unseen();
  EXPECT_EQ(refused(room.judge(Person::custodian, room.ask())), "invalid:proxy");
  Room unopened;
  unopened.unseen().story.dissent->text_openings.clear();
  EXPECT_EQ(refused(unopened.judge(Person::custodian, unopened.ask_through(Person::colleague))), "conflict");
  for (const Person not_they : {Person::respondent, Person::custodian})
    EXPECT_EQ(refused(room.judge(Person::custodian, room.ask_through(not_they))), "invalid:proxy");
  room.story.people.at(Person::colleague).state = MemberState::left;
  EXPECT_EQ(refused(room.judge(Person::custodian, room.ask_through(Person::colleague))), "invalid:proxy");
  Room known;
  EXPECT_EQ(refused(known.judge(Person::author, known.ask_through(Person::colleague))), "invalid:proxy");
}

TEST(Meetings, AreHeldAndAgreedByTheProxyOfAnAuthorWhomNobodyKnows) {
  Room room;
  room.unseen().must(Person::custodian, room.ask_through(Person::colleague));
  room.must(Person::respondent, ScheduleMeeting{room.id(), venue(), mandate()});
  room.go_to("2026-03-10");
  room.must(Person::respondent, HoldMeeting{room.id()});
  room.must(Person::colleague, WriteMinutes{room.id(), id_text("nonce"), kMinutes});
  EXPECT_EQ(refused(room.judge(Person::custodian, SignMinutes{room.id(), room.hash()})), "forbidden");
  room.must(Person::colleague, SignMinutes{room.id(), room.hash()});
  room.must(Person::respondent, SignMinutes{room.id(), room.hash()});
  EXPECT_EQ(room.meeting->state, MeetingState::agreed);
  EXPECT_THAT(room.entries.front().public_part.at("through").as_string(), HasSubstr("proxy"));
  EXPECT_THAT(log_of(room.entries), Not(HasSubstr(room.story.people.at(Person::colleague).id.text)));
}

TEST(Meetings, KeepTheProxyOnTheAuthorsSideWhateverRoleTheyGetLater) {
  Room room;
  room.unseen().must(Person::custodian, room.ask_through(Person::colleague));
  room.story.people.at(Person::colleague).appointments =
      room.story.people.at(Person::respondent).appointments;
  EXPECT_EQ(sight(room.situation(Person::colleague, room.ask())).side, Side::author);
}

TEST(Meetings, OweTheAuthorAReplyInTheDaysOfThePolicy) {
  Room room;
  room.asked_for();
  const Duty reply = room.duty(DutyKind::reply);
  EXPECT_EQ(reply.due_on, core::add_working_days(room.story.today, 5, room.story.policy.calendar));
  EXPECT_EQ(reply.owner_office, OfficeId{id_text("desk")});
  room.go_to("2026-03-20");
  EXPECT_EQ(room.duty(DutyKind::reply).state, DutyState::missed);
  room.must(Person::respondent, DeclineMeeting{room.id(), "The minister is abroad until the summer."});
  EXPECT_EQ(room.duty(DutyKind::reply).state, DutyState::late);
  EXPECT_THAT(log_of(room.entries), HasSubstr("\"late\":true"));
}

TEST(Meetings, AskedForByTheOfficeOweNothingToIt) {
  Room room;
  room.must(Person::respondent, room.ask(true));
  EXPECT_THAT(room.duties, IsEmpty());
  room.must(Person::author, ScheduleMeeting{room.id(), venue(), {}});
  EXPECT_EQ(room.meeting->state, MeetingState::scheduled);
}

TEST(Meetings, DoNotOpenWithoutAWholeMandate) {
  Room room;
  EXPECT_EQ(refused(room.judge(Person::respondent, room.ask(false))), "invalid:fixed");
  room.asked_for();
  EXPECT_EQ(refused(room.judge(Person::respondent, ScheduleMeeting{room.id(), venue(), {}})),
            "invalid:fixed");
  Mandate empty = mandate();
  empty.may_change.clear();
  EXPECT_EQ(refused(room.judge(Person::respondent, ScheduleMeeting{room.id(), venue(), empty})),
            "invalid:may_change");
  EXPECT_EQ(
      refused(room.judge(Person::respondent, ScheduleMeeting{room.id(), venue(), mandate("2027-01-01")})),
      "invalid:hear_by");
  EXPECT_EQ(
      refused(room.judge(Person::respondent, ScheduleMeeting{room.id(), venue(), mandate("2026-03-10")})),
      "invalid:hear_by");
}

TEST(Meetings, AreDeclinedOnlyWithAReason) {
  Room room;
  room.asked_for();
  for (const char* empty : {"", " \n", "Noted."})
    EXPECT_EQ(refused(room.judge(Person::respondent, DeclineMeeting{room.id(), empty})), "invalid:reason");
  EXPECT_EQ(refused(room.judge(Person::author, DeclineMeeting{room.id(), "No."})), "forbidden");
  EXPECT_EQ(refused(room.judge(Person::author, ScheduleMeeting{room.id(), venue(), mandate()})), "forbidden");
}

TEST(Meetings, AreDeclinedOrCalledOffOnceAndForOneReason) {
  Room room;
  room.asked_for();
  const DeclineMeeting declined{room.id(), "The minister is abroad until the summer."};
  room.must(Person::respondent, declined);
  EXPECT_TRUE(room.judge(Person::respondent, declined)->already_done);
  EXPECT_EQ(refused(room.judge(Person::respondent, DeclineMeeting{room.id(), "No room is free."})),
            "conflict");
  Room off;
  off.scheduled();
  const CancelMeeting cancelled{off.id(), "The minister is ill."};
  off.must(Person::respondent, cancelled);
  EXPECT_TRUE(off.judge(Person::author, cancelled)->already_done);
  EXPECT_EQ(refused(off.judge(Person::author, CancelMeeting{off.id(), "It is settled."})), "conflict");
}

TEST(Meetings, AreInTheLogWithoutNamesPlacesOrTimes) {
  Room room;
  room.written();
  room.must(Person::author, SignMinutes{room.id(), room.hash()});
  room.must(Person::respondent, SignMinutes{room.id(), room.hash()});
  room.must(Person::respondent, AddReservation{room.id(), id_text("res"), "RESERVATION-CANARY"});
  const std::string log = log_of(room.entries);
  for (const char* canary : {"CANARY", "starts", "14:00"})
    EXPECT_EQ(log.find(canary), std::string::npos) << canary;
  for (const auto& [person, member] : room.story.people)
    EXPECT_EQ(log.find(member.id.text), std::string::npos) << name_of(person);
  // The day that is set is no public fact before it has come.
  Room set;
  set.asked_for().must(Person::respondent, ScheduleMeeting{set.id(), venue("2026-03-19"), mandate()});
  EXPECT_EQ(log_of(set.entries).find("2026-03-19"), std::string::npos);
}

TEST(Meetings, PutWhatAnAuthorDoesIntoTheBatchAndWhatAnOfficeDoesAtOnce) {
  Room room;
  room.written();
  room.must(Person::respondent, SignMinutes{room.id(), room.hash()});
  room.must(Person::author, SignMinutes{room.id(), room.hash()});
  for (const Entry& entry : room.entries) {
    const auto* side = entry.public_part.if_contains("side");
    const bool by_author = entry.type == "meeting.agreed" || (side != nullptr && *side == "author");
    EXPECT_EQ(entry.publication, by_author ? Publication::in_batch : Publication::at_once) << entry.type;
  }
}

// ---- minutes

TEST(Minutes, AreAgreedWhenBothSidesHaveSignedOneText) {
  Room room;
  room.written();
  room.must(Person::author, SignMinutes{room.id(), room.hash()});
  EXPECT_EQ(room.meeting->state, MeetingState::held);
  EXPECT_EQ(room.duty(DutyKind::sign_minutes).state, DutyState::open);
  room.must(Person::respondent, SignMinutes{room.id(), room.hash()});
  EXPECT_EQ(room.meeting->state, MeetingState::agreed);
  EXPECT_EQ(room.duty(DutyKind::sign_minutes).state, DutyState::met);
  EXPECT_EQ(refused(room.judge(Person::author, WriteMinutes{room.id(), id_text("other"), "Another text"})),
            "conflict");
}

TEST(Minutes, LoseBothSignaturesWithOneByte) {
  Room room;
  room.written();
  room.must(Person::author, SignMinutes{room.id(), room.hash()});
  room.must(Person::respondent, SignMinutes{room.id(), room.hash()});
  for (std::size_t i = 0; i < room.meeting->minutes->text.size(); ++i) {
    Meeting edited = *room.meeting;
    edited.minutes->text[i] = static_cast<char>(edited.minutes->text[i] ^ 1);
    EXPECT_FALSE(has_signed(edited, Side::author)) << i;
    EXPECT_FALSE(has_signed(edited, Side::owner)) << i;
  }
  Meeting salted = *room.meeting;
  salted.minutes->nonce = id_text("other");
  EXPECT_FALSE(has_signed(salted, Side::author));
  EXPECT_TRUE(has_signed(*room.meeting, Side::author));
}

TEST(Minutes, ThatAreRewrittenMustBeReadAndSignedAgain) {
  Room room;
  room.written();
  const std::string read = room.hash();
  room.must(Person::respondent, SignMinutes{room.id(), read});
  room.must(Person::respondent, WriteMinutes{room.id(), id_text("second"), "Another text, by the office."});
  EXPECT_FALSE(has_signed(*room.meeting, Side::owner));
  EXPECT_EQ(room.duty(DutyKind::sign_minutes).state, DutyState::open);  // it owes a signature again
  EXPECT_EQ(refused(room.judge(Person::author, SignMinutes{room.id(), read})), "conflict:hash");
  room.must(Person::respondent, SignMinutes{room.id(), room.hash()});
  room.must(Person::author, WriteMinutes{room.id(), id_text("third"), "A third text, by the author."});
  EXPECT_FALSE(has_signed(*room.meeting, Side::owner));
  EXPECT_EQ(room.duty(DutyKind::sign_minutes).state, DutyState::met);  // the office had done its part
}

TEST(Minutes, ThatAreUnsignedAfterTheirDaysAreNotAgreed) {
  Room room;
  room.written();
  room.must(Person::author, SignMinutes{room.id(), room.hash()});
  const Day due = *room.meeting->minutes_by;
  EXPECT_EQ(due, core::add_working_days(day("2026-03-10"), 10, room.story.policy.calendar));
  room.go_to(core::to_string(due).c_str());
  EXPECT_EQ(room.meeting->state, MeetingState::held);
  room.go_to(core::to_string(due + std::chrono::days{1}).c_str());
  EXPECT_EQ(room.meeting->state, MeetingState::not_agreed);
  EXPECT_EQ(room.duty(DutyKind::sign_minutes).state, DutyState::missed);
  EXPECT_THAT(log_of(room.entries), HasSubstr("meeting.not_agreed|at_once|clear"));
  EXPECT_EQ(refused(room.judge(Person::respondent, SignMinutes{room.id(), room.hash()})), "conflict");
  room.must(Person::author, AddReservation{room.id(), id_text("res"), "They never answered."});
}

TEST(Minutes, OfAMeetingThatNobodyRecordedAreNotAgreedEither) {
  Room room;
  room.scheduled().go_to("2026-04-30");
  EXPECT_EQ(room.meeting->state, MeetingState::not_agreed);
  EXPECT_THAT(log_of(room.entries), HasSubstr("\"held\":false"));
  // What changed is owed all the same, and there is a way to say it.
  const SayChange said{room.id(), false, "Nothing changed, since the treaty leaves us no other month."};
  EXPECT_EQ(refused(room.judge(Person::respondent, said)), "conflict");
  room.must(Person::respondent, HoldMeeting{room.id()});
  EXPECT_EQ(room.meeting->state, MeetingState::not_agreed);
  EXPECT_EQ(find_duty(room.duties, DutyKind::sign_minutes), nullptr) << "its day is over";
  room.must(Person::respondent, said);
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::late);
}

// Else who owes what changed would be rid of it before the other side can record that they met.
TEST(Meetings, AreNeitherCalledOffNorMovedOnceTheirDayHasCome) {
  Room room;
  const CancelMeeting off{room.id(), "The minister is ill."};
  const MoveMeeting on{room.id(), venue("2026-03-18")};
  room.scheduled().go_to("2026-03-09");
  EXPECT_TRUE(room.judge(Person::respondent, off));
  EXPECT_TRUE(room.judge(Person::author, on));
  for (const char* today : {"2026-03-10", "2026-03-11"}) {
    room.go_to(today);
    for (const Person person : {Person::author, Person::respondent}) {
      EXPECT_EQ(refused(room.judge(person, off)), "conflict") << today;
      EXPECT_EQ(refused(room.judge(person, on)), "conflict") << today;
    }
    EXPECT_TRUE(room.judge(Person::author, HoldMeeting{room.id()})) << today;
  }
  room.must(
      Person::respondent,
      SayChange{room.id(), false, "Nobody came: the minister was ill, and no other day was free.", false});
  EXPECT_EQ(refused(room.judge(Person::respondent, off)), "conflict") << "what was said stands";
  room.must(Person::respondent, on);
  EXPECT_EQ(refused(room.judge(Person::respondent, off)), "conflict");
}

TEST(Meetings, PromiseNothingThatTheyCannotKeep) {
  Room room;
  AskMeeting by_office = room.ask(true);
  by_office.mandate->attribution = Attribution::not_recorded;
  EXPECT_EQ(refused(room.judge(Person::respondent, by_office)), "invalid:attribution");
  by_office = room.ask(true);
  by_office.mandate->hear_by = day("2036-01-01");
  EXPECT_EQ(refused(room.judge(Person::respondent, by_office)), "invalid:hear_by") << "in ten years";
  EXPECT_TRUE(room.judge(Person::respondent, room.ask(true)));
}

TEST(ReadOuts, SayOnlyWhatBothSidesAgreedTo) {
  Room room;
  room.held();
  room.must(Person::respondent, ProposeReadOut{room.id(), "We met."});
  EXPECT_EQ(refused(room.judge(Person::respondent, AgreeReadOut{room.id(), "We met."})), "forbidden");
  EXPECT_EQ(refused(room.judge(Person::author, AgreeReadOut{room.id(), "We met and agreed."})),
            "conflict:text");
  EXPECT_EQ(log_of(room.entries).find("We met"), std::string::npos);
  room.must(Person::author, AgreeReadOut{room.id(), "We met."});
  EXPECT_THAT(log_of(room.entries), HasSubstr("We met."));
  EXPECT_EQ(refused(room.judge(Person::author, ProposeReadOut{room.id(), "Another."})), "conflict");
}

TEST(ReadOuts, AreAgreedToAsABrowserSendsThem) {
  Room room;
  room.held();
  room.must(Person::respondent, ProposeReadOut{room.id(), "We met.\r\nWe spoke of the port."});
  room.must(Person::author, AgreeReadOut{room.id(), "We met.\r\nWe spoke of the port."});
  EXPECT_EQ(room.meeting->read_out->text, "We met.\nWe spoke of the port.");
}

TEST(Meetings, EndWithADissentThatIsWithdrawn) {
  Room room;
  room.scheduled();
  room.story.dissent->state = DissentState::withdrawn;
  room.go_to("2026-03-04");
  EXPECT_EQ(room.meeting->state, MeetingState::cancelled);
  EXPECT_EQ(room.duty(DutyKind::say_change).state, DutyState::waived);
  EXPECT_EQ(room.meeting->sequence, 1);  // whoever has it in a calendar hears
}

TEST(Meetings, MoveWithoutOutrunningWhatTheMandatePromised) {
  Room room;
  room.scheduled();
  EXPECT_EQ(refused(room.judge(Person::author, MoveMeeting{room.id(), venue("2026-04-02")})), "invalid:on");
  room.must(Person::author, MoveMeeting{room.id(), venue("2026-03-12")});
  EXPECT_EQ(room.meeting->sequence, 1);
  room.story.policy.consultation.say_change_days = 22;
  EXPECT_EQ(refused(room.judge(Person::respondent, MoveMeeting{room.id(), venue("2026-03-09")})),
            "invalid:on")
      << "23 days before they hear";
  EXPECT_EQ(room.meeting->minutes_by,
            core::add_working_days(day("2026-03-12"), 10, room.story.policy.calendar));
}

// ---- any order of acts

// How often each act below comes, and last three days that pass: so that most stories come to the day by
// which people hear.
const std::initializer_list<std::pair<std::size_t, std::size_t>> kOften = {
    {2, 0}, {1, 1}, {4, 2}, {1, 3},  {5, 4},  {2, 5},  {2, 6},
    {1, 7}, {1, 8}, {1, 9}, {2, 10}, {6, 11}, {12, 12}};

RC_GTEST_PROP(Meetings, NeverComeToAStateThatTheirPromisesForbid, ()) {
  Room room;
  const bool by_author = *rc::gen::arbitrary<bool>();
  room.must(by_author ? Person::author : Person::respondent, room.ask(!by_author));
  if (*rc::gen::arbitrary<bool>())
    room.must(by_author ? Person::respondent : Person::author,
              ScheduleMeeting{room.id(), venue("2026-03-12"), mandate()});
  int number = 0;
  for (int step = 0; step < 40; ++step) {
    const bool by_a_side = *rc::gen::element(true, true, true, false);
    const Person person = by_a_side
                              ? *rc::gen::element(Person::author, Person::respondent, Person::respondent)
                              : *rc::gen::elementOf(std::vector(kEverybody.begin(), kEverybody.end()));
    const std::size_t kind = *rc::gen::weightedElement<std::size_t>(kOften);
    const int now_number = number++;
    const std::string fresh = id_text("n" + std::string(1, static_cast<char>('a' + now_number % 26)) +
                                      std::string(1, static_cast<char>('a' + now_number / 26)));
    const std::string hash = room.meeting->minutes ? room.hash() : std::string();
    const std::string out = room.meeting->read_out ? room.meeting->read_out->text : std::string();
    const std::vector<MeetingAct> acts = {
        ScheduleMeeting{room.id(), venue("2026-03-12"), mandate()},
        DeclineMeeting{room.id(), "No day is free."},
        MoveMeeting{room.id(), venue(core::to_string(room.story.today + std::chrono::days{2}).c_str())},
        CancelMeeting{room.id(), "It is settled."},
        HoldMeeting{room.id()},
        WriteMinutes{room.id(), fresh, "Text " + fresh},
        SignMinutes{room.id(), hash},
        AddReservation{room.id(), fresh, "But."},
        ProposeReadOut{room.id(), "Read-out " + fresh},
        AgreeReadOut{room.id(), out},
        SayChange{room.id(), true, "The day was moved by two months, after what was said there."},
        SayChange{room.id(), false, "Nobody came: the minister was ill, and no other day was free.", false}};
    std::optional<MeetingChange> done;
    if (kind < acts.size()) {
      if (const auto change = room.act(person, acts[kind])) done = *change;
    } else {
      room.go_to(core::to_string(room.story.today + std::chrono::days{3}).c_str());
    }
    const Meeting& now = *room.meeting;
    const bool opened = now.state != MeetingState::requested && now.state != MeetingState::declined &&
                        now.state != MeetingState::cancelled;
    RC_ASSERT(!opened || (now.mandate && now.venue));
    RC_ASSERT(now.state != MeetingState::agreed ||
              (has_signed(now, Side::author) && has_signed(now, Side::owner)));
    RC_ASSERT((now.state != MeetingState::declined && now.state != MeetingState::cancelled) ||
              !now.reason.empty());
    const bool says_held = now.what_changed && now.what_changed->took_place;
    RC_ASSERT(!says_held || now.held_on.has_value());
    // That it was not held pays nothing of a meeting that was, nor of another day, whenever that is known.
    const bool denied_at_first =
        now.what_changed && !says_held && (now.held_on || day_of(*now.venue) >= now.what_changed->day);
    if (denied_at_first || (now.held_on && !says_held)) {
      const DutyState state = room.duty(DutyKind::say_change).state;
      RC_ASSERT(state == DutyState::open || state == DutyState::missed);
    }
    // What the author's side does waits for the batch, with all that follows from it on the same day.
    if (person == Person::author && done) {
      for (const Entry& entry : done->entries) RC_ASSERT(entry.publication == Publication::in_batch);
      RC_ASSERT(settle(now, room.duties, false, {}, room.story.today).entries.empty());
    }
    // Whatever is owed can be done.
    const bool owes = room.duty(DutyKind::say_change).state == DutyState::open ||
                      room.duty(DutyKind::say_change).state == DutyState::missed;
    const bool has_come = now.venue && day_of(*now.venue) <= room.story.today;
    if (find_duty(room.duties, DutyKind::say_change) != nullptr && owes && has_come) {
      Room later = room;
      if (!now.held_on) RC_ASSERT(later.act(Person::respondent, HoldMeeting{room.id()}).has_value());
      RC_ASSERT(later.act(Person::respondent, acts[10]).has_value());
      // And without a record that is not true, where it was not held.
      Room otherwise = room;
      if (!now.held_on && day_of(*now.venue) < room.story.today)
        RC_ASSERT(otherwise.act(Person::respondent, acts[11]).has_value());
    }
    for (const MinutesSignature& signature : now.signatures)
      RC_ASSERT(
          signature.by ==
          room.story.people.at(signature.side == Side::author ? Person::author : Person::respondent).id);
  }
}

}  // namespace
}  // namespace demur::domain
