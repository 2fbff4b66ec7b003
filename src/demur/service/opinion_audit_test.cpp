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
  ASSERT_TRUE(test.act_on("respondent", ReportRound{test.round, Outcome::declined, "It costs too much."}));
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

}  // namespace
}  // namespace demur::service::testing
