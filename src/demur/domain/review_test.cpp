#include "demur/domain/review.hpp"

#include <gtest/gtest.h>

#include "demur/domain/precedent.hpp"

namespace demur::domain {
namespace {

using core::Code;

Day on(std::string_view text) {
  return core::parse_day(text).value();
}

class Reviewing : public testing::Test {
 protected:
  Reviewing() {
    decision_.id = {"decision"};
    decision_.owner = {"north"};
    decision_.state = DecisionState::taken;
    decision_.taken_on = on("2026-01-10");
    situation_.decision = decision_;
    situation_.who = somebody({{{"north"}, Role::respondent}});
    situation_.duty = settle_review(decision_, on("2026-02-01"), {}, policy_, on("2026-02-01")).duty;
  }
  static Member somebody(std::set<Appointment> appointments) {
    return {.id = {"who"},
            .login = {},
            .name = {},
            .office = {"legal"},
            .state = MemberState::active,
            .appointments = std::move(appointments)};
  }
  [[nodiscard]] core::Result<ReviewChange> review(Hindsight verdict, std::string_view day,
                                                  const char* reasons = "It came as they said.") const {
    return decide(situation_, ReviewDecision{decision_.id, {"review"}, verdict, reasons}, policy_, on(day));
  }
  [[nodiscard]] Code refused(const core::Result<ReviewChange>& judged) const {
    return judged ? Code::internal : judged.error().code;
  }

  ChannelPolicy policy_;
  Decision decision_;
  ReviewSituation situation_;
};

TEST_F(Reviewing, IsOwedAYearAfterADecisionWasTakenAndADissentAnswered) {
  ASSERT_TRUE(situation_.duty);
  EXPECT_EQ(situation_.duty->due_on, on("2027-02-01")) << "the answer came later";
  EXPECT_EQ(situation_.duty->owner_office, decision_.owner);
  EXPECT_FALSE(settle_review(decision_, {}, {}, policy_, on("2030-01-01")).duty) << "nobody dissented";
  decision_.taken_on.reset();
  EXPECT_FALSE(settle_review(decision_, on("2026-02-01"), {}, policy_, on("2030-01-01")).duty) << "not taken";
}

TEST_F(Reviewing, IsMissedOnRecordAndStillOwed) {
  const auto same_day =
      settle_review(decision_, on("2026-02-01"), situation_.duty, policy_, on("2027-02-01"));
  EXPECT_FALSE(same_day.duty);
  const auto late = settle_review(decision_, on("2026-02-01"), situation_.duty, policy_, on("2027-02-02"));
  ASSERT_TRUE(late.duty);
  EXPECT_EQ(late.duty->state, DutyState::missed);
  ASSERT_EQ(late.entries.size(), 1u);
  EXPECT_EQ(late.entries.front().type, "duty.missed");
  EXPECT_FALSE(settle_review(decision_, on("2026-02-01"), late.duty, policy_, on("2027-03-01")).duty);
  situation_.duty = late.duty;
  const auto done = review(Hindsight::right, "2027-03-01");
  ASSERT_TRUE(done);
  EXPECT_EQ(done->duty->state, DutyState::late);
}

TEST_F(Reviewing, TooEarlyToTellPutsItOffByAsLongAgain) {
  const auto judged = review(Hindsight::too_early, "2027-01-15");
  ASSERT_TRUE(judged);
  EXPECT_EQ(judged->duty->state, DutyState::open);
  EXPECT_EQ(judged->duty->due_on, on("2028-01-15"));
  EXPECT_EQ(review(Hindsight::wrong, "2027-01-15")->duty->state, DutyState::met);
}

TEST_F(Reviewing, SaysNoMoreThanTooEarlyUntilItsDayIsNear) {
  const auto early = review(Hindsight::wrong, "2027-01-01");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, Code::conflict);
  EXPECT_NE(early.error().what.find("from 2 January 2027 on"), std::string::npos) << early.error().what;
  EXPECT_TRUE(review(Hindsight::too_early, "2026-02-02"));
  EXPECT_TRUE(review(Hindsight::wrong, "2027-01-02"));
}

TEST_F(Reviewing, IsForTheOwnersRespondentsWhoDidNotDissent) {
  situation_.stands_behind = true;
  EXPECT_EQ(refused(review(Hindsight::right, "2027-01-15")), Code::forbidden);
  situation_.stands_behind = false;
  for (const auto& who : {somebody({}), somebody({{{"legal"}, Role::respondent}}),
                          somebody({{{"north"}, Role::custodian}, {{"north"}, Role::auditor}})}) {
    situation_.who = who;
    EXPECT_EQ(refused(review(Hindsight::right, "2027-01-15")), Code::forbidden);
  }
  situation_.decision.reset();
  EXPECT_EQ(refused(review(Hindsight::right, "2027-01-15")), Code::not_found);
}

TEST_F(Reviewing, WantsReasonsAndADutyAndIsKeptOnce) {
  EXPECT_EQ(refused(review(Hindsight::right, "2027-01-15", "  ")), Code::invalid);
  const auto first = review(Hindsight::right, "2027-01-15");
  ASSERT_TRUE(first);
  situation_.kept = first->review;
  situation_.duty = first->duty;
  EXPECT_TRUE(review(Hindsight::right, "2027-01-16")->already_done);
  EXPECT_EQ(refused(review(Hindsight::wrong, "2027-01-16")), Code::conflict);
  situation_.kept.reset();
  EXPECT_EQ(refused(review(Hindsight::right, "2027-01-16")), Code::conflict) << "none is owed";
}

TEST_F(Reviewing, ItsAuthorLooksBackAndNobodyElse) {
  situation_.dissent = Dissent{.id = {"dissent"},
                               .decision = decision_.id,
                               .author = MemberId{"who"},
                               .title = "t",
                               .text = "x",
                               .state = DissentState::closed,
                               .answered_on = on("2026-02-01")};
  const LookBackOn act{{"dissent"}, Hindsight::right, "Nothing reached the north."};
  const auto looked = decide(situation_, act, policy_, on("2027-01-15"));
  ASSERT_TRUE(looked);
  ASSERT_EQ(looked->entries.size(), 1u);
  EXPECT_EQ(looked->entries.front().publication, Publication::in_batch) << "its moment would name its author";
  EXPECT_FALSE(looked->entries.front().public_part.contains("text"));
  EXPECT_FALSE(looked->duty) << "nobody's duty is done by it";
  situation_.look = looked->look;
  EXPECT_TRUE(decide(situation_, act, policy_, on("2027-01-15"))->already_done);
  situation_.dissent->author = MemberId{"other"};
  EXPECT_EQ(refused(decide(situation_, act, policy_, on("2027-01-15"))), Code::forbidden);
  situation_.who = somebody({});
  EXPECT_EQ(refused(decide(situation_, act, policy_, on("2027-01-15"))), Code::not_found)
      << "who may not know of it is not told that it is";
}

TEST(Precedents, AreEachJudgedWithAReason) {
  const std::vector<std::string> shown = {"decision:a", "disposition:b"};
  const Considered one{"decision:a", true, " The same treaty. "};
  const Considered other{"disposition:b", false, "Another river."};
  const auto clean = clean_considered(shown, std::vector<Considered>{other, one});
  ASSERT_TRUE(clean);
  EXPECT_EQ(clean->front().why, "The same treaty.");
  const auto missing = clean_considered(shown, std::vector<Considered>{one});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().field, "applies_b");
  const auto silent = clean_considered(shown, std::vector<Considered>{one, {"disposition:b", false, " "}});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().field, "why_b");
  EXPECT_FALSE(clean_considered(shown, std::vector<Considered>{one, other, {"decision:c", true, "x"}}));
  EXPECT_TRUE(clean_considered({}, {}));
  const Entry entry = considered_entry({"answer"}, {"dissent"}, *clean);
  EXPECT_EQ(entry.public_part.at("considered").as_array().size(), 2u);
}

}  // namespace
}  // namespace demur::domain
