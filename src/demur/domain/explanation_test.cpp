// What comes after a taking, or a change of the text: a bypass explained late, a text that is hidden, an
// office that is asked again.
#include "demur/domain/explanation.hpp"

#include <gtest/gtest.h>

#include "demur/domain/clearance_story.hpp"
#include "demur/domain/lapse.hpp"
#include "demur/domain/secrecy.hpp"

namespace demur::domain {
namespace {

using core::Code;

class Explaining : public testing::Test {
 protected:
  // Registered by a member after it was taken elsewhere.
  Explaining() {
    story_.decision.state = DecisionState::taken;
    story_.decision.taken_on = day("2026-02-20");
    story_.clearance.taking =
        Taking{.decision = story_.decision.id,
               .recorded_on = story_.today,
               .required = required_offices(story_.policy.consultation.required, story_.offices)};
  }
  [[nodiscard]] core::Result<ExplanationChange> explain(const char* who = "desk",
                                                        std::optional<Bypass> bypass = {}) const {
    const ExplanationSituation situation{story_.people.at(who), story_.decision, story_.clearance};
    return decide(situation, ExplainBypass{story_.decision.id, bypass.value_or(story_.bypass())},
                  story_.policy, story_.today);
  }
  ClearanceStory story_;
};

TEST_F(Explaining, IsARecordWithGroundAndReasonsAndOwesARoundAfterTheFact) {
  EXPECT_EQ(story_.basis().kind, BasisKind::bypassed_unexplained);
  const auto change = explain();
  ASSERT_TRUE(change) << change.error().what;
  EXPECT_EQ(change->explanation->declared_on, story_.today);
  ASSERT_EQ(change->entries.size(), 1U);
  EXPECT_EQ(change->entries[0].type, "decision.bypassed");
  EXPECT_EQ(change->entries[0].public_part.at("offices").as_array().size(), 2U);
  EXPECT_EQ(change->entries[0].public_part.at("ground").as_string(), "urgent");
  ASSERT_EQ(change->duties.size(), 1U);
  EXPECT_EQ(change->duties[0].kind, DutyKind::consult_after);
  EXPECT_EQ(change->duties[0].state, DutyState::open);
  story_.clearance.taking->bypass = change->explanation->bypass;
  EXPECT_EQ(story_.basis().kind, BasisKind::bypassed_explained);
}

TEST_F(Explaining, IsDoneOnceAndByTheOfficeAlone) {
  for (const char* who : {"legal", "rights"}) EXPECT_EQ(explain(who).error().code, Code::forbidden) << who;
  story_.clearance.taking->bypass = explain()->explanation->bypass;
  EXPECT_TRUE(explain()->already_done);
  Bypass other = story_.bypass();
  other.reasons = "Another reason.";
  EXPECT_EQ(explain("desk", other).error().code, Code::conflict);
}

TEST_F(Explaining, WantsAGroundWithReasonsAndADayToCome) {
  Bypass bypass = story_.bypass();
  bypass.reasons = " ";
  EXPECT_EQ(explain("desk", bypass).error().field, "bypass_reasons");
  bypass = story_.bypass();
  bypass.consult_by = story_.today;
  EXPECT_EQ(explain("desk", bypass).error().field, "consult_by");
}

TEST_F(Explaining, IsRefusedWhereThereIsNothingToExplain) {
  story_.clearance.taking->required.clear();
  EXPECT_EQ(explain().error().code, Code::conflict) << "nobody had to be asked";
  story_.clearance.taking.reset();
  story_.decision.taken_on.reset();
  EXPECT_EQ(explain().error().code, Code::conflict) << "it is not taken";
}

TEST_F(Explaining, OwesNoRoundThatWasOpenedAlready) {
  ClearanceRound after{.id = {id_text("after")}, .decision = story_.decision.id, .after_taking = true};
  story_.clearance.rounds = {after};
  EXPECT_EQ(explain()->duties[0].state, DutyState::met);
  story_.clearance.rounds[0].state = RoundState::voided;
  EXPECT_EQ(explain()->duties[0].state, DutyState::open);
}

TEST_F(Explaining, OnTheGroundSecretHidesTheTextFromThoseWhoDoNotTakePart) {
  const auto text_for = [&](const Member& who) {
    Decision decision = story_.decision;
    hide_text(who, decision, story_.clearance, story_.offices, false);
    return decision.versions.back().text;
  };
  for (const BypassGround ground : {BypassGround::urgent, BypassGround::routine, BypassGround::other}) {
    story_.clearance.taking->bypass = story_.bypass(ground);
    EXPECT_EQ(text_for(story_.people.at("legal")), "We sell.") << word(ground);
  }
  story_.clearance.taking->bypass = story_.bypass(BypassGround::secret);
  EXPECT_EQ(text_for(story_.people.at("legal")), "");
  EXPECT_EQ(text_for(Member{}), "");
  EXPECT_EQ(text_for(story_.people.at("desk")), "We sell.");
  for (const Role role : {Role::custodian, Role::auditor}) {
    Member keeper = story_.people.at("budget");
    keeper.appointments = {{keeper.office, role}};
    EXPECT_EQ(text_for(keeper), "We sell.") << word(role);
  }
  story_.clearance.positions = {{.id = {id_text("place")}, .office = ClearanceStory::office("legal")}};
  EXPECT_EQ(text_for(story_.people.at("legal")), "We sell.") << "once its office is asked";
  EXPECT_EQ(text_for(story_.people.at("rights")), "");
  story_.offices[1].state = OfficeState::merged;
  story_.offices[1].merged_into = ClearanceStory::office("budget");
  EXPECT_EQ(text_for(story_.people.at("budget")), "We sell.") << "who speaks for it from now on";
  EXPECT_EQ(text_for(story_.people.at("legal")), "") << "and nobody else";
  Decision decision = story_.decision;
  hide_text(Member{}, decision, story_.clearance, story_.offices, false);
  EXPECT_EQ(decision.versions.back().hash, "h1") << "the row stays";
  EXPECT_EQ(decision.title, story_.decision.title);
}

class ATextThatChanges : public testing::Test {
 protected:
  ATextThatChanges() {
    story_.must("desk", story_.opening());
    story_.must("legal", story_.position("legal", Stance::concur));
    story_.must("rights", story_.position("rights", Stance::non_concur));
  }
  void ask_again() {
    story_.keep(owed_again(story_.decision, story_.clearance, story_.duties, story_.policy, story_.today));
  }
  [[nodiscard]] DutyState owed(const char* office) const {
    return story_.duty(story_.place(office), DutyKind::give_position)->state;
  }
  ClearanceStory story_;
};

TEST_F(ATextThatChanges, IsOwedAPositionAgainButOfAnObjection) {
  ask_again();
  EXPECT_EQ(owed("legal"), DutyState::met) << "nothing has changed yet";
  ASSERT_TRUE(story_.revise("We sell more."));
  ask_again();
  EXPECT_EQ(owed("legal"), DutyState::open);
  EXPECT_EQ(story_.duty(story_.place("legal"), DutyKind::give_position)->settled_on, std::nullopt);
  EXPECT_EQ(owed("rights"), DutyState::met) << "an objection does not lapse";
  story_.must("legal", story_.position("legal", Stance::concur));
  ask_again();
  EXPECT_EQ(owed("legal"), DutyState::met);
}

TEST_F(ATextThatChanges, EditoriallyIsOwedNoneUntilAnOfficeObjects) {
  ASSERT_TRUE(story_.revise("We sell!"));
  ask_again();
  story_.must("desk", DeclareEditorial{story_.decision.id, 2, "A mark."});
  ask_again();
  EXPECT_EQ(owed("legal"), DutyState::met);
  story_.must("legal",
              ContestEditorial{story_.decision.id, 2, ClearanceStory::office("legal"), "It is not."});
  ask_again();
  EXPECT_EQ(owed("legal"), DutyState::open);
}

TEST_F(ATextThatChanges, AfterItsRoundHasClosedIsOwedNothingInThatRound) {
  story_.morning(day("2026-03-20"));
  ASSERT_TRUE(story_.revise("We sell more."));
  ask_again();
  EXPECT_EQ(owed("legal"), DutyState::met);
}

// Whoever answered in time is not made late by an owner who changes the text on the last day.
TEST_F(ATextThatChanges, TooLateForAnAnswerIsOwedNone) {
  const Day closes = story_.clearance.rounds.back().closes_on;
  ASSERT_TRUE(story_.revise("We sell more."));
  story_.today = closes;
  ask_again();
  EXPECT_EQ(owed("legal"), DutyState::met);
  EXPECT_TRUE(has_lapsed(story_.decision, story_.clearance, story_.clearance.positions[0]));
}

TEST_F(ATextThatChanges, LeavesAWaiverAsItIs) {
  for (Duty& duty : story_.duties) duty.state = DutyState::waived;
  ASSERT_TRUE(story_.revise("We sell more."));
  ask_again();
  EXPECT_EQ(owed("legal"), DutyState::waived);
}

TEST(APositionOnASecretText, IsRefusedUnlessItsTextsAreWithheld) {
  ClearanceStory story;
  ASSERT_TRUE(story.take("desk", "", story.bypass(BypassGround::secret)));
  story.must("desk", story.opening());
  GivePosition act = story.position("legal", Stance::non_concur);
  EXPECT_EQ(story.refused("legal", act).field, "withheld");
  act.withheld = true;
  const auto change = story.must("legal", act);
  EXPECT_FALSE(change.entries.at(0).public_part.contains("would_change"));
}

}  // namespace
}  // namespace demur::domain
