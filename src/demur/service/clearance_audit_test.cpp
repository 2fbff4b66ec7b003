// Logs that an office would write that wants to look cleared, or as if it had answered: each is found out.
#include <gmock/gmock.h>

#include "demur/service/audit.hpp"
#include "demur/service/test_clearance.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  Forged& opened(const char* on, const char* closes, const char* hash = "h1", bool asks = true,
                 const char* hear_by = "2026-04-01") {
    const Mandate mandate{.fixed = "All.", .may_change = "A day.", .decides = "I", .hear_by = day(hear_by)};
    core::json::array offices;
    if (asks) offices.push_back({{"office", kOffice}, {"name", "Legal Office"}, {"by_rules", true}});
    return say("clearance.opened", on, {decision()},
               {{"mandate", to_json(mandate)},
                {"offices", offices},
                {"version", 1},
                {"text_hash", hash},
                {"closes", closes}},
               round_);
  }
  Forged& gave(const char* on, const char* stance, const char* office = kOffice, const char* hash = "h1",
               int version = 1) {
    return say("position.given", on, about_position(),
               {{"office", office},
                {"stance", stance},
                {"version", version},
                {"text_hash", hash},
                {"by_office", kOffice},
                {"for_office", kOffice},
                {"comments", core::json::object{{"critical", 1}}},
                {"would_change", ""},
                {"withheld", true}});
  }
  Forged& revised(const char* on, const char* hash, int version) {
    return say("decision.revised", on, {decision()}, {{"text_hash", hash}, {"version", version}});
  }
  Forged& taken(const char* on, const char* basis, const char* required = "Legal Office",
                const char* hash = "h1", int version = 1) {
    const core::json::array named{core::json::object{{"name", required}, {"office", kOffice}}};
    return say(
        "decision.taken", on, {decision()},
        {{"taken_on", on}, {"text_hash", hash}, {"version", version}, {"required", named}, {"basis", basis}});
  }
  Forged& directed(core::json::array over, const char* hash = "h1", const char* reasons = "We must.") {
    return say("decision.directed", "2026-03-02", {decision()},
               {{"over", std::move(over)}, {"reasons", reasons}, {"text_hash", hash}});
  }
  Forged& bypassed(core::json::array offices, const char* consult_by = "2026-03-20",
                   const char* hash = "h1") {
    return say("decision.bypassed", "2026-03-02", {decision()},
               {{"offices", std::move(offices)},
                {"ground", "urgent"},
                {"reasons", "It was."},
                {"consult_by", consult_by},
                {"text_hash", hash}});
  }
  Forged& about_round(const char* type, const char* on, core::json::object said) {
    return say(type, on, {"clearance_round:" + round_, decision()}, std::move(said));
  }
  Forged& closed() {
    return about_round("clearance.closed", "2026-03-10", {{"no_response", core::json::array{}}});
  }
  Forged& voided(const char* on, const char* reason = "A mistake.") {
    return about_round("clearance.void", on, {{"reason", reason}});
  }
  // For all to read, with so many comments.
  Forged& said(const char* on, const char* stance, int comments) {
    return say("position.given", on, about_position(),
               {{"office", kOffice},
                {"stance", stance},
                {"version", 1},
                {"text_hash", "h1"},
                {"comments", core::json::object{{"critical", comments}}},
                {"would_change", "A day."},
                {"withheld", false}});
  }
  // An objection, without a comment, in a round that is closed.
  Forged& objected() {
    return opened("2026-03-02", "2026-03-09").said("2026-03-02", "non_concur", 0).closed();
  }
  Forged& answered(int comment, const char* outcome = "declined", const char* reasons = "It sails.") {
    return say("comment.answered", "2026-03-10", about_position(),
               {{"comment", comment}, {"outcome", outcome}, {"reasons", reasons}});
  }
  // The last record has a private part.
  Forged& committed() {
    leaves_.back().commit = translog::Hash{};
    return *this;
  }
  // What follows is about another round.
  Forged& in_another_round() {
    round_ = "ssssssssssssssssssssssssss";
    return *this;
  }
  Forged& reported(core::json::object said, const char* on = "2026-03-10") {
    said["summary"] = "So.";
    return about_round("clearance.reported", on, std::move(said));
  }
  Forged& about_decision(const char* type, const char* on, core::json::object said = {}) {
    return say(type, on, {decision()}, std::move(said));
  }
  Forged& editorial(int version, const char* from, const char* to) {
    return about_decision("decision.editorial", kDay,
                          {{"version", version},
                           {"from_hash", from},
                           {"text_hash", to},
                           {"reasons", "A comma."},
                           {"object_by", "2026-03-04"}});
  }
  Forged& lifted(const char* on, const char* office) {
    return say("position.lifted", on, about_position(), {{"office", office}, {"reasons", "So."}});
  }
  [[nodiscard]] std::vector<std::string> about_position() const {
    return {"position:" + position_id({round_}, {kOffice}).text, decision(), "clearance_round:" + round_};
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

  static constexpr const char* kDay = "2026-03-02";
  static constexpr const char* kOffice = "oooooooooooooooooooooooooo";
  static constexpr const char* kDecision = "dddddddddddddddddddddddddd";
  static constexpr const char* kRound = "rrrrrrrrrrrrrrrrrrrrrrrrrr";

 private:
  [[nodiscard]] static std::string decision() { return std::string("decision:") + kDecision; }
  std::string round_ = kRound;
  core::Random random_ = core::seeded_random(7);
  std::vector<translog::Leaf> leaves_;
};

constexpr const char* kOpen = "2026-03-02";
constexpr const char* kClose = "2026-03-09";

// The one finding of a log that has one.
std::string one(const Forged& log) {
  const auto said = log.findings();
  return said.size() == 1 ? said[0] : "not one finding but " + std::to_string(said.size());
}

TEST(AForgedClearance, IsFoundOutByItsRecords) {
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
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur", Forged::kOffice, "h1", 2)),
              HasSubstr("a text that was not the newest"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur").closed().closed()),
              HasSubstr("closed that was not open"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose, "h1", true, "2026-04-09")),
              HasSubstr("by the policy they hear it by 2026-04-08"));
  EXPECT_THAT(Forged().opened(kOpen, kClose, "h1", true, "2026-04-08").findings(), IsEmpty());
}

TEST(AForgedTaking, IsFoundOutWhereItsTextWasNotTheNewest) {
  const auto concurred = [] { return Forged().opened(kOpen, kClose).gave(kOpen, "concur"); };
  EXPECT_THAT(one(concurred().taken(kOpen, "cleared", "Legal Office", "h2")), HasSubstr("not the newest"));
  EXPECT_THAT(one(concurred().taken(kOpen, "cleared", "Legal Office", "h1", 2)), HasSubstr("not the newest"));
  EXPECT_THAT(concurred().revised(kOpen, "h2", 2).taken(kOpen, "cleared").findings(),
              ElementsAre(HasSubstr("not the newest"), HasSubstr("it is \"bypassed_unexplained\"")));
  EXPECT_THAT(concurred()
                  .revised(kOpen, "h2", 2)
                  .taken(kOpen, "bypassed_unexplained", "Legal Office", "h2", 2)
                  .findings(),
              IsEmpty());
  EXPECT_THAT(one(concurred().taken(kOpen, "cleared").revised(kOpen, "h2", 2)),
              HasSubstr("revised after the decision was taken"));
  EXPECT_THAT(one(Forged().say("decision.taken", kOpen, {std::string("decision:") + Forged::kDecision},
                               {{"taken_on", "2026-03-03"},
                                {"text_hash", "h1"},
                                {"version", 1},
                                {"required", core::json::array{core::json::object{
                                                 {"name", "Legal Office"}, {"office", Forged::kOffice}}}},
                                {"basis", "bypassed_unexplained"}})),
              HasSubstr("a day that was still to come"));
  EXPECT_THAT(one(Forged().revised(kOpen, "h2", 1)), HasSubstr("not the next version"));
  EXPECT_THAT(one(Forged().revised(kOpen, "h1", 2)), HasSubstr("not the next version"));
  EXPECT_THAT(one(Forged().say("decision.registered", kOpen, {}, {{"text_hash", "h2"}}, Forged::kDecision)),
              HasSubstr("registered a second time"));
}

// A change that was called editorial lets positions on the text before it hold.
TEST(AForgedTaking, IsFoundOutWhereAnotherChangeIsCalledEditorial) {
  const auto called = [](int version, const char* from, const char* to) {
    return Forged().revised(kOpen, "h2", 2).editorial(version, from, to);
  };
  EXPECT_THAT(called(2, "h1", "h2").findings(), IsEmpty());
  for (const auto& log : {called(1, "h1", "h2"), called(2, "h0", "h2"), called(2, "h1", "h3")})
    EXPECT_THAT(one(log), HasSubstr("editorial that is not the newest"));
  EXPECT_THAT(one(Forged().editorial(1, "h1", "h1")), HasSubstr("editorial that is not the newest"))
      << "there is no change";
  EXPECT_THAT(one(Forged()
                      .revised(kOpen, "h2", 2)
                      .taken(kOpen, "bypassed_unexplained", "Legal Office", "h2", 2)
                      .editorial(2, "h1", "h2")),
              HasSubstr("editorial after the decision was taken"));
}

// The first one stands, and with it that an office objected.
TEST(AForgedTaking, IsFoundOutWhereAContestedChangeIsCalledEditorialAgain) {
  const auto contested = [] {
    return Forged()
        .opened(kOpen, kClose)
        .gave(kOpen, "concur")
        .revised(kOpen, "h2", 2)
        .editorial(2, "h1", "h2")
        .about_decision("decision.editorial_contested", kOpen,
                        {{"version", 2}, {"office", Forged::kOffice}, {"reasons", "No comma."}});
  };
  EXPECT_THAT(contested().findings(), IsEmpty());
  EXPECT_THAT(
      contested().editorial(2, "h1", "h2").taken("2026-03-05", "cleared", "Legal Office", "h2", 2).findings(),
      ElementsAre(HasSubstr("called editorial a second time"),
                  HasSubstr("by the records it is \"bypassed_unexplained\"")));
  EXPECT_THAT(contested().revised(kOpen, "h3", 3).editorial(3, "h2", "h3").findings(), IsEmpty())
      << "each version once";
}

TEST(AForgedStep, IsFoundOutWhereItsDecisionWasWithdrawn) {
  const auto withdrawn = [] {
    return Forged().revised(kOpen, "h2", 2).about_decision("decision.withdrawn", kOpen, {{"reason", "So."}});
  };
  EXPECT_THAT(withdrawn().findings(), IsEmpty());
  for (const auto& log : {withdrawn().revised(kOpen, "h3", 3), withdrawn().editorial(2, "h1", "h2"),
                          withdrawn().taken(kOpen, "bypassed_unexplained", "Legal Office", "h2", 2),
                          withdrawn().about_decision("decision.withdrawn", kOpen, {{"reason", "So."}}),
                          withdrawn().directed({}, "h2"), withdrawn().bypassed({}, "2026-03-20", "h2")})
    EXPECT_THAT(one(log), HasSubstr("a decision that was withdrawn"));
  EXPECT_THAT(one(Forged().about_decision("decision.withdrawn", kOpen).opened(kOpen, kClose)),
              HasSubstr("a decision that was withdrawn"));
  EXPECT_THAT(one(Forged().taken(kOpen, "bypassed_unexplained").about_decision("decision.withdrawn", kOpen)),
              HasSubstr("withdrawn after it was taken"));
}

// It was asked, and it answers and is answered, whatever became of the decision meanwhile.
TEST(AForgedStep, IsNotWhatARoundGoesOnWithThatWasOpenBefore) {
  EXPECT_THAT(Forged()
                  .opened(kOpen, kClose)
                  .about_decision("decision.withdrawn", kOpen)
                  .said(kOpen, "non_concur", 1)
                  .closed()
                  .answered(0)
                  .answered(1)
                  .reported({{"objections", 1}})
                  .findings(),
              IsEmpty());
}

TEST(AForgedDirection, IsFoundOutByTheObjectionsThatStood) {
  const core::json::array legal{Forged::kOffice};
  const auto objected = [] { return Forged().opened(kOpen, kClose).gave(kOpen, "non_concur"); };
  EXPECT_THAT(objected().directed(legal).taken(kOpen, "over_objection").findings(), IsEmpty());
  EXPECT_THAT(one(objected().directed({}).taken(kOpen, "over_objection")),
              HasSubstr("does not name the offices"));
  EXPECT_THAT(one(objected().directed(legal, "h0").taken(kOpen, "over_objection")),
              HasSubstr("a text that was not the newest"));
  EXPECT_THAT(one(objected().directed(legal, "h1", "").taken(kOpen, "bypassed_unexplained")),
              HasSubstr("without reasons"));
  EXPECT_THAT(one(objected().directed(legal).directed(legal).taken(kOpen, "over_objection")),
              HasSubstr("a second direction"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur").directed({}).taken(kOpen, "cleared")),
              HasSubstr("no objection stands"));
  EXPECT_THAT(one(objected().taken(kOpen, "bypassed_unexplained").directed(legal)),
              HasSubstr("after the decision was taken"));
}

TEST(AForgedBypass, IsFoundOutByTheOfficesThatWereHeard) {
  const core::json::array legal{Forged::kOffice};
  const auto taken = [&](const Forged& log) { return Forged(log).taken(kOpen, "bypassed_explained"); };
  EXPECT_THAT(taken(Forged().bypassed(legal)).findings(), IsEmpty());
  EXPECT_THAT(one(taken(Forged().bypassed({}))), HasSubstr("does not name the offices"));
  EXPECT_THAT(one(taken(Forged().bypassed(legal, "2026-03-20", "h0"))),
              HasSubstr("a text that was not the newest"));
  EXPECT_THAT(taken(Forged().bypassed(legal, "2026-04-01")).findings(), IsEmpty());
  for (const char* day : {"2026-03-02", "2026-04-02"})
    EXPECT_THAT(one(taken(Forged().bypassed(legal, day))), HasSubstr("one of the 30 days")) << day;
  EXPECT_THAT(one(taken(Forged().bypassed(legal).bypassed(legal))), HasSubstr("a second bypass"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur").bypassed({}).taken(kOpen, "cleared")),
              HasSubstr("every office was heard"));
  const auto after = [](const core::json::array& offices, const char* hash) {
    return Forged().taken(kOpen, "bypassed_unexplained").bypassed(offices, "2026-03-20", hash);
  };
  EXPECT_THAT(after(legal, "h1").findings(), IsEmpty()) << "explained later";
  EXPECT_THAT(one(after({}, "h1")), HasSubstr("does not name the offices"));
  EXPECT_THAT(one(after(legal, "h0")), HasSubstr("a text that was not the newest"));
  EXPECT_THAT(one(after(legal, "h1").bypassed(legal)), HasSubstr("was declared before"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur").taken(kOpen, "cleared").bypassed({})),
              HasSubstr("a bypass is explained that there is not"));
}

TEST(AForgedVoid, IsFoundOutWhereSomebodyIsOwedAnAnswer) {
  EXPECT_THAT(Forged().opened(kOpen, kClose).said(kOpen, "concur", 0).voided(kOpen).findings(), IsEmpty());
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).voided(kOpen, "")), HasSubstr("without a reason"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).said(kOpen, "abstain", 1).voided(kOpen)),
              HasSubstr("an office had commented"));
  EXPECT_THAT(
      one(Forged().opened(kOpen, kClose).said(kOpen, "abstain", 1).said(kOpen, "concur", 0).voided(kOpen)),
      HasSubstr("an office had commented"))
      << "what an office replaced was said";
  EXPECT_THAT(
      one(Forged().opened(kOpen, kClose).said(kOpen, "concur", 0).taken(kOpen, "cleared").voided(kOpen)),
      HasSubstr("void after the decision was taken"));
  EXPECT_THAT(Forged().objected().answered(0).reported({{"objections", 1}}).voided("2026-03-10").findings(),
              Contains(HasSubstr("that was reported")));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).voided(kOpen).voided(kOpen)), HasSubstr("or is void"));
}

TEST(AForgedVoid, OverAnObjectionIsFoundOutOnceTheLogCountsThem) {
  EXPECT_THAT(Forged().opened(kOpen, kClose).said(kOpen, "non_concur", 0).voided(kOpen).findings(), IsEmpty())
      << "as a log may say from before objections were answered";
  Forged log;
  log.objected().answered(0).reported({{"objections", 1}}).in_another_round();
  log.opened("2026-03-10", "2026-03-17").said("2026-03-10", "non_concur", 0).voided("2026-03-10");
  EXPECT_THAT(one(log), HasSubstr("in which Legal Office had objected"));
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
  EXPECT_THAT(Forged().objected().answered(0).reported({{"objections", 1}}).reported({}).findings(),
              Contains(HasSubstr("does not count the objections that it answers; a report before it does")));
  EXPECT_THAT(one(Forged().objected().answered(0).about_round("clearance.reported", "2026-03-10",
                                                              {{"objections", 1}, {"summary", ""}})),
              HasSubstr("without a word"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).gave(kOpen, "concur").closed().answered(0)),
              HasSubstr("an objection is answered that there is not"));
}

TEST(AForgedAnswer, IsNoneBeforeTheRoundIsClosedOrAfterItIsReported) {
  EXPECT_THAT(Forged().opened(kOpen, kClose).said(kOpen, "non_concur", 0).answered(0).findings(),
              Contains(HasSubstr("in a round that is not closed")))
      << "its office may still say something else";
  EXPECT_THAT(one(Forged().objected().reported({}).answered(0)), HasSubstr("or was reported"));
  EXPECT_THAT(one(Forged().opened(kOpen, kClose).said(kOpen, "non_concur", 0).voided(kOpen).answered(0)),
              HasSubstr("or made void"));
  EXPECT_THAT(
      one(Forged().objected().answered(0, "declined").answered(0, "adopted").reported({{"objections", 1}})),
      HasSubstr("a second time"));
}

TEST(AForgedAnswer, IsNoneApartFromTheReport) {
  EXPECT_THAT(one(Forged().objected().answered(0)), HasSubstr("answered, and the round is not reported"));
  EXPECT_THAT(one(Forged().objected().answered(0).reported({{"objections", 1}}, "2026-03-12")),
              HasSubstr("on another day than the round's report"));
}

TEST(AForgedAnswer, IsNoneWithoutAnOutcomeAndReasons) {
  for (const char* outcome : {"", "noted", "deferred"})
    EXPECT_THAT(Forged().objected().answered(0, outcome).reported({{"objections", 1}}).findings(),
                ElementsAre(HasSubstr("without an outcome"), HasSubstr("is not answered"),
                            HasSubstr("and 0 are answered")))
        << outcome;
  EXPECT_THAT(Forged().objected().answered(0, "declined", "").reported({{"objections", 1}}).findings(),
              Contains(HasSubstr("without reasons")));
  const auto withheld = [] { return Forged().opened(kOpen, kClose).gave(kOpen, "concur").closed(); };
  EXPECT_THAT(withheld().answered(1, "declined", "").committed().reported({{"objections", 0}}).findings(),
              IsEmpty());
  EXPECT_THAT(withheld().answered(1, "declined", "").reported({{"objections", 0}}).findings(),
              Contains(HasSubstr("without reasons")));
}

TEST(AForgedAnswer, IsNoneToACommentThatNobodyMade) {
  const core::json::object to_none{{"outcome", "declined"}, {"reasons", "It sails."}};
  EXPECT_THAT(
      one(Forged().objected().say("comment.answered", "2026-03-10", Forged().about_position(), to_none)),
      HasSubstr("which one is not there"));
  const auto two = [] { return Forged().opened(kOpen, kClose).said(kOpen, "abstain", 2).closed(); };
  EXPECT_THAT(two().answered(1).answered(2).reported({{"objections", 0}}).findings(), IsEmpty());
  EXPECT_THAT(two().answered(7).answered(-3).reported({{"objections", 0}}).findings(),
              ElementsAre(HasSubstr("that nobody made"), HasSubstr("that nobody made"),
                          HasSubstr("not every comment of Legal Office")));
  EXPECT_THAT(two().answered(2).reported({{"objections", 0}}).findings(),
              ElementsAre(HasSubstr("not every comment of Legal Office")));
}

}  // namespace
}  // namespace demur::service
