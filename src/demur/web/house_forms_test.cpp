// Settings: who is there, who leaves, offices that end.
#include <gmock/gmock.h>

#include "demur/web/test_site.hpp"

namespace demur::web {
namespace {

using namespace testing;
using domain::FileDissent;
using http::Response;
using service::testing::kLegal;
using service::testing::kNorth;
using ::testing::HasSubstr;
using ::testing::Not;

// ---- the list of people

TEST(TheListOfPeople, GivesSignInNamesAndIdsToCustodiansOnly) {
  TestSite test({.more = {{"login-canary", "Lou Visible", kLegal}}});
  const std::string id = test.institution.people["login-canary"].text;
  for (const char* accept : {kHtml, kJson}) {
    for (const char* login : {"author", "respondent", "auditor"}) {
      for (const Response& page : {test.get(login, "/settings/people", accept),
                                   test.post(login, "/settings/people/invite", {}, accept)}) {
        EXPECT_THAT(page.body, Not(HasSubstr("login-canary"))) << login;
        EXPECT_THAT(page.body, Not(HasSubstr(id))) << login;
      }
      EXPECT_THAT(test.get(login, "/settings/people", accept).body, HasSubstr("Lou Visible")) << login;
    }
    EXPECT_THAT(test.get("keeper", "/settings/people", accept).body, HasSubstr("login-canary"));
    EXPECT_THAT(test.get("keeper", "/settings/people", accept).body, HasSubstr(id));
  }
}

// ---- who leaves, and offices that end

// What there still is to sign in with.
int ways_in(TestSite& test, const char* login) {
  const auto id = test.institution.people.at(login);
  int ways = 0;
  for (const char* table : {"session", "password", "passkey", "invitation"})
    ways += test.institution.one<int>("SELECT count(*) FROM " + std::string(table) + " WHERE member = '" +
                                      id.text + "'");
  return ways;
}

void give_passkey(TestSite& test, const char* login) {
  ASSERT_TRUE(test.institution.house->store().write([&](store::Transaction& transaction) {
    return store::add_passkey(transaction, {.credential_id = {1, 2, 3},
                                            .member = test.institution.people.at(login),
                                            .public_key = {4},
                                            .algorithm = -7,
                                            .name = "Key",
                                            .created_day = service::testing::day("2026-03-02")});
  }));
}

TEST(Leaving, EndsEveryWayInAndKeepsWhatWasFiled) {
  TestSite test;
  const FileDissent filed = test.institution.file("author");
  give_passkey(test, "author");
  EXPECT_THAT(test.get("author", "/settings/leave").body,
              HasSubstr("You have 1 dissent that is not closed."));
  const Response unsure = test.post("author", "/settings/leave", {});
  EXPECT_EQ(unsure.status, 400);
  EXPECT_THAT(unsure.body, HasSubstr("href=\"#confirm\""));
  EXPECT_EQ(ways_in(test, "author"), 3);

  const Response left = test.post("author", "/settings/leave", {{"confirm", "yes"}});
  EXPECT_EQ(header(left, "Location"), "/signed-out");
  EXPECT_EQ(ways_in(test, "author"), 0);
  EXPECT_EQ(test.get("author", "/").status, 303);
  EXPECT_EQ(test.post("", "/sign-in", {{"login", "author"}, {"password", kPassword}}).status, 401);
  EXPECT_EQ(test.get("keeper", "/dissents/" + filed.id.text).status, 200);
  EXPECT_EQ(test.post("keeper", "/dissents/" + filed.id.text + "/acknowledge", {}).status, 303);
}

TEST(Leaving, IsRefusedToTheLastCustodianInWords) {
  TestSite test;
  for (const char* login : {"keeper", "recused"})
    test.institution.must("founder", domain::Appoint{test.institution.people[login], {}});
  const Response refused = test.post("founder", "/settings/leave", {{"confirm", "yes"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("This is the last custodian: appoint another"));
  EXPECT_EQ(test.get("founder", "/").status, 200);
}

TEST(Leaving, IsRecordedByACustodianAndTellsThemOfNoDissent) {
  TestSite test;
  const std::string target = "/settings/people/leave?member=" + test.institution.people["author"].text;
  const std::string before = test.get("keeper", target).body;
  test.institution.file("author");
  EXPECT_EQ(test.get("keeper", target).body, before);
  EXPECT_THAT(before, HasSubstr("Ada Canary-Name has left"));
  const Fields who = {{"member", test.institution.people["author"].text}};
  EXPECT_EQ(test.get("colleague", target).status, 403);
  EXPECT_EQ(test.post("colleague", "/settings/people/leave", who).status, 403);
  EXPECT_EQ(test.get("author", "/").status, 200);
  EXPECT_EQ(test.post("keeper", "/settings/people/leave", who).status, 303);
  EXPECT_EQ(ways_in(test, "author"), 0);
  EXPECT_THAT(test.get("colleague", "/settings/people").body, Not(HasSubstr("Canary-Name")));
  EXPECT_THAT(test.get("keeper", "/settings/people").body, HasSubstr("Canary-Name"));
}

TEST(Leaving, OfTheOnlyRespondentIsWarnedOf) {
  TestSite test;
  const std::string warning = "Nobody else answers dissents for: Bureau of the North.";
  EXPECT_THAT(test.get("respondent", "/settings/leave").body, HasSubstr(warning));
  test.institution.must("keeper",
                        domain::Appoint{test.institution.people["colleague"],
                                        {{test.institution.offices[kNorth], domain::Role::respondent}}});
  EXPECT_THAT(test.get("respondent", "/settings/leave").body, Not(HasSubstr(warning)));
}

TEST(AnInvitation, IsTakenBack) {
  TestSite test;
  const std::string id = domain::MemberId::make(test.institution.random).text;
  const Response invited = test.post("keeper", "/settings/people/invite",
                                     {{"id", id},
                                      {"login", "nora"},
                                      {"name", "Nora New"},
                                      {"office", test.institution.offices[kLegal].text}},
                                     kJson);
  const auto view = core::parse_json(invited.body).value();
  const std::string link(view.get_object().at("invitation_link").as_string());
  const std::string path = link.substr(std::string(kUrl).size());
  EXPECT_EQ(test.get("", path).status, 200);
  EXPECT_THAT(test.get("keeper", "/settings/people/leave?member=" + id).body,
              HasSubstr("Take back the invitation"));
  EXPECT_EQ(test.post("keeper", "/settings/people/leave", {{"member", id}}).status, 303);
  EXPECT_EQ(test.get("", path).status, 404);
}

TEST(AnOffice, IsMergedWithWhatItOwes) {
  TestSite test;
  test.institution.file("author");
  const std::string north = test.institution.offices[kNorth].text;
  const std::string legal = test.institution.offices[kLegal].text;
  const std::string target = "/settings/offices/merge";
  const std::string page = test.get("keeper", target + "?office=" + north).body;
  for (const char* words : {"1 decision", "1 open duty", "2 people", "It cannot be undone"})
    EXPECT_THAT(page, HasSubstr(words));
  EXPECT_EQ(test.get("respondent", target + "?office=" + north).status, 403);
  EXPECT_EQ(test.post("respondent", target, {{"office", north}, {"into", legal}}).status, 403);
  EXPECT_EQ(test.post("keeper", target, {{"office", north}}).status, 400);
  EXPECT_EQ(test.post("keeper", target, {{"office", north}, {"into", north}}).status, 400);
  EXPECT_EQ(test.post("keeper", target, {{"office", north}, {"into", legal}}).status, 303);
  EXPECT_EQ(test.institution.count_of("office.merged"), 1);
  EXPECT_THAT(test.get("colleague", "/settings/people").body, HasSubstr("Merged into"));
  const Response again = test.post("keeper", target, {{"office", legal}, {"into", north}});
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("Choose an active office"));
}

TEST(AnOffice, IsClosedWhenNothingHangsOnIt) {
  TestSite test;
  const std::string north = test.institution.offices[kNorth].text;
  const std::string legal = test.institution.offices[kLegal].text;
  const std::string target = "/settings/offices/close";
  EXPECT_THAT(test.get("keeper", target + "?office=" + north).body,
              HasSubstr("it can be merged, not closed"));
  const Response refused = test.post("keeper", target, {{"office", north}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("This office owns decisions"));
  EXPECT_EQ(test.post("colleague", target, {{"office", legal}}).status, 403);
  EXPECT_EQ(test.post("keeper", target, {{"office", legal}}).status, 303);
  EXPECT_EQ(test.institution.count_of("office.closed"), 1);
}

}  // namespace
}  // namespace demur::web
