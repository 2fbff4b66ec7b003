#include "demur/service/reviews.hpp"

#include "demur/service/audit.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/reviews.hpp"

namespace demur::service {
namespace {

using namespace domain;
using testing::day;
using testing::TestInstitution;

RecordAudit audit_of(TestInstitution& test) {
  RecordAudit audit;
  std::uint64_t index = 0;
  for (const std::string& leaf : test.leaf_texts()) EXPECT_TRUE(audit.read(index++, core::bytes_of(leaf)));
  return audit;
}

std::string findings(const RecordAudit& audit) {
  std::string all;
  for (const auto& finding : audit.findings()) all += finding.what + "\n";
  return all;
}

// Filed, answered and taken by 10 March 2026.
FileDissent answered(TestInstitution& test) {
  const auto filed = test.file("author", Standing::confidential);
  test.go_to("2026-03-10");
  test.must("respondent", test.answer(filed.id));
  test.must("respondent", TakeDecision{test.decision, day("2026-03-10")});
  EXPECT_TRUE(settle_all(*test.house));
  return filed;
}

std::optional<Duty> duty_of(TestInstitution& test) {
  return test.house->store()
      .read([&](const store::Reader& reader) {
        return store::find_duty(reader, test.decision, DutyKind::review);
      })
      .value();
}

TEST(Reviews, FallDueAYearLaterAndAreOnTheListOfWhoOwesThem) {
  TestInstitution test;
  const auto filed = answered(test);
  ASSERT_TRUE(duty_of(test));
  EXPECT_EQ(duty_of(test)->due_on, day("2027-03-10"));
  const auto today = read_today(*test.house, test.member("respondent"));
  ASSERT_EQ(today->due_from_me.size(), 1u);
  EXPECT_EQ(today->due_from_me.front().duty.kind, DutyKind::review);
  EXPECT_NE(today->due_from_me.front().title.find("Close the northern port"), std::string::npos);
}

TEST(Reviews, OneThatWasMissedIsOnRecordAndTheAuditAgrees) {
  TestInstitution test;
  (void)answered(test);
  test.now = day("2027-03-11") + std::chrono::hours(9);
  ASSERT_TRUE(settle_all(*test.house));
  ASSERT_TRUE(settle_all(*test.house));
  EXPECT_EQ(duty_of(test)->state, DutyState::missed);
  const ReviewDecision act{test.decision, ReviewId::make(test.random), Hindsight::right, "It came so."};
  ASSERT_TRUE(perform(*test.house, test.people.at("respondent"), act));
  EXPECT_TRUE(perform(*test.house, test.people.at("respondent"), act)->already_done);
  auto audit = audit_of(test);
  const auto figures = audit.finish(day("2027-03-11")).ledger;
  EXPECT_EQ(findings(audit), "");
  EXPECT_EQ(figures.reviews, 1);
  EXPECT_EQ(figures.late_reviews, 1);
  EXPECT_EQ(figures.missed_reviews, 1);
  EXPECT_EQ(figures.reviews_owed, 0);
  EXPECT_EQ(figures.verdicts.at("right"), 1);
}

TEST(Reviews, WhatIsNotSaidToBeMissedIsNoticed) {
  TestInstitution test;
  (void)answered(test);
  test.now = day("2027-06-01") + std::chrono::hours(9);  // nothing settled: the clock stood still
  test.must("founder", CreateOffice{OfficeId::make(test.random), "A later record"});
  auto audit = audit_of(test);
  (void)audit.finish(day("2027-06-01"));
  EXPECT_NE(findings(audit).find("a review was due on 2027-03-10"), std::string::npos) << findings(audit);
}

// It waits for its batch, and so may lie before records of the day on which it is published.
TEST(Reviews, ALookBackThatWaitedForItsBatchIsNoContradiction) {
  TestInstitution test;
  const auto filed = answered(test);
  ASSERT_TRUE(perform(*test.house, test.people.at("author"), LookBackOn{filed.id, Hindsight::right, "See."}));
  test.now += std::chrono::days{1};
  test.must("founder", CreateOffice{OfficeId::make(test.random), "A later record"});
  test.go_to("2026-03-13");
  auto audit = audit_of(test);
  EXPECT_EQ(audit.finish(day("2026-03-13")).ledger.looks_back.at("right"), 1);
  EXPECT_EQ(findings(audit), "");
}

TEST(Reviews, HindsightOfTheAuthorStandsBesideTheOfficesAndChangesNothing) {
  TestInstitution test;
  const auto filed = answered(test);
  const auto before = see_dissent(*test.house, test.member("author"), filed.id);
  ASSERT_TRUE(perform(*test.house, test.people.at("author"), LookBackOn{filed.id, Hindsight::right, "See."}));
  ASSERT_TRUE(
      perform(*test.house, test.people.at("respondent"),
              ReviewDecision{test.decision, ReviewId::make(test.random), Hindsight::too_early, "No."}));
  const auto after = see_dissent(*test.house, test.member("author"), filed.id);
  EXPECT_EQ(before->dissent, after->dissent);
  EXPECT_EQ(before->disposition, after->disposition);
  const auto mine = read_reviews(*test.house, test.member("author"), test.decision);
  ASSERT_EQ(mine->looks.size(), 1u);
  EXPECT_EQ(mine->looks.front().look->text, "See.");
  EXPECT_EQ(mine->reviews.front().by, "Rex Answers");
  const auto auditor = read_reviews(*test.house, test.member("auditor"), test.decision);
  EXPECT_TRUE(auditor->looks.empty()) << "they may know that there is a dissent, and not read it";
  EXPECT_TRUE(read_reviews(*test.house, test.member("colleague"), test.decision)->looks.empty());
  test.go_to("2026-03-12");
  auto audit = audit_of(test);
  EXPECT_EQ(audit.finish(day("2026-03-12")).ledger.looks_back.at("right"), 1);
  EXPECT_EQ(findings(audit), "");
}

class WithPrecedent : public ::testing::Test {
 protected:
  WithPrecedent() {
    test_.must("respondent", RegisterDecision{.id = earlier_,
                                              .number = "2019/3",
                                              .title = "Close the northern railway",
                                              .text = "The northern railway is closed in winter.",
                                              .text_hash = "",
                                              .owner = test_.offices["Bureau of the North"]});
    filed_ = test_.file("author");
    decision_ =
        test_.house->store()
            .read([&](const store::Reader& reader) { return store::find_decision(reader, test_.decision); })
            .value()
            .value();
  }
  core::Result<Done> answer(const std::vector<Considered>& considered) {
    return answer_with_precedents(*test_.house, test_.people.at("respondent"), act_, decision_, considered);
  }

  TestInstitution test_;
  DecisionId earlier_ = DecisionId::make(test_.random);
  FileDissent filed_;
  Decision decision_;
  Answer act_;
};

// What is shown follows from the text as it is, and not as it was on somebody's page.
TEST_F(WithPrecedent, AnAnswerLooksAtTheTextAsItIsNow) {
  const auto shown = precedents_for(*test_.house, decision_);
  ASSERT_TRUE(shown && !shown->empty());
  test_.must("respondent", ReviseDecision{test_.decision, "Ferries are painted green.", ""});
  test_.must("respondent", RegisterDecision{.id = DecisionId::make(test_.random),
                                            .number = "2020/1",
                                            .title = "Paint ferries",
                                            .text = "Ferries are painted green, and none other.",
                                            .text_hash = "",
                                            .owner = test_.offices["Bureau of the North"]});
  std::vector<Considered> considered;
  for (const LedgerHit& hit : *shown) considered.push_back({cited_as(hit), false, "Ships, not trains."});
  EXPECT_FALSE(answer(considered)) << "it says nothing of what is like the newest text";
}

TEST_F(WithPrecedent, AnAnswerSaysOfEachWhetherItAppliesOrIsNotGiven) {
  act_ = test_.answer(filed_.id);
  const auto shown = precedents_for(*test_.house, decision_);
  ASSERT_EQ(shown->size(), 1u);
  EXPECT_EQ(cited_as(shown->front()), "decision:" + earlier_.text);
  EXPECT_FALSE(answer({}));
  EXPECT_EQ(test_.count_of("disposition.published"), 0) << "nothing of it was kept";
  const auto done = answer({{"decision:" + earlier_.text, true, "The same ice."}});
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_EQ(test_.count_of("precedents.considered"), 1);
  const auto seen = see_dissent(*test_.house, test_.member("author"), filed_.id);
  ASSERT_EQ(seen->disposition->cites.size(), 1u);
  EXPECT_EQ(seen->disposition->cites.front().why, "The same ice.");
  test_.go_to("2026-03-03");
  auto audit = audit_of(test_);
  const auto figures = audit.finish(day("2026-03-03")).ledger;
  EXPECT_EQ(findings(audit), "");
  EXPECT_EQ(figures.answers_with_precedents, 1);
  EXPECT_EQ(figures.precedents_applied, 1);
}

// By another door than everybody's: from the first answer with its precedents on, one without is noticed.
TEST_F(WithPrecedent, AnAnswerThatPassesThemByIsNoticed) {
  const auto other = test_.file("colleague", Standing::named);
  const auto earlier = test_.file("cosigner", Standing::named);
  test_.must("respondent", test_.answer(earlier.id));
  act_ = test_.answer(filed_.id);
  ASSERT_TRUE(answer({{"decision:" + earlier_.text, true, "The same ice."}}));
  test_.go_to("2026-03-03");
  auto before = audit_of(test_);
  (void)before.finish(day("2026-03-03"));
  EXPECT_EQ(findings(before), "") << "what was answered before anybody was asked";
  test_.must("respondent", test_.answer(other.id));
  auto audit = audit_of(test_);
  (void)audit.finish(day("2026-03-03"));
  EXPECT_EQ(findings(audit), "an answer of which no record says which precedents were considered\n");
}

TEST_F(WithPrecedent, WhatIsSetAsideIsInTheLogWithItsReasonAndNotCited) {
  act_ = test_.answer(filed_.id);
  ASSERT_TRUE(answer({{"decision:" + earlier_.text, false, "Ships, not trains."}}));
  const auto seen = see_dissent(*test_.house, test_.member("author"), filed_.id);
  EXPECT_TRUE(seen->disposition->cites.empty());
  bool found = false;
  for (const auto& leaf : test_.leaf_texts()) found |= leaf.find("Ships, not trains.") != std::string::npos;
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace demur::service
