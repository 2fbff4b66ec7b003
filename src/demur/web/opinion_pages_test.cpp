#include <gtest/gtest.h>

#include "demur/service/test_opinion.hpp"
#include "demur/web/test_site.hpp"

namespace demur::web::testing {
namespace {

service::testing::Start with_many_members() {
  return {.more = service::testing::more_members()};
}

Fields round_form(TestSite& test) {
  return {{"id", domain::OpinionRoundId::make(test.institution.random).text},
          {"title", "The northern port"},
          {"owner", test.institution.offices.at(service::testing::kNorth).text},
          {"level", "consult"},
          {"fixed", "The treaty stands."},
          {"may_change", "The months."},
          {"decides", "The minister"},
          {"closes_on", "2026-03-20"},
          {"hear_by", "2026-04-10"},
          {"statements", "The port should stay open.\r\n\r\nThe north has other ports.\r\n"}};
}

std::string open_round(TestSite& test) {
  const auto done = test.post("respondent", "/opinion/new", round_form(test));
  EXPECT_EQ(done.status, 303) << done.body;
  return header(done, "Location");
}

TEST(TheFormOfARound, OpensItAndSaysAtTheFieldWhatIsMissing) {
  TestSite test(with_many_members());
  Fields fields = round_form(test);
  for (auto& [name, value] : fields)
    if (name == "fixed") value = " ";
  const auto again = test.post("respondent", "/opinion/new", fields);
  EXPECT_EQ(again.status, 400);
  EXPECT_NE(again.body.find("id=\"fixed-error\""), std::string::npos);
  EXPECT_NE(again.body.find("The north has other ports."), std::string::npos) << "what was typed is kept";
  const std::string path = open_round(test);
  const auto page = test.get("author", path);
  EXPECT_EQ(page.status, 200);
  EXPECT_LT(page.body.find("What may change"), page.body.find("Who will know"));
  EXPECT_EQ(test.get("author", "/opinion/new").status, 403);
}

TEST(TheFormOfARound, RefusesAPromiseThatNothingIsRecorded) {
  TestSite test(with_many_members());
  Fields fields = round_form(test);
  fields.emplace_back("attribution", "not_recorded");
  const auto again = test.post("respondent", "/opinion/new", fields);
  EXPECT_NE(again.status, 303);
  EXPECT_NE(again.body.find("cannot promise that nothing is recorded"), std::string::npos);
}

TEST(VotingOnAPage, ShowsOneStatementAfterTheOtherUntilAllAreVotedOn) {
  TestSite test(with_many_members());
  const std::string path = open_round(test);
  for (int left = 2; left > 0; --left) {
    const auto page = test.get("m1", path + "/vote");
    ASSERT_EQ(page.status, 200);
    const std::string mark = "name=\"statement\" value=\"";
    const auto at = page.body.find(mark);
    ASSERT_NE(at, std::string::npos);
    const auto cast = test.post("m1", path + "/vote",
                                {{"statement", page.body.substr(at + mark.size(), 26)}, {"vote", "agree"}});
    EXPECT_EQ(cast.status, 303) << cast.body;
    EXPECT_EQ(header(cast, "Location"), path + "/vote");
  }
  EXPECT_NE(test.get("m1", path + "/vote").body.find("You have voted on all of them"), std::string::npos);
  EXPECT_NE(test.get("m1", path + "/votes").body.find("Agree"), std::string::npos);
  EXPECT_EQ(test.get("m2", path + "/votes").body.find("Agree"), std::string::npos);
  EXPECT_EQ(test.get("keeper", path + "/vote").body.find("name=\"statement\""), std::string::npos);
}

TEST(Moderating, IsOfferedToNobodyElse) {
  TestSite test(with_many_members());
  const std::string path = open_round(test);
  const auto proposed = test.post("m1", path + "/propose", {{"text", "The railway has room."}});
  EXPECT_EQ(proposed.status, 303) << proposed.body;
  for (const char* who : {"author", "respondent", "recused", "auditor"})
    EXPECT_EQ(test.get(who, path + "/moderate").status, 403) << who;
  const auto page = test.get("keeper", path + "/moderate");
  const std::string mark = "action=\"/opinion/statements/";
  const auto at = page.body.find(mark);
  ASSERT_NE(at, std::string::npos);
  const std::string statement = "/opinion/statements/" + page.body.substr(at + mark.size(), 26);
  EXPECT_EQ(test.post("m1", statement + "/show", {}).status, 403);
  EXPECT_NE(test.post("keeper", statement + "/reject", {{"reason", " "}}).status, 303);
  EXPECT_EQ(test.post("keeper", statement + "/show", {}).status, 303);
  EXPECT_NE(test.get("m2", path).body.find("The railway has room."), std::string::npos);
}

TEST(ResultsOnAPage, AreThereOnceTheRoundIsClosedAndReportedOnByItsOwner) {
  TestSite test(with_many_members());
  const std::string path = open_round(test);
  EXPECT_EQ(test.get("m1", path + "/results").status, 404);
  test.institution.go_to("2026-03-21");
  test.forget();
  ASSERT_TRUE(test.site.opinion_maps().refresh());
  const auto page = test.get("m1", path + "/results");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("nothing is shown of so few"), std::string::npos);
  EXPECT_EQ(test.get("m1", path + "/statements.csv").status, 404);
  const auto reported = test.post("respondent", path + "/report",
                                  {{"outcome", "declined"}, {"text", "The port costs too much."}});
  EXPECT_EQ(reported.status, 303) << reported.body;
  EXPECT_NE(test.get("m1", path).body.find("The port costs too much."), std::string::npos);
}

// All agree on the first statement, and the halves are opposed on the others.
std::optional<domain::Vote> of_opposed_halves(std::int64_t voter, int statement) {
  return statement == 1 || voter % 2 == 0 ? domain::Vote::agree : domain::Vote::disagree;
}

TEST(TheFormOfAReport, ListsWhatBridgesAndAsksWhatBecameOfIt) {
  TestSite test(with_many_members());
  const std::string path = open_round(test);
  const domain::OpinionRoundId round{path.substr(path.rfind('/') + 1)};
  service::testing::many_vote(test.institution, round, 60, 2, of_opposed_halves);
  test.institution.go_to("2026-03-21");
  test.forget();
  const auto early = test.get("respondent", path + "/report");
  EXPECT_NE(early.body.find("The results are being made"), std::string::npos) << early.body;
  ASSERT_TRUE(test.site.opinion_maps().refresh());
  const auto form = test.get("respondent", path + "/report");
  EXPECT_EQ(form.status, 200);
  const auto listed = form.body.find("1. The port should stay open.");
  ASSERT_NE(listed, std::string::npos);
  EXPECT_LT(listed, form.body.find("name=\"outcome-bridges\""));
  const Fields whole = {{"outcome", "declined"}, {"text", "The port costs too much."}};
  const auto refused = test.post("respondent", path + "/report", whole);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("id=\"outcome-bridges-error\""), std::string::npos);
  Fields fields = whole;
  for (const std::string set : {"bridges", "divides"}) {
    fields.emplace_back("outcome-" + set, "declined");
    fields.emplace_back("text-" + set, "It would cost a ship.");
  }
  const auto reported = test.post("respondent", path + "/report", fields);
  EXPECT_EQ(reported.status, 303) << reported.body;
  const std::string page = test.get("m1", path).body;
  EXPECT_LT(page.find("What bridges"), page.find("It would cost a ship."));
  EXPECT_NE(page.find("It would cost a ship."), std::string::npos);
}

}  // namespace
}  // namespace demur::web::testing
