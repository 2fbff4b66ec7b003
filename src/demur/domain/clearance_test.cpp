// Clearance rounds and positions: who may, when, and what follows.
#include <gmock/gmock.h>

#include "demur/domain/clearance_report.hpp"
#include "demur/domain/clearance_story.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {
namespace {

using core::Code;
using ::testing::HasSubstr;

template <typename Enum>
void expect_words(Enum last) {
  ASSERT_EQ(words_of<Enum>().size(), static_cast<std::size_t>(last) + 1);
  for (const char* text : words_of<Enum>()) EXPECT_STREQ(word(*find_word<Enum>(text)), text);
}

TEST(TheWordsOfClearance, AreOneForEachValue) {
  expect_words(Stance::recused);
  expect_words(CommentWeight::editorial);
  expect_words(CommentOutcome::declined);
  expect_words(BypassGround::other);
  expect_words(BasisKind::bypassed_unexplained);
  expect_words(Detector::entered_outside);
  expect_words(Heard::not_heard);
}

TEST(AClearanceRound, AsksWhomTheRulesNameAndWhomTheOwnerAdds) {
  ClearanceStory story;
  const auto change = story.must("desk", story.opening({story.office("budget"), story.office("legal")}));
  std::vector<std::pair<std::string, bool>> asked;
  for (const Position& position : change.positions)
    asked.emplace_back(position.office_name, position.by_rules);
  EXPECT_EQ(asked, (std::vector<std::pair<std::string, bool>>{
                       {"legal", true}, {"rights", true}, {"budget", false}}));
  EXPECT_EQ(story.decision.state, DecisionState::consulting);
  EXPECT_EQ(change.duties.size(), 4U) << "a position of each, and the report";
  EXPECT_EQ(story.refused("desk", story.opening()).code, Code::conflict) << "one at a time";
}

TEST(AClearanceRound, IsInTheLogWithItsMandateBeforeAnybodyIsTold) {
  ClearanceStory story;
  const auto change = story.must("desk", story.opening());
  ASSERT_EQ(change.entries.size(), 1U);
  const Entry& entry = change.entries[0];
  EXPECT_EQ(entry.publication, Publication::at_once);
  EXPECT_EQ(entry.id, change.round->id.text);
  EXPECT_EQ(mandate_in(entry.public_part.at("mandate").as_object()).value(), story.mandate());
  EXPECT_EQ(entry.public_part.at("offices").as_array().size(), 2U);
  EXPECT_EQ(entry.public_part.at("text_hash").as_string(), "h1");
}

TEST(AClearanceRound, DoesNotOpenWithoutAWholeMandate) {
  ClearanceStory story;
  OpenClearance act = story.opening();
  act.mandate.may_change = "";
  EXPECT_EQ(story.refused("desk", act).field, "may_change");
  act = story.opening();
  act.mandate.may_change = kNothing;
  EXPECT_EQ(story.refused("desk", act).field, "level") << "then it is a briefing";
  act = story.opening();
  act.mandate.attribution = Attribution::not_recorded;
  EXPECT_EQ(story.refused("desk", act).field, "attribution") << "positions are on record";
  act = story.opening();
  act.mandate.hear_by = day("2026-03-10");
  EXPECT_EQ(story.refused("desk", act).field, "hear_by") << "it closes on the 10th";
  act.mandate.hear_by = day("2026-04-30");
  EXPECT_EQ(story.refused("desk", act).field, "hear_by") << "more than 30 days after it closes";
}

TEST(AClearanceRound, SaysWhichOfficeIsToBeCreatedWhereARuleNamesNone) {
  ClearanceStory story;
  story.policy.consultation.required.push_back("Climate Envoy");
  const auto error = story.refused("desk", story.opening());
  EXPECT_EQ(error.code, Code::conflict);
  EXPECT_THAT(error.what, HasSubstr("\"Climate Envoy\""));
  story.policy.consultation.required = {};
  EXPECT_EQ(story.refused("desk", story.opening()).field, "also") << "nobody to ask";
}

TEST(AClearanceRound, IsOpenForTheWorkingDaysOfThePolicy) {
  ClearanceStory story;
  OpenClearance act = story.opening();
  act.closes_on = day("2026-03-09");  // five days but for the holiday on the 5th
  EXPECT_EQ(story.refused("desk", act).field, "closes_on");
  act.closes_on = day("2026-03-10");
  EXPECT_TRUE(story.judge("desk", act));
  act.urgent_reasons = "The ship sails.";
  act.closes_on = day("2026-03-03");
  EXPECT_EQ(story.refused("desk", act).field, "closes_on");
  act.closes_on = day("2026-03-04");
  EXPECT_TRUE(story.judge("desk", act));
}

TEST(AClearanceRound, IsOpenedReportedAndMadeVoidByTheOwnersRespondentOnly) {
  ClearanceStory story;
  for (const char* who : {"legal", "budget"})
    EXPECT_EQ(story.refused(who, story.opening()).code, Code::forbidden);
  story.must("desk", story.opening());
  EXPECT_EQ(story.refused("legal", VoidClearance{story.clearance.rounds[0].id, "x"}).code, Code::forbidden);
  EXPECT_EQ(story.refused("legal", ReportClearance{story.clearance.rounds[0].id, "x", {}}).code,
            Code::forbidden);
  EXPECT_EQ(story.refused("desk", VoidClearance{story.clearance.rounds[0].id, " "}).field, "reason");
}

TEST(APosition, IsGivenByARespondentOfThatOfficeOnTheTextThatTheyRead) {
  ClearanceStory story;
  story.must("desk", story.opening());
  const GivePosition act = story.position("legal", Stance::concur);
  EXPECT_EQ(story.refused("rights", act).code, Code::forbidden);
  EXPECT_EQ(story.refused("desk", act).code, Code::forbidden);
  GivePosition other = act;
  other.text_hash = "h0";
  EXPECT_EQ(story.refused("legal", other).code, Code::conflict);
  other.text_hash = "";
  EXPECT_EQ(story.refused("legal", other).code, Code::conflict) << "a text that nobody names is no text";
  story.must("legal", act);
  EXPECT_TRUE(story.must("legal", act).already_done);
  EXPECT_EQ(story.duty(act.position, DutyKind::give_position)->state, DutyState::met);
}

TEST(ANonConcur, SaysWhatWouldChangeIt) {
  ClearanceStory story;
  story.must("desk", story.opening());
  GivePosition act = story.position("legal", Stance::non_concur);
  for (const char* empty : {"", " \n "}) {
    act.would_change = empty;
    EXPECT_EQ(story.refused("legal", act).field, "would_change");
  }
}

TEST(APosition, SaysWhetherItHasComments) {
  ClearanceStory story;
  story.must("desk", story.opening());
  GivePosition act = story.position("legal", Stance::concur_with_comment);
  act.comments[0].text = " ";
  EXPECT_EQ(story.refused("legal", act).field, "comments");
  act.comments.clear();
  EXPECT_EQ(story.refused("legal", act).field, "comments");
  act.stance = Stance::concur;
  act.comments = {{.text = "But."}};
  EXPECT_EQ(story.refused("legal", act).field, "stance");
}

TEST(APositionsRecord, HasNoNameAndCommitsToItsComments) {
  ClearanceStory story;
  story.must("desk", story.opening());
  GivePosition act = story.position("legal", Stance::non_concur);
  act.comments = {{CommentWeight::critical, "§ 2", "COMMENT-CANARY"}};
  Entry entry = story.must("legal", act).entries.at(0);
  EXPECT_EQ(entry.public_part.at("would_change").as_string(), "An end date.");
  EXPECT_EQ(entry.public_part.at("comments").at("critical").to_number<int>(), 1);
  EXPECT_THAT(text_of(entry.public_part), Not(HasSubstr("CANARY")));
  EXPECT_THAT(text_of(entry.public_part), Not(HasSubstr(story.people["legal"].id.text)));
  EXPECT_THAT(text_of(entry.private_part), HasSubstr("COMMENT-CANARY"));
  act.withheld = true;
  entry = story.must("legal", act).entries.at(0);
  EXPECT_FALSE(entry.public_part.contains("would_change"));
  EXPECT_THAT(text_of(entry.private_part), HasSubstr("An end date."));
}

TEST(AnObjection, IsLiftedByItsOfficeOnlyAndThatIsNoConcurrence) {
  ClearanceStory story;
  story.must("desk", story.opening());
  story.must("legal", story.position("legal", Stance::non_concur));
  story.must("rights", story.position("rights", Stance::concur));
  const LiftObjection lift{story.place("legal"), "The end date is in."};
  for (const char* who : {"desk", "rights"}) EXPECT_EQ(story.refused(who, lift).code, Code::forbidden);
  EXPECT_EQ(story.refused("legal", LiftObjection{lift.position, ""}).field, "reasons");
  EXPECT_EQ(story.refused("rights", LiftObjection{story.place("rights"), "x"}).code, Code::conflict);
  EXPECT_EQ(story.row("legal").heard, Heard::objects);
  story.must("legal", lift);
  EXPECT_EQ(story.row("legal").heard, Heard::without_concurring);
  EXPECT_EQ(story.basis().kind, BasisKind::partly_cleared);
}

TEST(Silence, IsNoResponseByTheClock) {
  ClearanceStory story;
  story.must("desk", story.opening());
  story.must("legal", story.position("legal", Stance::concur));
  story.morning(day("2026-03-10"));
  EXPECT_EQ(story.clearance.rounds[0].state, RoundState::open) << "its last day";
  story.morning(day("2026-03-11"));
  EXPECT_EQ(story.clearance.rounds[0].state, RoundState::closed);
  const Entry& closed = story.entries.back();
  EXPECT_EQ(text_of(closed.public_part), "{\"no_response\":[\"" + story.office("rights").text + "\"]}");
  EXPECT_EQ(story.duty(story.place("rights"), DutyKind::give_position)->state, DutyState::missed);
  EXPECT_THAT(story.row("rights").sentences.at(0), HasSubstr("no response by 10 March 2026"));
  EXPECT_EQ(story.refused("rights", story.position("rights", Stance::concur)).code, Code::conflict);
  const auto before = story.entries.size();
  story.morning(day("2026-03-12"));
  EXPECT_EQ(story.entries.size(), before) << "the clock says it once";
}

TEST(AReport, AnswersEveryComment) {
  ClearanceStory story;
  story.must("desk", story.opening());
  story.must("legal", story.position("legal", Stance::concur_with_comment));
  const ClearanceRoundId round = story.clearance.rounds[0].id;
  ReportClearance act{round, "One comment.", {}};
  EXPECT_EQ(story.refused("desk", act).code, Code::conflict) << "it is open";
  story.morning(day("2026-03-11"));
  EXPECT_THAT(story.refused("desk", act).what, HasSubstr("comment 1 of legal"));
  act.replies = {{story.place("legal"), 1, {CommentOutcome::declined, "Noted."}}};
  const std::string field = reply_field(story.place("legal"), 1);
  EXPECT_EQ(story.refused("desk", act).field, field);
  act.replies[0].answer.reasons = "";
  EXPECT_EQ(story.refused("desk", act).field, field);
  act.replies[0].answer.reasons = "The end date stands in § 9 already.";
  act.replies.push_back({story.place("legal"), 2, {CommentOutcome::declined, "There is none."}});
  EXPECT_EQ(story.refused("desk", act).field, reply_field(story.place("legal"), 2));
  act.replies.back() = act.replies.front();
  EXPECT_EQ(story.refused("desk", act).field, field) << "twice";
  act.replies.pop_back();
  const auto change = story.must("desk", act);
  EXPECT_EQ(change.entries.at(0).type, "comment.answered");
  EXPECT_EQ(change.entries.at(1).type, "clearance.reported");
  EXPECT_EQ(story.duty(round, DutyKind::report)->state, DutyState::met);
  EXPECT_TRUE(story.must("desk", act).already_done);
  ReportClearance other = act;
  other.summary = "Another.";
  EXPECT_EQ(story.refused("desk", other).code, Code::conflict) << "it would be lost without a word";
  other = act;
  other.replies[0].answer.outcome = CommentOutcome::adopted;
  EXPECT_EQ(story.refused("desk", other).code, Code::conflict);
  other.replies.clear();
  EXPECT_EQ(story.refused("desk", other).code, Code::conflict);
}

TEST(AReport, AnswersAnObjectionThatStands) {
  ClearanceStory story;
  story.must("desk", story.opening());
  story.must("legal", story.position("legal", Stance::non_concur));
  story.must("rights", story.position("rights", Stance::non_concur));
  const ClearanceRoundId round = story.clearance.rounds[0].id;
  story.morning(day("2026-03-11"));
  story.must("rights", LiftObjection{story.place("rights"), "It is met."});
  ReportClearance act{round, "Two objected, and one objects still.", {}};
  EXPECT_THAT(story.refused("desk", act).what, HasSubstr("that of legal"));
  act.replies = {{story.place("legal"), kObjection, {CommentOutcome::declined, "Noted."}}};
  const std::string field = reply_field(story.place("legal"), kObjection);
  EXPECT_EQ(story.refused("desk", act).field, field);
  act.replies[0].answer.reasons = "The ship cannot wait for an end date.";
  act.replies.push_back(act.replies.front());
  EXPECT_EQ(story.refused("desk", act).field, field) << "twice";
  act.replies.pop_back();
  ClearanceStory both = story;
  const auto change = story.must("desk", act);
  ASSERT_EQ(change.entries.size(), 2U) << "one that was lifted needs none";
  EXPECT_EQ(change.entries[0].public_part.at("comment"), kObjection);
  EXPECT_FALSE(change.entries[0].public_part.contains("weight"));
  EXPECT_EQ(change.entries[1].public_part.at("objections"), 1);
  EXPECT_EQ(standing(story.clearance.positions[0])->answer, act.replies[0].answer);
  act.replies.push_back({story.place("rights"), kObjection, {CommentOutcome::adopted, "The date is set."}});
  EXPECT_EQ(both.must("desk", act).entries.back().public_part.at("objections"), 2) << "and may have one";
}

TEST(AReport, AnswersNoObjectionWhereThereIsNone) {
  ClearanceStory story;
  story.must("desk", story.opening());
  story.must("legal", story.position("legal", Stance::abstain));
  story.morning(day("2026-03-11"));
  for (const char* office : {"legal", "rights"})
    EXPECT_EQ(story
                  .refused("desk",
                           ReportClearance{story.clearance.rounds[0].id,
                                           "So.",
                                           {{story.place(office), kObjection, {.reasons = "It is not so."}}}})
                  .field,
              reply_field(story.place(office), kObjection))
        << office;
}

TEST(AReport, KeepsTheAnswerToAWithheldObjectionOutOfTheLog) {
  ClearanceStory story;
  story.must("desk", story.opening());
  GivePosition objection = story.position("legal", Stance::non_concur);
  objection.withheld = true;
  story.must("legal", objection);
  story.morning(day("2026-03-11"));
  const auto change = story.must(
      "desk", ReportClearance{story.clearance.rounds[0].id,
                              "One office objects.",
                              {{story.place("legal"), kObjection, {CommentOutcome::declined, "It sails."}}}});
  EXPECT_EQ(change.entries.at(0).public_part.at("outcome"), "declined");
  EXPECT_FALSE(change.entries.at(0).public_part.contains("reasons"));
  EXPECT_EQ(change.entries.at(0).private_part.at("reasons"), "It sails.");
}

TEST(AVoidRound, IsNoWayAroundAnObjectionEvenOneThatWasReplaced) {
  ClearanceStory story;
  story.must("desk", story.opening());
  const ClearanceRoundId round = story.clearance.rounds[0].id;
  for (const Stance stance : {Stance::non_concur, Stance::concur}) {
    story.must("legal", story.position("legal", stance));
    EXPECT_EQ(story.refused("desk", VoidClearance{round, "The wrong text."}).code, Code::conflict);
  }
}

TEST(AVoidRound, KeepsWhatWasSaidAndIsNoWayAroundComments) {
  ClearanceStory story;
  story.must("desk", story.opening());
  const ClearanceRoundId round = story.clearance.rounds[0].id;
  story.must("legal", story.position("legal", Stance::concur_with_comment));
  EXPECT_EQ(story.refused("desk", VoidClearance{round, "The wrong text."}).code, Code::conflict);
  ClearanceStory other;
  other.must("desk", other.opening());
  other.must("legal", other.position("legal", Stance::concur));
  other.must("desk", VoidClearance{round, "The wrong text."});
  EXPECT_EQ(other.clearance.positions[0].given.size(), 1U);
  EXPECT_EQ(other.row("legal").heard, Heard::not_heard);
  EXPECT_THAT(other.row("legal").sentences.at(0), HasSubstr("made void"));
  EXPECT_EQ(other.duty(round, DutyKind::report)->state, DutyState::waived);
  EXPECT_TRUE(other.act("desk", other.opening())) << "and another may be opened";
  ClearanceStory taken;
  taken.must("desk", taken.opening());
  for (const char* name : {"legal", "rights"}) taken.must(name, taken.position(name, Stance::concur));
  ASSERT_TRUE(taken.take("desk"));
  EXPECT_EQ(taken.refused("desk", VoidClearance{round, "The wrong text."}).code, Code::conflict)
      << "the decision was taken on it";
}

TEST(AnEditorialChange, IsContestedByAnOfficeThatWasAskedWhileItMay) {
  ClearanceStory story;
  story.must("desk", story.opening());
  for (const char* name : {"legal", "rights"}) story.must(name, story.position(name, Stance::concur));
  ASSERT_TRUE(story.revise("We sell!"));
  const DeclareEditorial editorial{story.decision.id, 2, "A full stop."};
  EXPECT_EQ(story.refused("legal", editorial).code, Code::forbidden);
  EXPECT_EQ(story.refused("desk", DeclareEditorial{story.decision.id, 1, "x"}).code, Code::conflict);
  story.must("desk", editorial);
  EXPECT_EQ(story.clearance.editorial[0].object_by, day("2026-03-04"));
  const ContestEditorial contest{story.decision.id, 2, story.office("rights"), "A full stop is a claim."};
  EXPECT_EQ(story.refused("legal", contest).code, Code::forbidden) << "legal does not speak for rights";
  EXPECT_EQ(story.refused("budget", ContestEditorial{story.decision.id, 2, story.office("budget"), "x"}).code,
            Code::forbidden);
  ClearanceStory late = story;
  late.today = day("2026-03-05");
  EXPECT_EQ(late.refused("rights", contest).code, Code::conflict);
  EXPECT_EQ(late.basis().kind, BasisKind::cleared);
  EXPECT_NE(story.basis().kind, BasisKind::cleared) << "the days to object have not passed";
  story.must("rights", contest);
  story.today = day("2026-03-05");
  EXPECT_NE(story.basis().kind, BasisKind::cleared);
  EXPECT_EQ(story.row("legal").detectors, std::vector{Detector::text_changed});
}

}  // namespace
}  // namespace demur::domain
