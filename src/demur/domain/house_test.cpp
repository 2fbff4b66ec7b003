// What follows from acts on decisions, offices and members.
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

// ---- decisions and offices

TEST(Decisions, LeaveTheHashOfTheirTextAndNeverTheText) {
  Story story;
  RegisterDecision act{.id = {id_text("newdecision")},
                       .number = " 2026/15 ",
                       .title = "Arms\ttransfer",
                       .text = "\r\nWe sell.\r\nAll of it. \n",
                       .text_hash = "",
                       .owner = {id_text("desk")}};
  EXPECT_EQ(refused(story.judge(Person::respondent, act)).field, "title");
  act.title = "Arms transfer";
  const Change change = done(story.judge(Person::respondent, act));
  EXPECT_EQ(change.decision->number, "2026/15");
  EXPECT_EQ(change.decision->state, DecisionState::draft);
  const TextVersion& version = change.decision->versions.at(0);
  EXPECT_EQ(version.text, "We sell.\nAll of it.");
  const std::string hash = core::to_hex(core::sha256(core::bytes_of(version.text)));
  EXPECT_EQ(version.hash, hash);
  EXPECT_EQ(shown(change.entries[0]),
            "decision.registered|at_once|clear||{\"number\":\"2026/15\",\"off_system\":false,\"owner\":\"" +
                id_text("desk") + "\",\"state\":\"draft\",\"text_hash\":\"" + hash +
                "\",\"title\":\"Arms transfer\"}");
  act.text_hash = hash;
  EXPECT_TRUE(story.judge(Person::respondent, act));
  act.text_hash = core::to_hex(core::sha256(core::bytes_of(act.text)));
  EXPECT_EQ(done(story.judge(Person::respondent, act)).decision->versions.at(0).hash, hash);
  act.text_hash = std::string(64, '0');
  EXPECT_EQ(refused(story.judge(Person::respondent, act)).field, "text_hash");
}

TEST(Decisions, AreNeverTakenInTheFuture) {
  Story story;
  RegisterDecision act{.id = {id_text("newdecision")},
                       .number = "1",
                       .title = "T",
                       .text = "X",
                       .text_hash = "",
                       .owner = {id_text("desk")},
                       .taken_on = story.today};
  EXPECT_TRUE(story.judge(Person::colleague, act));
  act.taken_on = story.today + std::chrono::days{1};
  EXPECT_EQ(refused(story.judge(Person::colleague, act)).field, "taken_on");
  story.decision.state = DecisionState::draft;
  EXPECT_EQ(refused(story.judge(Person::respondent,
                                TakeDecision{story.decision.id, story.today + std::chrono::days{1}}))
                .field,
            "taken_on");
}

TEST(Decisions, AreRevisedToAnotherTextOnly) {
  Story story;
  story.decision.state = DecisionState::draft;
  ASSERT_TRUE(story.act(Person::respondent, ReviseDecision{story.decision.id, "We sell half.", ""}));
  EXPECT_EQ(story.decision.versions.back().number, 2);
  EXPECT_EQ(story.entries.back().type, "decision.revised");
  EXPECT_EQ(
      refused(story.judge(Person::respondent, ReviseDecision{story.decision.id, " We sell half.\n", ""}))
          .field,
      "text");
}

TEST(Decisions, AreNotSupersededInACircleOrByWhatIsGone) {
  const Story story;
  const Act act = SupersedeDecision{story.decision.id, {id_text("later")}};
  Situation situation = story.situation(story.people.at(Person::respondent), act);
  EXPECT_EQ(refused(decide(situation, act, story.policy, story.today)).code, core::Code::not_found);
  situation.other_decision = story.decision;
  EXPECT_EQ(refused(decide(situation, act, story.policy, story.today)).code, core::Code::invalid);
  situation.other_decision->id = {id_text("later")};
  EXPECT_TRUE(decide(situation, act, story.policy, story.today));
  for (const auto state : {DecisionState::superseded, DecisionState::withdrawn}) {
    situation.other_decision->state = state;
    EXPECT_EQ(refused(decide(situation, act, story.policy, story.today)).code, core::Code::conflict);
  }
}

TEST(Offices, LeaveRecordsAndMembersLeaveNone) {
  Story story;
  const Change created = done(story.judge(Person::custodian, CreateOffice{{id_text("new")}, "Protocol"}));
  EXPECT_EQ(shown(created.entries.at(0)), "office.created|at_once|clear||{\"name\":\"Protocol\"}");
  const Change merged =
      done(story.judge(Person::custodian, MergeOffice{{id_text("desk")}, {id_text("legal")}}));
  EXPECT_EQ(merged.office->merged_into, OfficeId{id_text("legal")});
  EXPECT_EQ(merged.entries.at(0).type, "office.merged");
  EXPECT_EQ(done(story.judge(Person::custodian, CloseOffice{{id_text("desk")}})).entries.at(0).type,
            "office.closed");
  const MemberId colleague = story.people.at(Person::colleague).id;
  const std::vector<Act> on_members = {InviteMember{{id_text("n")}, "new", "New", {id_text("desk")}, {}},
                                       Appoint{colleague, {{{id_text("desk")}, Role::auditor}}},
                                       LeaveInstitution{colleague}};
  for (const Act& act : on_members) EXPECT_THAT(done(story.judge(Person::custodian, act)).entries, IsEmpty());
}

TEST(Members, AreNeverAppointedByThemselves) {
  Story story;
  const Member& custodian = story.people.at(Person::custodian);
  const Act act = Appoint{custodian.id, {{custodian.office, Role::respondent}}};
  Situation situation = story.situation(custodian, act);
  situation.member = custodian;
  EXPECT_EQ(refused(decide(situation, act, story.policy, story.today)).code, core::Code::forbidden);
  const Act invite = InviteMember{custodian.id, "x", "X", custodian.office, {}};
  EXPECT_EQ(refused(story.judge(Person::custodian, invite)).code, core::Code::forbidden);
}

TEST(Members, LeaveWithoutTheirAppointmentsAndLeaveTheirInputs) {
  Story story;
  const Member& respondent = story.people.at(Person::respondent);
  const Act act = LeaveInstitution{respondent.id};
  Situation situation = story.situation(respondent, act);
  situation.member = respondent;
  const Change change = done(decide(situation, act, story.policy, story.today));
  EXPECT_EQ(change.member->state, MemberState::left);
  EXPECT_THAT(change.member->appointments, IsEmpty());
  EXPECT_EQ(change.dissent, std::nullopt);
}

TEST(Names, AreNotTakenTwice) {
  Story story;
  const std::vector<std::pair<Act, const char*>> acts = {
      {CreateOffice{{id_text("n")}, "Protocol"}, "name"},
      {InviteMember{{id_text("n")}, "new", "New", {id_text("desk")}, {}}, "login"},
      {RegisterDecision{{id_text("n")}, "1", "T", "X", "", {id_text("desk")}, day("2026-01-01")}, "number"}};
  for (const auto& [act, field] : acts) {
    Situation situation = story.situation(story.people.at(Person::custodian), act);
    situation.who.appointments.insert({{id_text("desk")}, Role::respondent});
    situation.name_taken = true;
    const auto refused = decide(situation, act, story.policy, story.today);
    ASSERT_FALSE(refused) << field;
    EXPECT_EQ(refused.error().field, field);
    EXPECT_EQ(refused.error().code, core::Code::conflict);
    situation.id_taken = true;  // the same form again, which took the name the first time
    situation.decision.reset();
    situation.member.reset();
    if (std::holds_alternative<CreateOffice>(act)) situation.office.reset();
    EXPECT_TRUE(done(decide(situation, act, story.policy, story.today)).already_done);
  }
}

TEST(AForm, SentAgainWithAnotherNameIsNotTakenForTheSame) {
  Story story;
  const auto again = [&](const Act& sent, const Change& first) {
    Situation situation = story.situation(story.people.at(Person::custodian), sent);
    if (first.office) situation.office = first.office;
    situation.member = first.member;
    situation.id_taken = situation.name_taken = true;
    return decide(situation, sent, story.policy, story.today);
  };
  const CreateOffice office{{id_text("n")}, "Protocol"};
  const Change created = done(story.judge(Person::custodian, office));
  EXPECT_TRUE(done(again(CreateOffice{office.id, " Protocol "}, created)).already_done);
  EXPECT_EQ(refused(again(CreateOffice{office.id, "Press"}, created)).code, core::Code::conflict);

  const InviteMember member{{id_text("n")}, "new", "New", {id_text("desk")}, {}};
  const Change invited = done(story.judge(Person::custodian, member));
  EXPECT_TRUE(done(again(member, invited)).already_done);
  for (std::string InviteMember::* const field : {&InviteMember::login, &InviteMember::name}) {
    InviteMember changed = member;
    changed.*field += "er";
    EXPECT_EQ(refused(again(changed, invited)).code, core::Code::conflict);
  }
}

TEST(Registering, AgainWithAnotherTextIsNotTakenForTheSame) {
  Story story;
  const RegisterDecision act{{id_text("n")},   "7", "Title", "Text", "", story.decision.owner,
                             day("2026-01-01")};
  const Change first = done(story.judge(Person::respondent, act));
  const auto again = [&](const RegisterDecision& sent) {
    Situation situation = story.situation(story.people.at(Person::respondent), sent);
    situation.decision = first.decision;
    situation.id_taken = situation.name_taken = true;
    return decide(situation, sent, story.policy, story.today);
  };
  EXPECT_TRUE(done(again(act)).already_done);
  for (std::string RegisterDecision::* const field :
       {&RegisterDecision::number, &RegisterDecision::title, &RegisterDecision::text}) {
    RegisterDecision changed = act;
    changed.*field += " too";
    EXPECT_EQ(refused(again(changed)).code, core::Code::conflict);
  }
}

}  // namespace
}  // namespace demur::domain
