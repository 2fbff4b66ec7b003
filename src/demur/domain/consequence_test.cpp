// What follows from each act that is allowed: states, duties, and what the log is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/core/json.hpp"
#include "demur/domain/story.hpp"

namespace demur::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// ---- filing and signing

TEST(Filing, SealsTheTextAndOpensBothDuties) {
  const Story story(Standing::named);
  const Entry& entry = story.entries.front();
  EXPECT_EQ(shown(entry), "dissent.filed|in_batch|sealed||");
  EXPECT_EQ(entry.id, story.dissent->id.text);
  EXPECT_EQ(entry.private_part.at("author").as_string(), story.people.at(Person::author).id.text.c_str());
  EXPECT_EQ(entry.private_part.at("text_hash").as_string(), "h1");
  EXPECT_EQ(entry.private_part.at("text").as_string(), kTextCanary);
  EXPECT_EQ(story.dissent->state, DissentState::filed);
  const Duty& acknowledge = story.duty(DutyKind::acknowledge);
  EXPECT_EQ(acknowledge.owner_role, Role::custodian);
  EXPECT_EQ(acknowledge.owner_office, std::nullopt);
  const Duty& answer = story.duty(DutyKind::answer);
  EXPECT_EQ(answer.owner_role, Role::respondent);
  EXPECT_EQ(answer.owner_office, story.decision.owner);
}

TEST(Filing, PointsAtTheLatestTextOfTheDecision) {
  Story story;
  story.decision.versions.push_back({.number = 2, .text = "Less.", .hash = "h2", .day = story.today});
  FileDissent second = story.filing();
  second.id = {id_text("second")};
  const Change change = done(story.judge(Person::colleague, second));
  EXPECT_EQ(change.dissent->text_version, 2);
  EXPECT_EQ(change.entries[0].private_part.at("text_hash").as_string(), "h2");
}

TEST(Filing, OfAConfidentialDissentCommitsToNoName) {
  const Story story(Standing::confidential);
  for (const Entry& entry : story.entries) {
    const std::string all = text_of(entry.private_part) + text_of(entry.public_part) + entry.id;
    EXPECT_THAT(all, Not(HasSubstr(story.people.at(Person::author).id.text)));
    EXPECT_THAT(all, Not(HasSubstr(story.people.at(Person::cosigner).id.text)));
  }
}

TEST(Filing, TwiceMakesItOnceAndNeverTouchesAnothersDissent) {
  const Story story;
  const Act again = story.filing();
  Situation situation = story.situation(story.people.at(Person::author), again);
  situation.dissent = story.dissent;
  EXPECT_TRUE(done(decide(situation, again, story.policy, story.today)).already_done);
  situation.who = story.people.at(Person::colleague);
  EXPECT_EQ(refused(decide(situation, again, story.policy, story.today)).code, core::Code::conflict);
}

// The answer to the first did not arrive, or was an error, and the text was changed before it was sent
// again: it must not look as if the second was kept.
TEST(Filing, AgainWithAnotherTextIsNotTakenForTheSame) {
  const Story story;
  const auto again = [&](const std::function<void(FileDissent&)>& change) {
    FileDissent act = story.filing();
    change(act);
    Situation situation = story.situation(story.people.at(Person::author), act);
    situation.dissent = story.dissent;
    return decide(situation, act, story.policy, story.today);
  };
  EXPECT_TRUE(done(again([](FileDissent& act) { act.title = "  " + act.title + "\r\n"; })).already_done);
  EXPECT_TRUE(done(again([](FileDissent& act) { act.invitation = std::string(20, 'z'); })).already_done);
  const std::vector<std::function<void(FileDissent&)>> changes = {
      [](FileDissent& act) { act.title += " again"; },
      [](FileDissent& act) { act.text += " And more."; },
      [](FileDissent& act) { act.would_change_my_mind += " And more."; },
      [](FileDissent& act) { act.kind = DissentKind::implementation; },
      [&](FileDissent& act) {
        act.standing = story.dissent->standing == Standing::named ? Standing::confidential : Standing::named;
      },
      [](FileDissent& act) { act.decision = {id_text("another")}; }};
  for (const auto& change : changes) {
    const auto refusal = refused(again(change));
    EXPECT_EQ(refusal.code, core::Code::conflict);
    EXPECT_THAT(refusal.what, HasSubstr("that is what was kept"));
  }
}

TEST(Filing, KeepsToThePolicysStandingsKindsAndARealInvitation) {
  Story story;
  story.policy.standings = {Standing::named};
  story.policy.kinds = {DissentKind::procedure};
  FileDissent act = story.filing();
  act.standing = Standing::confidential;
  EXPECT_EQ(refused(story.judge(Person::colleague, act)).field, "standing");
  act.standing = Standing::named;
  EXPECT_EQ(refused(story.judge(Person::colleague, act)).field, "kind");
  act.kind = DissentKind::procedure;
  EXPECT_TRUE(story.judge(Person::colleague, act));
  for (const std::string& bad : {std::string(), std::string("short"), std::string(201, 'x'),
                                 std::string("with a space in it"), std::string("with-caf\xc3\xa9-in-it")}) {
    act.invitation = bad;
    EXPECT_EQ(refused(story.judge(Person::colleague, act)).field, "invitation") << bad;
  }
}

TEST(CoSigning, IsSealedAndNamesTheSignerOnlyWhereTheDissentIsNamed) {
  const Story named(Standing::named);
  EXPECT_EQ(shown(named.entries.at(1)), "dissent.cosigned|in_batch|sealed||");
  EXPECT_TRUE(named.entries.at(1).private_part.contains("signer"));
  const Story confidential(Standing::confidential);
  EXPECT_FALSE(confidential.entries.at(1).private_part.contains("signer"));
}

TEST(CoSigning, IsOpenToARespondentWithTheLinkWhoThenMayNotAnswer) {
  Story story;
  ASSERT_TRUE(story.act(Person::respondent, CoSign{story.dissent->id, kInvitation}));
  for (const Act& act :
       {Act{story.answer(Outcome::adopted)}, Act{Extend{story.dissent->id, day("2026-06-01"), "Time."}}})
    EXPECT_EQ(refused(story.judge(Person::respondent, act)).code, core::Code::forbidden);
}

TEST(CoSigning, IsNeverTheAuthorsEvenWithTheLink) {
  const Story story;
  EXPECT_EQ(refused(story.judge(Person::author, CoSign{story.dissent->id, kInvitation})).code,
            core::Code::forbidden);
}

TEST(CoSigning, NeedsMoreThanAnEmptyInvitationWhenNoneWasKept) {
  Story story;
  story.dissent->invitation.clear();
  EXPECT_EQ(refused(story.judge(Person::guest, CoSign{story.dissent->id, ""})).code, core::Code::not_found);
}

TEST(Withdrawing, WaivesWhatIsOpenAndLeavesWhatWasMissed) {
  Story story;
  story.morning(day("2026-03-20"));
  const std::size_t before = story.entries.size();
  const Change change = done(story.act(Person::author, WithdrawDissent{story.dissent->id}));
  EXPECT_EQ(story.duty(DutyKind::acknowledge).state, DutyState::missed);
  EXPECT_EQ(story.duty(DutyKind::answer).state, DutyState::waived);
  EXPECT_EQ(story.duty(DutyKind::answer).waived_reason, "withdrawn by its author");
  EXPECT_EQ(story.entries.size(), before + 1);
  EXPECT_EQ(shown(change.entries[0]), "dissent.withdrawn|in_batch|clear|dissent:dissent |");
}

// ---- acknowledging, opening, extending, waiving

TEST(Acknowledging, SettlesTheDutyAndTellsWhenTheAnswerIsDue) {
  Story story;
  const Change change = done(story.act(Person::custodian, Acknowledge{story.dissent->id}));
  EXPECT_EQ(story.dissent->state, DissentState::acknowledged);
  EXPECT_EQ(story.duty(DutyKind::acknowledge).state, DutyState::met);
  EXPECT_THAT(change.entries, testing::SizeIs(1));
  EXPECT_EQ(shown(change.entries[0]),
            "dissent.acknowledged|at_once|clear|dissent:dissent "
            "|{\"answer_due\":\"2026-04-14\",\"due\":\"2026-03-04\",\"late\":false}");
}

TEST(Acknowledging, IsLateOnTheMorningAfterItsDay) {
  Story in_time;
  in_time.morning(day("2026-03-04"));
  ASSERT_TRUE(in_time.act(Person::custodian, Acknowledge{in_time.dissent->id}));
  EXPECT_EQ(in_time.duty(DutyKind::acknowledge).state, DutyState::met);
  Story late;
  late.morning(day("2026-03-05"));
  EXPECT_EQ(late.duty(DutyKind::acknowledge).state, DutyState::missed);
  const Change change = done(late.act(Person::custodian, Acknowledge{late.dissent->id}));
  EXPECT_EQ(late.duty(DutyKind::acknowledge).state, DutyState::late);
  EXPECT_TRUE(change.entries[0].public_part.at("late").as_bool());
}

TEST(Acknowledging, IsTheRespondentsWhereThePolicySaysSo) {
  Story story;
  story.policy.acknowledge.owner = Role::respondent;
  FileDissent act = story.filing();
  story.dissent.reset();
  story.duties.clear();
  story.signers.clear();
  ASSERT_TRUE(story.act(Person::author, act));
  EXPECT_EQ(story.duty(DutyKind::acknowledge).owner_office, story.decision.owner);
  EXPECT_EQ(refused(story.judge(Person::custodian, Acknowledge{story.dissent->id})).code,
            core::Code::forbidden);
  EXPECT_TRUE(story.judge(Person::respondent, Acknowledge{story.dissent->id}));
}

TEST(OpeningAnIdentity, IsOnRecordWithItsReason) {
  Story story(Standing::confidential);
  const Change change = done(story.act(Person::custodian, OpenIdentity{story.dissent->id, "A threat."}));
  EXPECT_EQ(shown(change.entries[0]),
            "identity.opened|at_once|clear|dissent:dissent |{\"reason\":\"A threat.\"}");
  ASSERT_EQ(story.dissent->identity_openings.size(), 1U);
  EXPECT_EQ(story.dissent->identity_openings[0].by, story.people.at(Person::custodian).id);
  EXPECT_TRUE(done(story.judge(Person::custodian, OpenIdentity{story.dissent->id, "Again."})).already_done);
}

TEST(Extending, IsPossibleOnTheDueDayAndNotOnTheDayAfter) {
  Story story = story_at(Chapter::acknowledged, Standing::named);
  const Duty due = story.duty(DutyKind::answer);
  const Act act = Extend{story.dissent->id, due.latest_on, "The court has not ruled."};
  Story on_the_day = story;
  on_the_day.morning(due.due_on);
  const Change change = done(on_the_day.act(Person::respondent, act));
  EXPECT_EQ(on_the_day.duty(DutyKind::answer).due_on, due.latest_on);
  EXPECT_EQ(shown(change.entries[0]), "duty.extended|at_once|clear|dissent:dissent |{\"due\":\"" +
                                          core::to_string(due.latest_on) + "\",\"due_before\":\"" +
                                          core::to_string(due.due_on) +
                                          "\",\"kind\":\"answer\",\"reason\":\"The court has not ruled.\"}");
  story.today = due.due_on + std::chrono::days{1};  // whether or not the clock has been here
  EXPECT_EQ(refused(story.judge(Person::respondent, act)).code, core::Code::conflict);
  story.morning(story.today);
  EXPECT_EQ(refused(story.judge(Person::respondent, act)).code, core::Code::conflict);
}

TEST(Extending, HappensOnceAndNeverBeyondTheLatestDay) {
  Story story = story_at(Chapter::acknowledged, Standing::named);
  const Duty due = story.duty(DutyKind::answer);
  const auto until = [&](Day day) { return Extend{story.dissent->id, day, "Counsel is ill."}; };
  for (const Day wrong :
       {due.due_on, due.due_on - std::chrono::days{1}, due.latest_on + std::chrono::days{1}})
    EXPECT_EQ(refused(story.judge(Person::respondent, until(wrong))).field, "until");
  const Day first = due.due_on + std::chrono::days{1};
  ASSERT_TRUE(story.act(Person::respondent, until(first)));
  EXPECT_TRUE(done(story.judge(Person::respondent, until(first))).already_done);
  EXPECT_EQ(refused(story.judge(Person::respondent, until(due.latest_on))).code, core::Code::conflict);
}

TEST(Extending, IsRefusedWhereTheLatestDayIsTheNormalDay) {
  Story story;
  for (Duty& duty : story.duties) duty.latest_on = duty.due_on;
  const Act act =
      Extend{story.dissent->id, story.duty(DutyKind::answer).due_on + std::chrono::days{1}, "Time."};
  EXPECT_EQ(refused(story.judge(Person::respondent, act)).code, core::Code::conflict);
}

TEST(Waiving, IsOnRecordAndNeverForOnesOwnDuty) {
  Story story;
  story.morning(day("2026-03-05"));
  const Act act = WaiveDuty{story.dissent->id, DutyKind::acknowledge, "The post was under siege."};
  story.people[Person::auditor].appointments.insert({{id_text("legal")}, Role::custodian});
  EXPECT_EQ(refused(story.judge(Person::auditor, act)).code, core::Code::forbidden);
  story.people[Person::auditor].appointments.erase({{id_text("legal")}, Role::custodian});
  const Change change = done(story.act(Person::auditor, act));
  EXPECT_EQ(shown(change.entries[0]),
            "duty.waived|at_once|clear|dissent:dissent "
            "|{\"due\":\"2026-03-04\",\"kind\":\"acknowledge\",\"reason\":\"The post was under siege.\"}");
  EXPECT_EQ(story.duty(DutyKind::acknowledge).state, DutyState::waived);
  EXPECT_EQ(refused(story.judge(Person::auditor, WaiveDuty{story.dissent->id, DutyKind::decide, "X"})).code,
            core::Code::not_found);
}

TEST(Waiving, DoesNotFreeAnybodyFromAnsweringLater) {
  Story story = story_at(Chapter::acknowledged, Standing::named);
  ASSERT_TRUE(story.act(Person::auditor, WaiveDuty{story.dissent->id, DutyKind::answer, "Siege."}));
  ASSERT_TRUE(story.act(Person::respondent, story.answer(Outcome::adopted)));
  EXPECT_EQ(story.duty(DutyKind::answer).state, DutyState::waived);
  EXPECT_EQ(story.dissent->state, DissentState::answered);
}

}  // namespace
}  // namespace demur::domain
