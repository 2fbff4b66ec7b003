// What an opinion round's report must say.
#include "demur/domain/opinion_story.hpp"

namespace demur::domain {
namespace {

TEST(AReport, SaysWhatBecameOfItAndPointsAtWhatChanged) {
  Asking asking = open_round();
  asking.morning(day("2026-03-21"));
  const auto field = [&](const ReportRound& report) {
    const auto judged = asking.judge(Person::respondent, report);
    return judged ? std::string("none") : judged.error().field;
  };
  EXPECT_EQ(field({asking.id, {}, "We heard."}), "outcome");
  EXPECT_EQ(field({asking.id, Outcome::deferred, "Next year."}), "outcome");
  EXPECT_EQ(field({asking.id, Outcome::declined, "Noted, thank you."}), "text");
  EXPECT_EQ(field({asking.id, Outcome::adopted, "Yes.", ""}), "what_changed");
  EXPECT_EQ(field({asking.id, Outcome::declined, "No.", "Something."}), "what_changed");
  EXPECT_EQ(field({asking.id, Outcome::declined, "No: it costs too much."}), "none");
}

SetReport answer_to(StatementSet set, std::optional<Outcome> outcome = Outcome::declined) {
  const std::optional<Vote> all = set == StatementSet::bridges ? std::optional(Vote::disagree) : std::nullopt;
  const char* statement = set == StatementSet::bridges ? "one" : "two";
  return {set, {{StatementId{id_text(statement)}, all}}, outcome, "It costs too much."};
}

Asking closed_round() {
  Asking asking;
  OpenOpinionRound act = asking.opening();
  act.statements.push_back({StatementId{id_text("two")}, "The north has other ports."});
  EXPECT_TRUE(asking.act(Person::respondent, act));
  asking.morning(day("2026-03-21"));
  return asking;
}

TEST(AReport, AnswersEachSetOfTheResultsInARecordOfItsOwn) {
  Asking asking = closed_round();
  ReportRound report{asking.id, Outcome::adopted_in_part, "Half of it.", "Paragraph 1."};
  report.sets = {answer_to(StatementSet::bridges, Outcome::adopted), answer_to(StatementSet::divides)};
  const auto change = asking.act(Person::respondent, report);
  ASSERT_TRUE(change) << change.error().what;
  ASSERT_EQ(change->entries.size(), 3U);
  for (std::size_t at = 0; at < 2; ++at) EXPECT_EQ(change->entries[at].type, "opinion_round.answered");
  EXPECT_EQ(change->entries[0].public_part.at("set"), "bridges");
  EXPECT_EQ(change->entries[0].public_part.at("outcome"), "adopted");
  EXPECT_EQ(change->entries[0].public_part.at("statements"), (core::json::array{id_text("one")}));
  EXPECT_EQ(change->entries[0].public_part.at("all"), (core::json::array{"disagree"}));
  EXPECT_EQ(change->entries[1].public_part.at("statements"), (core::json::array{id_text("two")}));
  EXPECT_FALSE(change->entries[1].public_part.contains("all")) << "of what divides all say nothing";
  EXPECT_EQ(change->entries[2].public_part.at("sets"), (core::json::array{"bridges", "divides"}));
  EXPECT_EQ(asking.round->report->sets, report.sets);
}

TEST(AReport, SaysOfEachSetWhatBecameOfItAndAgreesWithIt) {
  Asking asking = closed_round();
  const auto field = [&](Outcome outcome, std::vector<SetReport> sets) {
    const char* changed = outcome == Outcome::declined ? "" : "Paragraph 1.";
    const auto judged = asking.judge(Person::respondent,
                                     ReportRound{asking.id, outcome, "As we say.", changed, std::move(sets)});
    return judged ? std::string("none") : judged.error().field;
  };
  SetReport set = answer_to(StatementSet::divides);
  EXPECT_EQ(field(Outcome::declined, {set}), "none");
  EXPECT_EQ(field(Outcome::declined, {set, set}), "text-divides") << "twice";
  EXPECT_EQ(field(Outcome::adopted, {set}), "outcome") << "not all of it is";
  EXPECT_EQ(field(Outcome::declined, {answer_to(StatementSet::bridges, Outcome::adopted_in_part)}),
            "outcome");
  EXPECT_EQ(field(Outcome::declined, {answer_to(StatementSet::bridges, std::nullopt)}), "outcome-bridges");
  EXPECT_EQ(field(Outcome::declined, {answer_to(StatementSet::bridges, Outcome::deferred)}),
            "outcome-bridges");
  for (const char* text : {"", "Noted, thank you."}) {
    set.text = text;
    EXPECT_EQ(field(Outcome::declined, {set}), "text-divides") << text;
  }
  set = answer_to(StatementSet::divides);
  set.statements = {};
  EXPECT_EQ(field(Outcome::declined, {set}), "text-divides") << "an empty set has no answer";
  set.statements = {{StatementId{id_text("elsewhere")}}};
  EXPECT_EQ(field(Outcome::declined, {set}), "text-divides");
}

TEST(AReport, SaysOfWhatBridgesWhetherAllAgreeOrDisagreeAndAnswersAStatementOnce) {
  Asking asking = closed_round();
  const auto field = [&](std::vector<SetReport> sets) {
    const auto judged = asking.judge(
        Person::respondent, ReportRound{asking.id, Outcome::declined, "As we say.", "", std::move(sets)});
    return judged ? std::string("none") : judged.error().field;
  };
  for (const std::optional<Vote> all : {std::optional<Vote>(), std::optional(Vote::pass)}) {
    SetReport set = answer_to(StatementSet::bridges);
    set.statements[0].all = all;
    EXPECT_EQ(field({set}), "text-bridges");
  }
  SetReport divides = answer_to(StatementSet::divides);
  divides.statements[0].all = Vote::agree;
  EXPECT_EQ(field({divides}), "text-divides");
  SetReport twice = answer_to(StatementSet::bridges);
  twice.statements.push_back(twice.statements[0]);
  EXPECT_EQ(field({twice}), "text");
  divides.statements = {{twice.statements[0].id}};
  EXPECT_EQ(field({answer_to(StatementSet::bridges), divides}), "text") << "in both sets";
}

TEST(ABriefing, AdoptsNothingAndIsReportedAllTheSame) {
  Asking asking;
  OpenOpinionRound act = asking.opening();
  act.mandate.may_change = "nothing";
  act.mandate.level = Level::inform;
  ASSERT_TRUE(asking.act(Person::respondent, act));
  asking.morning(day("2026-03-21"));
  EXPECT_FALSE(
      asking.judge(Person::respondent, ReportRound{asking.id, Outcome::declined, "Nothing could change."}));
  ReportRound report{asking.id, {}, "We answer the three questions here."};
  EXPECT_TRUE(asking.judge(Person::respondent, report));
  report.sets = {answer_to(StatementSet::bridges, std::nullopt)};
  EXPECT_TRUE(asking.judge(Person::respondent, report));
  report.sets = {answer_to(StatementSet::bridges)};
  EXPECT_FALSE(asking.judge(Person::respondent, report));
}

}  // namespace
}  // namespace demur::domain
