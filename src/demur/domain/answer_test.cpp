// What follows from an answer, from a last word, and from the clock.
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

// ---- answering and the last word

TEST(Answering, PublishesTheReasonsAndCommitsToTheNote) {
  Story story = story_at(Chapter::acknowledged, Standing::confidential);
  Answer act = story.answer(Outcome::adopted_in_part);
  act.changed_version = 1;
  const std::string cited = "decision:" + id_text("precedent");
  act.cites = {{cited, "The same treaty."}};
  const Change change = done(story.act(Person::respondent, act));
  ASSERT_EQ(change.entries.size(), 1U);
  const Entry& entry = change.entries[0];
  EXPECT_EQ(shown(entry),
            "disposition.published|at_once|clear|dissent:dissent decision:decisio decision:precede "
            "|{\"changed_version\":1,\"cites\":[{\"ref\":\"" +
                cited +
                "\",\"why\":\"The same treaty.\"}],\"due\":\"2026-04-14\",\"late\":false,"
                "\"outcome\":\"adopted_in_part\",\"reasons\":\"" +
                act.reasons + "\",\"what_changed\":\"Paragraph 4 fell.\"}");
  EXPECT_EQ(text_of(entry.private_part),
            "{\"confidential_note\":\"NOTE-CANARY\",\"type\":\"disposition.published\"}");
  EXPECT_EQ(entry.id, act.id.text);
  EXPECT_EQ(story.dissent->last_word_by, story.today + std::chrono::days{30});
  EXPECT_EQ(story.duty(DutyKind::answer).state, DutyState::met);
  EXPECT_EQ(story.dispositions.back().by, story.people.at(Person::respondent).id);
}

TEST(Answering, WithoutANoteHasNothingToCommitTo) {
  Story story;
  Answer act = story.answer(Outcome::declined);
  act.confidential_note.clear();
  EXPECT_THAT(done(story.judge(Person::respondent, act)).entries.back().private_part, IsEmpty());
}

TEST(Answering, BeforeTheAcknowledgementAcknowledgesToo) {
  Story story;
  const Change change = done(story.act(Person::respondent, story.answer(Outcome::declined)));
  EXPECT_EQ(story.duty(DutyKind::acknowledge).state, DutyState::met);
  EXPECT_EQ(story.duty(DutyKind::answer).state, DutyState::met);
  EXPECT_EQ(story.dissent->acknowledged_on, story.today);
  ASSERT_EQ(change.entries.size(), 2U);
  EXPECT_EQ(change.entries[0].type, "dissent.acknowledged");
  EXPECT_EQ(change.entries[1].type, "disposition.published");
  // Its clock starts with this acknowledgement, as with any other: who reads the log computes this day.
  EXPECT_EQ(change.entries[0].public_part.at("answer_due").as_string(), "2026-04-14");
  EXPECT_EQ(change.entries[1].public_part.at("due").as_string(), "2026-04-14");
}

TEST(Answering, PastTheDayIsLateAndSaysSo) {
  Story story = story_at(Chapter::acknowledged, Standing::named);
  story.morning(story.duty(DutyKind::answer).due_on + std::chrono::days{1});
  EXPECT_EQ(story.entries.back().type, "duty.missed");
  const Change change = done(story.act(Person::respondent, story.answer(Outcome::declined)));
  EXPECT_TRUE(change.entries.back().public_part.at("late").as_bool());
  EXPECT_EQ(story.duty(DutyKind::answer).state, DutyState::late);
}

TEST(Answering, TwiceWithOneIdMakesItOnce) {
  Story story = story_at(Chapter::acknowledged, Standing::named);
  const Answer act = story.answer(Outcome::declined);
  ASSERT_TRUE(story.act(Person::respondent, act));
  EXPECT_TRUE(done(story.judge(Person::respondent, act)).already_done);
}

TEST(Answering, AgainWithOtherWordsIsNotTakenForTheSame) {
  Story story = story_at(Chapter::acknowledged, Standing::named);
  const Answer act = story.answer(Outcome::declined);
  ASSERT_TRUE(story.act(Person::respondent, act));
  const std::vector<std::function<void(Answer&)>> changes = {
      [](Answer& a) { a.reasons += " And one more thing."; },
      [](Answer& a) { a.confidential_note += "More."; },
      [](Answer& a) { a.cites.push_back({"decision:" + id_text("earlier"), "It was so before."}); },
      [](Answer& a) { a.outcome = Outcome::out_of_scope, a.belongs_to = "The council"; }};
  for (const auto& change : changes) {
    Answer again = act;
    change(again);
    EXPECT_EQ(refused(story.judge(Person::respondent, again)).code, core::Code::conflict);
  }
}

TEST(Answering, IsNotForWhoWroteTheDissent) {
  Story story;
  story.people[Person::author].appointments = {{story.decision.owner, Role::respondent}};
  EXPECT_EQ(refused(story.judge(Person::author, story.answer(Outcome::adopted))).code, core::Code::forbidden);
}

struct Flaw {
  const char* field;
  Outcome outcome;
  std::function<void(Answer&)> spoil;
};

TEST(Answering, NeedsWhatItsOutcomeMeansAndNothingElse) {
  const std::vector<Flaw> flaws = {
      {"what_changed", Outcome::adopted, [](Answer& a) { a.what_changed = " "; }},
      {"what_changed", Outcome::adopted_in_part, [](Answer& a) { a.what_changed.clear(); }},
      {"what_changed", Outcome::declined, [](Answer& a) { a.what_changed = "All of it"; }},
      {"changed_version", Outcome::adopted, [](Answer& a) { a.changed_version = 2; }},
      {"changed_version", Outcome::declined, [](Answer& a) { a.changed_version = 1; }},
      {"deferred_until", Outcome::deferred, [](Answer& a) { a.deferred_until.reset(); }},
      {"deferred_until", Outcome::deferred, [](Answer& a) { a.deferred_until = day("2026-03-02"); }},
      {"deferred_until", Outcome::deferred, [](Answer& a) { a.deferred_until = day("2999-01-01"); }},
      {"deferred_until", Outcome::declined, [](Answer& a) { a.deferred_until = day("2026-06-02"); }},
      {"belongs_to", Outcome::out_of_scope, [](Answer& a) { a.belongs_to.clear(); }},
      {"belongs_to", Outcome::declined, [](Answer& a) { a.belongs_to = "Elsewhere"; }},
      {"reasons", Outcome::declined, [](Answer& a) { a.reasons = "Noted."; }},
      {"reasons", Outcome::declined, [](Answer& a) { a.reasons = "Too short to be a reason, thirty-nine."; }},
      {"reasons", Outcome::declined,
       [](Answer& a) { a.reasons = "Your dissent has been read and duly noted. Thank you very much."; }},
      {"reasons", Outcome::declined,
       [](Answer& a) { a.reasons = "NOTED, noted, noted, noted, noted, noted, noted."; }},
      {"reasons", Outcome::declined, [](Answer& a) { a.reasons = std::string(60, '.'); }},
      {"cites", Outcome::declined, [](Answer& a) { a.cites = {{"decision:42", "why"}}; }},
      {"cites", Outcome::declined, [](Answer& a) { a.cites = {{"dissent:" + id_text("d"), "why"}}; }},
      {"cites", Outcome::declined, [](Answer& a) { a.cites = {{"decision:" + id_text("d"), " "}}; }},
      {"cites", Outcome::declined, [](Answer& a) { a.cites = {{"disposition:" + a.id.text, "itself"}}; }},
      {"cites", Outcome::declined,
       [](Answer& a) { a.cites = {{"decision:" + id_text("d"), "x"}, {"decision:" + id_text("d"), "y"}}; }},
      {"cites", Outcome::declined, [](Answer& a) { a.cites.assign(11, {"decision:" + id_text("d"), "x"}); }},
  };
  const Story story;
  for (const Flaw& flaw : flaws) {
    Answer act = story.answer(flaw.outcome);
    ASSERT_TRUE(story.judge(Person::respondent, act)) << flaw.field;
    flaw.spoil(act);
    const auto result = story.judge(Person::respondent, act);
    ASSERT_FALSE(result) << flaw.field << " of " << word(flaw.outcome) << ": " << act.reasons;
    EXPECT_EQ(result.error().field, flaw.field);
  }
}

TEST(Answering, KeepsToThePolicysOutcomes) {
  Story story;
  story.policy.outcomes = {Outcome::adopted, Outcome::declined};
  EXPECT_EQ(refused(story.judge(Person::respondent, story.answer(Outcome::out_of_scope))).field, "outcome");
  EXPECT_TRUE(story.judge(Person::respondent, story.answer(Outcome::declined)));
}

TEST(PuttingOff, OwesADecisionByItsDayAndIsSupersededByIt) {
  Story story = story_at(Chapter::put_off, Standing::named);
  const Duty owed = story.duty(DutyKind::decide);
  EXPECT_EQ(owed.due_on, story.dispositions[0].deferred_until);
  EXPECT_EQ(owed.owner_office, story.decision.owner);
  EXPECT_EQ(refused(story.judge(Person::respondent, story.answer(Outcome::deferred))).field, "outcome");
  story.morning(owed.due_on);
  const Change change = done(story.act(Person::respondent, story.answer(Outcome::adopted)));
  EXPECT_EQ(story.duty(DutyKind::decide).state, DutyState::met);
  EXPECT_EQ(story.dispositions[0].state, DispositionState::superseded);
  EXPECT_EQ(story.dispositions[1].state, DispositionState::published);
  const Entry& entry = change.entries.back();
  EXPECT_EQ(entry.public_part.at("supersedes").as_string(),
            ("disposition:" + story.dispositions[0].id.text).c_str());
  EXPECT_EQ(entry.public_part.at("due").as_string(), core::to_string(owed.due_on).c_str());
  EXPECT_THAT(entry.refs, testing::Contains("disposition:" + story.dispositions[0].id.text));
}

TEST(PuttingOff, KeepsTheDissentOpenUntilItIsDecided) {
  Story story = story_at(Chapter::put_off, Standing::named);
  const SetLastWord word{story.dissent->id, Verdict::maintained, "Not later: now."};
  ASSERT_TRUE(story.act(Person::author, word));
  EXPECT_EQ(story.dissent->state, DissentState::answered);
  EXPECT_TRUE(done(story.judge(Person::author, word)).already_done);
  EXPECT_EQ(refused(story.judge(Person::author, SetLastWord{story.dissent->id, Verdict::satisfied, ""})).code,
            core::Code::conflict);
  story.morning(story.duty(DutyKind::decide).due_on + std::chrono::days{60});
  EXPECT_EQ(story.duty(DutyKind::decide).state, DutyState::missed);
  EXPECT_EQ(story.dissent->state, DissentState::answered);
  ASSERT_TRUE(story.act(Person::respondent, story.answer(Outcome::declined)));
  EXPECT_EQ(story.duty(DutyKind::decide).state, DutyState::late);
  EXPECT_EQ(story.dissent->last_word, std::nullopt);
  ASSERT_TRUE(story.act(Person::author, SetLastWord{story.dissent->id, Verdict::satisfied, ""}));
  EXPECT_EQ(story.dissent->state, DissentState::closed);
}

TEST(PuttingOff, EndsWhenAnAuditorWaivesTheDecision) {
  Story story = story_at(Chapter::put_off, Standing::named);
  ASSERT_TRUE(story.act(Person::author, SetLastWord{story.dissent->id, Verdict::maintained, "Now."}));
  ASSERT_TRUE(
      story.act(Person::auditor, WaiveDuty{story.dissent->id, DutyKind::decide, "The treaty lapsed."}));
  story.morning(story.today + std::chrono::days{1});
  EXPECT_EQ(story.dissent->state, DissentState::closed);
}

TEST(TheLastWord, ClosesTheDissentAndWaitsForItsBatch) {
  Story story = story_at(Chapter::answered, Standing::named);
  const Change change =
      done(story.act(Person::author, SetLastWord{story.dissent->id, Verdict::maintained, kLastWordCanary}));
  EXPECT_EQ(story.dissent->state, DissentState::closed);
  EXPECT_EQ(story.dissent->closed_on, story.today);
  EXPECT_EQ(shown(change.entries[0]),
            "dissent.last_word|in_batch|clear|dissent:dissent |{\"verdict\":\"maintained\"}");
  EXPECT_EQ(text_of(change.entries[0].private_part),
            "{\"text\":\"LASTWORD-CANARY\",\"type\":\"dissent.last_word\"}");
}

TEST(TheLastWord, NeedsATextOnlyWhenTheDissentIsMaintained) {
  const Story story = story_at(Chapter::answered, Standing::named);
  EXPECT_TRUE(story.judge(Person::author, SetLastWord{story.dissent->id, Verdict::satisfied, ""}));
  EXPECT_TRUE(story.judge(Person::author, SetLastWord{story.dissent->id, Verdict::partly, ""}));
  EXPECT_EQ(
      refused(story.judge(Person::author, SetLastWord{story.dissent->id, Verdict::maintained, " "})).field,
      "text");
}

TEST(TheLastWord, IsPossibleOnItsLastDayAndThenTheClockCloses) {
  Story story = story_at(Chapter::answered, Standing::named);
  const Act act = SetLastWord{story.dissent->id, Verdict::partly, ""};
  story.morning(*story.dissent->last_word_by);
  EXPECT_EQ(story.dissent->state, DissentState::answered);
  EXPECT_TRUE(story.judge(Person::author, act));
  story.today += std::chrono::days{1};
  EXPECT_EQ(refused(story.judge(Person::author, act)).code, core::Code::conflict);
  story.morning(story.today);
  EXPECT_EQ(story.dissent->state, DissentState::closed);
  EXPECT_EQ(shown(story.entries.back()), "dissent.closed|at_once|clear|dissent:dissent |{\"by\":\"clock\"}");
}

TEST(TheClock, DoesNothingMoreTheSecondTime) {
  Story story;
  story.today = day("2026-12-01");
  const Change first = settle(*story.dissent, story.duties, story.policy, story.today);
  EXPECT_EQ(first.duties.size(), 2U);
  EXPECT_EQ(shown(first.entries[0]),
            "duty.missed|at_once|clear|dissent:dissent |{\"due\":\"2026-03-04\",\"kind\":\"acknowledge\"}");
  story.save(first);
  const Change second = settle(*story.dissent, story.duties, story.policy, story.today);
  EXPECT_THAT(second.duties, IsEmpty());
  EXPECT_THAT(second.entries, IsEmpty());
  EXPECT_EQ(second.dissent, std::nullopt);
}

}  // namespace
}  // namespace demur::domain
