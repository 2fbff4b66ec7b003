#include "demur/service/ballot_account.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "demur/anonymity/key_record.hpp"
#include "demur/service/test_ballots.hpp"
#include "demur/service/token_promise.hpp"
#include "demur/store/tokens.hpp"

namespace demur::service {
namespace {

using core::Code;
using testing::TokenRound;

using Votes = std::vector<std::pair<std::size_t, int>>;

struct Voted : TokenRound {
  Voted() { everybody_collects(vote_scope()); }

  drop::Item cast(std::uint32_t sequence, const Votes& votes) {
    drop::Item item = ballot(spare[0], sequence, votes);
    EXPECT_TRUE(take(item));
    return item;
  }
  void close() { go_to("2026-03-23"); }

  BallotAccount account(std::vector<drop::Item> ballots,
                        const std::function<bool(translog::Leaf&)>& keep = {},
                        std::vector<drop::Item> unanswered = {}) {
    auto accounting = BallotAccounting::of(std::move(ballots), std::move(unanswered)).value();
    std::uint64_t index = 0;
    for (translog::Leaf leaf : leaves()) {
      if (keep && !keep(leaf)) continue;
      EXPECT_TRUE(accounting.read(index++, core::bytes_of(translog::format_leaf(leaf).value())));
    }
    return accounting.finish().value();
  }
};

TEST(AVotersReceipt, ShowsWithTheLogAloneThatTheBallotWasCountedAsCast) {
  Voted test;
  const auto ballot = test.cast(3, {{0, 1}, {2, -1}});
  EXPECT_EQ(test.account({ballot}).state, BallotState::awaited);
  test.close();
  const BallotAccount account = test.account({ballot});
  EXPECT_EQ(account.state, BallotState::counted);
  EXPECT_EQ(account.votes, 2U);
  EXPECT_TRUE(account.index);
  EXPECT_EQ(core::to_string(account.closed_on.value()), "2026-03-23");
}

TEST(AVotersReceipt, ShowsThatABallotWasLeftOut) {
  Voted test;
  const auto ballot = test.ballot(test.spare[0], 3, {{0, 1}});
  test.close();
  EXPECT_EQ(test.account({ballot}).state, BallotState::missing);
}

TEST(AVotersReceipt, ShowsThatOtherVotesWereCounted) {
  Voted test;
  const auto ballot = test.cast(3, {{0, 1}, {1, 1}});
  test.close();
  const auto change = [](const char* member, const char* value) {
    return [member, value](translog::Leaf& leaf) {
      if (leaf.type == "anonymous.voted") (*leaf.public_part)[member] = value;
      return true;
    };
  };
  EXPECT_EQ(test.account({ballot}, change("ballot", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")).state,
            BallotState::other_ballot);
  const auto changed = test.ballot(test.spare[0], 3, {{0, 1}, {1, -1}});
  EXPECT_EQ(test.account({changed}).state, BallotState::other_ballot);
}

// Of each statement the last vote counts: all that was sent is needed to make the commitment again.
TEST(AVotersReceipt, OfEachOfSeveralBallotsShowsTheirLastVotesInWhateverOrderTheyCame) {
  Voted test;
  const auto second = test.cast(6, {{1, -1}});
  const auto first = test.cast(5, {{0, 1}, {1, 1}});
  test.close();
  EXPECT_EQ(test.account({first, second}).state, BallotState::counted);
  EXPECT_EQ(test.account({second, first}).state, BallotState::counted);
  EXPECT_EQ(test.account({second}).state, BallotState::other_ballot);
  EXPECT_EQ(test.account({first}).state, BallotState::other_ballot);
}

// Two copies of a wallet count alike: on one day, at two drops, both send the same sequence.
TEST(AVotersReceipt, OfTwoBallotsOfOneSequenceHoldsWhicheverCameFirstAndInWhateverOrderTheFilesAreGiven) {
  for (const bool is_swapped : {false, true}) {
    Voted test;
    Votes mine{{0, 1}, {1, 1}};
    Votes other{{1, -1}, {2, 0}};
    if (is_swapped) std::swap(mine, other);
    const auto older = test.cast(4, {{2, 1}});
    const auto first = test.cast(5, mine);
    const auto second = test.cast(5, other);
    test.close();
    EXPECT_EQ(test.account({older, first, second}).state, BallotState::counted);
    EXPECT_EQ(test.account({second, older, first}).state, BallotState::counted);
    EXPECT_EQ(test.account({older, first}).state, BallotState::other_ballot);
    const auto changed = test.ballot(test.spare[0], 5, {{1, 0}, {2, 1}});
    EXPECT_EQ(test.account({older, first, changed}).state, BallotState::other_ballot);
  }
}

TEST(AVotersReceipt, IsNotTriedInMoreOrdersThanAMomentTakes) {
  Voted test;
  std::vector<drop::Item> many;
  for (std::uint32_t sequence = 1; sequence <= 14; ++sequence)
    for (const int vote : {1, -1}) many.push_back(test.ballot(test.spare[0], sequence, {{0, vote}}));
  EXPECT_EQ(BallotAccounting::of(many).error().code, Code::invalid);
  EXPECT_EQ(BallotAccounting::of({}, {many.begin(), many.begin() + 14}).error().code, Code::invalid);
  std::vector<drop::Item> others;
  for (std::uint32_t sequence = 100; sequence < 140; ++sequence)
    others.push_back(test.ballot(test.spare[0], sequence, {{0, 1}}));
  const std::vector<drop::Item> nine(others.end() - 9, others.end());
  others.resize(others.size() - nine.size());
  EXPECT_TRUE(BallotAccounting::of({}, nine));
  EXPECT_EQ(BallotAccounting::of(others, nine).error().code, Code::invalid)
      << "each is one more nonce to try";
  EXPECT_TRUE(BallotAccounting::of(others));
  many.resize(12);
  EXPECT_TRUE(BallotAccounting::of(many));
}

// It may never have arrived: for what it says nobody is accused.
TEST(AVotersReceipt, ExpectsNothingForABallotWhoseAnswerNeverCame) {
  Voted test;
  ASSERT_TRUE(test.act_on("keeper", domain::RetireStatement{test.statements[1], "It is answered."}));
  const auto retired = test.cast(5, {{1, 1}});
  const auto lost = test.ballot(test.spare[0], 6, {{0, 1}});
  Voted other;
  const auto first = other.cast(3, {{2, 1}});
  std::swap(other.texts[0], other.texts[1]);
  const auto other_words = other.ballot(other.spare[0], 4, {{0, 1}});
  test.close();
  other.close();
  EXPECT_EQ(test.account({retired}, {}, {lost}).state, BallotState::nothing_shown);
  EXPECT_EQ(test.account({}, {}, {lost}).state, BallotState::missing) << "alone, it is all there is to ask";
  const BallotAccount account = other.account({first}, {}, {other_words});
  EXPECT_EQ(account.state, BallotState::counted);
  EXPECT_EQ(account.not_arrived, 1U);
}

TEST(AVotersReceipt, LeavesOutWhatWasRetiredBeforeOrAfterItCame) {
  Voted test;
  const auto first = test.cast(5, {{0, 1}, {1, 1}});
  ASSERT_TRUE(test.act_on("keeper", domain::RetireStatement{test.statements[1], "It is answered."}));
  const auto second = test.cast(6, {{1, -1}});  // nothing of it counts, and its nonce salts nothing
  const auto third = test.cast(7, {{1, -1}, {2, 0}});
  test.close();
  const BallotAccount account = test.account({first, second, third});
  EXPECT_EQ(account.state, BallotState::counted);
  EXPECT_EQ(account.votes, 2U);
  EXPECT_EQ(account.left_out, 1U);
}

TEST(AVotersReceipt, OfNothingThatIsShownAtTheCloseExpectsNoRecord) {
  Voted test;
  ASSERT_TRUE(test.act_on("keeper", domain::RetireStatement{test.statements[1], "It is answered."}));
  const auto ballot = test.cast(5, {{1, 1}});
  test.close();
  EXPECT_EQ(test.account({ballot}).state, BallotState::nothing_shown);
}

TEST(AVotersReceipt, ShowsThatTheDropShowedOtherWords) {
  Voted test;
  std::swap(test.texts[0], test.texts[1]);
  const auto ballot = test.ballot(test.spare[0], 3, {{0, 1}});
  EXPECT_FALSE(test.take(ballot));
  test.close();
  EXPECT_EQ(test.account({ballot}).state, BallotState::other_words);
}

// A mirror's copy may be older than the statement: that accuses nobody.
TEST(AVotersReceipt, IsAwaitedInAnOpenLogThatDoesNotHaveTheStatementYet) {
  Voted test;
  const auto ballot = test.cast(3, {{0, 1}, {2, 1}});
  const auto older = [&](const translog::Leaf& leaf) {
    return leaf.type != "statement.shown" ||
           std::ranges::find(leaf.refs, "statement:" + test.statements[2].text) == leaf.refs.end();
  };
  EXPECT_EQ(test.account({ballot}, older).state, BallotState::awaited);
  test.close();
  EXPECT_EQ(test.account({ballot}, older).state, BallotState::other_words);
}

TEST(AVotersReceipt, OfAVoidRoundExpectsNothing) {
  Voted test;
  const auto ballot = test.cast(3, {{0, 1}});
  ASSERT_TRUE(test.act_on("respondent", domain::VoidRound{test.round, "It was the wrong question."}));
  EXPECT_EQ(test.account({ballot}).state, BallotState::voided);
}

TEST(AVotersReceipt, IsOfOneTokenInOneRoundAndOfARoundOfThatLog) {
  Voted test;
  const auto mine = test.ballot(test.spare[0], 1, {{0, 1}});
  const auto other = test.ballot(test.spare[1], 2, {{0, 1}});
  EXPECT_EQ(BallotAccounting::of({mine, other}).error().code, Code::invalid);
  EXPECT_EQ(BallotAccounting::of({}).error().code, Code::invalid);
  drop::Item elsewhere = mine;
  elsewhere.round = std::string(26, 'a');
  EXPECT_EQ(BallotAccounting::of({mine, elsewhere}).error().code, Code::invalid);
  EXPECT_EQ(BallotAccounting::of({elsewhere}).value().finish().error().code, Code::not_found);
}

// ---- what the file shows to anybody else

struct Promised : Voted {
  Promised() : drop(anonymity::SignKey::generate(random)), item(ballot(spare[0], 3, {{0, 1}})) {
    entries = house->store().read(store::key_records).value();
    entries.push_back(
        anonymity::format_record(anonymity::DropKeyRecord{.instance = instance(),
                                                          .name = "Staff association",
                                                          .url = "https://drop.example",
                                                          .sign_key = drop.public_key(),
                                                          .not_before = testing::day("2026-03-01"),
                                                          .not_after = testing::day("2026-12-31")})
            .value());
    promise = by(drop, item);
  }
  static TokenPromise by(const anonymity::SignKey& key, const drop::Item& ballot) {
    drop::Receipt receipt{.digest = drop::digest_of(ballot),
                          .day = testing::day("2026-03-05"),
                          .by = testing::day("2026-03-23"),
                          .promise = {},
                          .drop = key.public_key()};
    receipt.promise = key.sign(drop::promise_bytes(receipt.digest, receipt.day, receipt.by));
    return {"https://drop.example", receipt};
  }
  std::string doubt(const TokenPromise& of, const drop::Item& ballot) {
    const auto shown = check_token_promise(entries, instance(), of, ballot);
    return shown ? "" : shown.error().what;
  }

  anonymity::SignKey drop;
  drop::Item item;
  std::vector<std::string> entries;
  TokenPromise promise;
};

TEST(AVotersReceipt, ShowsToAnybodyThatADropOfTheKeysLogPromisedABallotOfATokenThatWasIssued) {
  Promised test;
  EXPECT_EQ(test.doubt(test.promise, test.item), "");
}

// Anybody can make up a drop, a token and what they sign: that accuses nobody.
TEST(AVotersReceipt, ShowsNothingToAnybodyWhereTheKeysLogHasNoSuchDropOrToken) {
  Promised test;
  using ::testing::HasSubstr;
  const auto stranger = anonymity::SignKey::generate(test.random);
  EXPECT_THAT(test.doubt(Promised::by(stranger, test.item), test.item), HasSubstr("no drop"));
  TokenPromise changed = test.promise;
  changed.url = "https://elsewhere.example";
  EXPECT_THAT(test.doubt(changed, test.item), HasSubstr("no drop"));
  changed = test.promise;
  changed.receipt.by += std::chrono::days{1};
  EXPECT_THAT(test.doubt(changed, test.item), HasSubstr("did not sign"));
  const auto other = test.ballot(test.spare[0], 4, {{0, -1}});
  EXPECT_THAT(test.doubt(test.promise, other), HasSubstr("something else"));

  anonymity::Token& invented = test.spare[0];
  invented.credential.signatures.back() ^= 1U;
  const auto forged = test.ballot(invented, 3, {{0, 1}});
  EXPECT_THAT(test.doubt(Promised::by(test.drop, forged), forged), HasSubstr("did not sign its token"));
  invented.credential.key_id = {};
  const auto unknown = test.ballot(invented, 3, {{0, 1}});
  EXPECT_THAT(test.doubt(Promised::by(test.drop, unknown), unknown), HasSubstr("no key for tokens"));
  test.entries.clear();
  EXPECT_NE(test.doubt(test.promise, test.item), "");
}

}  // namespace
}  // namespace demur::service
