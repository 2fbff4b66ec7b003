// What people type: every text of every act, against everything that must not get in.
#include "demur/domain/fields.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "demur/core/json.hpp"
#include "demur/domain/story.hpp"

namespace demur::domain {
namespace {

struct TextCase {
  const char* name;
  const char* field;
  Chapter chapter;
  Person person;
  std::function<Act(const Story&, const std::string&)> act;
  std::size_t most_bytes;
  Lines lines = Lines::many;
  Need need = Need::required;
};

RegisterDecision registration() {
  return {.id = {id_text("n")},
          .number = "1",
          .title = "T",
          .text = "X",
          .text_hash = "",
          .owner = {id_text("desk")}};
}

template <typename A>
Act with(A act, std::string A::* member, const std::string& text) {
  act.*member = text;
  return act;
}

std::vector<TextCase> decision_cases() {
  const auto registering = [](std::string RegisterDecision::* member) {
    return [member](const Story&, const std::string& text) { return with(registration(), member, text); };
  };
  return {
      {"register", "number", Chapter::filed, Person::respondent, registering(&RegisterDecision::number),
       kNumberBytes, Lines::one},
      {"register", "title", Chapter::filed, Person::respondent, registering(&RegisterDecision::title),
       kTitleBytes, Lines::one},
      {"register", "text", Chapter::filed, Person::respondent, registering(&RegisterDecision::text),
       kTextBytes},
      {"revise", "text", Chapter::filed, Person::respondent,
       [](const Story& s, const std::string& text) { return ReviseDecision{s.decision.id, text, ""}; },
       kTextBytes},
      {"withdraw", "reason", Chapter::filed, Person::respondent,
       [](const Story& s, const std::string& text) { return WithdrawDecision{s.decision.id, text}; },
       kReasonBytes},
  };
}

std::vector<TextCase> dissent_cases() {
  const auto filing = [](std::string FileDissent::* member) {
    return [member](const Story& story, const std::string& text) {
      FileDissent act = story.filing();
      act.id = {id_text("second")};
      return with(act, member, text);
    };
  };
  return {
      {"file", "title", Chapter::filed, Person::colleague, filing(&FileDissent::title), kTitleBytes,
       Lines::one},
      {"file", "text", Chapter::filed, Person::colleague, filing(&FileDissent::text), kTextBytes},
      {"file", "would_change_my_mind", Chapter::filed, Person::colleague,
       filing(&FileDissent::would_change_my_mind), kTextBytes, Lines::many, Need::optional},
      {"maintain", "text", Chapter::answered, Person::author,
       [](const Story& s, const std::string& text) {
         return SetLastWord{s.dissent->id, Verdict::maintained, text};
       },
       kTextBytes},
      {"be satisfied", "text", Chapter::answered, Person::author,
       [](const Story& s, const std::string& text) {
         return SetLastWord{s.dissent->id, Verdict::satisfied, text};
       },
       kTextBytes, Lines::many, Need::optional},
  };
}

std::vector<TextCase> duty_cases() {
  const auto answering = [](Outcome outcome, std::string Answer::* member) {
    return [outcome, member](const Story& story, const std::string& text) {
      return with(story.answer(outcome), member, text);
    };
  };
  const auto citing = [](const Story& story, const std::string& text) {
    Answer act = story.answer(Outcome::declined);
    act.cites = {{"decision:" + id_text("d"), text}};
    return act;
  };
  return {
      {"open", "reason", Chapter::filed, Person::custodian,
       [](const Story& s, const std::string& text) { return OpenIdentity{s.dissent->id, text}; },
       kReasonBytes},
      {"extend", "reason", Chapter::filed, Person::respondent,
       [](const Story& s, const std::string& text) {
         return Extend{s.dissent->id, s.duty(DutyKind::answer).latest_on, text};
       },
       kReasonBytes},
      {"waive", "reason", Chapter::filed, Person::auditor,
       [](const Story& s, const std::string& text) {
         return WaiveDuty{s.dissent->id, DutyKind::answer, text};
       },
       kReasonBytes},
      {"decline", "reasons", Chapter::filed, Person::respondent,
       answering(Outcome::declined, &Answer::reasons), kReasonsBytes},
      {"adopt", "what_changed", Chapter::filed, Person::respondent,
       answering(Outcome::adopted, &Answer::what_changed), kWhatChangedBytes},
      {"refer", "belongs_to", Chapter::filed, Person::respondent,
       answering(Outcome::out_of_scope, &Answer::belongs_to), kBelongsToBytes, Lines::one},
      {"decline", "confidential_note", Chapter::filed, Person::respondent,
       answering(Outcome::declined, &Answer::confidential_note), kTextBytes, Lines::many, Need::optional},
      {"cite", "cites", Chapter::filed, Person::respondent, citing, kCitationBytes},
  };
}

std::vector<TextCase> house_cases() {
  const auto inviting = [](std::string InviteMember::* member) {
    return [member](const Story&, const std::string& text) {
      return with(InviteMember{{id_text("n")}, "login", "Name", {id_text("desk")}, {}}, member, text);
    };
  };
  return {
      {"create", "name", Chapter::filed, Person::custodian,
       [](const Story&, const std::string& text) { return CreateOffice{{id_text("n")}, text}; }, kNameBytes,
       Lines::one},
      {"invite", "login", Chapter::filed, Person::custodian, inviting(&InviteMember::login), kLoginBytes,
       Lines::one},
      {"invite", "name", Chapter::filed, Person::custodian, inviting(&InviteMember::name), kNameBytes,
       Lines::one},
  };
}

std::vector<TextCase> every_text() {
  std::vector<TextCase> all;
  for (const auto& cases : {decision_cases(), dissent_cases(), duty_cases(), house_cases()})
    all.insert(all.end(), cases.begin(), cases.end());
  return all;
}

core::Result<Change> judged(const TextCase& text_case, const std::string& text) {
  static const std::map<Chapter, Story> stories = {
      {Chapter::filed, story_at(Chapter::filed, Standing::confidential)},
      {Chapter::answered, story_at(Chapter::answered, Standing::confidential)}};
  Story story = stories.at(text_case.chapter);
  story.decision.state = DecisionState::draft;
  return story.judge(text_case.person, text_case.act(story, text));
}

TEST(EveryText, RefusesWhatIsNoTextAndNamesItsField) {
  const std::vector<std::string> bad = {"bell \a and a text that is long enough for everything",
                                        "null" + std::string(1, '\0') + " in a text that is long enough",
                                        "\xff\xfe is not UTF-8, and long enough for everything",
                                        "overlong \xc0\xaf in a text that is long enough for all",
                                        "a lone carriage \r return in a text that is long enough",
                                        "C1 \xc2\x85 control in a text that is long enough for all",
                                        "DEL \x7f in a text that is long enough for everything"};
  for (const TextCase& text_case : every_text())
    for (const std::string& text : bad) {
      const auto result = judged(text_case, text);
      ASSERT_FALSE(result) << text_case.name << " " << text_case.field;
      EXPECT_EQ(result.error().field, text_case.field) << text_case.name;
      EXPECT_EQ(result.error().what.find("long enough"), std::string::npos);
    }
}

TEST(EveryText, MustSaySomethingWhereItIsRequired) {
  for (const TextCase& text_case : every_text())
    for (const std::string text : {"", " ", "\r\n \t", "\xc2\xa0\xe2\x80\x8b\xe3\x80\x80\xef\xbb\xbf"}) {
      const auto result = judged(text_case, text);
      EXPECT_EQ(result.has_value(), text_case.need == Need::optional)
          << text_case.name << " " << text_case.field;
      if (!result) {
        EXPECT_EQ(result.error().field, text_case.field);
      }
    }
}

TEST(EveryText, MayBeAsLongAsItsLimitAndNoLonger) {
  for (const TextCase& text_case : every_text()) {
    EXPECT_TRUE(judged(text_case, std::string(text_case.most_bytes, 'x')))
        << text_case.name << " " << text_case.field;
    for (const std::size_t more : {std::size_t{1}, std::size_t{1'000'000}}) {
      const auto result = judged(text_case, std::string(text_case.most_bytes + more, 'x'));
      ASSERT_FALSE(result) << text_case.name << " " << text_case.field;
      EXPECT_EQ(result.error().code, core::Code::too_large);
      EXPECT_EQ(result.error().field, text_case.field);
    }
  }
}

TEST(EveryText, KeepsToOneLineWhereItIsATitle) {
  for (const TextCase& text_case : every_text()) {
    const auto result = judged(text_case, "The first line, long enough for everything,\nand the second one.");
    EXPECT_EQ(result.has_value(), text_case.lines == Lines::many) << text_case.name << " " << text_case.field;
  }
}

// The longest public part there can be, with every character escaped: tlog-tiles allows 65,535 bytes
// for the whole leaf.
TEST(ALeaf, FitsWhateverWasWritten) {
  const auto quotes = [](std::size_t bytes) { return std::string(bytes, '"'); };
  const Story story;
  std::size_t longest = 0;
  for (const Outcome outcome : {Outcome::adopted, Outcome::out_of_scope}) {
    Answer act = story.answer(outcome);
    act.reasons = "A reason" + quotes(kReasonsBytes - 8);
    if (outcome == Outcome::adopted) act.what_changed = quotes(kWhatChangedBytes);
    if (outcome == Outcome::out_of_scope) act.belongs_to = quotes(kBelongsToBytes);
    for (std::size_t i = 0; i < kMostCitations; ++i)
      act.cites.push_back(
          {"disposition:" + id_text(std::string(1, static_cast<char>('a' + i))), quotes(kCitationBytes)});
    const Entry entry = done(story.judge(Person::respondent, act)).entries.back();
    std::size_t bytes = text_of(entry.public_part).size();
    for (const std::string& ref : entry.refs) bytes += ref.size() + 3;
    longest = std::max(longest, bytes);
  }
  EXPECT_LT(longest, 59'000U);
  EXPECT_GT(longest, 50'000U);
}

TEST(OnlyNotes, KnowsEmptyPhrasesFromReasons) {
  EXPECT_TRUE(only_notes("Noted."));
  EXPECT_TRUE(only_notes("Thank you very much; your views have been duly noted by this office."));
  EXPECT_TRUE(only_notes("--- 123 ---"));
  EXPECT_FALSE(only_notes("Noted; the treaty stands."));
  EXPECT_FALSE(only_notes("\xe6\x9d\xa1\xe7\xb4\x84"));
}

TEST(Characters, AreCountedAndNotBytes) {
  EXPECT_EQ(characters("na\xc3\xafve"), 5U);
  EXPECT_EQ(characters("\xe6\x97\xa5\xe6\x9c\xac"), 2U);
}

}  // namespace
}  // namespace demur::domain
