#include "demur/web/comment_matrix.hpp"

#include <gmock/gmock.h>

#include "demur/web/decision_record.hpp"

namespace demur::web {
namespace {

using namespace domain;
using ::testing::HasSubstr;
using ::testing::Not;

MatrixItem item(Comment comment, int number = 1) {
  return {{"p"}, "Legal Office", number, std::move(comment)};
}

TEST(TheCommentMatrix, ComesBackAsItWasWritten) {
  std::vector<MatrixItem> items;
  for (const char* text :
       {"plain", "two\r\nlines, \"quoted\"", "=1+1", "'=1+1", "''@x", "-5", "é", "'quoted'"})
    items.push_back(item({CommentWeight::critical, text, text, text}));
  const auto back = comments_in(matrix_csv(items));
  ASSERT_TRUE(back) << back.error().what;
  ASSERT_EQ(back->size(), items.size());
  for (std::size_t at = 0; at < items.size(); ++at) EXPECT_EQ((*back)[at], items[at].said);
}

TEST(TheCommentMatrix, HoldsNothingThatASpreadsheetRuns) {
  const std::string csv = matrix_csv({item({.where = "+1", .text = "=HYPERLINK(\"x\")", .rationale = "@x"})});
  EXPECT_THAT(csv, HasSubstr(",'+1,\"'=HYPERLINK(\"\"x\"\")\",'@x,"));
}

TEST(TheCommentMatrix, TakesTheFieldsOwnLettersAndAnyOrderOfColumns) {
  const auto comments = comments_in("Comment,Page Paragraph,TYPE\nOne,p. 2,C\nTwo,,s\nThree,,A\n\n,,C\n");
  ASSERT_TRUE(comments) << comments.error().what;
  ASSERT_EQ(comments->size(), 3U) << "a row without a comment is none";
  EXPECT_EQ((*comments)[0].where, "p. 2");
  EXPECT_EQ((*comments)[2].weight, CommentWeight::editorial);
  const std::vector<MatrixItem> items = {item({.text = "One"}), item({.text = "Two"}, 2)};
  const auto replies = replies_in("item,decision,reasons\n2,P,Half of it.\n1,,\n", items);
  ASSERT_TRUE(replies) << replies.error().what;
  ASSERT_EQ(replies->size(), 1U);
  EXPECT_EQ((*replies)[0].comment, 2);
  EXPECT_EQ((*replies)[0].answer, (CommentAnswer{CommentOutcome::adopted_in_part, "Half of it."}));
}

Clearance objected_to() {
  const auto place = [](const char* id, const char* office, Given given) {
    return Position{.id = {id}, .round = {"r"}, .office = {office}, .office_name = office, .given = {given}};
  };
  Given standing{.stance = Stance::non_concur, .would_change = "=A survey."};
  standing.comments = {{.text = "One"}};
  Given lifted{.stance = Stance::non_concur, .would_change = "A day."};
  lifted.lifted = Lifting{core::Day{}, "It is set."};
  Given hidden{.stance = Stance::non_concur, .withheld = true};
  Given comment{.stance = Stance::concur_with_comment, .comments = {{.text = "Two"}}};
  return {.positions = {place("p", "Legal Office", standing), place("q", "Survey Office", lifted),
                        place("h", "Hidden Office", hidden), place("c", "Trade Desk", comment)}};
}

TEST(TheCommentMatrix, HasObjectionsAfterTheCommentsAlsoOnesThatWereLifted) {
  const auto items = matrix_of(objected_to(), {"r"});
  ASSERT_EQ(items.size(), 4U) << "what a reader may not read has no row";
  EXPECT_EQ(items[1].office, "Trade Desk");
  EXPECT_TRUE(is_objection(items[2]));
  EXPECT_TRUE(items[2].needs_answer);
  EXPECT_TRUE(is_objection(items[3]));
  EXPECT_FALSE(items[3].needs_answer);
  EXPECT_THAT(matrix_csv(items),
              HasSubstr("3,Legal Office,,objection,,'=A survey.,,,,\r\n4,Survey Office,,"));
}

// Made while the round was open: then an office gave another position, and what it had as item 1 is another.
TEST(TheCommentMatrix, TakesNoAnswerThatWasMeantForAnotherItem) {
  const auto items = matrix_of(objected_to(), {"r"});
  const auto error = [&](const std::string& row) {
    const auto replies = replies_in("item,source,weight,decision,reasons\n" + row + ",D,It sails.\n", items);
    return replies ? std::string("none") : replies.error().what;
  };
  EXPECT_EQ(error("1,Legal Office,substantive"), "none");
  EXPECT_EQ(error("1, Legal Office ,s"), "none");
  EXPECT_EQ(error("1,,"), "none") << "a table without them says nothing of its items";
  EXPECT_EQ(error("3,Legal Office,Objection"), "none");
  EXPECT_THAT(error("1,Legal Office,objection"), HasSubstr("Line 2 of the table: its weight"));
  EXPECT_THAT(error("3,Legal Office,critical"), HasSubstr("which is an objection"));
  EXPECT_THAT(error("1,Legal Office,editorial"), HasSubstr("which is substantive"));
  EXPECT_THAT(error("1,Legal Office,huge"), HasSubstr("Line 2"));
  EXPECT_THAT(error("1,Trade Desk,substantive"), HasSubstr("which is Legal Office"));
}

TEST(TheCommentMatrix, DropsNoReasonsForWantOfADecision) {
  const auto items = matrix_of(objected_to(), {"r"});
  const auto replies = replies_in("item,decision,reasons\n3,D,It sails.\n4, ,It was set.\n", items);
  ASSERT_FALSE(replies);
  EXPECT_THAT(replies.error().what, HasSubstr("Line 3 of the table: it has reasons, and no decision"));
}

TEST(TheCommentMatrix, MarksWhatIsNotForEverybody) {
  Clearance clearance = objected_to();
  clearance.positions[0].given[0].withheld = true;
  const auto items = matrix_of(clearance, {"r"});
  for (const MatrixItem& one : items) EXPECT_EQ(one.withheld, one.office == std::string("Legal Office"));
  EXPECT_THAT(matrix_csv(items), HasSubstr("'=A survey.,,,,withheld\r\n4,Survey Office,,"));
}

TEST(TheCommentMatrix, AnswersObjectionsAndTakesNoneForAComment) {
  const auto items = matrix_of(objected_to(), {"r"});
  const auto replies = replies_in("item,decision,reasons\n3,D,It sails.\n", items);
  ASSERT_TRUE(replies) << replies.error().what;
  EXPECT_EQ((*replies)[0].position, PositionId{"p"});
  EXPECT_EQ((*replies)[0].comment, kObjection);
  EXPECT_THAT(comments_in(matrix_csv(items)).error().what,
              HasSubstr("Line 4 of the table: it is an objection"));
}

TEST(TheCommentMatrix, SaysWhichLineIsWrong) {
  EXPECT_THAT(comments_in("comment,weight\nOne,C\nTwo,huge\n").error().what, HasSubstr("Line 3"));
  const std::vector<MatrixItem> items = {item({.text = "One"})};
  for (const char* number : {"0", "2", "-1", "1x", "99999999999999999999999", ""})
    EXPECT_THAT(replies_in("item,decision\n" + std::string(number) + ",A\n", items).error().what,
                HasSubstr("Line 2"))
        << number;
  EXPECT_THAT(replies_in("item,decision\n1,noted\n", items).error().what, HasSubstr("Line 2"));
  for (const char* nothing : {"", "comment\n", "x\ny\n"}) EXPECT_FALSE(comments_in(nothing)) << nothing;
}

TEST(ADecisionsRecord, ReadsNothingOfPeoplesTextAsMarkdown) {
  const std::string hostile =
      "# x\n---\n<script>alert(1)</script> [a](javascript:b) ![](c) `d` *e* | f\n- g\n1. h\n~~~";
  DecisionRecord record{.about = {.decision = {{"d"}, "2026/1", hostile}, .owner = "A \"B\"\n---\nC"}};
  record.about.versions = {{1, hostile, std::string(64, '0'), core::Day{}}};
  record.about.clearance.positions = {{.id = {"p"}, .office_name = hostile}};
  Given given{.stance = Stance::concur_with_comment};
  given.comments = {{.text = hostile}};
  record.about.clearance.positions[0].given = {given};
  const std::string text = markdown(record);
  for (const char* live : {"\n<script", "](", "\n- g", "\n1. h", "\n~~~", " | f", "\n# x"})
    EXPECT_THAT(text, Not(HasSubstr(live))) << live;
  EXPECT_EQ(text.find("\n---\n", 5), text.rfind("\n---\n")) << "one end of the front matter";
  record.about.clearance.positions[0].given[0].withheld = true;
  record.about.clearance.positions[0].given[0].comments[0].text = "WITHHELD-CANARY";
  EXPECT_THAT(markdown(record), Not(HasSubstr("CANARY")));
}

// Each of the sections that hold what people wrote.
DecisionRecord full_record(const std::string& wrote) {
  DecisionRecord record{.about = {.decision = {{"d"}, "2026/1", "Title"}, .owner = "Office"}};
  record.about.versions = {{1, "Text.", std::string(64, '0'), core::Day{}}};
  record.about.clearance.positions = {{.id = {"p"}, .office_name = "Legal Office"}};
  Given given{.stance = Stance::non_concur, .would_change = "A survey. " + wrote};
  given.lifted = Lifting{core::Day{}, "It was made. " + wrote};
  given.answer = CommentAnswer{CommentOutcome::adopted, "A year was given. " + wrote};
  record.about.clearance.positions[0].given = {given};
  const MatterRef earlier{.ref = "disposition:a",
                          .decision = {{"e"}, "2019/7", "Weirs " + wrote},
                          .answer = DispositionId{"a"},
                          .outcome = Outcome::declined};
  record.cites = {{earlier, "Nobody was warned. " + wrote, core::Day{}}};
  AnswerBox answer{
      .dissent = {}, .id = {}, .outcome = Outcome::declined, .reasons = "No. " + wrote, .by = {}};
  answer.precedents = {{earlier, true, "The same river. " + wrote}, {earlier, false, "A weir. " + wrote}};
  record.answers = {answer};
  record.read_outs = {ReadOut{"We met. " + wrote, Side::author, core::Day{}, core::Day{}}};
  service::SeenReview review;
  review.review.verdict = Hindsight::partly_right;
  review.review.reasons = "It rained. " + wrote;
  record.reviews = {review};
  record.about.basis.days_late = 22;
  ClearanceRound reported{.state = RoundState::reported, .reported_on = core::Day{}};
  reported.summary = "One comment changed it. " + wrote;
  ClearanceRound voided{.state = RoundState::voided, .void_reason = "A wrong text. " + wrote};
  record.about.clearance.rounds = {reported, voided};
  return record;
}

TEST(ADecisionsRecord, HasWhatItCitesWhatWouldHaveChangedAnObjectionAndWhatCameOfIt) {
  const std::string text = markdown(full_record(""));
  for (const char* line :
       {"### Earlier matters\n\n* Answer on decision 2019/7, Weirs  (declined), cited on 1970-01-01: Nobody "
        "was warned\\.",
        "### Objections\n\n* Legal Office, to version 1. What would change it: A survey\\.",
        "→ lifted on 1970-01-01: It was made\\.", "→ adopted: A year was given\\.",
        "  * applies: Answer on decision 2019/7", "The same river\\.",
        "  * set aside: Answer on decision 2019/7", "A weir\\.",
        "agreed by both sides\n\n* 1970-01-01: We met\\.", "Registered late: 22 days after it was taken.",
        "### Rounds\n\n* Reported on 1970-01-01: One comment changed it\\. \n* Void: A wrong text\\.",
        "was the dissent right?\n\n* partly_right (1970-01-01): It rained\\."})
    EXPECT_THAT(text, HasSubstr(line)) << line;
}

TEST(ADecisionsRecord, HasNothingOfAnObjectionThatItsOfficeWithheld) {
  DecisionRecord record = full_record("CANARY");
  record.cites.clear();
  record.answers.clear();
  record.read_outs.clear();
  record.reviews.clear();
  record.about.clearance.rounds.clear();
  EXPECT_THAT(markdown(record), HasSubstr("CANARY"));
  record.about.clearance.positions[0].given[0].withheld = true;
  EXPECT_THAT(markdown(record), Not(HasSubstr("CANARY")));
}

TEST(ADecisionsRecord, ReadsNothingOfTheRestAsMarkdownEither) {
  const std::string text = markdown(full_record("\n<script>x</script>\n- g\n[a](b) # c"));
  for (const char* live : {"\n<script", " <script", "](", "\n- g"})
    EXPECT_THAT(text, Not(HasSubstr(live))) << live;
}

}  // namespace
}  // namespace demur::web
