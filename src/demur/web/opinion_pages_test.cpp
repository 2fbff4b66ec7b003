#include <gtest/gtest.h>

#include "demur/service/test_opinion.hpp"
#include "demur/web/test_form.hpp"

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

// All disagree with the first statement, and the halves are opposed on the others.
std::optional<domain::Vote> of_opposed_halves(std::int64_t voter, int statement) {
  return statement == 1 || voter % 2 == 0 ? domain::Vote::disagree : domain::Vote::agree;
}

std::optional<domain::Vote> all_disagree(std::int64_t, int) {
  return domain::Vote::disagree;
}

// Closed, and so that its results have what bridges: the first statement.
std::string closed_round(TestSite& test, const service::testing::Answer& answer = of_opposed_halves) {
  const std::string path = open_round(test);
  const domain::OpinionRoundId round{path.substr(path.rfind('/') + 1)};
  service::testing::many_vote(test.institution, round, 60, 2, answer);
  test.institution.go_to("2026-03-21");
  test.forget();
  return path;
}

core::json::object public_part(TestSite& test, std::string_view type) {
  for (const auto& leaf : test.institution.leaves())
    if (leaf.type == type) return leaf.public_part.value_or(core::json::object{});
  ADD_FAILURE() << "no " << type;
  return {};
}

TEST(TheFormOfAReport, ListsWhatBridgesAndAsksWhatBecameOfIt) {
  TestSite test(with_many_members());
  const std::string path = closed_round(test);
  const auto early = test.get("respondent", path + "/report");
  EXPECT_NE(early.body.find("The results are being made"), std::string::npos) << early.body;
  ASSERT_TRUE(test.site.opinion_maps().refresh());
  const auto form = test.get("respondent", path + "/report");
  EXPECT_EQ(form.status, 200);
  const auto listed = form.body.find("1. The port should stay open. · Most in every group disagree.");
  ASSERT_NE(listed, std::string::npos);
  EXPECT_LT(listed, form.body.find("name=\"outcome-bridges\""));
  const Fields whole = {{"outcome", "declined"}, {"text", "The port costs too much."}};
  const auto refused = test.post("respondent", path + "/report", whole);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("id=\"outcome-bridges-error\""), std::string::npos);
  Fields fields = whole;
  for (const std::string set : {"bridges", "divides"}) {
    fields.emplace_back("outcome-" + set, "declined");
    fields.emplace_back("text-" + set, set + ": it would cost a ship.");
  }
  const auto reported = send_form(test, "respondent", path + "/report", fields);
  EXPECT_EQ(reported.status, 303) << reported.body;
  const std::string page = test.get("m1", path).body;
  EXPECT_LT(page.find("What bridges"), page.find("bridges: it would cost a ship."));
  EXPECT_NE(page.find("divides: it would cost a ship."), std::string::npos);
}

// Else nobody could tell from page or log whether all want what it says or nobody does.
TEST(AReportedStatement, ThatAllRejectIsSaidToBeRejectedOnThePageAndInTheLog) {
  TestSite test(with_many_members());
  const std::string path = closed_round(test, all_disagree);
  ASSERT_TRUE(test.site.opinion_maps().refresh());
  const auto reported = send_form(test, "respondent", path + "/report",
                                  {{"outcome", "adopted"},
                                   {"text", "As people say."},
                                   {"what_changed", "The port is closed."},
                                   {"outcome-bridges", "adopted"},
                                   {"text-bridges", "Nobody wants the port open: it is closed."}});
  ASSERT_EQ(reported.status, 303) << reported.body;
  const std::string page = test.get("m1", path).body;
  const auto report = page.find("What bridges");
  ASSERT_NE(report, std::string::npos);
  const auto said = page.find("Most in every group disagree.", report);
  EXPECT_LT(page.find("The port should stay open.", report), said);
  EXPECT_LT(said, page.find("Nobody wants the port open", report));
  EXPECT_EQ(page.find("Most in every group agree."), std::string::npos);
  const auto answered = public_part(test, "opinion_round.answered");
  EXPECT_EQ(answered.at("set"), "bridges");
  EXPECT_EQ(answered.at("statements").as_array().size(), 2U);
  EXPECT_EQ(answered.at("all"), (core::json::array{"disagree", "disagree"}));
  EXPECT_EQ(public_part(test, "opinion_round.reported").at("sets"), core::json::array{"bridges"});
}

// The server was started anew between the form and its sending.
TEST(AReportThatIsSentBeforeTheResultsAreThereAgain, KeepsWhatWasTypedAndReportsNothing) {
  TestSite test(with_many_members());
  const std::string path = closed_round(test, all_disagree);
  Fields typed = {{"outcome", "declined"}, {"text", "ROUND-WORDS"}, {"what_changed", ""}};
  typed.emplace_back("outcome-bridges", "declined");
  typed.emplace_back("text-bridges", "BRIDGES-WORDS");
  const auto early = test.post("respondent", path + "/report", typed);
  EXPECT_EQ(early.status, 409);
  EXPECT_NE(early.body.find("The results are being made"), std::string::npos);
  EXPECT_EQ(test.institution.count_of("opinion_round.reported"), 0);
  TestForm again(early.body);
  EXPECT_EQ(again.value("text"), "ROUND-WORDS");
  EXPECT_EQ(again.value("text-bridges"), "BRIDGES-WORDS");
  EXPECT_FALSE(again.has("text-divides")) << "nothing was typed about it, so nothing is asked yet";
  ASSERT_TRUE(test.site.opinion_maps().refresh());
  const auto reported = test.post("respondent", again.action, again.fields());
  EXPECT_EQ(reported.status, 303) << reported.body;
  EXPECT_EQ(public_part(test, "opinion_round.answered").at("text"), "BRIDGES-WORDS");
}

TEST(WhatIsTypedAboutASetThatTheResultsDoNotHave, IsShownAgainAndNeverDropped) {
  TestSite test(with_many_members());
  const std::string path = closed_round(test, all_disagree);
  ASSERT_TRUE(test.site.opinion_maps().refresh());
  Fields typed = {{"outcome", "declined"}, {"text", "No."}};
  for (const std::string set : {"bridges", "divides"}) {
    typed.emplace_back("outcome-" + set, "declined");
    typed.emplace_back("text-" + set, set + "-WORDS");
  }
  const auto refused = test.post("respondent", path + "/report", typed);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("id=\"text-divides-error\""), std::string::npos);
  TestForm again(refused.body);
  EXPECT_EQ(again.value("text-divides"), "divides-WORDS");
  again.fill("text-divides", "");
  EXPECT_EQ(test.post("respondent", again.action, again.fields()).status, 303)
      << "its choice can't be undone";
  EXPECT_EQ(test.institution.count_of("opinion_round.answered"), 1);
}

TEST(AnOpinionRoundsReport, InOtherWordsIsShownAgainOnceOneIsThere) {
  TestSite test(with_many_members());
  const std::string path = closed_round(test, all_disagree);
  ASSERT_TRUE(test.site.opinion_maps().refresh());
  TestForm form(test.get("respondent", path + "/report").body);
  for (const auto& [name, value] : Fields{{"outcome", "declined"},
                                          {"text", "FIRST-WORDS"},
                                          {"outcome-bridges", "declined"},
                                          {"text-bridges", "It would cost a ship."}})
    form.fill(name, value);
  EXPECT_EQ(test.post("respondent", form.action, form.fields()).status, 303);
  EXPECT_EQ(test.post("respondent", form.action, form.fields()).status, 303) << "the same twice is one";
  form.fill("text-bridges", "SECOND-WORDS");
  const auto second = test.post("respondent", form.action, form.fields());
  EXPECT_EQ(second.status, 409);
  EXPECT_NE(second.body.find("SECOND-WORDS"), std::string::npos) << "what was typed is kept";
  EXPECT_EQ(test.institution.count_of("opinion_round.reported"), 1);
}

TEST(AnOpinionRound, IsMadeVoidOnItsFormWithAReasonThatItsPageShows) {
  TestSite test(with_many_members());
  const std::string path = open_round(test);
  EXPECT_EQ(send_form(test, "respondent", path + "/void", {{"reason", " "}}).status, 400);
  EXPECT_EQ(send_form(test, "respondent", path + "/void", {{"reason", "We asked too early."}}).status, 303);
  EXPECT_NE(test.get("m1", path).body.find("We asked too early."), std::string::npos);
  EXPECT_EQ(test.get("respondent", path + "/void").status, 403) << "it is offered no more";
}

TEST(AStatement, IsRetiredOnItsFormAndVotedOnNoMore) {
  TestSite test(with_many_members());
  const std::string path = open_round(test);
  const std::string page = test.get("keeper", path + "/moderate").body;
  const auto at = page.find("/retire\"");
  ASSERT_NE(at, std::string::npos);
  const std::string retire = page.substr(page.rfind('"', at - 1) + 1, at + 7 - page.rfind('"', at - 1) - 1);
  EXPECT_EQ(send_form(test, "keeper", retire, {{"reason", ""}}).status, 400);
  EXPECT_EQ(send_form(test, "keeper", retire, {{"reason", "It is answered."}}).status, 303);
  const std::string after = test.get("m1", path).body;
  EXPECT_NE(after.find("It is answered."), std::string::npos);
  EXPECT_NE(after.find("1 statement<"), std::string::npos);
  EXPECT_EQ(test.get("m1", retire).status, 403);
}

}  // namespace
}  // namespace demur::web::testing
