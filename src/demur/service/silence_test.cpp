#include "demur/service/silence.hpp"

#include <gmock/gmock.h>

#include "demur/service/receipts.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/test_institution.hpp"

namespace demur::service {
namespace {

using namespace testing;
using core::Code;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kReceiptOf = "author";

class ASilence : public ::testing::Test {
 protected:
  // What the author holds today.
  translog::Receipt receipt(TestInstitution& house, const domain::DissentId& dissent) {
    return translog::parse_receipt(
               receipt_json(*house.house, house.people.at(kReceiptOf), dissent.text).value())
        .value();
  }
  core::Result<Account> ask(TestInstitution& house, const translog::Receipt& receipt) {
    const auto verdict = translog::verify_receipt(receipt, {.log_key = house.house->log_key().verifier()});
    EXPECT_TRUE(verdict) << verdict.error().what;
    StoredLog log(house.house->store().readers());
    return account_of(receipt, *verdict, log);
  }
  Account must_ask(TestInstitution& house, const translog::Receipt& receipt) {
    auto account = ask(house, receipt);
    EXPECT_TRUE(account) << account.error().what;
    return account.value_or(Account{});
  }
  static std::vector<std::string> types(const Account& account) {
    std::vector<std::string> types;
    for (const auto& act : account.acts) types.push_back(act.type);
    return types;
  }

  TestInstitution test;
};

// Filed on Monday 2 March: to be acknowledged by the 4th, answered thirty working days after the
// acknowledgement or its fallback.
TEST_F(ASilence, IsProvenWhereNobodyEverActed) {
  const auto filed = test.file(kReceiptOf);
  const auto from_the_first_day = receipt(test, filed.id);
  test.go_to("2026-06-01");
  const Account account = must_ask(test, from_the_first_day);
  EXPECT_TRUE(account.is_silent());
  EXPECT_EQ(account.filing, FilingState::in_log);
  ASSERT_EQ(account.duties.size(), 2);
  EXPECT_EQ(account.duties[0].duty, "acknowledge");
  EXPECT_EQ(account.duties[0].due, day("2026-03-04"));
  EXPECT_EQ(account.duties[0].verdict, DutyVerdict::undone);
  EXPECT_EQ(account.duties[1].verdict, DutyVerdict::undone);
  EXPECT_THAT(types(account), ElementsAre("duty.missed", "duty.missed"));
}

TEST_F(ASilence, NamesTheDayOnWhichTheLogItselfAdmitsTheMiss) {
  const auto filed = test.file(kReceiptOf);
  test.go_to("2026-03-09");
  const Account account = must_ask(test, receipt(test, filed.id));
  EXPECT_EQ(account.duties[0].miss_recorded_on, day("2026-03-05"));
  EXPECT_EQ(account.duties[1].verdict, DutyVerdict::not_yet);
}

TEST_F(ASilence, IsNotClaimedBeforeTheDayHasPassedInTheLog) {
  const auto filed = test.file(kReceiptOf);
  test.go_to("2026-03-04");
  const Account account = must_ask(test, receipt(test, filed.id));
  EXPECT_FALSE(account.is_silent());
  EXPECT_EQ(account.duties[0].verdict, DutyVerdict::not_yet);
  EXPECT_THAT(account.acts, IsEmpty());
}

TEST_F(ASilence, IsNotClaimedWhereAllWasDoneInTime) {
  const auto filed = test.file(kReceiptOf);
  test.go_to("2026-03-03");
  test.must("keeper", domain::Acknowledge{filed.id});
  test.go_to("2026-03-20");
  test.must("respondent", test.answer(filed.id));
  test.go_to("2026-09-01");
  const Account account = must_ask(test, receipt(test, filed.id));
  EXPECT_FALSE(account.is_silent());
  EXPECT_EQ(account.duties[0].verdict, DutyVerdict::in_time);
  EXPECT_EQ(account.duties[1].verdict, DutyVerdict::in_time);
  EXPECT_EQ(account.duties[1].done_on, day("2026-03-20"));
  EXPECT_THAT(types(account), ElementsAre("dissent.acknowledged", "disposition.published"));
}

TEST_F(ASilence, ThatEndedLateIsSaidToHaveBeenLate) {
  const auto filed = test.file(kReceiptOf);
  test.go_to("2026-03-12");
  test.must("keeper", domain::Acknowledge{filed.id});
  const Account account = must_ask(test, receipt(test, filed.id));
  EXPECT_EQ(account.duties[0].verdict, DutyVerdict::late);
  EXPECT_EQ(account.duties[0].done_on, day("2026-03-12"));
}

TEST_F(ASilence, CountsAnExtensionAsFarAsThePolicyLetsIt) {
  const auto filed = test.file(kReceiptOf);
  test.go_to("2026-03-03");
  test.must("keeper", domain::Acknowledge{filed.id});
  const Account before = must_ask(test, receipt(test, filed.id));
  const core::Day later = before.duties[1].due + std::chrono::days{7};
  test.must("respondent", domain::Extend{filed.id, later, "The port authority was asked for its figures."});
  const Account after = must_ask(test, receipt(test, filed.id));
  EXPECT_EQ(after.duties[1].due, later);
  EXPECT_THAT(types(after), ElementsAre("dissent.acknowledged", "duty.extended"));
}

TEST_F(ASilence, IsOwedToNobodyWhoWithdrewInTime) {
  const auto filed = test.file(kReceiptOf);
  test.must(kReceiptOf, domain::WithdrawDissent{filed.id});
  test.go_to("2026-06-01");
  const Account account = must_ask(test, receipt(test, filed.id));
  EXPECT_FALSE(account.is_silent());
  EXPECT_EQ(account.duties[1].verdict, DutyVerdict::withdrawn);
}

// The same key, another history: the same institution, in which the filing was dropped.
TEST_F(ASilence, AboutAFilingThatWasDroppedIsProvenByThePromise) {
  TestInstitution dropped;
  const auto filed = test.file(kReceiptOf);
  const auto promise = receipt(test, filed.id);
  ASSERT_EQ(promise.log, dropped.house->log_key().verifier());
  const Account at_first = must_ask(dropped, promise);
  EXPECT_EQ(at_first.filing, FilingState::awaited);
  EXPECT_FALSE(at_first.is_silent());
  dropped.go_to("2026-03-20");
  const Account later = must_ask(dropped, promise);
  EXPECT_EQ(later.filing, FilingState::promise_broken);
  EXPECT_FALSE(later.index);
  EXPECT_TRUE(later.is_silent());
}

TEST_F(ASilence, IsNotDiscussedWithALogThatContradictsTheReceipt) {
  TestInstitution rewritten;
  const auto filed = test.file(kReceiptOf);
  test.go_to("2026-03-05");
  rewritten.go_to("2026-03-20");
  const auto proven = receipt(test, filed.id);
  ASSERT_TRUE(proven.proof);
  const auto account = ask(rewritten, proven);
  ASSERT_FALSE(account);
  EXPECT_EQ(account.error().code, Code::unproven);
}

TEST_F(ASilence, IsNotAskedAboutForACoSignature) {
  const auto filed = test.file(kReceiptOf);
  const auto signed_by = test.must("cosigner", domain::CoSign{filed.id, filed.invitation});
  const auto co_signature = translog::parse_receipt(
      receipt_json(*test.house, test.people.at("cosigner"), signed_by.receipt).value());
  const auto account = ask(test, *co_signature);
  ASSERT_FALSE(account);
  EXPECT_THAT(account.error().what, HasSubstr("not the receipt of a filing"));
}

}  // namespace
}  // namespace demur::service
