// `demur verify` of a proposal's file, on exported logs of a round whose drop handed it in, in time or not.
#include "demur/cli/verify_proposal.hpp"

#include <gmock/gmock.h>

#include "demur/cli/test_verify.hpp"
#include "demur/service/test_ballots.hpp"

namespace demur::cli {
namespace {

using service::testing::TokenRound;
using ::testing::HasSubstr;

// A proposal that its drop took on 2 March, and promised for 4 March.
class VerifyOfAProposal : public VerifyOfAFile<TokenRound> {
 protected:
  VerifyOfAProposal() {
    house_.everybody_collects(house_.propose_scope());
    item_ = house_.proposal(house_.spare[0], "Ask those who live there.");
    file_ = promised(item_.text, drop_, "2026-03-04", kProposalReceiptFormat);
  }
  int ask(bool is_pinned = true, bool as_json = true) {
    return verify(verify_proposal, file_, is_pinned, as_json);
  }
  [[nodiscard]] std::string said() const { return std::string(json().at("proposal").as_string()); }
  void hand_in() { EXPECT_TRUE(service::take_item(*house_.house, item_)); }

  service::drop::Item item_;
  std::string file_;
};

TEST_F(VerifyOfAProposal, ProvesWithExitCodeSevenThatItWasHeldBackUntilItCouldBeRejectedAsLate) {
  house_.go_to("2026-03-21");
  EXPECT_EQ(ask(), 7);
  EXPECT_EQ(said(), "missing");
  hand_in();
  house_.go_to("2026-03-24");
  EXPECT_EQ(ask(), 7);
  EXPECT_EQ(said(), "rejected_late");
  EXPECT_EQ(json().at("promised_by"), "2026-03-04");
  EXPECT_EQ(json().at("recorded_on"), "2026-03-21");
  EXPECT_EQ(ask(true, false), 7);
  EXPECT_THAT(said_, HasSubstr("RECORDED LATE"));
  EXPECT_THAT(said_, HasSubstr("after the round's last day"));
  EXPECT_EQ(ask(false), 1) << "the log's key came from the file";
  EXPECT_EQ(said(), "nothing_proven");
  EXPECT_EQ(ask(false, false), 1);
  EXPECT_THAT(said_, HasSubstr("NOTHING SHOWS that it was promised for an earlier day"));
}

TEST_F(VerifyOfAProposal, SaysThatItWasRecordedLateAndHoldsNothingAgainstAnybodyWhereItWasShown) {
  house_.go_to("2026-03-09");
  hand_in();
  EXPECT_TRUE(house_.act_on("keeper", domain::ShowStatement{domain::StatementId{item_.filing}}));
  house_.go_to("2026-03-11");
  EXPECT_EQ(ask(), 0);
  EXPECT_EQ(said(), "shown");
  EXPECT_EQ(ask(true, false), 0);
  EXPECT_THAT(said_, HasSubstr("Its record is of 9 March 2026, and it was promised for 4 March 2026."));
}

TEST_F(VerifyOfAProposal, HoldsNothingAgainstAnybodyWhereItsRecordIsInTime) {
  hand_in();
  house_.go_to("2026-03-24");
  EXPECT_EQ(ask(), 0);
  EXPECT_EQ(said(), "rejected") << "nobody decided on it";
}

}  // namespace
}  // namespace demur::cli
