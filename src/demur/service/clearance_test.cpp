// Clearance through the one door: rows and records say the same, and the log alone bears out the basis.
#include "demur/service/clearance.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "demur/service/audit.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/test_clearance.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/duties.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kRights = "Human Rights Office";

class ClearanceTest : public ::testing::Test {
 protected:
  ClearanceTest() : test({.policy = policy_that_requires("\"Legal Office\", \"Human Rights Office\"")}) {
    test.offices[kRights] = OfficeId::make(test.random);
    test.must("founder", CreateOffice{test.offices[kRights], kRights});
    test.hire({"rights", "Rita Rights", kRights, Role::respondent});
  }

  [[nodiscard]] OpenClearance opening() {
    OpenClearance act{.id = ClearanceRoundId::make(test.random), .decision = test.decision};
    act.mandate = {.level = Level::consult,
                   .fixed = "The port closes.",
                   .may_change = "The day.",
                   .decides = "The Minister",
                   .hear_by = core::day_of(test.now) + std::chrono::days{20}};
    return act;
  }
  core::Result<Done> act(const std::string& who, const ClearanceAct& act) {
    return perform(*test.house, test.people.at(who), act);
  }
  void must(const std::string& who, const ClearanceAct& one) {
    const auto done = act(who, one);
    ASSERT_TRUE(done) << who << ": " << done.error().what;
  }
  [[nodiscard]] ClearanceReading reading(const std::string& who = "colleague") {
    return read_clearance(*test.house, test.member(who), test.decision).value();
  }
  [[nodiscard]] GivePosition position(const ClearanceRoundId& round, const char* office, Stance stance) {
    GivePosition act{.position = position_id(round, test.offices.at(office)),
                     .stance = stance,
                     .text_hash = reading().decision.versions.back().hash};
    if (stance == Stance::non_concur) act.would_change = "Another port.";
    if (stance == Stance::concur_with_comment)
      act.comments = {{CommentWeight::critical, "§ 1", "COMMENT-CANARY", "RATIONALE-CANARY"},
                      {.text = "A comma."}};
    return act;
  }
  [[nodiscard]] RecordAudit audited() {
    RecordAudit audit;
    std::uint64_t index = 0;
    for (const std::string& leaf : test.leaf_texts()) EXPECT_TRUE(audit.read(index++, core::bytes_of(leaf)));
    return audit;
  }
  void expect_borne_out() {
    RecordAudit audit = audited();
    figures = audit.finish(core::day_of(test.now));
    std::vector<std::string> said;
    for (const AuditFinding& finding : audit.findings()) said.push_back(finding.what);
    EXPECT_THAT(said, IsEmpty());
    const Basis now = reading().basis;
    if (!reading().decision.taken_on) return;
    EXPECT_EQ(audit.clearance().basis_of(test.decision.text), now) << now.sentence;
  }

  TestInstitution test;
  AuditFigures figures;
};

TEST_F(ClearanceTest, GoesFromTheMandateToAClearedDecision) {
  const OpenClearance round = opening();
  must("respondent", round);
  must("outsider", position(round.id, kLegal, Stance::concur_with_comment));
  must("rights", position(round.id, kRights, Stance::concur));
  test.must("respondent", TakeDecision{test.decision, core::day_of(test.now)});
  EXPECT_EQ(reading().basis.kind, BasisKind::cleared);
  test.go_to("2026-03-10");
  must("respondent", ReportClearance{round.id,
                                     "Both were heard.",
                                     {{position_id(round.id, test.offices[kLegal]),
                                       1,
                                       {CommentOutcome::adopted, "The day is said now."}},
                                      {position_id(round.id, test.offices[kLegal]),
                                       2,
                                       {CommentOutcome::declined, "It is right as it is."}}}});
  expect_borne_out();
  EXPECT_EQ(figures.clearance.comments_answered, 2);
  EXPECT_EQ(figures.clearance.basis, (std::map<std::string, int>{{"cleared", 1}}));
  for (const std::string& leaf : test.leaf_texts()) {
    EXPECT_THAT(leaf, Not(HasSubstr("CANARY"))) << "comments are in the log by their commitment";
    EXPECT_THAT(leaf, Not(HasSubstr(test.people["outsider"].text)));
  }
}

TEST_F(ClearanceTest, AnObjectionThatStandsIsAnsweredInTheReportAndTheLogSaysSo) {
  const OpenClearance round = opening();
  must("respondent", round);
  GivePosition withheld = position(round.id, kLegal, Stance::non_concur);
  withheld.withheld = true;
  must("outsider", withheld);
  must("rights", position(round.id, kRights, Stance::non_concur));
  test.go_to("2026-03-10");
  must("rights", LiftObjection{position_id(round.id, test.offices[kRights]), "It is met."});
  ReportClearance report{round.id, "One objects.", {}};
  EXPECT_FALSE(act("respondent", report));
  const CommentAnswer answer{CommentOutcome::declined, "ANSWER-CANARY."};
  report.replies = {{position_id(round.id, test.offices[kLegal]), kObjection, answer}};
  must("respondent", report);
  expect_borne_out();
  EXPECT_EQ(figures.clearance.objections_answered, 1);
  EXPECT_EQ(figures.clearance.comments_answered, 0);
  const auto answered = [&](const char* who) {
    for (const Position& position : reading(who).clearance.positions)
      if (position.office_name == kLegal) return standing(position)->answer;
    return std::optional<CommentAnswer>();
  };
  EXPECT_EQ(answered("respondent"), answer);
  EXPECT_EQ(answered("rights"), answer);
  EXPECT_EQ(answered("colleague"), std::nullopt) << "the answer to what was withheld tells it";
  for (const std::string& leaf : test.leaf_texts()) EXPECT_THAT(leaf, Not(HasSubstr("CANARY")));
}

TEST_F(ClearanceTest, SilenceIsClosedByTheClockAndOnToday) {
  const OpenClearance round = opening();
  must("respondent", round);
  const auto due = [&](const char* who) {
    std::vector<std::string> titles;
    for (const DutyLine& line : read_today(*test.house, test.member(who)).value().due_from_me)
      titles.push_back(std::string(word(line.duty.kind)) + ": " + line.title);
    return titles;
  };
  EXPECT_THAT(due("rights"),
              ElementsAre("give_position: Human Rights Office on 2026/14 · Close the northern port"));
  EXPECT_THAT(due("respondent"), ElementsAre("report: 2026/14 · Close the northern port"));
  test.go_to("2026-03-10");
  EXPECT_EQ(test.count_of("clearance.closed"), 1);
  EXPECT_EQ(test.count_of("duty.missed"), 2);
  EXPECT_EQ(test.act("respondent", TakeDecision{test.decision, core::day_of(test.now)}).error().field,
            "ground");
  test.must("respondent", TakeDecision{test.decision, core::day_of(test.now), "",
                                       Bypass{BypassGround::other, "They were silent.", day("2026-03-20")}});
  EXPECT_EQ(reading().basis.kind, BasisKind::bypassed_explained);
  test.go_to("2026-03-25");
  expect_borne_out();
  EXPECT_EQ(figures.clearance.missed, 4) << "two positions, the report, the round after the fact";
}

TEST_F(ClearanceTest, WhatWasWithheldIsForThoseWhoTakePart) {
  const OpenClearance round = opening();
  must("respondent", round);
  GivePosition act = position(round.id, kLegal, Stance::non_concur);
  act.withheld = true;
  must("outsider", act);
  for (const char* who : {"respondent", "outsider", "rights", "keeper", "auditor"})
    EXPECT_EQ(reading(who).clearance.positions.at(1).given.at(0).would_change, "Another port.") << who;
  for (const char* who : {"colleague", "author", "founder"}) {
    if (std::string(who) == "founder") continue;  // a custodian
    EXPECT_EQ(reading(who).clearance.positions.at(1).given.at(0).would_change, "") << who;
  }
  EXPECT_TRUE(reading("respondent").clearance.positions.at(1).given.at(0).by.empty()) << "an office spoke";
  for (const std::string& leaf : test.leaf_texts()) EXPECT_THAT(leaf, Not(HasSubstr("Another port.")));
}

TEST_F(ClearanceTest, AMergedOfficesHeirSpeaksForIt) {
  const OpenClearance round = opening();
  must("respondent", round);
  test.hire({"heir", "Hilda Heir", kSecretariat, Role::respondent});
  test.must("founder", MergeOffice{test.offices[kRights], test.offices[kSecretariat]});
  EXPECT_EQ(act("rights", position(round.id, kRights, Stance::concur)).error().code, core::Code::forbidden);
  must("heir", position(round.id, kRights, Stance::concur));
  must("outsider", position(round.id, kLegal, Stance::concur));
  // The rules name an office that there is not any more: that is said, and it is not cleared.
  EXPECT_THAT(reading().basis.sentence, HasSubstr("no office of that name"));
  expect_borne_out();
}

TEST_F(ClearanceTest, ADecisionRegisteredAfterTheFactIsBypassedUnexplained) {
  const DecisionId other = DecisionId::make(test.random);
  test.must("colleague", RegisterDecision{.id = other,
                                          .number = "2026/15",
                                          .title = "Close the southern port",
                                          .text = "It is closed.",
                                          .text_hash = "",
                                          .owner = test.offices[kNorth],
                                          .taken_on = day("2026-02-08")});
  const Basis basis = read_clearance(*test.house, test.member("colleague"), other).value().basis;
  EXPECT_EQ(basis.kind, BasisKind::bypassed_unexplained);
  EXPECT_EQ(basis.days_late, 22);
  RecordAudit audit = audited();
  (void)audit.finish(core::day_of(test.now));
  EXPECT_THAT(audit.findings(), IsEmpty());
  EXPECT_EQ(audit.clearance().basis_of(other.text), basis);
}

TEST_F(ClearanceTest, ComesBackFromTheDatabaseAsItWasSaved) {
  const OpenClearance round = opening();
  must("respondent", round);
  must("outsider", position(round.id, kLegal, Stance::concur_with_comment));
  must("outsider", position(round.id, kLegal, Stance::non_concur));
  must("outsider", LiftObjection{position_id(round.id, test.offices[kLegal]), "It is met."});
  test.must("respondent", ReviseDecision{test.decision, "Another text.", ""});
  must("respondent", DeclareEditorial{test.decision, 2, "One word."});
  must("rights", ContestEditorial{test.decision, 2, test.offices[kRights], "It is the one that matters."});
  const auto facts =
      test.house->store().read([&](const store::Reader& r) { return store::clearance_of(r, test.decision); });
  ASSERT_TRUE(facts) << facts.error().what;
  ASSERT_EQ(facts->positions.size(), 2U);
  EXPECT_EQ(facts->positions[1].office_name, kLegal);
  EXPECT_EQ(facts->positions[1].given.size(), 2U);
  EXPECT_EQ(facts->positions[1].given[0].comments.size(), 2U);
  EXPECT_EQ(facts->positions[1].given[1].lifted->reasons, "It is met.");
  EXPECT_EQ(facts->editorial[0].contested_by, test.offices[kRights]);
  EXPECT_EQ(facts->rounds[0].mandate, opening().mandate);
}

// A long random story: whatever people do, the log alone bears out what the pages say.
TEST_F(ClearanceTest, RowsAndRecordsAgreeOnALongRandomStory) {
  std::mt19937 dice(20261125);
  const auto below = [&](int limit) { return static_cast<int>(dice() % static_cast<unsigned>(limit)); };
  const std::pair<const char*, const char*> offices[] = {{"outsider", kLegal}, {"rights", kRights}};
  std::map<std::string, int> kinds;
  for (int number = 0; number < 12; ++number) {
    test.decision = DecisionId::make(test.random);
    test.must("respondent", RegisterDecision{.id = test.decision,
                                             .number = "2027/" + std::to_string(number),
                                             .title = "One more",
                                             .text = "It is so.",
                                             .text_hash = "",
                                             .owner = test.offices[kNorth]});
    OpenClearance round = opening();
    must("respondent", round);
    for (int step = 0; step < 25; ++step) {
      const auto [who, office] = offices[below(2)];
      switch (below(10)) {
        case 0:
          if (const OpenClearance next = opening(); act("respondent", next)) round = next;
          break;
        case 1:
          (void)act(who, LiftObjection{position_id(round.id, test.offices[office]), "It is met."});
          break;
        case 2:
          if (below(3) == 0)
            (void)test.act("respondent", ReviseDecision{test.decision, "Text " + std::to_string(step), ""});
          (void)act("respondent",
                    DeclareEditorial{test.decision, reading().decision.versions.back().number, "A word."});
          break;
        case 3:
          if (below(3) == 0)
            (void)act(who, ContestEditorial{test.decision, reading().decision.versions.back().number,
                                            test.offices[office], "More."});
          break;
        case 4:
          if (below(5) == 0) (void)act("respondent", VoidClearance{round.id, "A mistake."});
          break;
        case 5:
          test.go_to(core::to_string(core::day_of(test.now) + std::chrono::days{below(5)}));
          break;
        case 6:
          if (step > 10)
            (void)test.act(
                "respondent",
                TakeDecision{test.decision, core::day_of(test.now), below(2) == 0 ? "We must." : "",
                             below(2) == 0
                                 ? std::optional(Bypass{BypassGround::urgent, "It was.",
                                                        core::day_of(test.now) + std::chrono::days{9}})
                                 : std::nullopt});
          break;
        default:
          (void)act(who, position(round.id, office,
                                  below(3) == 0 ? static_cast<Stance>(below(5)) : Stance::concur));
      }
    }
    expect_borne_out();
    if (reading().decision.taken_on) ++kinds[word(reading().basis.kind)];
  }
  EXPECT_GE(kinds.size(), 3U);
}

}  // namespace
}  // namespace demur::service
