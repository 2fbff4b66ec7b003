// Bypasses explained late, texts that are hidden, offices that are asked again: through the one door, with
// what pages, search and the log's records make of it.
#include <gmock/gmock.h>

#include <functional>

#include "demur/service/audit.hpp"
#include "demur/service/clearance.hpp"
#include "demur/service/ledger.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/reviews.hpp"
#include "demur/service/test_institution.hpp"
#include "demur/service/waivers.hpp"
#include "demur/store/clearance.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ExplanationTest : public ::testing::Test {
 protected:
  ExplanationTest() : test({.policy = policy()}) {}

  static std::string policy() {
    std::string toml = daily_policy();
    const std::string table = "[consultation]\n";
    const std::string rule = "required = [\"Legal Office\"]\n";
    const auto at = toml.find(table);
    if (at == std::string::npos)
      return toml + "\n" + table + rule + "source = \"a test\"\nverified = \"unverified\"\n";
    return toml.insert(at + table.size(), rule);
  }
  // Taken three weeks before a member registered it.
  DecisionId registered() {
    const DecisionId id = DecisionId::make(test.random);
    test.must("colleague", RegisterDecision{.id = id,
                                            .number = "2026/15",
                                            .title = "Close the southern port",
                                            .text = "The zirconium quay is closed.",
                                            .text_hash = "",
                                            .owner = test.offices[kNorth],
                                            .taken_on = day("2026-02-08")});
    return id;
  }
  [[nodiscard]] static ExplainBypass explanation(const DecisionId& id, BypassGround ground) {
    return {id, {ground, "Nobody outside could be told.", day("2026-03-20")}};
  }
  void must_explain(const DecisionId& id, BypassGround ground) {
    const auto done = perform(*test.house, test.people["respondent"], explanation(id, ground));
    ASSERT_TRUE(done) << done.error().what;
  }
  ClearanceRoundId open_round(const DecisionId& id) {
    OpenClearance round{.id = ClearanceRoundId::make(test.random), .decision = id};
    round.mandate = {.fixed = "It closes.",
                     .may_change = "The day.",
                     .decides = "The Minister",
                     .hear_by = core::day_of(test.now) + std::chrono::days{20}};
    round.mandate.level = Level::consult;
    const auto opened = perform(*test.house, test.people["respondent"], ClearanceAct(round));
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().what);
    return round.id;
  }
  [[nodiscard]] ClearanceReading reading(const char* who, const DecisionId& id) {
    return read_clearance(*test.house, test.member(who), id).value();
  }
  [[nodiscard]] std::size_t found(const char* who, const char* words) {
    return search_ledger(*test.house, test.member(who), {.typed = words}).value().hits.size();
  }
  [[nodiscard]] std::vector<std::string> findings() {
    return findings_without([](const std::string&) { return false; });
  }
  [[nodiscard]] std::vector<std::string> findings_without(
      const std::function<bool(const std::string&)>& left_out) {
    audit = RecordAudit{};
    std::uint64_t index = 0;
    for (const std::string& leaf : test.leaf_texts()) {
      if (left_out(leaf)) continue;
      EXPECT_TRUE(audit.read(index++, core::bytes_of(leaf)));
    }
    figures = audit.finish(core::day_of(test.now));
    std::vector<std::string> said;
    for (const AuditFinding& finding : audit.findings()) said.push_back(finding.what);
    return said;
  }

  TestInstitution test;
  RecordAudit audit;
  AuditFigures figures;
};

TEST_F(ExplanationTest, OfADecisionTakenElsewhereIsOnItsFaceWithItsDayAndTheAuditAgrees) {
  const DecisionId id = registered();
  EXPECT_EQ(reading("colleague", id).basis.kind, BasisKind::bypassed_unexplained);
  EXPECT_EQ(perform(*test.house, test.people["outsider"], explanation(id, BypassGround::urgent)).error().code,
            core::Code::forbidden);
  test.go_to("2026-03-05");
  must_explain(id, BypassGround::urgent);
  EXPECT_TRUE(
      perform(*test.house, test.people["respondent"], explanation(id, BypassGround::urgent))->already_done);
  const ClearanceReading now = reading("colleague", id);
  EXPECT_EQ(now.basis.kind, BasisKind::bypassed_explained);
  EXPECT_EQ(now.explained_on, day("2026-03-05"));
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(audit.clearance().basis_of(id.text), now.basis);
  EXPECT_EQ(audit.clearance().taking_of(id.text)->second, BasisKind::bypassed_unexplained)
      << "what figures counted stays";
  test.go_to("2026-03-25");
  EXPECT_EQ(test.count_of("duty.missed"), 1) << "the round after the fact";
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ExplanationTest, IsKeptOnceAndNeverChanged) {
  const DecisionId id = registered();
  must_explain(id, BypassGround::urgent);
  EXPECT_FALSE(perform(*test.house, test.people["respondent"], explanation(id, BypassGround::other)));
  const auto broken = test.house->store().write([&](store::Transaction& transaction) {
    return store::add_explanation(
        transaction, {id, {BypassGround::other, "Again.", day("2026-03-20")}, day("2026-03-05")});
  });
  EXPECT_FALSE(broken);
}

TEST_F(ExplanationTest, OnTheGroundSecretHidesTheTextOnEveryPageAndInTheSearch) {
  const DecisionId id = registered();
  EXPECT_EQ(found("colleague", "zirconium"), 1U);
  must_explain(id, BypassGround::secret);
  const auto filed = test.filing(Standing::named);
  FileDissent act = filed;
  act.decision = id;
  test.must("author", act);
  for (const char* who : {"colleague", "outsider", "author"}) {
    const Member member = test.member(who);
    EXPECT_EQ(reading(who, id).decision.versions.back().text, "") << who;
    EXPECT_EQ(read_decision(*test.house, member, id)->decision.versions.back().text, "") << who;
    EXPECT_EQ(read_reviews(*test.house, member, id)->decision.versions.back().text, "") << who;
    for (const DecisionLine& line : read_decisions(*test.house, member).value()) {
      if (line.decision.id != id) continue;
      EXPECT_EQ(line.decision.versions.back().text, "") << who;
    }
  }
  EXPECT_EQ(see_dissent(*test.house, test.member("author"), act.id)->decision.versions.back().text, "");
  EXPECT_EQ(read_owned_decision(*test.house, id)->decision.versions.back().text, "");
  for (const char* who : {"respondent", "keeper", "auditor"})
    EXPECT_EQ(reading(who, id).decision.versions.back().text, "The zirconium quay is closed.") << who;
  for (const char* who : {"colleague", "respondent", "keeper"}) EXPECT_EQ(found(who, "zirconium"), 0U) << who;
  EXPECT_EQ(found("colleague", "southern"), 1U) << "the row is found";
  for (const LedgerHit& hit : like_matters(*test.house, "Close the southern zirconium port", {}).value())
    EXPECT_TRUE(hit.decision.id != id || hit.decision.versions.back().text.empty());
  for (const std::string& leaf : test.leaf_texts()) EXPECT_THAT(leaf, Not(HasSubstr("zirconium")));
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM public_index WHERE public_index MATCH 'zirconium'"),
            0);
  // An office that is asked after all reads what it is asked about.
  OpenClearance round{.id = ClearanceRoundId::make(test.random), .decision = id};
  round.mandate = {.fixed = "It is closed.",
                   .may_change = kNothing,
                   .decides = "The Minister",
                   .hear_by = core::day_of(test.now) + std::chrono::days{20}};
  round.mandate.level = Level::inform;
  const auto opened = perform(*test.house, test.people["respondent"], ClearanceAct(round));
  ASSERT_TRUE(opened) << opened.error().what;
  EXPECT_EQ(reading("outsider", id).decision.versions.back().text, "The zirconium quay is closed.");
  EXPECT_EQ(reading("colleague", id).decision.versions.back().text, "");
  test.go_to("2026-03-04");
  EXPECT_THAT(findings(), IsEmpty());
}

// What is like the decision goes into the log with the answer: it follows from the title alone.
TEST_F(ExplanationTest, OnTheGroundSecretLetsNoWordOfTheTextChooseThePrecedents) {
  const DecisionId id = registered();
  test.must("colleague", RegisterDecision{.id = DecisionId::make(test.random),
                                          .number = "2026/16",
                                          .title = "A guess",
                                          .text = "The zirconium quay is closed.",
                                          .text_hash = "",
                                          .owner = test.offices[kNorth],
                                          .taken_on = day("2026-02-09")});
  const auto precedents = [&](const std::string& text) {
    Decision decision = reading("respondent", id).decision;
    if (!text.empty()) decision.versions.back().text = text;
    std::vector<std::string> refs;
    for (const LedgerHit& hit : precedents_for(*test.house, decision).value()) refs.push_back(cited_as(hit));
    return refs;
  };
  EXPECT_NE(precedents(""), precedents("Nothing alike.")) << "while it is read by everybody";
  must_explain(id, BypassGround::secret);
  EXPECT_EQ(reading("respondent", id).decision.versions.back().text, "The zirconium quay is closed.");
  EXPECT_EQ(precedents(""), precedents("Nothing alike."));
  FileDissent act = test.filing(Standing::named);
  act.decision = id;
  test.must("author", act);
  const auto shown = precedents("");
  std::vector<Considered> considered;
  for (const std::string& ref : shown) considered.push_back({ref, false, "It is another port."});
  const auto done = answer_with_precedents(*test.house, test.people["respondent"], test.answer(act.id),
                                           reading("respondent", id).decision, considered);
  EXPECT_TRUE(done) << done.error().what;
}

TEST_F(ExplanationTest, AnHeirReadsTheSecretTextThatItMustSpeakOn) {
  const DecisionId id = registered();
  must_explain(id, BypassGround::secret);
  (void)open_round(id);
  EXPECT_NE(reading("outsider", id).decision.versions.back().text, "");
  test.hire({"heir", "Hilda Heir", kSecretariat, Role::respondent});
  EXPECT_EQ(reading("heir", id).decision.versions.back().text, "");
  test.must("founder", MergeOffice{test.offices[kLegal], test.offices[kSecretariat]});
  EXPECT_NE(reading("heir", id).decision.versions.back().text, "");
  EXPECT_EQ(reading("outsider", id).decision.versions.back().text, "");
  EXPECT_NE(read_decision(*test.house, test.member("heir"), id)->decision.versions.back().text, "");
}

TEST_F(ExplanationTest, WhatIsOwedAgainOrWasMissedBeforeCanBeWaivedAndTheAuditAgrees) {
  const auto waive = [&](const Subject& subject, DutyKind kind) {
    const auto done = perform(*test.house, test.people["auditor"], Waive{subject, kind, "It moved."});
    EXPECT_TRUE(done) << done.error().what;
  };
  const PositionId legal = position_id(open_round(test.decision), test.offices[kLegal]);
  GivePosition give{.position = legal, .stance = Stance::concur, .text_hash = ""};
  give.text_hash = reading("outsider", test.decision).decision.versions.back().hash;
  ASSERT_TRUE(perform(*test.house, test.people["outsider"], ClearanceAct(give)));
  test.must("respondent", ReviseDecision{test.decision, "Another text.", ""});
  waive(legal, DutyKind::give_position);  // owed again
  test.go_to("2026-03-12");
  const ClearanceRoundId second = open_round(test.decision);
  test.go_to("2026-03-24");  // nobody has said anything: missed
  ASSERT_TRUE(perform(*test.house, test.people["respondent"],
                      ClearanceAct(VoidClearance{second, "The wrong text."})));
  waive(position_id(second, test.offices[kLegal]), DutyKind::give_position);
  EXPECT_THAT(findings(), IsEmpty());
  std::vector<std::string> reasons;
  for (const Duty& duty : reading("colleague", test.decision).waived) reasons.push_back(duty.waived_reason);
  EXPECT_EQ(reasons, (std::vector<std::string>{"It moved.", "It moved."})) << "also of a round that is void";
}

// Whoever keeps the log cannot leave out that an office was asked again and said nothing.
TEST_F(ExplanationTest, AMissOfAPositionThatWasOwedAgainIsDemandedByTheAuditAndCanBeWaivedAfterTheTaking) {
  const PositionId legal = position_id(open_round(test.decision), test.offices[kLegal]);
  const auto give = [&] {
    GivePosition act{.position = legal, .stance = Stance::concur, .text_hash = ""};
    act.text_hash = reading("outsider", test.decision).decision.versions.back().hash;
    ASSERT_TRUE(perform(*test.house, test.people["outsider"], ClearanceAct(act)));
  };
  give();
  test.must("respondent", ReviseDecision{test.decision, "Another text.", ""});
  give();
  test.must("respondent", ReviseDecision{test.decision, "A third text.", ""});
  test.go_to("2026-03-24");
  EXPECT_THAT(findings(), IsEmpty());
  const auto is_miss = [](const std::string& leaf) {
    return leaf.contains("duty.missed") && leaf.contains("give_position");
  };
  EXPECT_THAT(findings_without(is_miss), ElementsAre(HasSubstr("give a position again was due on")));
  test.must("respondent", TakeDecision{test.decision, day("2026-03-24"), "",
                                       Bypass{BypassGround::urgent, "It burned.", day("2026-04-10")}});
  ASSERT_TRUE(
      perform(*test.house, test.people["auditor"], Waive{legal, DutyKind::give_position, "It moved."}));
  EXPECT_THAT(findings(), IsEmpty());
}

// Given again, editorial, or changed too late to be answered: nothing is owed, and no miss is demanded.
TEST_F(ExplanationTest, NoMissIsDemandedOfAPositionThatIsNotOwedAgain) {
  const PositionId legal = position_id(open_round(test.decision), test.offices[kLegal]);
  GivePosition act{.position = legal, .stance = Stance::concur, .text_hash = ""};
  act.text_hash = reading("outsider", test.decision).decision.versions.back().hash;
  ASSERT_TRUE(perform(*test.house, test.people["outsider"], ClearanceAct(act)));
  test.must("respondent", ReviseDecision{test.decision, "Another text.", ""});
  ASSERT_TRUE(perform(*test.house, test.people["respondent"],
                      ClearanceAct(DeclareEditorial{test.decision, 2, "A word."})));
  const Day closes = reading("outsider", test.decision).clearance.rounds.back().closes_on;
  test.go_to(core::to_string(closes));
  test.must("respondent", ReviseDecision{test.decision, "A text of the last day.", ""});
  test.go_to("2026-03-24");
  EXPECT_EQ(test.count_of("clearance.closed"), 1);
  for (const auto& leaf : test.leaves())
    EXPECT_FALSE(leaf.type == "duty.missed" && leaf.public_part->at("kind").as_string() == "give_position");
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ExplanationTest, ARoundThatWasMadeVoidKeepsNoPromise) {
  const DecisionId id = registered();
  const ClearanceRoundId after = open_round(id);
  ASSERT_TRUE(
      perform(*test.house, test.people["respondent"], ClearanceAct(VoidClearance{after, "The wrong text."})));
  must_explain(id, BypassGround::urgent);
  ASSERT_TRUE(perform(*test.house, test.people["auditor"], Waive{id, DutyKind::consult_after, "It moved."}));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ExplanationTest, ARoundPastItsDayIsClosedBeforeItsTextChanges) {
  const ClearanceRoundId round = open_round(test.decision);
  GivePosition give{
      .position = position_id(round, test.offices[kLegal]), .stance = Stance::concur, .text_hash = ""};
  give.text_hash = reading("outsider", test.decision).decision.versions.back().hash;
  ASSERT_TRUE(perform(*test.house, test.people["outsider"], ClearanceAct(give)));
  test.now = day("2026-03-20") + 9h;  // the clock stood still
  test.must("respondent", ReviseDecision{test.decision, "Another text.", ""});
  EXPECT_EQ(test.count_of("clearance.closed"), 1);
  ASSERT_TRUE(settle_all(*test.house));
  for (const auto& leaf : test.leaves())
    EXPECT_FALSE(leaf.type == "duty.missed" && leaf.public_part->at("kind").as_string() == "give_position");
}

TEST_F(ExplanationTest, OfATakingOnTheGroundSecretHidesEveryVersion) {
  test.must("respondent", ReviseDecision{test.decision, "The zirconium quay is closed.", ""});
  test.must("respondent", ReviseDecision{test.decision, "The quay is closed.", ""});
  EXPECT_EQ(found("colleague", "zirconium"), 1U);
  test.must("respondent", TakeDecision{test.decision, day("2026-03-02"), "",
                                       Bypass{BypassGround::secret, "It is secret.", day("2026-03-20")}});
  EXPECT_EQ(found("colleague", "zirconium"), 0U);
  for (const TextVersion& version : reading("colleague", test.decision).decision.versions)
    EXPECT_EQ(version.text, "");
  EXPECT_EQ(reading("colleague", test.decision).clearance.taking->bypass->reasons, "It is secret.");
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ExplanationTest, AnOfficeIsRemindedWhenTheTextChangesInAnOpenRound) {
  OpenClearance round{.id = ClearanceRoundId::make(test.random), .decision = test.decision};
  round.mandate = {.fixed = "It closes.",
                   .may_change = "The day.",
                   .decides = "The Minister",
                   .hear_by = core::day_of(test.now) + std::chrono::days{20}};
  round.mandate.level = Level::consult;
  ASSERT_TRUE(perform(*test.house, test.people["respondent"], ClearanceAct(round)));
  const auto position = [&] {
    return GivePosition{.position = position_id(round.id, test.offices[kLegal]),
                        .stance = Stance::concur,
                        .text_hash = reading("outsider", test.decision).decision.versions.back().hash};
  };
  const auto due = [&] { return read_today(*test.house, test.member("outsider"))->due_from_me.size(); };
  EXPECT_EQ(due(), 1U);
  ASSERT_TRUE(perform(*test.house, test.people["outsider"], ClearanceAct(position())));
  EXPECT_EQ(due(), 0U);
  test.must("respondent", ReviseDecision{test.decision, "Another text.", ""});
  EXPECT_EQ(due(), 1U);
  const DeclareEditorial editorial{test.decision, 2, "A word."};
  ASSERT_TRUE(perform(*test.house, test.people["respondent"], ClearanceAct(editorial)));
  EXPECT_EQ(due(), 0U);
  test.must("respondent", ReviseDecision{test.decision, "A third text.", ""});
  EXPECT_EQ(due(), 1U);
  test.go_to("2026-03-12");
  EXPECT_EQ(test.count_of("duty.missed"), 1) << "whoever does not answer again has missed it";
  EXPECT_THAT(findings(), IsEmpty());
}

}  // namespace
}  // namespace demur::service
