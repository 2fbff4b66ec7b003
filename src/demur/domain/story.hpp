// For tests: one ministry, one decision, one dissent, and everybody who may have to do with it. A
// story loads and saves what the service would, so that a test goes through decide() from the first
// act to the last.
//
//   Story story(Standing::named);
//   ASSERT_TRUE(story.act(Person::custodian, Acknowledge{story.dissent->id}));
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "demur/domain/decide.hpp"
#include "demur/domain/sight.hpp"

namespace demur::domain {

enum class Person {
  author,
  cosigner,    // has signed
  guest,       // holds the invitation, has not signed
  colleague,   // any other member
  respondent,  // of the desk, which owns the decision
  outsider,    // a respondent of another office
  custodian,
  recused,  // a custodian who works at the desk
  auditor,
};

inline constexpr std::array kEverybody = {Person::author,    Person::cosigner,   Person::guest,
                                          Person::colleague, Person::respondent, Person::outsider,
                                          Person::custodian, Person::recused,    Person::auditor};

[[nodiscard]] const char* name_of(Person person);
[[nodiscard]] std::string id_text(std::string start);  // a well-formed id
[[nodiscard]] Day day(const char* text);

constexpr const char* kInvitation = "invitation-canary-5b1f";
constexpr const char* kTitleCanary = "TITLE-CANARY";
constexpr const char* kTextCanary = "TEXT-CANARY";
constexpr const char* kMindCanary = "MIND-CANARY";
constexpr const char* kLastWordCanary = "LASTWORD-CANARY";
constexpr const char* kNoteCanary = "NOTE-CANARY";

struct Story {
  // On Monday 2 March 2026 the author files; the co-signer has signed.
  explicit Story(Standing standing = Standing::named);

  ChannelPolicy policy;
  Day today = day("2026-03-02");
  std::map<Person, Member> people;
  std::map<std::string, Office> offices;
  Decision decision;
  std::optional<Dissent> dissent;
  std::vector<Duty> duties;
  std::vector<Disposition> dispositions;  // the last is the one that stands
  std::set<MemberId> signers;
  std::vector<Entry> entries;

  [[nodiscard]] Situation situation(const Member& who, const Act& act) const;
  [[nodiscard]] core::Result<Change> judge(Person person, const Act& act) const;  // saves nothing
  core::Result<Change> act(Person person, const Act& act);                        // saves
  void morning(Day next);  // the clock settles what is past

  [[nodiscard]] const Duty& duty(DutyKind kind) const;
  [[nodiscard]] FileDissent filing() const;
  [[nodiscard]] Answer answer(Outcome outcome) const;  // complete, whatever the outcome
  void save(const Change& change);
};

// Brings a story to a state by its ordinary path.
enum class Chapter { filed, acknowledged, answered, put_off, closed, withdrawn };
inline constexpr std::array kChapters = {Chapter::filed,   Chapter::acknowledged, Chapter::answered,
                                         Chapter::put_off, Chapter::closed,       Chapter::withdrawn};
[[nodiscard]] Story story_at(Chapter chapter, Standing standing);

// type|at_once or in_batch|sealed or clear|refs, shortened|public part
[[nodiscard]] std::string shown(const Entry& entry);
[[nodiscard]] std::string text_of(const core::json::object& part);      // "" when empty
[[nodiscard]] Change done(const core::Result<Change>& result);          // fails the test on a refusal
[[nodiscard]] core::Error refused(const core::Result<Change>& result);  // fails it on a change

}  // namespace demur::domain
