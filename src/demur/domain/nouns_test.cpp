#include "demur/domain/nouns.hpp"

#include <gtest/gtest.h>

#include "demur/domain/policy.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {
namespace {

template <typename Enum>
void expect_every_word_to_come_back(std::size_t values, Enum last) {
  ASSERT_EQ(words_of<Enum>().size(), values);
  EXPECT_EQ(static_cast<std::size_t>(last), values - 1);
  for (const char* text : words_of<Enum>()) {
    const auto value = from_word<Enum>(text);
    ASSERT_TRUE(value) << text;
    EXPECT_STREQ(word(*value), text);
  }
  EXPECT_FALSE(from_word<Enum>("noted"));
  EXPECT_FALSE(from_word<Enum>(""));
}

TEST(Words, ComeBackToTheirValues) {
  expect_every_word_to_come_back(3, OfficeState::closed);
  expect_every_word_to_come_back(3, MemberState::left);
  expect_every_word_to_come_back(3, Role::auditor);
  expect_every_word_to_come_back(5, DecisionState::withdrawn);
  expect_every_word_to_come_back(4, DissentKind::procedure);
  expect_every_word_to_come_back(3, Standing::anonymous);
  expect_every_word_to_come_back(2, PasskeyRule::optional);
  expect_every_word_to_come_back(5, DissentState::withdrawn);
  expect_every_word_to_come_back(3, Verdict::maintained);
  expect_every_word_to_come_back(5, Outcome::out_of_scope);
  expect_every_word_to_come_back(3, DispositionState::superseded);
  expect_every_word_to_come_back(10, DutyKind::review);
  expect_every_word_to_come_back(4, Level::decide);
  expect_every_word_to_come_back(3, Attribution::not_recorded);
  expect_every_word_to_come_back(5, RoundState::voided);
  expect_every_word_to_come_back(5, DutyState::waived);
  expect_every_word_to_come_back(2, ClockUnit::working_days);
  expect_every_word_to_come_back(3, ClockEvent::answered);
  expect_every_word_to_come_back(2, Readers::members);
  expect_every_word_to_come_back(3, Publishing::Every::at_once);
}

// Records and databases hold these words: changing one changes the meaning of what is stored.
TEST(Words, AreTheOnesThatTheLogHolds) {
  EXPECT_STREQ(word(DissentKind::before_final_action), "before_final_action");
  EXPECT_STREQ(word(Outcome::adopted_in_part), "adopted_in_part");
  EXPECT_STREQ(word(Outcome::out_of_scope), "out_of_scope");
  EXPECT_STREQ(word(DutyState::waived), "waived");
  EXPECT_STREQ(word(DutyKind::decide), "decide");
  EXPECT_STREQ(word(Verdict::maintained), "maintained");
  EXPECT_STREQ(word(DecisionState::consulting), "consulting");
}

TEST(Member, HoldsARoleInOneOfficeAndNotInAnother) {
  const OfficeId desk{"desk"};
  const OfficeId legal{"legal"};
  const Member member{.id = {"m"},
                      .login = "m",
                      .name = "M",
                      .office = desk,
                      .state = MemberState::active,
                      .appointments = {{legal, Role::respondent}}};
  EXPECT_TRUE(member.has(Role::respondent));
  EXPECT_TRUE(member.has(Role::respondent, legal));
  EXPECT_FALSE(member.has(Role::respondent, desk));
  EXPECT_FALSE(member.has(Role::custodian));
}

}  // namespace
}  // namespace demur::domain
