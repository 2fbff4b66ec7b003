// `demur verify` of what an author keeps who said, years after, whether their dissent was right.
#include "demur/cli/verify_review.hpp"

#include <gmock/gmock.h>

#include "demur/cli/test_verify.hpp"
#include "demur/service/test_look_back.hpp"

namespace demur::cli {
namespace {

using anonymity::Hindsight;
using service::testing::AnsweredLongAgo;
using ::testing::HasSubstr;

class VerifyOfALookBack : public VerifyOfAFile<AnsweredLongAgo> {
 protected:
  VerifyOfALookBack() {
    house_.answer_and_take();
    house_.go_to("2026-05-04");
  }
  [[nodiscard]] std::string file_of(const service::drop::Item& item) const {
    return promised(item.text, drop_, "2026-05-06", kReviewReceiptFormat);
  }
  int ask(const std::string& file, bool is_pinned = true, bool as_json = true) {
    return verify(verify_review, file, is_pinned, as_json);
  }
  [[nodiscard]] std::string said() const { return std::string(json().at("review").as_string()); }
  void hand_in(const service::drop::Item& item) { EXPECT_TRUE(service::take_item(*house_.house, item)); }
};

TEST_F(VerifyOfALookBack, SaysThatItIsAwaitedThenRecordedThenThatALaterOneStands) {
  const auto item = house_.review(1, Hindsight::right, house_.words());
  const std::string file = file_of(item);
  EXPECT_EQ(ask(file), 0);
  EXPECT_EQ(said(), "awaited");
  hand_in(item);
  house_.go_to("2026-05-05");
  EXPECT_EQ(ask(file), 0);
  EXPECT_EQ(said(), "recorded");
  EXPECT_TRUE(json().at("is_promised").as_bool());
  EXPECT_GT(json().at("index").as_int64(), 0);
  hand_in(house_.review(2, Hindsight::wrong));
  house_.go_to("2026-05-06");
  EXPECT_EQ(ask(file), 0);
  EXPECT_EQ(said(), "replaced");
  EXPECT_EQ(ask(file, true, false), 0);
  EXPECT_THAT(said_, HasSubstr("word number 1. A later one stands"));
}

TEST_F(VerifyOfALookBack, ProvesWithExitCodeSevenThatTheNewestWasLeftOut) {
  hand_in(house_.review(1, Hindsight::right));
  const std::string file = file_of(house_.review(2, Hindsight::wrong));
  house_.go_to("2026-05-08");
  EXPECT_EQ(ask(file), 7);
  EXPECT_EQ(said(), "missing");
  EXPECT_EQ(ask(file, false), 1) << "the log's key came from the file";
  EXPECT_EQ(said(), "nothing_proven");
}

// Of two that were sent as number 1 to two drops, the one that came first counts.
TEST_F(VerifyOfALookBack, SaysWhereAnotherStandsUnderItsNumber) {
  const std::string file = file_of(house_.review(1, Hindsight::wrong));
  hand_in(house_.review(1, Hindsight::right));
  house_.go_to("2026-05-05");
  EXPECT_EQ(ask(file), 1);
  EXPECT_EQ(said(), "other_word");
}

TEST_F(VerifyOfALookBack, SaysThatNothingIsShownByAFileThatTheAuthorDidNotSign) {
  const auto stranger = anonymity::SignKey::generate(house_.random);
  hand_in(house_.review(1, Hindsight::right));
  const auto item = house_.review(1, Hindsight::wrong, {}, &stranger);
  house_.go_to("2026-05-05");
  EXPECT_EQ(ask(file_of(item)), 1);
  EXPECT_EQ(said(), "nothing_proven");
  EXPECT_THAT(std::string(json().at("doubt").as_string()), HasSubstr("did not sign it"));
}

TEST_F(VerifyOfALookBack, TakesTheFileOfOneWhoseAnswerNeverCame) {
  const auto item = house_.review(1, Hindsight::right);
  const std::string file =
      format_item_receipt({"https://drop.example", key(), {}, item.text}, kReviewReceiptFormat).value();
  house_.go_to("2026-05-20");
  EXPECT_EQ(ask(file), 0);
  EXPECT_EQ(said(), "awaited");
  hand_in(item);
  house_.go_to("2026-05-21");
  EXPECT_EQ(ask(file), 0);
  EXPECT_EQ(said(), "recorded");
  EXPECT_FALSE(json().at("is_promised").as_bool());
}

}  // namespace
}  // namespace demur::cli
