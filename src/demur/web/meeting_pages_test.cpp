// A meeting, from the request to what changed, by its pages' forms, each loaded and sent as a browser does
// it.
#include <gmock/gmock.h>

#include "demur/web/test_form.hpp"

namespace demur::web {
namespace {

using namespace testing;
using http::Response;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kReadOut = "We met.\nWe spoke of the port.";

struct MeetingSite : TestSite {
  std::string meeting;  // its path

  // Sent, and taken.
  Response must(const std::string& login, const std::string& act, const Fields& typed = {}) {
    Response done = send_form(*this, login, meeting + "/" + act, typed);
    EXPECT_EQ(done.status, 303) << act << " " << done.body;
    return done;
  }
  [[nodiscard]] std::string page(const std::string& login) { return get(login, meeting).body; }

  // Nobody stays signed in until then.
  void go_to(const char* day) {
    institution.go_to(day);
    forget();
  }
  void ask() {
    const std::string dissent = "/dissents/" + institution.file("author").id.text;
    const Response asked = send_form(*this, "author", dissent + "/meet", {{"points", "The port."}});
    ASSERT_EQ(asked.status, 303) << asked.body;
    meeting = header(asked, "Location");
    meeting = meeting.substr(0, meeting.find('?'));
  }
  void schedule() {
    ask();
    must("respondent", "schedule",
         {{"fixed", "The port is closed."},
          {"may_change", "The day on which it closes."},
          {"decides", "The minister"},
          {"hear_by", "2026-04-01"},
          {"on", "2026-03-10"},
          {"at", "14:30"},
          {"place", "Room 4"}});
  }
  void hold() {
    schedule();
    go_to("2026-03-10");
    must("respondent", "hold");
  }
};

TEST(AMeetingByItsForms, IsAskedForScheduledHeldSignedAndAnswered) {
  MeetingSite test;
  test.hold();
  EXPECT_THAT(test.page("author"), HasSubstr("Room 4"));
  EXPECT_THAT(test.page("colleague"), Not(HasSubstr("Room 4")));
  test.must("respondent", "minutes", {{"text", "We spoke.\nOf the port."}});
  test.must("respondent", "sign");
  test.must("author", "minutes", {{"text", "We spoke.\nOf the port, twice."}});
  EXPECT_THAT(test.page("respondent"), HasSubstr("The text changed after it was signed"));
  test.must("author", "sign");
  test.must("respondent", "sign");
  EXPECT_THAT(test.page("colleague"), HasSubstr("both sides have signed its minutes"));
  test.must("author", "reservation", {{"text", "Of the ships nobody spoke."}});
  EXPECT_THAT(test.page("respondent"), HasSubstr("Of the ships nobody spoke."));
  test.must("respondent", "say-change",
            {{"changed", "yes"}, {"text", "The day was moved by two months, after what was said there."}});
  EXPECT_THAT(test.page("colleague"), HasSubstr("Something changed"));
}

// A hidden field with lines comes back with their ends as browsers write them.
TEST(AMeetingByItsForms, HasAReadOutOfSeveralLinesThatBothSidesAgreeTo) {
  MeetingSite test;
  test.hold();
  test.must("respondent", "read-out", {{"text", kReadOut}});
  EXPECT_THAT(test.page("colleague"), Not(HasSubstr("We spoke of the port.")));
  test.must("author", "agree-read-out");
  EXPECT_THAT(test.page("colleague"), HasSubstr("We spoke of the port."));
}

TEST(TheFormToSignMinutes, IsForTheTextThatItShowsAlsoWhereThatWasChangedMeanwhile) {
  MeetingSite test;
  test.hold();
  test.must("respondent", "minutes", {{"text", "We spoke of the port."}});
  const TestForm read(test.get("author", test.meeting + "/sign").body);
  test.must("respondent", "minutes", {{"text", "We spoke of nothing."}});
  const Response refused = test.post("author", read.action, read.fields());
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("read it again before you sign"));
  EXPECT_THAT(refused.body, HasSubstr("We spoke of nothing."));
  const TestForm again(refused.body);
  EXPECT_NE(again.value("hash"), read.value("hash"));
  EXPECT_EQ(test.post("author", again.action, again.fields()).status, 303);
}

TEST(AMeetingByItsForms, IsDeclinedForOneReason) {
  MeetingSite test;
  test.ask();
  TestForm form(test.get("respondent", test.meeting + "/decline").body);
  form.fill("reason", "The minister is abroad until the summer.");
  EXPECT_EQ(test.post("respondent", form.action, form.fields()).status, 303);
  EXPECT_EQ(test.post("respondent", form.action, form.fields()).status, 303) << "sent twice";
  EXPECT_THAT(test.page("colleague"), HasSubstr("The minister is abroad until the summer."));
  form.fill("reason", "No room is free.");
  const Response other = test.post("respondent", form.action, form.fields());
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.body, HasSubstr("for another reason"));
}

TEST(AMeetingByItsForms, IsMovedAndCalledOff) {
  MeetingSite test;
  test.schedule();
  test.must("author", "move", {{"on", "2026-03-12"}, {"at", "09:00"}});
  EXPECT_THAT(test.page("respondent"), HasSubstr("12 March 2026, 09:00 UTC"));
  EXPECT_THAT(test.page("respondent"), HasSubstr("Room 4")) << "the place stays";
  test.must("respondent", "cancel", {{"reason", "The minister is ill."}});
  EXPECT_THAT(test.page("colleague"), HasSubstr("The minister is ill."));
}

TEST(AMeetingByItsForms, IsSaidNotToHaveBeenHeldAndAnsweredWhereItWasAfterAll) {
  MeetingSite test;
  test.schedule();
  test.go_to("2026-03-11");
  test.must("respondent", "say-change",
            {{"changed", "not_held"}, {"text", "The minister was ill on that day, and no other was free."}});
  EXPECT_THAT(test.page("colleague"), HasSubstr("The office says that it was not held"));
  test.must("author", "hold");
  EXPECT_THAT(test.page("colleague"), HasSubstr("By 1 April 2026 people hear here what changed"));
  test.must("respondent", "say-change",
            {{"changed", "no"}, {"text", "Nothing changed, since the treaty leaves us no other month."}});
  EXPECT_THAT(test.page("colleague"), HasSubstr("Nothing changed"));
}

}  // namespace
}  // namespace demur::web
