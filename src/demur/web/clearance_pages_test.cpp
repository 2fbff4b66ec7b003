// The forms of clearance, each loaded and sent as a browser would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/service/clearance.hpp"
#include "demur/web/test_form.hpp"

namespace demur::web::testing {
namespace {

using namespace domain;
using ::testing::HasSubstr;
using ::testing::Not;

// The Legal Office ("outsider") and the Secretariat ("speaker") are asked about the decision of the North.
class ClearancePages : public ::testing::Test {
 protected:
  ClearancePages() : test({.more = {{"speaker", "Sue Speaker", kSecretariat, Role::respondent}}}) {
    OpenClearance act{.id = ClearanceRoundId::make(house.random), .decision = house.decision};
    act.mandate = {.level = Level::consult,
                   .fixed = "The port closes.",
                   .may_change = "The day.",
                   .decides = "The Minister",
                   .hear_by = core::day_of(house.now) + std::chrono::days{20}};
    act.also = {house.offices[kLegal], house.offices[kSecretariat]};
    must("respondent", act);
    round = act.id;
  }

  void must(const char* who, const ClearanceAct& act) {
    const auto done = service::perform(*house.house, house.people.at(who), act);
    ASSERT_TRUE(done) << who << ": " << done.error().what;
  }
  [[nodiscard]] PositionId place(const char* office) const {
    return position_id(round, house.offices.at(office));
  }
  void object(const char* who, const char* office, std::vector<Comment> comments = {},
              bool withheld = false) {
    const auto reading = service::read_clearance(*house.house, house.member(who), house.decision);
    must(who, GivePosition{.position = place(office),
                           .stance = Stance::non_concur,
                           .text_hash = reading->decision.versions.back().hash,
                           .would_change = "Another port.",
                           .comments = std::move(comments),
                           .withheld = withheld});
  }
  // Closed: Legal objects and has a comment, the Secretariat lifted its objection.
  void two_objected(bool withheld = false) {
    object("outsider", kLegal, {{.weight = CommentWeight::critical, .text = "Say the day."}}, withheld);
    object("speaker", kSecretariat);
    house.go_to("2026-03-10");
    test.forget();
    const std::string lift = "/positions/" + place(kSecretariat).text + "/lift";
    EXPECT_EQ(send_form(test, "speaker", lift, {{"reasons", " "}}).status, 400);
    EXPECT_EQ(send_form(test, "speaker", lift, {{"reasons", "Another port is found."}}).status, 303);
    EXPECT_EQ(test.get("outsider", lift).status, 403) << "its own office alone";
    ASSERT_EQ(house.count_of("position.lifted"), 1);
  }
  [[nodiscard]] std::string at(const char* form) const { return "/rounds/" + round.text + "/" + form; }

  static constexpr const char* kLegal = service::testing::kLegal;
  static constexpr const char* kSecretariat = service::testing::kSecretariat;

  TestSite test;
  service::testing::TestInstitution& house = test.institution;
  ClearanceRoundId round;
};

const Fields kAnswers = {{"outcome-1", "adopted"},
                         {"reasons-1", "The day is said."},
                         {"outcome-2", "declined"},
                         {"reasons-2", "There is no other port."},
                         {"summary", "One objects."}};

TEST_F(ClearancePages, TheReportsFormAsksAboutEachItemAndSaysAtTheFieldWhatIsMissing) {
  two_objected();
  const std::string page = test.get("respondent", at("report")).body;
  for (const char* label : {"Item 1: comment 1 of Legal Office", "Item 2: objection of Legal Office",
                            "Item 3: objection of Secretariat", "It was lifted, and needs no answer."})
    EXPECT_THAT(page, HasSubstr(label));
  Fields fields = kAnswers;
  fields[2].second = "adopted";
  fields[3].second = "Noted.";
  const auto noted = send_form(test, "respondent", at("report"), fields);
  EXPECT_EQ(noted.status, 400);
  EXPECT_THAT(noted.body, HasSubstr("no answer to the objection of Legal Office"));
  EXPECT_THAT(noted.body, HasSubstr("id=\"reasons-2-error\""));
  TestForm form(noted.body);
  form.fill("reasons-2", "There is no other port.");
  form.fill("reasons-3", "LIFTED-WORDS");
  const auto half = test.post("respondent", form.action, form.fields());
  EXPECT_EQ(half.status, 400);
  EXPECT_THAT(half.body, HasSubstr("id=\"outcome-3-error\""));
  EXPECT_THAT(half.body, HasSubstr("LIFTED-WORDS")) << "what was typed is kept";
  EXPECT_EQ(house.count_of("clearance.reported"), 0);
}

TEST_F(ClearancePages, AReportIsSentOnceAndOtherWordsAreNotTakenForIt) {
  two_objected();
  TestForm form(test.get("respondent", at("report")).body);
  for (const auto& [name, value] : kAnswers) form.fill(name, value);
  form.fill("outcome-3", "declined");
  form.fill("outcome-3", "");  // No answer: what was chosen by mistake is taken back
  EXPECT_EQ(test.post("respondent", form.action, form.fields()).status, 303);
  EXPECT_EQ(house.count_of("comment.answered"), 2) << "the comment, and the objection that stands";
  EXPECT_EQ(test.post("respondent", form.action, form.fields()).status, 303) << "the same twice is one";
  form.fill("reasons-2", "SECOND-WORDS");
  const auto second = test.post("respondent", form.action, form.fields());
  EXPECT_EQ(second.status, 409);
  EXPECT_THAT(second.body, HasSubstr("SECOND-WORDS")) << "what was typed is kept";
  EXPECT_EQ(house.count_of("clearance.reported"), 1);
  EXPECT_THAT(test.get("author", "/rounds/" + round.text).body, HasSubstr("One objects."));
}

TEST_F(ClearancePages, AnAnswerToALiftedObjectionIsTakenToo) {
  two_objected();
  Fields fields = kAnswers;
  fields.emplace_back("outcome-3", "adopted");
  fields.emplace_back("reasons-3", "It is another port.");
  EXPECT_EQ(send_form(test, "respondent", at("report"), fields).status, 303);
  EXPECT_EQ(house.count_of("comment.answered"), 3);
}

// Line for line, with a decision and reasons behind those that have one.
std::string filled_in(const std::string& csv, const std::vector<std::string>& answers) {
  std::string filled;
  std::size_t line = 0;
  for (std::size_t from = 0; from < csv.size(); ++line) {
    const std::size_t end = csv.find("\r\n", from);
    std::string row = csv.substr(from, end - from);
    if (line > 0 && line <= answers.size()) row = row.substr(0, row.size() - 2) + answers[line - 1] + ",";
    filled += row + "\r\n";
    from = end + 2;
  }
  return filled;
}

TEST_F(ClearancePages, ATableWithItsAnswersTakesThePlaceOfTheForm) {
  two_objected();
  const std::string csv = test.get("respondent", at("matrix.csv")).body;
  const auto send = [&](const std::string& table) {
    return send_form(test, "respondent", at("report"), {{"summary", "One objects."}, {"matrix", table}});
  };
  const auto half = send(filled_in(csv, {"A,The day is said.", "D,There is no other port.", ",LOST-WORDS"}));
  EXPECT_EQ(half.status, 400);
  EXPECT_THAT(half.body, HasSubstr("Line 4 of the table: it has reasons, and no decision"));
  EXPECT_THAT(half.body, HasSubstr("LOST-WORDS")) << "what was pasted is kept";
  // Of an older build: comments alone, with the same numbers.
  const std::string rows = filled_in(csv, {"A,The day is said."});
  const auto old = send(rows.substr(0, rows.find("\r\n2,") + 2));
  EXPECT_EQ(old.status, 400);
  EXPECT_THAT(old.body, HasSubstr("that of Legal Office has no answer yet"));
  EXPECT_THAT(old.body, HasSubstr("id=\"matrix-error\""));
  EXPECT_EQ(house.count_of("comment.answered"), 0);
  EXPECT_EQ(send(filled_in(csv, {"A,The day is said.", "D,There is no other port."})).status, 303);
  EXPECT_EQ(house.count_of("comment.answered"), 2);
}

TEST_F(ClearancePages, WhatAnOfficeWithheldIsMarkedOnTheFormAndInTheTable) {
  two_objected(true);
  const std::string page = test.get("respondent", at("report")).body;
  EXPECT_THAT(page, HasSubstr("Do not repeat it in the summary"));
  EXPECT_THAT(test.get("respondent", at("matrix.csv")).body, HasSubstr(",withheld\r\n"));
  EXPECT_EQ(send_form(test, "respondent", at("report"), kAnswers).status, 303);
  for (const std::string& leaf : house.leaf_texts()) EXPECT_THAT(leaf, Not(HasSubstr("no other port")));
}

TEST_F(ClearancePages, ARoundIsMadeVoidOnItsFormUnlessSomebodyCommentedOrObjected) {
  EXPECT_EQ(send_form(test, "respondent", at("void"), {{"reason", " "}}).status, 400);
  object("speaker", kSecretariat);
  EXPECT_EQ(test.get("respondent", at("void")).status, 409);
  const auto refused = test.post("respondent", at("void"), {{"reason", "The wrong text."}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("that stays on record"));
}

TEST_F(ClearancePages, AVoidRoundsPageSaysWhy) {
  EXPECT_EQ(send_form(test, "respondent", at("void"), {{"reason", "The wrong text."}}).status, 303);
  EXPECT_THAT(test.get("author", "/rounds/" + round.text).body, HasSubstr("The wrong text."));
}

TEST_F(ClearancePages, AChangeIsCalledEditorialAndAnOfficeThatWasAskedObjects) {
  object("outsider", kLegal);
  house.must("respondent", ReviseDecision{house.decision, "1. The northern port is shut.", ""});
  const std::string decision = "/decisions/" + house.decision.text;
  EXPECT_EQ(send_form(test, "respondent", decision + "/editorial", {{"reasons", ""}}).status, 400);
  EXPECT_EQ(send_form(test, "respondent", decision + "/editorial", {{"reasons", "A word."}}).status, 303);
  EXPECT_EQ(house.count_of("decision.editorial"), 1);
  EXPECT_EQ(test.get("author", decision + "/contest").status, 403);
  const std::string contest = decision + "/contest";
  EXPECT_EQ(send_form(test, "outsider", contest, {{"reasons", ""}}).status, 400);
  const Fields typed = {{"office", house.offices[kLegal].text}, {"reasons", "Shut is not closed."}};
  EXPECT_EQ(send_form(test, "outsider", contest, typed).status, 303);
  EXPECT_EQ(house.count_of("decision.editorial_contested"), 1);
  EXPECT_THAT(test.get("author", decision).body, HasSubstr("Shut is not closed."));
}

}  // namespace
}  // namespace demur::web::testing
