// Who may do what, when: the whole cross product of acts, people and states against tables that were
// written by hand.
#include <gtest/gtest.h>

#include <map>

#include "demur/core/json.hpp"
#include "demur/domain/story.hpp"

namespace demur::domain {
namespace {

// One letter for each outcome of a judgement.
char letter(const core::Result<Change>& result) {
  if (result) return result->already_done ? 'D' : 'Y';
  switch (result.error().code) {
    case core::Code::forbidden:
      return 'F';
    case core::Code::conflict:
      return 'C';
    case core::Code::not_found:
      return 'N';
    case core::Code::invalid:
      return 'I';
    default:
      return '?';
  }
}

using Rows = std::map<Person, std::string>;

struct Table {
  const char* name;
  std::function<Act(const Story&, Person)> act;
  Rows rows;  // a letter for each state, in the order of the chapters
};

// Columns: filed, acknowledged, answered, put off, closed, withdrawn.
// Y done now, D done before, F forbidden, C conflict, N not found.
std::vector<Table> dissent_tables() {
  const auto others = [](Person except, const std::string& row) {
    Rows rows = {{Person::author, "FFFFFF"},    {Person::cosigner, "FFFFFF"},   {Person::guest, "NNNNNN"},
                 {Person::colleague, "NNNNNN"}, {Person::respondent, "FFFFFF"}, {Person::outsider, "NNNNNN"},
                 {Person::custodian, "FFFFFF"}, {Person::recused, "FFFFFF"},    {Person::auditor, "FFFFFF"}};
    rows[except] = row;
    return rows;
  };
  Rows cosign = others(Person::cosigner, "DDDDDD");
  cosign[Person::guest] = "YYCCCN";
  return {
      {"co-sign",
       [](const Story& story, Person person) -> Act {
         return CoSign{story.dissent->id, person == Person::guest ? kInvitation : "invitation-guessed-1"};
       },
       cosign},
      {"withdraw", [](const Story& story, Person) -> Act { return WithdrawDissent{story.dissent->id}; },
       others(Person::author, "YYYYCD")},
      {"last word",
       [](const Story& story, Person) -> Act {
         return SetLastWord{story.dissent->id, Verdict::partly, "Better, not good."};
       },
       others(Person::author, "CCYYCC")},
      {"acknowledge", [](const Story& story, Person) -> Act { return Acknowledge{story.dissent->id}; },
       others(Person::custodian, "YDDDDC")},
      {"extend",
       [](const Story& story, Person) -> Act {
         return Extend{story.dissent->id, story.duty(DutyKind::answer).due_on + std::chrono::days{1},
                       "Counsel is ill."};
       },
       others(Person::respondent, "YYCCCC")},
      {"answer", [](const Story& story, Person) -> Act { return story.answer(Outcome::declined); },
       others(Person::respondent, "YYCYCC")},
      {"waive",
       [](const Story& story, Person) -> Act {
         return WaiveDuty{story.dissent->id, DutyKind::answer, "The office burnt down."};
       },
       others(Person::auditor, "YYCCCD")},
      {"open identity",
       [](const Story& story, Person) -> Act {
         return OpenIdentity{story.dissent->id, "A threat was made."};
       },
       others(Person::custodian, "")},  // by standing: below
  };
}

void expect_table(const Table& table, Standing standing, Readers readers) {
  for (const auto& [person, row] : table.rows) {
    std::string seen;
    for (const Chapter chapter : kChapters) {
      Story story = story_at(chapter, standing);
      story.policy.named_readers = readers;
      const auto result = story.judge(person, table.act(story, person));
      seen += letter(result);
      if (!result) {
        EXPECT_FALSE(result.error().what.empty());
      }
    }
    EXPECT_EQ(seen, row) << table.name << " by " << name_of(person) << ", " << word(standing);
  }
}

TEST(EveryActByEverybodyInEveryState, IsAsTheTableSays) {
  for (const Standing standing : {Standing::named, Standing::confidential})
    for (Table table : dissent_tables()) {
      if (table.rows.at(Person::custodian).empty())
        table.rows[Person::custodian] = standing == Standing::named ? "CCCCCC" : "YYYYYC";
      expect_table(table, standing, Readers::recipients);
    }
}

// Where every member may read a named dissent, nobody is told that there is none; but they may do no
// more than before, and a withdrawn one is gone from their sight.
TEST(EveryActByEverybodyInEveryState, IsForbiddenRatherThanUnknownWhereAllMembersRead) {
  for (Table table : dissent_tables()) {
    if (table.rows.at(Person::custodian).empty()) table.rows[Person::custodian] = "CCCCCC";
    for (auto& [person, row] : table.rows)
      for (std::size_t i = 0; i < 5; ++i)
        if (row[i] == 'N') row[i] = 'F';
    expect_table(table, Standing::named, Readers::members);
  }
}

// ---- decisions

struct DecisionTable {
  const char* name;
  Act act;
  Rows rows;  // draft, consulting, taken, superseded, withdrawn
};

Rows all(const std::string& row) {
  Rows rows;
  for (const Person person : kEverybody) rows[person] = row;
  return rows;
}

Rows all_but(const std::string& row, std::initializer_list<Person> people, const std::string& theirs) {
  Rows rows = all(row);
  for (const Person person : people) rows[person] = theirs;
  return rows;
}

std::vector<DecisionTable> decision_tables() {
  const DecisionId decision{id_text("decision")};
  FileDissent filing = Story().filing();
  filing.id = {id_text("seconddissent")};
  FileDissent early = filing;
  early.kind = DissentKind::before_final_action;
  const auto keepers = {Person::custodian, Person::recused, Person::auditor};
  return {
      {"revise", ReviseDecision{decision, "We sell half.", ""},
       all_but("FFFFF", {Person::respondent}, "YYCCC")},
      {"take", TakeDecision{decision, day("2026-03-01")}, all_but("FFFFF", {Person::respondent}, "YYCCC")},
      {"supersede", SupersedeDecision{decision, {id_text("later")}},
       all_but("FFFFF", {Person::respondent}, "CCYCC")},
      {"withdraw", WithdrawDecision{decision, "It was a mistake."},
       all_but("FFFFF", {Person::respondent}, "YYCCD")},
      {"file", filing, all_but("YYYYC", keepers, "FFFFF")},
      {"file before final action", early, all_but("YYCCC", keepers, "FFFFF")},
  };
}

TEST(EveryActOnADecision, IsAsTheTableSays) {
  for (const DecisionTable& table : decision_tables())
    for (const auto& [person, row] : table.rows) {
      std::string seen;
      for (const auto state : {DecisionState::draft, DecisionState::consulting, DecisionState::taken,
                               DecisionState::superseded, DecisionState::withdrawn}) {
        const Story story;
        Situation situation = story.situation(story.people.at(person), table.act);
        situation.decision->state = state;
        situation.other_decision = story.decision;
        situation.other_decision->id = {id_text("later")};
        const auto result = decide(situation, table.act, story.policy, story.today);
        seen += letter(result);
        if (!result) {
          EXPECT_FALSE(result.error().what.empty());
        }
      }
      EXPECT_EQ(seen, row) << table.name << " by " << name_of(person);
    }
}

// ---- the house

TEST(EveryActOnTheHouse, IsForCustodians) {
  const OfficeId desk{id_text("desk")};
  const MemberId colleague{id_text("mcolleague")};
  const std::map<std::string, Act> acts = {
      {"create", CreateOffice{{id_text("newoffice")}, "Protocol"}},
      {"merge", MergeOffice{desk, {id_text("legal")}}},
      {"close", CloseOffice{desk}},
      {"invite", InviteMember{{id_text("newmember")}, "new", "New Member", desk, {}}},
      {"appoint", Appoint{colleague, {{desk, Role::respondent}}}},
      {"leave", LeaveInstitution{colleague}},
  };
  for (const auto& [name, act] : acts)
    for (const Person person : kEverybody) {
      const bool keeps = person == Person::custodian || person == Person::recused;
      const bool leaves = name == "leave" && person == Person::colleague;
      EXPECT_EQ(letter(Story().judge(person, act)), keeps || leaves ? 'Y' : 'F')
          << name << " by " << name_of(person);
    }
}

TEST(RegisteringADecision, IsForItsOfficeAtAnyStageAndForOthersOnceItIsTaken) {
  RegisterDecision draft{.id = {id_text("newdecision")},
                         .number = "2026/15",
                         .title = "T",
                         .text = "X",
                         .text_hash = "",
                         .owner = {id_text("desk")}};
  RegisterDecision taken = draft;
  taken.taken_on = day("2026-02-27");
  for (const Person person : kEverybody) {
    const bool owner = person == Person::respondent;
    const bool keeper = person == Person::custodian || person == Person::recused || person == Person::auditor;
    EXPECT_EQ(letter(Story().judge(person, draft)), owner ? 'Y' : keeper ? 'F' : 'I') << name_of(person);
    const auto result = Story().judge(person, taken);
    EXPECT_EQ(letter(result), keeper ? 'F' : 'Y') << name_of(person);
    if (!result) continue;
    EXPECT_EQ(result->decision->off_system, !owner);
    EXPECT_EQ(result->decision->state, DecisionState::taken);
  }
}

// ---- who is not active

TEST(WhoIsNotActive, DoesNothingButAcceptTheInvitation) {
  const Story story;
  Member invited = story.people.at(Person::colleague);
  invited.state = MemberState::invited;
  Member gone = story.people.at(Person::author);
  gone.state = MemberState::left;
  const std::vector<Act> acts = {story.filing(), WithdrawDissent{story.dissent->id},
                                 LeaveInstitution{gone.id}, AcceptInvitation{gone.id}};
  for (const Act& act : acts)
    EXPECT_EQ(letter(decide(story.situation(gone, act), act, story.policy, story.today)), 'F');
  for (const Act& act : acts)
    EXPECT_EQ(letter(decide(story.situation(invited, act), act, story.policy, story.today)), 'F');
  const Act accept = AcceptInvitation{invited.id};
  const auto accepted = decide(story.situation(invited, accept), accept, story.policy, story.today);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->member->state, MemberState::active);
  EXPECT_TRUE(accepted->entries.empty());
}

}  // namespace
}  // namespace demur::domain
