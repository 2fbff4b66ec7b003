// A decision's text that is secret from the start: who reads it, and where its words never come.
#include "demur/service/secrecy.hpp"

#include <gmock/gmock.h>

#include "demur/service/audit.hpp"
#include "demur/service/clearance.hpp"
#include "demur/service/ledger.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/reviews.hpp"
#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using core::Code;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kWords = "The zirconium quay is closed.";

class ASecretFromTheStart : public ::testing::Test {
 protected:
  [[nodiscard]] RegisterDecision registering(const char* number, const char* title,
                                             const char* text = kWords) {
    return {.id = DecisionId::make(test.random),
            .number = number,
            .title = title,
            .text = text,
            .text_hash = "",
            .owner = test.offices[kNorth]};
  }
  DecisionId registered() {
    const RegisterDecision act = registering("2026/15", "Close the southern port");
    const auto done = register_as_secret(*test.house, test.people["respondent"], act);
    EXPECT_TRUE(done) << (done ? "" : done.error().what);
    return act.id;
  }
  [[nodiscard]] std::string text_for(const char* who, const DecisionId& id) {
    return read_clearance(*test.house, test.member(who), id)->decision.versions.back().text;
  }
  [[nodiscard]] std::size_t found(const char* who, const char* words) {
    return search_ledger(*test.house, test.member(who), {.typed = words}).value().hits.size();
  }
  // In what the index keeps, whatever a query would find.
  [[nodiscard]] std::int64_t blocks_with(const std::string& word) {
    return test.one<std::int64_t>("SELECT count(*) FROM public_index_data WHERE instr(block, CAST('" + word +
                                  "' AS BLOB)) > 0");
  }
  [[nodiscard]] std::vector<std::string> findings() {
    RecordAudit audit;
    std::uint64_t index = 0;
    for (const std::string& leaf : test.leaf_texts()) EXPECT_TRUE(audit.read(index++, core::bytes_of(leaf)));
    (void)audit.finish(core::day_of(test.now));
    std::vector<std::string> said;
    for (const AuditFinding& finding : audit.findings()) said.push_back(finding.what);
    return said;
  }
  TestInstitution test;
};

TEST_F(ASecretFromTheStart, IsReadByWhoTakesPartAndByNobodyElseOnAnyPage) {
  const DecisionId id = registered();
  for (const char* who : {"respondent", "keeper", "auditor"}) EXPECT_EQ(text_for(who, id), kWords) << who;
  for (const char* who : {"colleague", "outsider", "author"}) {
    const Member member = test.member(who);
    EXPECT_EQ(text_for(who, id), "") << who;
    EXPECT_EQ(read_decision(*test.house, member, id)->decision.versions.back().text, "") << who;
    EXPECT_EQ(read_reviews(*test.house, member, id)->decision.versions.back().text, "") << who;
    for (const DecisionLine& line : read_decisions(*test.house, member).value())
      EXPECT_EQ(line.decision.id == id ? line.decision.versions.back().text : "", "") << who;
  }
  EXPECT_EQ(read_owned_decision(*test.house, id)->decision.versions.back().text, "");
}

TEST_F(ASecretFromTheStart, HasWordsThatNeverReachTheIndexNorTheLogNorThePrecedents) {
  test.must("respondent", registering("2026/16", "Open the western port", "The xylophone quay is opened."));
  const DecisionId id = registered();
  test.must("respondent", ReviseDecision{id, "The zirconium quay and the ytterbium mole are closed.", ""});
  EXPECT_GT(blocks_with("xylophon"), 0) << "a text that everybody reads is there";
  for (const char* word : {"zirconium", "ytterbium"}) {
    EXPECT_EQ(blocks_with(word), 0) << word;
    for (const char* who : {"colleague", "respondent", "keeper"}) EXPECT_EQ(found(who, word), 0U) << who;
    for (const std::string& leaf : test.leaf_texts()) EXPECT_THAT(leaf, Not(HasSubstr(word)));
  }
  EXPECT_EQ(found("colleague", "southern"), 2U) << "its versions are found by the title";
  const auto precedents = [&](const std::string& text) {
    Decision decision = read_clearance(*test.house, test.member("respondent"), id)->decision;
    if (!text.empty()) decision.versions.back().text = text;
    return precedents_for(*test.house, decision)->size();
  };
  EXPECT_EQ(precedents(""), precedents("The western xylophone port is opened."));
}

TEST_F(ASecretFromTheStart, IsSaidInTheLogAndTheAuditAgreesAlsoWhenItIsBypassedAsSecret) {
  const DecisionId id = registered();
  const auto registered_leaf = [&] {
    for (const auto& leaf : test.leaves())
      if (leaf.type == "decision.registered" && leaf.id == id.text) return leaf;
    return translog::Leaf{};
  };
  EXPECT_TRUE(registered_leaf().public_part->at("secret").as_bool());
  EXPECT_EQ(registered_leaf().public_part->at("title").as_string(), "Close the southern port");
  OpenClearance round{
      .id = ClearanceRoundId::make(test.random), .decision = id, .also = {test.offices[kLegal]}};
  round.mandate = {.fixed = "It is closed.",
                   .may_change = "The day.",
                   .decides = "The Minister",
                   .hear_by = core::day_of(test.now) + std::chrono::days{20}};
  round.mandate.level = Level::consult;
  ASSERT_TRUE(perform(*test.house, test.people["respondent"], ClearanceAct(round)));
  EXPECT_EQ(text_for("outsider", id), kWords) << "whoever is asked reads what they are asked about";
  EXPECT_EQ(text_for("colleague", id), "");
  GivePosition give{
      .position = position_id(round.id, test.offices[kLegal]), .stance = Stance::concur, .text_hash = {}};
  give.text_hash = read_clearance(*test.house, test.member("outsider"), id)->decision.versions.back().hash;
  EXPECT_EQ(perform(*test.house, test.people["outsider"], ClearanceAct(give)).error().field, "withheld");
  test.must("respondent", TakeDecision{id, day("2026-03-02"), "",
                                       Bypass{BypassGround::secret, "It is secret.", day("2026-03-20")}});
  EXPECT_EQ(text_for("colleague", id), "");
  EXPECT_EQ(found("respondent", "zirconium"), 0U);
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ASecretFromTheStart, IsForItsOwnOfficeToSayAndForNobodyLater) {
  const RegisterDecision act = registering("2026/17", "Close the eastern port");
  for (const char* who : {"colleague", "outsider", "keeper"})
    EXPECT_EQ(register_as_secret(*test.house, test.people[who], act).error().code, Code::forbidden) << who;
  test.must("respondent", act);
  EXPECT_EQ(register_as_secret(*test.house, test.people["respondent"], act).error().code, Code::conflict)
      << "everybody has read it";
  const RegisterDecision secret = registering("2026/18", "Close the last port");
  ASSERT_TRUE(register_as_secret(*test.house, test.people["respondent"], secret));
  EXPECT_TRUE(register_as_secret(*test.house, test.people["respondent"], secret)->already_done);
  EXPECT_TRUE(perform(*test.house, test.people["respondent"], secret)->already_done);
  EXPECT_EQ(text_for("colleague", secret.id), "") << "sent again without the box, it stays so";
}

}  // namespace
}  // namespace demur::service
