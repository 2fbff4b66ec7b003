// Random acts by random people on random days: whatever happens, the rules hold.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <tuple>

#include "demur/domain/duties.hpp"
#include "demur/domain/story.hpp"

namespace demur::domain {
namespace {

// Who, which act, which variant of it, and how many days later.
using Step = std::tuple<int, int, int, int>;

constexpr int kActs = 14;

Answer some_answer(const Story& story, int variant) {
  Answer act = story.answer(static_cast<Outcome>(variant % 5));
  if (variant % 7 == 0) act.reasons = "Noted.";
  if (variant % 11 == 0) act.deferred_until.reset();
  return act;
}

Act some_act(const Story& story, int kind, int variant) {
  const DissentId id = story.dissent->id;
  const Day soon = story.today + std::chrono::days{variant % 40};
  FileDissent filing = story.filing();
  filing.standing = story.dissent->standing;
  switch (kind) {
    case 0:
      return CoSign{id, variant % 2 == 0 ? kInvitation : "invitation-guessed-1"};
    case 1:
      return WithdrawDissent{id};
    case 2:
    case 3:
      return SetLastWord{id, static_cast<Verdict>(variant % 3), variant % 5 == 0 ? "" : kLastWordCanary};
    case 4:
      return Acknowledge{id};
    case 5:
      return OpenIdentity{id, "A threat was made."};
    case 6:
      return Extend{id, soon, "Counsel is ill."};
    case 7:
    case 8:
    case 9:
      return some_answer(story, variant);
    case 10:
      return WaiveDuty{id, static_cast<DutyKind>(variant % 3), "The post was under siege."};
    case 11:
      return ReviseDecision{story.decision.id, "Version " + std::to_string(variant), ""};
    case 12:
      return WithdrawDecision{story.decision.id, "A mistake."};
    default:
      return TakeDecision{story.decision.id, soon};
  }
}

bool may_follow(DissentState from, DissentState to) {
  using enum DissentState;
  switch (from) {
    case filed:
      return to == filed || to == acknowledged || to == answered || to == withdrawn;
    case acknowledged:
      return to == acknowledged || to == answered || to == withdrawn;
    case answered:
      return to == answered || to == closed || to == withdrawn;
    case closed:
    case withdrawn:
      return to == from;
  }
  return false;
}

bool may_follow(DutyState from, DutyState to) {
  using enum DutyState;
  if (from == to || from == open) return true;
  return from == missed && (to == late || to == waived);
}

bool has_ended_rightly(const Story& story) {
  const Dissent& dissent = *story.dissent;
  const bool answered = dissent.answered_on && !story.dispositions.empty();
  switch (dissent.state) {
    case DissentState::answered:
      return answered && dissent.acknowledged_on && story.duty(DutyKind::answer).state != DutyState::open;
    case DissentState::closed:
      return answered && dissent.closed_on && !owes_decision(story.duties) &&
             (dissent.last_word || *dissent.last_word_by < *dissent.closed_on);
    default:
      return true;
  }
}

// What no reader of the log, and no reader of a refusal, may meet.
std::vector<std::string> secrets(const Story& story) {
  std::vector<std::string> out = {kTitleCanary, kTextCanary, kMindCanary,   kLastWordCanary,
                                  kNoteCanary,  kInvitation, "NAME-CANARY", "login-canary"};
  for (const auto& [person, member] : story.people) out.push_back(member.id.text);
  return out;
}

void expect_none_in(const std::string& text, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) RC_ASSERT(text.find(secret) == std::string::npos);
}

std::string public_text(const Entry& entry) {
  std::string out = entry.id + text_of(entry.public_part);
  for (const std::string& ref : entry.refs) out += ref;
  return out;
}

void expect_lawful(const Story& before, const Story& after) {
  RC_ASSERT(may_follow(before.dissent->state, after.dissent->state));
  RC_ASSERT(has_ended_rightly(after));
  for (const Duty& duty : after.duties) {
    RC_ASSERT(duty.due_on <= duty.latest_on);
    const Duty* old = find_duty(before.duties, duty.kind);
    if (old == nullptr) continue;
    RC_ASSERT(may_follow(old->state, duty.state));
    if (duty.due_on > old->due_on) RC_ASSERT(after.dissent->extension && !before.dissent->extension);
  }
  const bool told = after.entries.size() > before.entries.size();
  const auto states = [](const Story& story) {
    std::vector<DutyState> out;
    for (const Duty& duty : story.duties) out.push_back(duty.state);
    return out;
  };
  const bool changed = before.dissent->state != after.dissent->state || states(before) != states(after) ||
                       before.decision.state != after.decision.state ||
                       before.decision.versions.size() != after.decision.versions.size() ||
                       before.dispositions.size() != after.dispositions.size();
  RC_ASSERT(told == (changed || before.dissent != after.dissent || before.signers != after.signers));
}

void play(Story& story, const Step& step) {
  const auto [who, kind, variant, days] = step;
  const Story evening = story;
  story.morning(story.today + std::chrono::days{days});
  expect_lawful(evening, story);
  const Story before = story;
  const auto result = story.act(kEverybody.at(static_cast<std::size_t>(who)), some_act(story, kind, variant));
  if (!result) expect_none_in(result.error().what, secrets(story));
  expect_lawful(before, story);
}

void play_all(Standing standing, Readers readers, const std::vector<Step>& steps) {
  Story story(standing);
  story.policy.named_readers = readers;
  story.decision.state = DecisionState::draft;
  for (const Step& step : steps) play(story, step);
  const std::vector<std::string> hidden = secrets(story);
  for (const Entry& entry : story.entries) {
    expect_none_in(public_text(entry), hidden);
    if (standing == Standing::confidential)
      RC_ASSERT(text_of(entry.private_part).find(story.people.at(Person::author).id.text) ==
                std::string::npos);
  }
  RC_ASSERT(settle(*story.dissent, story.duties, story.policy, story.today).entries.empty());
}

rc::Gen<std::vector<Step>> some_steps() {
  const auto day_later = rc::gen::weightedElement<int>({{8, 0}, {8, 1}, {4, 3}, {3, 20}, {1, 45}, {1, 120}});
  const auto person =
      rc::gen::weightedElement<int>({{6, 0}, {1, 1}, {1, 2}, {1, 3}, {8, 4}, {1, 5}, {5, 6}, {1, 7}, {2, 8}});
  return rc::gen::container<std::vector<Step>>(
      rc::gen::tuple(person, rc::gen::inRange(0, kActs), rc::gen::inRange(0, 80), day_later));
}

RC_GTEST_PROP(AnyStory, KeepsEveryRuleWhenNamed, ()) {
  play_all(Standing::named, Readers::recipients, *some_steps());
}

RC_GTEST_PROP(AnyStory, KeepsEveryRuleWhenNamedToAllMembers, ()) {
  play_all(Standing::named, Readers::members, *some_steps());
}

RC_GTEST_PROP(AnyStory, KeepsEveryRuleWhenConfidential, ()) {
  play_all(Standing::confidential, Readers::recipients, *some_steps());
}

// The stories above are worth something only if they get anywhere. Fixed seeds: the same stories
// on every run.
TEST(AnyStory, ReachesEveryEnd) {
  std::set<DissentState> ends;
  std::set<DutyState> duty_ends;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Story story(Standing::named);
    for (const Step& step : some_steps()(rc::Random(seed), 60).value()) {
      const auto [who, kind, variant, days] = step;
      story.morning(story.today + std::chrono::days{days});
      (void)story.act(kEverybody.at(static_cast<std::size_t>(who)), some_act(story, kind, variant));
    }
    ends.insert(story.dissent->state);
    for (const Duty& duty : story.duties) duty_ends.insert(duty.state);
  }
  EXPECT_EQ(ends.size(), 5U);
  EXPECT_EQ(duty_ends.size(), 5U);
}

}  // namespace
}  // namespace demur::domain
