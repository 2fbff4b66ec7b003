// `demur verify` of a ballot's file, on exported logs of a round that was opened, voted in and closed.
#include "demur/cli/verify_ballot.hpp"

#include <gmock/gmock.h>

#include "demur/cli/terminal.hpp"
#include "demur/cli/test_verify.hpp"
#include "demur/service/test_ballots.hpp"

namespace demur::cli {
namespace {

using service::testing::TokenRound;
using ::testing::HasSubstr;

using Votes = std::vector<std::pair<std::size_t, int>>;

// A round of which a drop that the keys log knows takes ballots; each is handed in, or not.
class VerifyOfABallot : public VerifyOfAFile<TokenRound> {
 protected:
  VerifyOfABallot() { house_.everybody_collects(house_.vote_scope()); }

  // Its file, as the voter keeps it.
  std::string cast(std::uint32_t sequence, const Votes& votes, bool is_handed_in = true) {
    const auto item = house_.ballot(house_.spare[0], sequence, votes);
    EXPECT_TRUE(!is_handed_in || house_.take(item));
    return file_of(item.text, drop_);
  }
  [[nodiscard]] std::string file_of(const std::string& item, const anonymity::SignKey& drop) const {
    return promised(item, drop, "2026-03-23", kBallotReceiptFormat);
  }
  void close() { house_.go_to("2026-03-24"); }

  int ask(const std::string& file, bool is_pinned = true, std::vector<std::filesystem::path> with = {},
          bool as_json = true) {
    return verify(verify_ballot, file, is_pinned, as_json, std::move(with));
  }
  [[nodiscard]] std::string saved(const std::string& name, const std::string& file) {
    const auto path = house_.folder / name;
    EXPECT_TRUE(write_file(path.string(), file));
    return path.string();
  }
};

TEST_F(VerifyOfABallot, SaysThatItIsAwaitedAndOnceTheRoundIsClosedThatItWasCountedAsItWasCast) {
  const std::string file = cast(3, {{0, 1}, {2, -1}});
  EXPECT_EQ(ask(file), 0);
  EXPECT_EQ(json().at("ballot"), "awaited");
  close();
  EXPECT_EQ(ask(file), 0);
  EXPECT_EQ(json().at("ballot"), "counted");
  EXPECT_EQ(json().at("votes"), 2);
  EXPECT_EQ(json().at("promised_by"), "2026-03-23");
  EXPECT_TRUE(json().at("is_promised").as_bool());
  EXPECT_TRUE(json().at("key_pinned").as_bool());
  EXPECT_GT(json().at("index").as_int64(), 0);
  EXPECT_EQ(ask(file, true, {}, false), 0);
  EXPECT_THAT(said_, HasSubstr("It was counted as it was cast: 2 votes"));
  EXPECT_EQ(warned_, "");
}

TEST_F(VerifyOfABallot, WantsTheFilesOfAllThatTheTokenSent) {
  const std::string first = cast(3, {{0, 1}, {2, -1}});
  const std::string second = cast(4, {{0, -1}});
  close();
  EXPECT_EQ(ask(second), 1);
  EXPECT_EQ(json().at("ballot"), "other_ballot");
  EXPECT_EQ(ask(second, true, {saved("first.json", first)}), 0);
  EXPECT_EQ(json().at("ballot"), "counted");
  EXPECT_EQ(ask(first, true, {saved("second.json", second)}), 0);
  EXPECT_EQ(ask(first, true, {"/nowhere/second.json"}), 4);
}

// Of the one no answer came, so that its file has no promise: it is as good beside the other.
TEST_F(VerifyOfABallot, TakesTheFileOfABallotWhoseAnswerNeverCame) {
  const auto item = house_.ballot(house_.spare[0], 3, {{0, 1}, {2, -1}});
  ASSERT_TRUE(house_.take(item));
  const std::string lost =
      format_item_receipt({"https://drop.example", key(), {}, item.text}, kBallotReceiptFormat).value();
  const std::string second = cast(4, {{0, -1}});
  close();
  EXPECT_EQ(ask(second, true, {saved("lost.json", lost)}), 0);
  EXPECT_EQ(json().at("ballot"), "counted");
  EXPECT_TRUE(json().at("is_promised").as_bool()) << "the other was";
  const std::string alone = saved("second.json", second);
  EXPECT_EQ(ask(lost, true, {alone}), 0);
  EXPECT_EQ(json().at("promised_by"), "2026-03-23") << "in whatever order they are given";
}

// Otherwise a drop that does not answer one ballot is held to none.
TEST_F(VerifyOfABallot, ProvesThatItWasLeftOutOrChangedBesideTheFileOfOneWhoseAnswerNeverCame) {
  const auto never = house_.ballot(house_.spare[0], 4, {{0, -1}});
  const std::string lost =
      format_item_receipt({"https://drop.example", key(), {}, never.text}, kBallotReceiptFormat).value();
  const std::string first = cast(3, {{0, 1}}, false);
  const std::string changed = file_of(house_.ballot(house_.spare[1], 3, {{0, 1}}).text, drop_);
  ASSERT_TRUE(house_.take(house_.ballot(house_.spare[1], 3, {{0, -1}})));
  const auto beside = house_.ballot(house_.spare[1], 4, {{2, 1}});
  const std::string lost_beside =
      format_item_receipt({"https://drop.example", key(), {}, beside.text}, kBallotReceiptFormat).value();
  close();
  EXPECT_EQ(ask(first, true, {saved("lost.json", lost)}), 7);
  EXPECT_EQ(ask(lost, true, {saved("first.json", first)}), 7);
  EXPECT_EQ(json().at("ballot"), "missing");
  EXPECT_EQ(json().at("promised_by"), "2026-03-23");
  for (const bool is_first : {false, true}) {
    EXPECT_EQ(
        ask(is_first ? lost_beside : changed, true, {saved("other.json", is_first ? changed : lost_beside)}),
        1);
    EXPECT_EQ(json().at("ballot"), "other_ballot");
    EXPECT_TRUE(json().at("is_promised").as_bool());
  }
}

TEST_F(VerifyOfABallot, ProvesWithExitCodeSevenThatItWasLeftOut) {
  const std::string file = cast(3, {{0, 1}}, false);
  close();
  EXPECT_EQ(ask(file), 7);
  EXPECT_EQ(json().at("ballot"), "missing");
  EXPECT_TRUE(json().at("is_promised").as_bool());
  EXPECT_EQ(ask(file, true, {}, false), 7);
  EXPECT_THAT(said_, HasSubstr("NOT IN THE LOG: the round closed on 23 March 2026"));
}

TEST_F(VerifyOfABallot, HoldsForTheOthersWhereABallotWithoutAnAnswerNeverArrived) {
  const std::string first = cast(3, {{0, 1}, {2, -1}});
  const auto never = house_.ballot(house_.spare[0], 4, {{0, -1}});
  const std::string lost =
      format_item_receipt({"https://drop.example", key(), {}, never.text}, kBallotReceiptFormat).value();
  close();
  EXPECT_EQ(ask(first, true, {saved("lost.json", lost)}), 0);
  EXPECT_EQ(json().at("ballot"), "counted");
  EXPECT_EQ(json().at("not_arrived"), 1);
  EXPECT_EQ(json().at("votes"), 2);
}

// Anybody can make such a file: without what the keys log knows, or the log's key from elsewhere, it accuses
// nobody.
TEST_F(VerifyOfABallot, SaysThatNothingIsShownWhereTheFileAloneSaysThatItWasCast) {
  const std::string file = cast(3, {{0, 1}}, false);
  const auto item = house_.ballot(house_.spare[0], 3, {{0, 1}}).text;
  const std::string made_up = file_of(item, anonymity::SignKey::generate(house_.random));
  const std::string unanswered =
      format_item_receipt({"https://drop.example", key(), {}, item}, kBallotReceiptFormat).value();
  close();
  EXPECT_EQ(ask(file, false), 1) << "the key came from the file";
  EXPECT_EQ(json().at("ballot"), "nothing_proven");
  EXPECT_THAT(std::string(json().at("doubt").as_string()), HasSubstr("pass the published one with --key"));
  for (const std::string& each : {made_up, unanswered}) {
    EXPECT_EQ(ask(each), 1);
    EXPECT_EQ(json().at("ballot"), "nothing_proven");
  }
  EXPECT_EQ(ask(made_up, true, {}, false), 1);
  EXPECT_THAT(said_, HasSubstr("NOTHING IS SHOWN"));
}

TEST_F(VerifyOfABallot, RefusesAFileThatWasChangedAndALogThatIsNotThere) {
  const std::string file = cast(3, {{0, 1}});
  std::string changed = file;
  changed.replace(changed.find("\"agree\""), 7, "\"pass\"");
  EXPECT_EQ(ask(changed), 1);
  EXPECT_EQ(verify_ballot(file, {.receipt = {}, .json = true}), 2) << "no log to compare with";
}

}  // namespace
}  // namespace demur::cli
