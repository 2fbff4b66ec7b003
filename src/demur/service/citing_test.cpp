#include "demur/service/citing.hpp"

#include <algorithm>

#include "demur/service/audit.hpp"
#include "demur/service/ledger_audit.hpp"
#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Code;
using testing::day;
using testing::TestInstitution;

class CitingDecisions : public ::testing::Test {
 protected:
  CitingDecisions() {
    earlier_ = registered("2019/3", "Close the northern railway");
    other_ = registered("2020/8", "Close the southern airfield");
  }
  DecisionId registered(const char* number, const char* title) {
    const auto id = DecisionId::make(test_.random);
    test_.must("respondent", RegisterDecision{.id = id,
                                              .number = number,
                                              .title = title,
                                              .text = "What is closed stays closed in winter.",
                                              .text_hash = "",
                                              .owner = test_.offices[testing::kNorth]});
    return id;
  }
  core::Result<Done> cite(const char* login, const DecisionId& decision, const std::string& ref,
                          const char* why = "The same ice.") {
    return perform(*test_.house, test_.people.at(login), CiteMatter{decision, {ref, why}});
  }
  DispositionId answered(const DecisionId& decision) {
    FileDissent filed = test_.filing(Standing::named);
    filed.decision = decision;
    test_.must("author", filed);
    const Answer act = test_.answer(filed.id);
    test_.must("respondent", act);
    return act.id;
  }
  std::vector<std::string> offered() {
    std::vector<std::string> refs;
    for (const Matter& each : citable_in(*test_.house, test_.decision).value())
      refs.push_back(each.answer ? ref(*each.answer) : ref(each.decision));
    return refs;
  }
  static std::string ref(const DecisionId& id) { return "decision:" + id.text; }
  static std::string ref(const DispositionId& id) { return "disposition:" + id.text; }

  TestInstitution test_;
  DecisionId earlier_, other_;
};

TEST_F(CitingDecisions, NameWhatTheyRestOnInTheirOrderAndAreNamedThere) {
  ASSERT_TRUE(cite("respondent", test_.decision, ref(earlier_)));
  test_.go_to("2026-03-04");
  const auto answer = answered(other_);
  ASSERT_TRUE(cite("respondent", test_.decision, ref(answer), "What was declined there."));
  EXPECT_TRUE(cite("respondent", test_.decision, ref(earlier_))->already_done);
  const auto cites = cites_of(*test_.house, test_.decision).value();
  ASSERT_EQ(cites.size(), 2u);
  EXPECT_EQ(cites[0].matter.title, "Close the northern railway");
  EXPECT_EQ(cites[0].why, "The same ice.");
  EXPECT_EQ(cites[0].day, day("2026-03-02"));
  EXPECT_EQ(cites[1].matter.number, "2020/8");
  EXPECT_EQ(cites[1].matter.answer, answer);
  EXPECT_EQ(cites[1].day, day("2026-03-04"));
  for (const DecisionId& cited : {earlier_, other_}) {
    const auto by = cited_by(*test_.house, cited).value();
    ASSERT_EQ(by.size(), 1u);
    EXPECT_EQ(by.front().matter.number, "2026/14");
    EXPECT_FALSE(by.front().matter.answer) << "the decision itself cites";
  }
  EXPECT_EQ(cited_by(*test_.house, other_)->front().why, "What was declined there.");
}

// The day does not tell on the day of the taking.
TEST_F(CitingDecisions, SayOfWhatTheyNamedAfterTheTakingThatItWasAfter) {
  ASSERT_TRUE(cite("respondent", test_.decision, ref(earlier_)));
  test_.must("respondent", TakeDecision{test_.decision, core::day_of(test_.now), "", {}});
  ASSERT_TRUE(cite("respondent", test_.decision, ref(other_)));
  const auto cites = cites_of(*test_.house, test_.decision).value();
  ASSERT_EQ(cites.size(), 2u);
  EXPECT_FALSE(cites[0].after_taking);
  EXPECT_TRUE(cites[1].after_taking);
}

TEST_F(CitingDecisions, SayThatItWasAfterTheTakingAlsoWhereThatIsRecordedLater) {
  ASSERT_TRUE(cite("respondent", test_.decision, ref(earlier_)));
  test_.go_to("2026-03-05");
  ASSERT_TRUE(cite("respondent", test_.decision, ref(other_)));
  test_.go_to("2026-03-10");
  test_.must("respondent", TakeDecision{test_.decision, day("2026-03-04"), "", {}});
  const auto cites = cites_of(*test_.house, test_.decision).value();
  ASSERT_EQ(cites.size(), 2u);
  EXPECT_FALSE(cites[0].after_taking);
  EXPECT_TRUE(cites[1].after_taking) << "it was taken on the day before";
}

TEST_F(CitingDecisions, StandAmongTheAnswersThatCiteTheSameTheNewestFirst) {
  ASSERT_TRUE(cite("respondent", test_.decision, ref(earlier_)));
  const auto filed = test_.file("author", Standing::named);
  test_.go_to("2026-03-04");
  Answer act = test_.answer(filed.id);
  act.cites = {{ref(earlier_), "By an answer."}};
  test_.must("respondent", act);
  const auto by = cited_by(*test_.house, earlier_).value();
  ASSERT_EQ(by.size(), 2u);
  EXPECT_EQ(by[0].why, "By an answer.");
  EXPECT_EQ(by[1].why, "The same ice.");
}

TEST_F(CitingDecisions, AreRefusedWhatIsNotThereAndLeaveNothingBehind) {
  EXPECT_EQ(cite("respondent", test_.decision, "decision:" + std::string(26, 'q')).error().field, "ref");
  EXPECT_EQ(cite("respondent", test_.decision, "anything").error().field, "ref");
  EXPECT_EQ(cite("respondent", test_.decision, ref(test_.decision)).error().field, "ref");
  EXPECT_EQ(cite("respondent", test_.decision, ref(answered(test_.decision))).error().field, "ref");
  EXPECT_EQ(cite("outsider", test_.decision, ref(earlier_)).error().code, Code::forbidden);
  EXPECT_TRUE(cites_of(*test_.house, test_.decision)->empty());
  EXPECT_EQ(test_.count_of("precedent.cited"), 0);
}

TEST_F(CitingDecisions, OfferWhatIsLikeThemFirstAndNothingThatIsCitedOrTheirOwn) {
  const auto own = answered(test_.decision);
  const auto answer = answered(other_);
  const auto before = offered();
  ASSERT_EQ(before.size(), 3u) << "two decisions and an answer";
  EXPECT_EQ(before.front(), ref(earlier_)) << "it closes something northern too";
  EXPECT_EQ(std::ranges::count(before, ref(own)), 0);
  EXPECT_EQ(std::ranges::count(before, ref(answer)), 1);
  ASSERT_TRUE(cite("respondent", test_.decision, ref(earlier_)));
  EXPECT_EQ(std::ranges::count(offered(), ref(earlier_)), 0);
  EXPECT_TRUE(may_cite(*test_.house, test_.member("respondent"), test_.decision));
  EXPECT_EQ(may_cite(*test_.house, test_.member("author"), test_.decision).error().code, Code::forbidden);
}

TEST_F(CitingDecisions, AreCountedByTheAuditWhichFindsNothingWrong) {
  ASSERT_TRUE(cite("respondent", test_.decision, ref(earlier_)));
  ASSERT_TRUE(cite("respondent", test_.decision, ref(answered(other_))));
  test_.go_to("2026-03-04");
  RecordAudit audit;
  std::uint64_t index = 0;
  for (const std::string& leaf : test_.leaf_texts()) ASSERT_TRUE(audit.read(index++, core::bytes_of(leaf)));
  EXPECT_EQ(audit.finish(day("2026-03-04")).ledger.cited_by_decisions, 2);
  for (const auto& finding : audit.findings()) ADD_FAILURE() << finding.what;
}

// ---- the audit, of a log that no Demur wrote

class CitingInALog : public ::testing::Test {
 protected:
  void write(std::string type, std::string id, std::vector<std::string> refs, core::json::object said = {}) {
    translog::Leaf leaf;
    leaf.type = std::move(type);
    leaf.id = std::move(id);
    leaf.day = day("2026-03-02");
    leaf.refs = std::move(refs);
    leaf.public_part = std::move(said);
    audit_.file_away(index_++, leaf);
  }
  void decides(const char* id) { write("decision.registered", id, {}); }
  void cites(const std::string& decision, const std::string& ref, const char* why = "So.") {
    write("precedent.cited", "c" + std::to_string(index_), {"decision:" + decision, ref},
          {{"ref", ref}, {"why", why}});
  }
  std::string found() {
    std::string all;
    (void)audit_.finish({}, day("2026-03-02"),
                        [&](std::uint64_t, const std::string& what) { all += what + "\n"; });
    return all;
  }
  LedgerAudit audit_;
  std::uint64_t index_ = 0;
};

TEST_F(CitingInALog, IsOfSomethingAboveIt) {
  cites("a", "decision:b");
  decides("a");
  cites("a", "decision:b");
  decides("b");
  EXPECT_EQ(found(),
            "a decision cites that is not in the log before it\n"
            "a decision cites what is not in the log before it\n");
}

TEST_F(CitingInALog, IsOfAnotherMatterOnceAndWithAReason) {
  decides("a");
  decides("b");
  write("disposition.published", "answer", {"dissent:d", "decision:a"});
  cites("a", "decision:a");
  cites("a", "disposition:answer");
  cites("a", "decision:b", "");
  cites("a", "decision:b");
  EXPECT_EQ(found(),
            "a decision cites itself\na decision cites itself\na decision cites without a reason\n"
            "a decision cites the same twice\n");
}

TEST_F(CitingInALog, ReferencesWhatItSays) {
  decides("a");
  decides("b");
  decides("c");
  write("precedent.cited", "cited", {"decision:a", "decision:c"}, {{"ref", "decision:b"}, {"why", "So."}});
  EXPECT_EQ(found(), "its references do not name what the decision cites\n");
}

TEST_F(CitingInALog, EndsWithTheDecision) {
  decides("a");
  decides("b");
  cites("a", "decision:b");
  write("decision.withdrawn", "w", {"decision:a"});
  write("decision.superseded", "s", {"decision:b", "decision:a"});
  EXPECT_EQ(found(), "");
  cites("b", "decision:a");
  EXPECT_EQ(found(), "a decision cites that was superseded or withdrawn\n");
}

}  // namespace
}  // namespace demur::service
