// Mail that tells nothing: to whom, when, once, and the same whoever filed.
#include "demur/service/mailing.hpp"

#include <gmock/gmock.h>

#include <algorithm>

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

TEST(Invitations, ToASessionGoToEveryMemberAloneAndKeepTheirUid) {
  MailTest test;
  const auto id = test.announced();
  const auto uid_line = "UID:" + id.text + "@dissent.example.org";
  const auto calendars = [&] {
    std::vector<std::string> files;
    for (const Mailed& one : test.batch()) {
      const auto at = one.message.find("base64\r\n\r\n");
      if (at == std::string::npos) continue;
      std::string body = one.message.substr(at + 10, one.message.find("--demur-part--") - at - 10);
      std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
      const auto bytes = core::from_base64(body);
      EXPECT_TRUE(bytes);
      std::string file(core::text_of(*bytes));
      for (auto fold = file.find("\r\n "); fold != std::string::npos; fold = file.find("\r\n "))
        file.erase(fold, 3);
      EXPECT_THAT(file, HasSubstr("mailto:" + one.to));
      EXPECT_EQ(file.find("ATTENDEE"), file.rfind("ATTENDEE"));
      EXPECT_THAT(file, HasSubstr(uid_line));
      files.push_back(std::move(file));
    }
    return files;
  };
  EXPECT_EQ(calendars().size(), test.people.size());
  test.must_meet("respondent", MoveMeeting{id, test.venue("2026-03-12")});
  test.go_to("2026-03-03");
  EXPECT_THAT(calendars(), ::testing::Each(HasSubstr("SEQUENCE:1\r\n")));
  test.must_meet("respondent", CancelMeeting{id, "The hall is closed."});
  test.go_to("2026-03-04");
  const auto cancelled = calendars();
  EXPECT_EQ(cancelled.size(), test.people.size());
  EXPECT_THAT(cancelled, ::testing::Each(HasSubstr("METHOD:CANCEL\r\n")));
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
