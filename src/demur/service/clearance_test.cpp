// Clearance through the one door: rows and records say the same, and the log alone bears out the basis.
#include "demur/service/clearance.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "demur/service/audit.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/test_institution.hpp"
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

std::string policy_that_requires(const std::string& offices) {
  std::string toml = daily_policy();
  const std::string kTable = "[consultation]\n";
  const auto at = toml.find(kTable);
  const std::string rule = "required = [" + offices + "]\n";
  if (at == std::string::npos)
    return toml + "\n" + kTable + rule + "source = \"a test\"\nverified = \"unverified\"\n";
  return toml.insert(at + kTable.size(), rule);
}

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

// A log written by hand, by an office that would like to look cleared.
class Forged {
 public:
  Forged() {
    say("policy.in_force", "2026-03-02", {},
        {{"policy", "state-dissent"}, {"version", 1}, {"toml", policy_that_requires("\"Legal Office\"")}});
    say("office.created", "2026-03-02", {}, {{"name", "Legal Office"}}, kOffice);
    say("decision.registered", "2026-03-02", {}, {{"text_hash", "h1"}, {"number", "1"}}, kDecision);
  }

  Forged& say(const std::string& type, const char* on, std::vector<std::string> refs, core::json::object said,
              std::string id = {}) {
    leaves_.push_back({.type = type,
                       .id = id.empty() ? core::random_id_text(random_) : id,
                       .day = day(on),
                       .refs = std::move(refs),
                       .commit = {},
                       .public_part = std::move(said)});
    return *this;
  }
  Forged& opened(const char* on, const char* closes, const char* hash = "h1", bool asks = true) {
    const Mandate mandate{
        .fixed = "All.", .may_change = "A day.", .decides = "I", .hear_by = day("2026-04-01")};
    core::json::array offices;
    if (asks) offices.push_back({{"office", kOffice}, {"name", "Legal Office"}, {"by_rules", true}});
    return say("clearance.opened", on, {decision()},
               {{"mandate", to_json(mandate)},
                {"offices", offices},
                {"version", 1},
                {"text_hash", hash},
                {"closes", closes}},
               kRound);
  }
  Forged& gave(const char* on, const char* stance, const char* office = kOffice, const char* hash = "h1") {
    return say("position.given", on, about_position(),
               {{"office", office},
                {"stance", stance},
                {"version", 1},
                {"text_hash", hash},
                {"by_office", kOffice},
                {"for_office", kOffice},
                {"comments", core::json::object{{"critical", 1}}},
                {"would_change", ""},
                {"withheld", true}});
  }
  Forged& taken(const char* on, const char* basis, const char* required = "Legal Office") {
    const core::json::array named{core::json::object{{"name", required}, {"office", kOffice}}};
    return say(
        "decision.taken", on, {decision()},
        {{"taken_on", on}, {"text_hash", "h1"}, {"version", 1}, {"required", named}, {"basis", basis}});
  }
  Forged& about_round(const char* type, const char* on, core::json::object said) {
    return say(type, on, {std::string("clearance_round:") + kRound, decision()}, std::move(said));
  }
  // An objection, without the comment that gave() counts, in a round that is closed.
  Forged& objected() {
    opened("2026-03-02", "2026-03-09");
    say("position.given", "2026-03-02", about_position(),
        {{"office", kOffice},
         {"stance", "non_concur"},
         {"version", 1},
         {"text_hash", "h1"},
         {"would_change", "A day."},
         {"withheld", false}});
    return about_round("clearance.closed", "2026-03-10", {{"no_response", core::json::array{}}});
  }
  Forged& answered(int comment) {
    return say("comment.answered", "2026-03-10", about_position(),
               {{"comment", comment}, {"outcome", "declined"}, {"reasons", "It sails."}});
  }
  Forged& reported(core::json::object said) {
    said["summary"] = "So.";
    return about_round("clearance.reported", "2026-03-10", std::move(said));
  }
  Forged& lifted(const char* on, const char* office) {
    return say("position.lifted", on, about_position(), {{"office", office}, {"reasons", "So."}});
  }
  [[nodiscard]] std::vector<std::string> findings() const {
    RecordAudit audit;
    std::uint64_t index = 0;
    for (const auto& leaf : leaves_)
      EXPECT_TRUE(audit.read(index++, core::bytes_of(translog::format_leaf(leaf).value())));
    (void)audit.finish(day("2026-03-02"));
    std::vector<std::string> said;
    for (const AuditFinding& finding : audit.findings()) said.push_back(finding.what);
    return said;
  }

  static constexpr const char* kOffice = "oooooooooooooooooooooooooo";
  static constexpr const char* kDecision = "dddddddddddddddddddddddddd";
  static constexpr const char* kRound = "rrrrrrrrrrrrrrrrrrrrrrrrrr";

 private:
  [[nodiscard]] static std::string decision() { return std::string("decision:") + kDecision; }
  [[nodiscard]] static std::vector<std::string> about_position() {
    return {"position:" + position_id({kRound}, {kOffice}).text, decision(),
            std::string("clearance_round:") + kRound};
  }
  core::Random random_ = core::seeded_random(7);
  std::vector<translog::Leaf> leaves_;
};

TEST(AForgedClearance, IsFoundOutByItsRecords) {
  const auto one = [](const Forged& log) {
    const auto said = log.findings();
    return said.size() == 1 ? said[0] : "not one finding but " + std::to_string(said.size());
  };
  constexpr const char* kOpen = "2026-03-02";
  constexpr const char* kClose = "2026-03-09";
  EXPECT_THAT(Forged().opened(kOpen, kClose).gave(kOpen, "concur").taken(kOpen, "cleared").findings(),
              IsEmpty());
  EXPECT_THAT(one(Forged().taken(kOpen, "cleared")),
              HasSubstr("by the records it is \"bypassed_unexplained\""));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "abstain").taken(kOpen, "cleared")),
              HasSubstr("by the records it is \"partly_cleared\""));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "non_concur").taken(kOpen, "over_objection")),
              HasSubstr("bypassed_unexplained"))
      << "there was no direction";
  EXPECT_THAT(one(Forged().taken(kOpen, "bypassed_unexplained", "Another Office")),
              HasSubstr("does not name the offices"));
  EXPECT_THAT(one(Forged().opened(kOpen, "2026-03-06")), HasSubstr("shorter than the policy"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose, "h0")), HasSubstr("not about the newest text"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose, "h1", false)), HasSubstr("does not ask Legal Office"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur", Forged::kRound)),
              HasSubstr("in the place of another office"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur", Forged::kOffice, "h0")),
              HasSubstr("a text that was not the newest"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "non_concur").lifted(kOpen, Forged::kRound)),
              HasSubstr("by another office"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur").lifted(kOpen, Forged::kOffice)),
              HasSubstr("an objection is lifted that there is not"));
  const core::json::object nobody{{"no_response", core::json::array{}}};
  EXPECT_THAT(Forged().opened(kOpen, kClose).about_round("clearance.closed", "2026-03-10", nobody).findings(),
              ::testing::Contains(HasSubstr("does not name the offices that gave no response")));
  EXPECT_THAT(one(Forged()
                      .opened(kOpen, kClose)
                      .gave(kOpen, "concur")
                      .about_round("clearance.closed", kOpen, nobody)),
              HasSubstr("before its last day"));
  EXPECT_THAT(one(Forged()
                      .opened(kOpen, kClose)
                      .gave(kOpen, "concur")
                      .about_round("clearance.closed", "2026-03-10", nobody)
                      .about_round("clearance.reported", "2026-03-10", {{"summary", "So."}})),
              HasSubstr("not every comment of Legal Office"));
  EXPECT_THAT(
      Forged().opened(kOpen, kClose).say("office.created", "2026-03-20", {}, {{"name", "x"}}).findings(),
      ElementsAre(HasSubstr("give a position"), HasSubstr("no record says that it was closed")));
  EXPECT_THAT(one(Forged()
                      .opened(kOpen, kClose)
                      .gave(kOpen, "concur")
                      .taken(kOpen, "cleared")
                      .about_round("clearance.void", kOpen, {{"reason", "So."}})),
              HasSubstr("void after the decision was taken"));
}

TEST(AForgedReport, IsFoundOutWhereItLeavesAnObjectionUnanswered) {
  EXPECT_THAT(Forged().objected().answered(0).reported({{"objections", 1}}).findings(), IsEmpty());
  EXPECT_THAT(Forged().objected().reported({}).findings(), IsEmpty())
      << "a report from before objections were answered says nothing of them";
  EXPECT_THAT(
      Forged().objected().lifted("2026-03-10", Forged::kOffice).reported({{"objections", 0}}).findings(),
      IsEmpty());
  EXPECT_THAT(Forged().objected().reported({{"objections", 0}}).findings(),
              ElementsAre(HasSubstr("the objection of Legal Office is not answered")));
  EXPECT_THAT(Forged().objected().answered(0).reported({{"objections", 2}}).findings(),
              ElementsAre(HasSubstr("it says that it answers 2 objections, and 1 are answered")));
  EXPECT_THAT(Forged().objected().answered(0).answered(1).reported({{"objections", 1}}).findings(),
              ElementsAre(HasSubstr("not every comment")));
  EXPECT_THAT(Forged().objected().answered(0).reported({{"objections", 1}}).reported({}).findings(),
              ::testing::Contains(
                  HasSubstr("does not count the objections that it answers; a report before it does")));
  EXPECT_THAT(Forged().opened("2026-03-02", "2026-03-09").gave("2026-03-02", "concur").answered(0).findings(),
              ElementsAre(HasSubstr("an objection is answered that there is not")));
}

}  // namespace
}  // namespace demur::service
