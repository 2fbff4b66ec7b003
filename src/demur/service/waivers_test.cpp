// Waivers through the one door, of whatever is owed on anything: rows, pages and records say the same.
#include "demur/service/waivers.hpp"

#include <gmock/gmock.h>

#include "demur/service/audit.hpp"
#include "demur/service/clearance.hpp"
#include "demur/service/meetings.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/reviews.hpp"
#include "demur/service/test_opinion.hpp"
#include "demur/store/duties.hpp"

namespace demur::service {
namespace {

using namespace domain;
using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Owed {
  Subject subject;
  DutyKind kind;
};

// On 2 March 2026 the office owes something of each kind: on an opinion round, a round of clearance and a
// place in it, a bypass, a review, a request for a meeting, and a session.
class WaiversTest : public ::testing::Test {
 protected:
  WaiversTest() {
    const auto dissent = test.file("author");
    test.must("keeper", Acknowledge{dissent.id});
    const MeetingId meeting = MeetingId::make(test.random);
    must("author", MeetingAct(AskMeeting{meeting, dissent.id, "The ice.", {}}));
    test.must("respondent", test.answer(dissent.id));
    OpenClearance round{.id = ClearanceRoundId::make(test.random), .decision = test.decision};
    round.mandate = mandate();
    round.also = {test.offices[kLegal]};
    must("respondent", ClearanceAct(round));
    test.must("respondent", TakeDecision{test.decision, day("2026-03-02"), "",
                                         Bypass{BypassGround::urgent, "The ice.", day("2026-03-20")}});
    EXPECT_TRUE(settle_all(*test.house));
    const MeetingId session = MeetingId::make(test.random);
    must("respondent",
         MeetingAct(AnnounceSession{.id = session,
                                    .office = test.offices[kNorth],
                                    .title = "The port",
                                    .series = {},
                                    .venue = {.starts = day("2026-03-10") + 14h, .place = "Hall"},
                                    .mandate = mandate()}));
    owed = {{test.round, DutyKind::report},
            {round.id, DutyKind::report},
            {position_id(round.id, test.offices[kLegal]), DutyKind::give_position},
            {test.decision, DutyKind::consult_after},
            {test.decision, DutyKind::review},
            {meeting, DutyKind::reply},
            {session, DutyKind::say_change}};
  }

  [[nodiscard]] static Mandate mandate() {
    return {.level = Level::consult,
            .fixed = "The port closes.",
            .may_change = "The day.",
            .decides = "The Minister",
            .hear_by = day("2026-03-25")};
  }
  template <typename NounsAct>
  void must(const char* who, const NounsAct& act) {
    const auto done = perform(*test.house, test.people.at(who), act);
    ASSERT_TRUE(done) << who << ": " << done.error().what;
  }
  core::Result<Done> waive(const char* who, const Owed& one, const char* reason = "The office burnt down.") {
    return perform(*test.house, test.people.at(who), Waive{one.subject, one.kind, reason});
  }
  [[nodiscard]] Duty duty(const Owed& one) {
    return test.house->store()
        .read([&](const store::Reader& reader) { return store::find_duty(reader, one.subject, one.kind); })
        .value()
        .value();
  }
  [[nodiscard]] std::vector<std::string> findings() {
    RecordAudit audit;
    std::uint64_t index = 0;
    for (const std::string& leaf : test.leaf_texts()) EXPECT_TRUE(audit.read(index++, core::bytes_of(leaf)));
    figures = audit.finish(core::day_of(test.now));
    std::vector<std::string> said;
    for (const AuditFinding& finding : audit.findings()) said.push_back(finding.what);
    return said;
  }
  [[nodiscard]] std::size_t waivable(const char* who) {
    std::size_t count = 0;
    for (const DutyLine& line : read_today(*test.house, test.member(who)).value().all_duties)
      count += line.may_waive ? 1 : 0;
    return count;
  }

  TestRound test;
  std::vector<Owed> owed;
  AuditFigures figures;
};

TEST_F(WaiversTest, LetAnybodyOffWhateverIsOwedAndTheAuditAgreesYearsAfter) {
  EXPECT_EQ(waivable("auditor"), owed.size());
  EXPECT_EQ(waivable("keeper"), 0U) << "the list is the auditors'";
  for (const Owed& one : owed) {
    ASSERT_TRUE(waive("auditor", one)) << word(one.kind);
    EXPECT_TRUE(waive("auditor", one)->already_done);
    EXPECT_EQ(duty(one).state, DutyState::waived);
  }
  EXPECT_EQ(waivable("auditor"), 0U);
  EXPECT_EQ(test.count_of("duty.waived"), static_cast<int>(owed.size()));
  test.go_to("2027-04-05");
  EXPECT_EQ(test.count_of("duty.missed"), 0);
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(figures.waived, static_cast<int>(owed.size()));
  EXPECT_EQ(figures.ledger.reviews_owed, 0);
}

TEST_F(WaiversTest, AfterTheDayLeaveTheMissOnRecordAndTheAuditAgrees) {
  test.go_to("2026-03-03");           // what waits is published
  test.now = day("2027-04-05") + 9h;  // then the clock stood still: nothing was settled
  for (const Owed& one : owed) ASSERT_TRUE(waive("auditor", one)) << word(one.kind);
  EXPECT_EQ(test.count_of("duty.missed"), static_cast<int>(owed.size()));
  EXPECT_EQ(test.one<std::int64_t>("SELECT count(*) FROM missed_duty"), std::ssize(owed));
  ASSERT_TRUE(settle_all(*test.house));
  EXPECT_EQ(test.count_of("duty.missed"), static_cast<int>(owed.size())) << "once";
  test.go_to("2027-04-08");
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(WaiversTest, AreRefusedToEverybodyElseAndToWhoStandsBehindADissent) {
  for (const char* who : {"respondent", "keeper", "colleague", "outsider"})
    EXPECT_EQ(waive(who, owed[0]).error().code, core::Code::forbidden) << who;
  test.must("founder", Appoint{test.people["author"], {{test.offices[kSecretariat], Role::auditor}}});
  for (const Owed& one : owed) {
    const bool has_to_do = one.kind != DutyKind::say_change;  // the session is on no dissent
    EXPECT_EQ(waive("author", one).has_value(), !has_to_do) << ref_to(one.subject) << word(one.kind);
  }
  EXPECT_EQ(test.count_of("duty.waived"), 1);
}

TEST_F(WaiversTest, OfADissentsDutiesGoThroughTheDissentsOwnDoor) {
  const auto dissent = test.file("colleague");
  EXPECT_EQ(waive("auditor", {dissent.id, DutyKind::answer}).error().code, core::Code::not_found);
  EXPECT_FALSE(read_duty(*test.house, test.member("auditor"), dissent.id, DutyKind::answer));
  // Nor by who dissented from the same decision in another.
  test.must("founder", Appoint{test.people["author"], {{test.offices[kSecretariat], Role::auditor}}});
  const WaiveDuty act{dissent.id, DutyKind::answer, "It is settled."};
  EXPECT_EQ(perform(*test.house, test.people["author"], act).error().code, core::Code::forbidden);
  EXPECT_TRUE(perform(*test.house, test.people["auditor"], act));
}

TEST_F(WaiversTest, StandWhereTheDutyStood) {
  for (const Owed& one : owed) ASSERT_TRUE(waive("auditor", one));
  const auto clearance = read_clearance(*test.house, test.member("colleague"), test.decision);
  std::vector<std::string> kinds;
  for (const Duty& each : clearance->waived) kinds.emplace_back(word(each.kind));
  EXPECT_THAT(kinds, ElementsAre("consult_after", "report", "give_position"));
  EXPECT_EQ(read_reviews(*test.house, test.member("colleague"), test.decision)->duty->waived_reason,
            "The office burnt down.");
  const ReviewDecision review{test.decision, ReviewId::make(test.random), Hindsight::too_early, "Wait."};
  EXPECT_EQ(perform(*test.house, test.people["respondent"], ReviewAct(review)).error().code,
            core::Code::conflict);
}

}  // namespace
}  // namespace demur::service
