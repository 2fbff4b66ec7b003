#include "demur/domain/waiver.hpp"

#include <gtest/gtest.h>

#include "demur/domain/story.hpp"

namespace demur::domain {
namespace {

using core::Code;

class AWaiver : public testing::Test {
 protected:
  AWaiver() {
    situation_.who = {.id = {"who"}, .login = {}, .name = {}, .office = {"inspectorate"}};
    situation_.who.state = MemberState::active;
    situation_.who.appointments = {{{"inspectorate"}, Role::auditor}};
    situation_.duty = Duty{.subject = MeetingId{id_text("meeting")},
                           .kind = DutyKind::reply,
                           .owner_role = Role::respondent,
                           .owner_office = OfficeId{"desk"},
                           .due_on = day("2026-03-10")};
  }
  [[nodiscard]] core::Result<WaiverChange> waive(const char* on = "2026-03-05",
                                                 const char* reason = "The office burnt down.") const {
    return decide(situation_, Waive{situation_.duty->subject, DutyKind::reply, reason}, day(on));
  }
  [[nodiscard]] Code refused() const {
    const auto judged = waive();
    return judged ? Code::internal : judged.error().code;
  }
  WaiverSituation situation_;
};

TEST_F(AWaiver, IsOnRecordWithItsDayAndItsReason) {
  const auto change = waive();
  ASSERT_TRUE(change);
  ASSERT_EQ(change->duties.size(), 1U);
  EXPECT_EQ(change->duties[0].state, DutyState::waived);
  EXPECT_EQ(change->duties[0].settled_on, day("2026-03-05"));
  EXPECT_EQ(change->duties[0].waived_reason, "The office burnt down.");
  ASSERT_EQ(change->entries.size(), 1U);
  EXPECT_EQ(shown(change->entries[0]),
            "duty.waived|at_once|clear|meeting:meeting "
            "|{\"due\":\"2026-03-10\",\"kind\":\"reply\",\"reason\":\"The office burnt down.\"}");
}

TEST_F(AWaiver, AfterItsDayTheMissIsOnRecordFirst) {
  EXPECT_EQ(waive("2026-03-10")->entries.size(), 1U) << "its day is in time";
  const auto change = waive("2026-03-11");
  ASSERT_EQ(change->entries.size(), 2U);
  EXPECT_EQ(change->entries[0].type, "duty.missed");
  EXPECT_EQ(change->entries[1].type, "duty.waived");
  EXPECT_EQ(change->duties[0].state, DutyState::missed);
  EXPECT_EQ(change->duties[1].state, DutyState::waived);
  situation_.duty->state = DutyState::missed;
  EXPECT_EQ(waive("2026-03-12")->entries.size(), 1U) << "missed is missed once";
}

TEST_F(AWaiver, IsAnActiveAuditorsAlone) {
  situation_.who.state = MemberState::left;
  EXPECT_EQ(refused(), Code::forbidden);
  situation_.who.state = MemberState::active;
  for (const Role role : {Role::custodian, Role::respondent}) {
    situation_.who.appointments = {{{"inspectorate"}, role}};
    EXPECT_EQ(refused(), Code::forbidden) << word(role);
  }
}

TEST_F(AWaiver, IsNotDoneByWhoOwesItOrStandsBehindTheDissent) {
  situation_.who.appointments.insert({{"desk"}, Role::respondent});
  EXPECT_EQ(refused(), Code::forbidden);
  situation_.who.appointments = {{{"inspectorate"}, Role::auditor}};
  situation_.stands_behind = true;
  EXPECT_EQ(refused(), Code::forbidden);
}

TEST_F(AWaiver, OfWhatWasDoneIsRefusedAndTwiceIsOnce) {
  for (const DutyState done : {DutyState::met, DutyState::late}) {
    situation_.duty->state = done;
    EXPECT_EQ(refused(), Code::conflict);
  }
  situation_.duty->state = DutyState::waived;
  EXPECT_TRUE(waive()->already_done);
  EXPECT_TRUE(waive()->entries.empty());
}

TEST_F(AWaiver, WantsAReason) {
  EXPECT_EQ(waive("2026-03-05", " \n").error().field, "reason");
  situation_.duty.reset();
  EXPECT_EQ(decide(situation_, Waive{}, day("2026-03-05")).error().code, Code::not_found);
}

}  // namespace
}  // namespace demur::domain
