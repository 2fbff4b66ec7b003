#include "demur/service/opinion_audit.hpp"

#include <functional>

#include "demur/service/audit.hpp"
#include "demur/service/test_opinion.hpp"

namespace demur::service::testing {
namespace {

using namespace domain;

struct Read {
  OpinionFigures figures;
  std::vector<AuditFinding> findings;
};

// What the log alone says, each leaf as `change` leaves it.
Read audit(TestRound& test, const std::function<void(translog::Leaf&)>& change = {}) {
  RecordAudit audit;
  std::uint64_t index = 0;
  for (translog::Leaf leaf : test.leaves()) {
    if (change) change(leaf);
    const std::string text = translog::format_leaf(leaf).value();
    EXPECT_TRUE(audit.read(index++, core::bytes_of(text)));
  }
  Read read{.figures = audit.finish(core::day_of(test.now)).opinion, .findings = audit.findings()};
  return read;
}

// A round from its mandate to its report, with one statement proposed, one rejected and one retired.
void tell(TestRound& test, const char* reported_on) {
  const StatementId good = StatementId::make(test.random);
  const StatementId bad = StatementId::make(test.random);
  ASSERT_TRUE(test.act_on("colleague", ProposeStatement{test.round, good, "The railway has room."}));
  ASSERT_TRUE(test.act_on("author", ProposeStatement{test.round, bad, "The minister is a fool."}));
  test.go_to("2026-03-04");
  ASSERT_TRUE(test.act_on("keeper", ShowStatement{good}));
  ASSERT_TRUE(test.act_on("keeper", RejectStatement{bad, "It is about a person."}));
  ASSERT_TRUE(test.act_on("keeper", RetireStatement{test.statements[2], "It is answered."}));
  test.go_to(reported_on);
  ReportRound report{test.round, Outcome::declined, "It costs too much."};
  report.sets = {{StatementSet::bridges,
                  {{test.statements[0], Vote::agree}, {good, Vote::disagree}},
                  Outcome::declined,
                  "It costs a ship."}};
  ASSERT_TRUE(test.act_on("respondent", report));
  test.go_to("2026-04-20");
}

TEST(TheAuditOfRounds, FindsNothingWhereAllWasInOrder) {
  TestRound test;
  tell(test, "2026-04-09");
  const Read read = audit(test);
  EXPECT_TRUE(read.findings.empty()) << read.findings.front().what;
  EXPECT_EQ(read.figures.rounds, 1);
  EXPECT_EQ(read.figures.reported, 1);
  EXPECT_EQ(read.figures.late_reports, 0);
  EXPECT_EQ(read.figures.statements, 4);
  EXPECT_EQ(read.figures.rejected, 1);
  EXPECT_EQ(read.figures.retired, 1);
}

TEST(TheAuditOfRounds, CountsWhatWasLateAndWhatNobodyReported) {
  TestRound late;
  tell(late, "2026-04-14");
  const Read read = audit(late);
  EXPECT_TRUE(read.findings.empty()) << read.findings.front().what;
  EXPECT_EQ(read.figures.late_reports, 1);
  EXPECT_EQ(read.figures.missed_reports, 1);
  TestRound silent;
  silent.go_to("2026-04-20");
  EXPECT_TRUE(audit(silent).findings.empty());
  EXPECT_EQ(audit(silent).figures.missed_reports, 1);
}

TEST(TheAuditOfRounds, FindsEachContradiction) {
  TestRound test;
  tell(test, "2026-04-14");
  const auto say = [](const char* type, const char* member, core::json::value value) {
    return [=](translog::Leaf& leaf) {
      if (leaf.type == type) (*leaf.public_part)[member] = value;
    };
  };
  const std::vector<std::pair<const char*, std::function<void(translog::Leaf&)>>> lies = {
      {"no mandate", say("opinion_round.opened", "mandate", "consult")},
      {"too short", say("opinion_round.opened", "closes", "2026-03-04")},
      {"in time", say("opinion_round.reported", "late", false)},
      {"no reason", say("statement.rejected", "reason", "")},
      {"no reason to retire", say("statement.retired", "reason", "")},
      {"no words", say("opinion_round.reported", "text", "")},
      {"other day", say("opinion_round.reported", "due", "2026-04-14")},
      {"no such set", say("opinion_round.answered", "set", "neither")},
      {"no statements", say("opinion_round.answered", "statements", core::json::array{})},
      {"a retired one",
       say("opinion_round.answered", "statements", core::json::array{test.statements[2].text})},
      {"what all say of one alone", say("opinion_round.answered", "all", core::json::array{"agree"})},
      {"neither", say("opinion_round.answered", "all", core::json::array{"agree", "pass"})},
      {"what all say of what divides",
       [](translog::Leaf& leaf) {
         if (leaf.type == "opinion_round.answered") (*leaf.public_part)["set"] = "divides";
         if (leaf.type == "opinion_round.reported")
           (*leaf.public_part)["sets"] = core::json::array{"divides"};
       }},
      {"no word on them", say("opinion_round.answered", "text", "")},
      {"put off", say("opinion_round.answered", "outcome", "deferred")},
      {"another set named", say("opinion_round.reported", "sets", core::json::array{"divides"})},
      {"no set named", say("opinion_round.reported", "sets", core::json::array{})},
      {"miss unsaid",
       [](translog::Leaf& leaf) {
         if (leaf.type == "duty.missed") leaf.type = "duty.other";
       }},
      {"never closed",
       [](translog::Leaf& leaf) {
         if (leaf.type == "opinion_round.closed") leaf.type = "opinion_round.other";
       }},
      {"never opened",
       [](translog::Leaf& leaf) {
         if (leaf.type == "opinion_round.opened") leaf.type = "opinion_round.other";
       }},
      {"closed early",
       [](translog::Leaf& leaf) {
         if (leaf.type == "opinion_round.closed") leaf.day = day("2026-03-20");
       }},
      {"void when its results are out",
       [](translog::Leaf& leaf) {
         if (leaf.type != "opinion_round.reported") return;
         leaf.type = "opinion_round.voided";
         leaf.public_part = core::json::object{{"reason", "We asked too early."}};
       }},
      {"late statement",
       [](translog::Leaf& leaf) {
         if (leaf.type != "opinion_round.reported") return;
         leaf.type = "statement.shown";
       }},
  };
  for (const auto& [what, lie] : lies) EXPECT_FALSE(audit(test, lie).findings.empty()) << what;
}

// As reports were before sets were answered.
void forget_sets(translog::Leaf& leaf) {
  if (leaf.type == "opinion_round.answered") leaf.type = "opinion_round.other";
  if (leaf.type == "opinion_round.reported") leaf.public_part->erase("sets");
}

TEST(TheAuditOfRounds, HoldsNoReportFromBeforeToSetsThatItCouldNotAnswer) {
  TestRound test;
  tell(test, "2026-04-09");
  EXPECT_TRUE(audit(test, forget_sets).findings.empty());
}

TEST(TheAuditOfRounds, HoldsReportsToSetsOnceOneBeforeThemNamesIts) {
  TestRound test;
  const OpenOpinionRound other = test.opening();
  ASSERT_TRUE(test.act_on("respondent", other));
  test.go_to("2026-03-21");
  for (const auto& round : {test.round, other.id})
    ASSERT_TRUE(test.act_on("respondent", ReportRound{round, Outcome::declined, "It costs too much."}));
  const auto forget_of = [&](const OpinionRoundId& round) {
    return [ref = "opinion_round:" + round.text](translog::Leaf& leaf) {
      if (std::ranges::find(leaf.refs, ref) != leaf.refs.end()) forget_sets(leaf);
    };
  };
  EXPECT_TRUE(audit(test).findings.empty());
  EXPECT_TRUE(audit(test, forget_of(test.round)).findings.empty());
  EXPECT_EQ(audit(test, forget_of(other.id)).findings.size(), 1U);
}

}  // namespace
}  // namespace demur::service::testing
