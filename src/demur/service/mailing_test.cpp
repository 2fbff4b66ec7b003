// Mail that tells nothing: to whom, when, once, and the same whoever filed.
#include "demur/service/mailing.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "demur/core/bytes.hpp"
#include "demur/service/meeting_calendar.hpp"
#include "demur/service/test_meetings.hpp"
#include "demur/store/mail.hpp"

namespace demur::service {
namespace {

using namespace testing;
using namespace domain;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const MailRule kRule{"channel@example.org", "https://dissent.example.org"};

struct Mailed {
  std::string to;
  std::string message;
  auto operator<=>(const Mailed&) const = default;
};

struct MailTest : MeetingTest {
  MailTest() {
    for (const auto& [login, id] : people) EXPECT_TRUE(set_mail_address(*house, id, login + "@example.org"));
  }
  // The day's batch, taken by a mail server that takes everything.
  std::vector<Mailed> batch() {
    EXPECT_TRUE(queue_mails(*house, kRule));
    std::vector<Mailed> taken;
    const HandOver take = [&](const std::string& to, const std::string& message) {
      taken.push_back({to, message});
      return mail::Handed::accepted;
    };
    EXPECT_TRUE(send_mails(*house, take, {}));
    std::ranges::sort(taken);
    return taken;
  }
  std::vector<std::string> told() {
    std::vector<std::string> all;
    for (const Mailed& one : batch()) all.push_back(one.to.substr(0, one.to.find('@')));
    return all;
  }
};

TEST(Notices, GoToEverybodyInTheRoleThatOwesSomething) {
  MailTest test;
  test.file("author");
  EXPECT_THAT(test.told(), ::testing::ElementsAre("founder", "keeper", "recused", "respondent"));
}

TEST(Notices, AreOneLengthAndOneSubjectForEveryKind) {
  MailTest test;
  const auto lengths = [&] {
    std::set<std::size_t> all;
    for (const Mailed& one : test.batch())
      if (one.to == "respondent@example.org") all.insert(one.message.size());
    return all;
  };
  const auto dissent = test.file("author");
  const auto filed = lengths();
  test.go_to("2026-03-03");
  test.asked("author", dissent.id);
  EXPECT_EQ(filed, lengths());
  EXPECT_EQ(filed.size(), 1U);
}

TEST(Notices, AreMadeOnceADayAndOnlyWhereThereIsSomethingNew) {
  MailTest test;
  test.file("author");
  EXPECT_FALSE(test.told().empty());
  EXPECT_THAT(test.told(), IsEmpty());
  test.go_to("2026-03-05");  // the acknowledgement was due yesterday
  EXPECT_THAT(test.told(), Contains("keeper"));
  test.go_to("2026-03-06");
  EXPECT_THAT(test.told(), IsEmpty());
}

// Twice the same story; only who filed, asked and signed differs. One of them is the respondent's colleague.
TEST(Mail, IsTheSameToTheByteWhoeverFiled) {
  const auto sent = [](const char* author, Standing standing) {
    MailTest test;
    std::vector<Mailed> all;
    const auto keep = [&] {
      for (Mailed& one : test.batch()) all.push_back(std::move(one));
    };
    const auto dissent = test.file(author, standing);
    keep();
    const auto id = test.asked(author, dissent.id);
    test.go_to("2026-03-03");
    keep();
    test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-10"), test.mandate("2026-04-01")});
    test.go_to("2026-03-04");
    keep();
    test.must_meet(author, MoveMeeting{id, test.venue("2026-03-11")});
    test.go_to("2026-03-05");
    keep();
    test.must_meet(author, CancelMeeting{id, "It is settled."});
    test.go_to("2026-03-06");
    keep();
    const auto entry = calendar_entry(test.meeting(id), kRule.site, core::Time(day("2026-03-06")));
    all.push_back({"calendar", mail::to_calendar(entry.method, entry.event)});
    return all;
  };
  for (const Standing standing : {Standing::named, Standing::confidential}) {
    const auto of_author = sent("author", standing);
    EXPECT_GT(of_author.size(), 8U);
    EXPECT_EQ(of_author, sent("colleague", standing));
    EXPECT_EQ(of_author, sent("outsider", standing));
    for (const Mailed& one : of_author) {
      EXPECT_THAT(one.to, Not(HasSubstr("author")));
      EXPECT_THAT(one.message, Not(HasSubstr("CANARY")));
      for (const auto& worker : staff()) EXPECT_THAT(one.message, Not(HasSubstr(worker.name)));
    }
  }
}

// What a mail's calendar part says: "REQUEST 0", by the login it went to.
using Calendars = std::map<std::string, std::string>;

struct InvitationTest : MailTest {
  Calendars calendars() {
    Calendars all;
    for (const Mailed& one : batch()) {
      const std::string file = calendar_in(one.message);
      if (file.empty()) continue;
      EXPECT_THAT(file, HasSubstr("mailto:" + one.to));
      EXPECT_EQ(file.find("ATTENDEE"), file.rfind("ATTENDEE"));
      uids.insert(value("UID:", file));
      all[one.to.substr(0, one.to.find('@'))] = value("METHOD:", file) + " " + value("SEQUENCE:", file);
    }
    return all;
  }
  // On another day.
  Calendars calendars_on(std::string_view on) {
    go_to(on);
    return calendars();
  }
  Calendars everybody(const std::string& what) {
    Calendars all;
    for (const auto& [login, id] : people) all[login] = what;
    return all;
  }
  void appoint(const std::string& login, std::set<Appointment> appointments) {
    must("founder", Appoint{people.at(login), std::move(appointments)});
  }
  std::int64_t rows() { return one<std::int64_t>("SELECT count(*) FROM mail_invitation"); }

  std::set<std::string> uids;

 private:
  static std::string calendar_in(const std::string& message) {
    const auto at = message.find("base64\r\n\r\n");
    if (at == std::string::npos) return {};
    std::string body = message.substr(at + 10, message.find("--demur-part--") - at - 10);
    std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
    const auto bytes = core::from_base64(body);
    EXPECT_TRUE(bytes);
    std::string file(core::text_of(*bytes));
    for (auto fold = file.find("\r\n "); fold != std::string::npos; fold = file.find("\r\n "))
      file.erase(fold, 3);
    return file;
  }
  static std::string value(const std::string& name, const std::string& file) {
    const auto at = file.find("\r\n" + name) + 2 + name.size();
    return file.substr(at, file.find("\r\n", at) - at);
  }
};

TEST(Invitations, ToASessionGoToEveryMemberAloneAndKeepTheirUid) {
  InvitationTest test;
  const auto id = test.announced();
  EXPECT_EQ(test.calendars(), test.everybody("REQUEST 0"));
  EXPECT_THAT(test.calendars_on("2026-03-03"), IsEmpty());
  test.must_meet("respondent", MoveMeeting{id, test.venue("2026-03-12")});
  EXPECT_EQ(test.calendars_on("2026-03-04"), test.everybody("REQUEST 1"));
  test.must_meet("respondent", CancelMeeting{id, "The hall is closed."});
  EXPECT_EQ(test.calendars_on("2026-03-05"), test.everybody("CANCEL 2"));
  EXPECT_THAT(test.calendars_on("2026-03-06"), IsEmpty());
  EXPECT_EQ(test.uids, std::set{id.text + "@dissent.example.org"});
  EXPECT_EQ(test.rows(), 0) << "nothing of it is kept";
}

TEST(Invitations, ReachWhoGivesAnAddressAfterTheyWereSentAndWhoChangesIt) {
  InvitationTest test;
  (void)test.announced();
  (void)test.calendars();
  test.hire({"late", "Lena Late", kLegal});
  ASSERT_TRUE(set_mail_address(*test.house, test.people.at("late"), "late@example.org"));
  EXPECT_EQ(test.calendars_on("2026-03-03"), (Calendars{{"late", "REQUEST 0"}}));
  ASSERT_TRUE(set_mail_address(*test.house, test.people.at("late"), "late@example.org"));
  EXPECT_THAT(test.calendars_on("2026-03-04"), IsEmpty());
  ASSERT_TRUE(set_mail_address(*test.house, test.people.at("late"), "later@example.org"));
  EXPECT_EQ(test.calendars_on("2026-03-05"), (Calendars{{"later", "REQUEST 1"}}))
      << "it may be the same mailbox, spelled otherwise";
  EXPECT_THAT(test.calendars_on("2026-03-10"), IsEmpty());
  EXPECT_THAT(test.calendars_on("2026-03-11"), IsEmpty());
  EXPECT_EQ(test.rows(), 0) << "the day is over";
}

TEST(Invitations, ToAMeetingOnADissentFollowTheRole) {
  InvitationTest test;
  const auto dissent = test.file("author", Standing::confidential);
  const auto id = test.asked("author", dissent.id);
  test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-20"), test.mandate("2026-04-01")});
  EXPECT_EQ(test.calendars(), (Calendars{{"respondent", "REQUEST 0"}}));
  const OfficeId north = test.offices[kNorth];
  test.appoint("colleague", {{north, Role::respondent}});
  EXPECT_EQ(test.calendars_on("2026-03-03"), (Calendars{{"colleague", "REQUEST 0"}}));
  test.appoint("colleague", {});
  EXPECT_EQ(test.calendars_on("2026-03-04"), (Calendars{{"colleague", "CANCEL 1"}}));
  EXPECT_THAT(test.calendars_on("2026-03-05"), IsEmpty());
  test.appoint("colleague", {{north, Role::respondent}});
  EXPECT_EQ(test.calendars_on("2026-03-06"), (Calendars{{"colleague", "REQUEST 2"}}))
      << "a calendar takes no invitation that is older than its cancellation";
  test.must_meet("author", CancelMeeting{id, "It is settled."});
  EXPECT_EQ(test.calendars_on("2026-03-07"),
            (Calendars{{"colleague", "CANCEL 3"}, {"respondent", "CANCEL 1"}}));
}

TEST(Invitations, OfWhoLeavesAreCancelledAndThenForgottenWithTheAddress) {
  InvitationTest test;
  (void)test.announced();
  (void)test.calendars();
  test.must("founder", LeaveInstitution{test.people.at("colleague")});
  EXPECT_EQ(test.calendars_on("2026-03-03"), (Calendars{{"colleague", "CANCEL 1"}}));
  const auto of_colleague = [&](const char* table) {
    return test.house->store()
        .read([&](const store::Reader& reader) {
          return reader.one<std::int64_t>(std::string("SELECT count(*) FROM ") + table + " WHERE member = ?1",
                                          test.people.at("colleague"));
        })
        .value();
  };
  EXPECT_EQ(of_colleague("mail_invitation"), 0);
  EXPECT_EQ(of_colleague("mail_address"), 0);
  ASSERT_TRUE(set_mail_address(*test.house, test.people.at("auditor"), ""));
  ASSERT_TRUE(set_mail_address(*test.house, test.people.at("auditor"), "auditor@example.org"));
  test.must("founder", LeaveInstitution{test.people.at("auditor")});
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM mail_address"), std::ssize(test.people) - 2)
      << "whom nothing was sent has nothing to be told";
}

TEST(Invitations, AreNeverOlderThanTheirCancellationWhateverBecameOfTheAddress) {
  InvitationTest test;
  const OfficeId north = test.offices[kNorth];
  const auto id = test.asked("author", test.file("author", Standing::confidential).id);
  test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-20"), test.mandate("2026-04-01")});
  test.appoint("colleague", {{north, Role::respondent}});
  EXPECT_EQ(test.calendars(), (Calendars{{"colleague", "REQUEST 0"}, {"respondent", "REQUEST 0"}}));
  test.appoint("colleague", {});
  EXPECT_EQ(test.calendars_on("2026-03-03"), (Calendars{{"colleague", "CANCEL 1"}}));
  const auto address = [&](const char* text) {
    ASSERT_TRUE(set_mail_address(*test.house, test.people.at("colleague"), text));
  };
  address("");
  EXPECT_THAT(test.calendars_on("2026-03-04"), IsEmpty());
  address("colleague@example.org");
  test.appoint("colleague", {{north, Role::respondent}});
  EXPECT_EQ(test.calendars_on("2026-03-05"), (Calendars{{"colleague", "REQUEST 2"}}));
}

TEST(MailAddresses, OfWhoLeftAreErasedWhereNoMailServerIsNamedAnyMore) {
  InvitationTest test;
  (void)test.announced();
  ASSERT_TRUE(queue_mails(*test.house, kRule));  // and no server takes it
  const auto rows = [&](const char* table) {
    return test.one<std::int64_t>(std::string("SELECT count(*) FROM ") + table);
  };
  const auto people = std::ssize(test.people);
  const auto waiting = rows("mail_outgoing");
  test.must("founder", LeaveInstitution{test.people.at("colleague")});
  EXPECT_EQ(rows("mail_address"), people) << "the next batch would tell them that it is off";
  ASSERT_TRUE(forget_mail_without_a_server(*test.house));
  for (const char* table : {"mail_address", "mail_invitation"}) EXPECT_EQ(rows(table), people - 1) << table;
  EXPECT_EQ(rows("mail_outgoing"), waiting - 1);
  ASSERT_TRUE(set_mail_address(*test.house, test.people.at("author"), ""));
  ASSERT_TRUE(forget_mail_without_a_server(*test.house));
  EXPECT_EQ(rows("mail_outgoing"), waiting - 2) << "it waits for an address that is nobody's";
}

// To leave a respondent out who stands behind the dissent would tell the mail server that they do.
TEST(Invitations, GoToARespondentWhetherTheySignedTheDissentOrNot) {
  const auto sent = [](bool signs) {
    InvitationTest test;
    test.appoint("colleague", {{test.offices[kNorth], Role::respondent}});
    const auto dissent = test.file("author", Standing::named);
    test.go_to("2026-03-03");
    if (signs) test.must("colleague", CoSign{dissent.id, dissent.invitation});
    const auto id = test.asked("author", dissent.id);
    test.must_meet("respondent", ScheduleMeeting{id, test.venue("2026-03-20"), test.mandate("2026-04-01")});
    EXPECT_EQ(see_meeting(*test.house, test.member("colleague"), id)->sight.venue, !signs);
    return test.calendars();
  };
  EXPECT_EQ(sent(true), (Calendars{{"colleague", "REQUEST 0"}, {"respondent", "REQUEST 0"}}));
  EXPECT_EQ(sent(true), sent(false));
}

TEST(Notices, TellOfADutyThatIsOpenAgain) {
  MailTest test;
  const auto id = test.held("author", Standing::confidential);
  (void)test.batch();
  test.sign("respondent", id);
  test.go_to("2026-03-11");
  (void)test.batch();
  test.go_to("2026-03-12");
  EXPECT_THAT(test.told(), Not(Contains("respondent")));
  test.must_meet("respondent",
                 WriteMinutes{id, test.fresh(), "MINUTES-CANARY: we spoke of the port, twice."});
  test.go_to("2026-03-13");
  EXPECT_THAT(test.told(), Contains("respondent"));
}

TEST(TheQueue, LosesNothingToAMailServerThatIsAway) {
  MailTest test;
  test.file("author");
  ASSERT_TRUE(queue_mails(*test.house, kRule));
  int asked = 0;
  const HandOver away = [&](const std::string&, const std::string&) { return ++asked, mail::Handed::later; };
  ASSERT_TRUE(send_mails(*test.house, away, {}));
  EXPECT_EQ(asked, 1);  // it is not asked again and again
  EXPECT_EQ(test.batch().size(), 4U);
}

TEST(TheQueue, SendsNothingTwiceAfterACrash) {
  MailTest test;
  test.file("author");
  ASSERT_TRUE(queue_mails(*test.house, kRule));
  struct Crash {};
  const HandOver crash = [](const std::string&, const std::string&) -> mail::Handed { throw Crash{}; };
  EXPECT_THROW((void)send_mails(*test.house, crash, {}), Crash);
  ASSERT_TRUE(doubt_mails(*test.house));  // the next start
  EXPECT_EQ(test.batch().size(), 3U);
  const auto counts =
      test.house->store().read([](const store::Reader& reader) { return count_mails(reader); }).value();
  EXPECT_EQ(counts.unsure, 1);
  EXPECT_EQ(counts.waiting, 0);
}

TEST(MailAddresses, AreNeverInTheLogAndCanBeTakenBack) {
  MailTest test;
  EXPECT_FALSE(set_mail_address(*test.house, test.people["author"], "a b@c"));
  ASSERT_TRUE(set_mail_address(*test.house, test.people["keeper"], " "));
  test.file("author");
  EXPECT_THAT(test.told(), Not(Contains("keeper")));
  test.go_to("2026-03-04");
  for (const std::string& leaf : test.leaf_texts()) EXPECT_THAT(leaf, Not(HasSubstr("example.org\"")));
}

TEST(TheNextBatch, IsAtOneHourOfTheDay) {
  MailTest test;
  EXPECT_EQ(next_mails(*test.house, kRule).value(), day("2026-03-02") + 18h);
  test.batch();
  EXPECT_EQ(next_mails(*test.house, kRule).value(), day("2026-03-03") + 18h);
}

}  // namespace
}  // namespace demur::service
