#include "demur/service/token_ballots.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/anonymous_audit.hpp"
#include "demur/service/audit.hpp"
#include "demur/service/drop/hand_in.hpp"
#include "demur/service/test_token_audit.hpp"

namespace demur::service {
namespace {

using anonymity::Token;
using core::Code;
using domain::RetireStatement;
using domain::VoidRound;
using testing::audit;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Read;
using testing::TokenRound;

struct Collected : TokenRound {
  Collected() { everybody_collects(vote_scope()); }
};

Code code_of(const core::Result<bool>& taken) {
  return taken ? Code::internal : taken.error().code;
}

TEST(VotesByToken, HaveOneKeyForEverybodyFromTheDayTheRoundOpens) {
  TokenRound test;
  const auto key = test.issuer(test.vote_scope());
  EXPECT_EQ(key.record().quota, 1U);
  EXPECT_EQ(key.record().class_size, 17U);
  EXPECT_EQ(core::to_string(key.record().not_after), "2026-03-22");
  EXPECT_THROW((void)test.issuer(test.vote_scope(), office_class(test.offices.at(testing::kLegal))),
               std::runtime_error);
}

TEST(VotesByToken, AreNotTakenInTheVotersOwnName) {
  TokenRound test;
  const auto cast =
      cast_vote(*test.house, test.member("member1"), test.round, test.statements[0], domain::Vote::agree);
  ASSERT_FALSE(cast);
  EXPECT_EQ(cast.error().code, Code::conflict);
  EXPECT_THAT(test.count(0), ElementsAre(0, 0, 0));
}

TEST(VotesByToken, CountOncePerTokenAndOfEachTheLastInWhateverOrderTheyCome) {
  Collected test;
  const auto first = test.ballot(test.spare[0], 5, {{0, 1}, {1, -1}});
  const auto second = test.ballot(test.spare[0], 6, {{0, -1}});
  EXPECT_TRUE(test.take(second).value());
  EXPECT_TRUE(test.take(first).value()) << "its vote on the other statement is new";
  EXPECT_THAT(test.count(0), ElementsAre(0, 0, 1)) << "the older vote changes nothing";
  EXPECT_THAT(test.count(1), ElementsAre(0, 0, 1));
  EXPECT_FALSE(test.take(first).value());
  EXPECT_FALSE(test.take(second).value());
  EXPECT_TRUE(test.take(test.ballot(test.spare[1], 1, {{0, 1}, {1, 0}})).value());
  EXPECT_THAT(test.count(0), ElementsAre(1, 0, 1));
  EXPECT_THAT(test.count(1), ElementsAre(0, 1, 1));
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM spent"), 2);
}

TEST(VotesByToken, AreRefusedWithoutATokenForThatVeryRound) {
  Collected test;
  test.everybody_collects(test.file_scope());
  const Token& to_file = test.spare.back();
  EXPECT_EQ(code_of(test.take(test.ballot(to_file, 1, {{0, 1}}))), Code::invalid);
  Token invented = std::move(test.spare[0]);
  invented.credential.signatures.back() ^= 1U;
  EXPECT_EQ(code_of(test.take(test.ballot(invented, 1, {{0, 1}}))), Code::unproven);
  EXPECT_THAT(test.count(0), ElementsAre(0, 0, 0));
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM spent"), 0);
}

TEST(VotesByToken, AreRefusedWhenAnybodyChangedThemOnTheWay) {
  Collected test;
  const auto honest = test.ballot(test.spare[0], 3, {{0, 1}, {1, 1}});
  drop::Item changed = honest;
  changed.votes[1].value = -1;
  EXPECT_EQ(code_of(test.take(changed)), Code::unproven);
  changed = honest;
  changed.sequence = 4;
  EXPECT_EQ(code_of(test.take(changed)), Code::unproven);
  changed = honest;
  std::swap(changed.votes[0].statement, changed.votes[1].statement);
  std::swap(changed.votes[0].value, changed.votes[1].value);
  EXPECT_EQ(code_of(test.take(changed)), Code::unproven);
  EXPECT_TRUE(test.take(honest).value());
}

TEST(VotesByToken, AreNotTakenWhileTooFewHaveTokensToHideAmong) {
  TokenRound test;
  const Token alone = test.token("member1", test.vote_scope());
  EXPECT_EQ(code_of(test.take(test.ballot(alone, 1, {{0, 1}}))), Code::conflict);
}

TEST(VotesByToken, OnWhatIsNoLongerShownAreLeftOutAndTheOthersCount) {
  Collected test;
  ASSERT_TRUE(test.act_on("keeper", RetireStatement{test.statements[1], "It is answered."}));
  EXPECT_TRUE(test.take(test.ballot(test.spare[0], 1, {{0, 1}, {1, 1}})).value());
  EXPECT_THAT(test.count(0), ElementsAre(1, 0, 0));
  EXPECT_THAT(test.count(1), ElementsAre(0, 0, 0));
  test.statements.push_back(domain::StatementId::make(test.random));
  test.texts.emplace_back("What nobody asks.");
  EXPECT_EQ(code_of(test.take(test.ballot(test.spare[1], 1, {{3, 1}}))), Code::not_found);
}

// What was at a drop by the last day counts: it is handed in on the next, or the one after.
TEST(VotesByToken, AreTakenInUntilTwoDaysAfterTheLastAndNotLater) {
  Collected test;
  const auto late = test.ballot(test.spare[0], 1, {{0, 1}});
  const auto later = test.ballot(test.spare[1], 1, {{0, 1}});
  test.go_to("2026-03-22");
  EXPECT_TRUE(test.take(late).value());
  test.go_to("2026-03-23");
  EXPECT_EQ(test.count_of("opinion_round.closed"), 1);
  EXPECT_EQ(code_of(test.take(later)), Code::conflict);
  EXPECT_FALSE(test.take(late).value()) << "handed in again, it is known";
  EXPECT_THAT(test.count(0), ElementsAre(1, 0, 0));
}

TEST(VotesByToken, OfAVoidRoundAreNotTaken) {
  Collected test;
  ASSERT_TRUE(test.act_on("respondent", VoidRound{test.round, "It was the wrong question."}));
  EXPECT_EQ(code_of(test.take(test.ballot(test.spare[0], 1, {{0, 1}}))), Code::conflict);
}

TEST(VotesByToken, LeaveNothingInTheLogBeforeTheCloseAndThenOnlyThatTheirTokensVoted) {
  Collected test;
  const auto before = test.size();
  ASSERT_TRUE(test.take(test.ballot(test.spare[0], 7, {{0, 1}, {1, -1}})).value());
  ASSERT_TRUE(test.take(test.ballot(test.spare[3], 9, {{0, -1}})).value());
  EXPECT_EQ(test.size(), before);
  test.go_to("2026-03-23");
  std::vector<translog::Hash> ballots;
  std::string root;
  for (const auto& leaf : test.leaves()) {
    if (leaf.type == "anonymous.voted") {
      ASSERT_EQ(leaf.public_part->size(), 3U);
      ballots.push_back(core::bytes_member<32>(*leaf.public_part, "ballot").value());
      EXPECT_THAT(leaf.refs, ElementsAre("opinion_round:" + test.round.text));
    }
    if (leaf.type == "opinion_round.closed") {
      root = said_text(*leaf.public_part, "ballots");
      EXPECT_EQ(leaf.public_part->at("voters").to_number<int>(), 2);
    }
  }
  ASSERT_EQ(ballots.size(), 2U);
  EXPECT_EQ(root, ballots_root(ballots));
}

std::vector<BallotLine> lines_in(const drop::Item& ballot) {
  std::vector<BallotLine> lines;
  for (const auto& vote : ballot.votes) lines.push_back(line_of(ballot, vote));
  return lines;
}

std::vector<translog::Hash> logged_ballots(TokenRound& test) {
  std::vector<translog::Hash> ballots;
  for (const auto& leaf : test.leaves())
    if (leaf.type == "anonymous.voted")
      ballots.push_back(core::bytes_member<32>(*leaf.public_part, "ballot").value());
  return ballots;
}

// Somebody has the wallet with the token, and the log: they sign every ballot that there can be, and compare.
TEST(VotesByToken, AreNotTriedOutByWhoHasTheTokenAndTheLogButNotTheNonce) {
  Collected test;
  const std::vector<std::pair<std::size_t, int>> cast{{0, 1}, {1, -1}, {2, 0}};
  ASSERT_TRUE(test.take(test.ballot(test.spare[0], 7, cast)).value());
  test.go_to("2026-03-23");
  const auto logged = logged_ballots(test);
  const auto tried = [&](const core::Digest& nonce) {
    int found = 0;
    for (int number = 0; number < 27; ++number) {
      std::vector<drop::ChosenVote> votes;
      for (std::size_t at = 0, rest = static_cast<std::size_t>(number); at < 3; ++at, rest /= 3)
        votes.push_back({test.statements[at].text, test.texts[at],
                         static_cast<std::int8_t>(static_cast<int>(rest % 3) - 1)});
      const auto ballot =
          drop::parse_item(drop::make_ballot(test.spare[0],
                                             {.round = test.round.text, .sequence = 7, .nonce = nonce}, votes)
                               .value())
              .value();
      const auto commitment = ballot_commitment(test.round.text, nonce, lines_in(ballot)).value();
      found += std::ranges::count(logged, commitment) > 0 ? 1 : 0;
    }
    return found;
  };
  EXPECT_EQ(tried({}), 0);
  EXPECT_EQ(tried(TokenRound::nonce_of(8)), 0);
  EXPECT_EQ(tried(TokenRound::nonce_of(7)), 1) << "who has the nonce finds it, or this shows nothing";
}

// A drop that shows other words gets votes on those, and no others.
TEST(VotesByToken, AreRefusedWhereTheDropShowedOtherWords) {
  Collected test;
  std::swap(test.texts[0], test.texts[1]);
  const auto taken = test.take(test.ballot(test.spare[0], 1, {{0, 1}, {2, 1}}));
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Code::unproven);
  EXPECT_THAT(taken.error().what, ::testing::HasSubstr("other words"));
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM spent"), 0);
}

TEST(VotesByToken, SignedByAClockThatGoesBeforeAreRefused) {
  Collected test;
  const auto today = core::day_of(test.now);
  const auto later = [&](int days) { return drop::ballot_sequence(today + std::chrono::days{days}, 7); };
  EXPECT_EQ(code_of(test.take(test.ballot(test.spare[0], later(2), {{0, 1}}))), Code::invalid);
  EXPECT_TRUE(test.take(test.ballot(test.spare[0], later(1), {{0, 1}})).value())
      << "days end elsewhere first";
}

// The wallet's copy has not counted with: the day says which is the later one.
TEST(VotesByToken, OfALaterDayCountAlsoFromAnOlderCopyOfTheWallet) {
  Collected test;
  const auto today = core::day_of(test.now);
  const auto first = drop::ballot_sequence(today - std::chrono::days{1}, 500);
  EXPECT_TRUE(test.take(test.ballot(test.spare[0], first, {{0, 1}})).value());
  EXPECT_TRUE(test.take(test.ballot(test.spare[0], drop::ballot_sequence(today, 490), {{0, -1}})).value());
  EXPECT_THAT(test.count(0), ElementsAre(0, 0, 1));
}

TEST(VotesByToken, OnNothingThatIsShownMakeNoVoter) {
  Collected test;
  ASSERT_TRUE(test.act_on("keeper", RetireStatement{test.statements[1], "It is answered."}));
  EXPECT_FALSE(test.take(test.ballot(test.spare[0], 1, {{1, 1}})).value());
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_token_voter"), 0);
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM spent"), 0);
  test.go_to("2026-03-23");
  EXPECT_THAT(logged_ballots(test), IsEmpty());
}

TEST(VotesByToken, AreRowsOfPeopleForTheMapAsNamedOnesAre) {
  Collected test;
  for (std::size_t i = 0; i < 6; ++i)
    ASSERT_TRUE(test.take(test.ballot(test.spare[i], 1, {{0, i < 3 ? 1 : -1}, {1, 0}})).value());
  const auto rows = conversation_of(*test.house, test.round, Asked::all).value();
  EXPECT_EQ(rows.people.size(), 6U);
  EXPECT_EQ(rows.votes.count(), 12U);
}

TEST(AHandIn, OfManyBallotsIsTakenWhole) {
  Collected test;
  const auto key =
      translog::SigningKey::generate("drop.example", translog::KeyType::log, test.random).value();
  ASSERT_TRUE(register_drop(
      *test.house, test.member("keeper"),
      {.public_key = key.verifier().public_key, .name = "A drop", .url = "https://drop.example"}));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 5; ++i) {
    texts.push_back(test.ballot_text(test.spare[i], 1, {{0, 1}}));
    EXPECT_EQ(texts.back().size(), drop::kLeastBallotBytes);
  }
  std::swap(test.texts[0], test.texts[1]);  // one was shown other words
  texts.push_back(test.ballot_text(test.spare[5], 1, {{0, 1}}));
  const auto hand_in = [&] {
    const auto made = drop::make_hand_in(texts, key, core::day_of(test.now), test.random).value();
    const auto answers = drop::parse_answer(take_in(*test.house, made.body, made.signature).value()).value();
    std::map<drop::ItemResult, int> results;
    for (const auto& answer : answers) ++results[answer.result];
    return results;
  };
  EXPECT_THAT(hand_in(),
              ElementsAre(std::pair(drop::ItemResult::taken, 5), std::pair(drop::ItemResult::refused, 1)));
  EXPECT_THAT(test.count(0), ElementsAre(5, 0, 0));
  EXPECT_THAT(hand_in(),
              ElementsAre(std::pair(drop::ItemResult::known, 5), std::pair(drop::ItemResult::refused, 1)));
}

// ---- the audit, from the two logs alone

// Sealed beside the writer: what was taken in meanwhile is not left out.
TEST(TheCloseOfARoundByToken, SealsAgainWhatChangedAfterItWasSealedAhead) {
  Collected test;
  ASSERT_TRUE(test.take(test.ballot(test.spare[0], 1, {{0, 1}})).value());
  const auto last_day = core::Time(testing::day("2026-03-22")) + std::chrono::hours{23};
  test.now = last_day + std::chrono::hours{2};
  const auto sealed = seal_ended_polls(*test.house).value();
  ASSERT_EQ(sealed.at(test.round.text).spent.size(), 1U);
  test.now = last_day;
  ASSERT_TRUE(test.take(test.ballot(test.spare[0], 2, {{0, -1}})).value());
  ASSERT_TRUE(test.take(test.ballot(test.spare[1], 1, {{0, 1}})).value());
  test.now = last_day + std::chrono::hours{2};
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) {
    return settle_opinion_rounds(*test.house, transaction, core::day_of(test.now), sealed);
  }));
  EXPECT_EQ(logged_ballots(test).size(), 2U);
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

struct Told : Collected {
  Told() {
    for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(take(ballot(spare[i], 1, {{0, 1}, {2, -1}})).value());
    go_to("2026-03-25");
    EXPECT_TRUE(publish_counts(*house));  // as the server does daily: the key ends with its round
  }
};

TEST(TheAuditOfVotesByToken, FindsNothingWhereAllWasInOrderAndCountsThem) {
  Told test;
  const Read read = audit(test);
  EXPECT_THAT(read.findings, IsEmpty());
  EXPECT_EQ(read.opinion.by_token, 1);
  EXPECT_EQ(read.opinion.voters, 4);
  EXPECT_EQ(read.anonymous.voted, 4U);
}

TEST(TheAuditOfVotesByToken, FindsEachContradiction) {
  Told test;
  auto forgeries = testing::forged_ballots("opinion_round.closed");
  forgeries.push_back({"of a round that promised names to nobody", "cast in the members' own names",
                       testing::on_each({"opinion_round.opened"}, [](translog::Leaf& leaf) {
                         leaf.public_part->at("mandate").as_object()["attribution"] = "chatham_house";
                       })});
  expect_each_is_found(test, forgeries);
}

// One token, one voter; no more voters than tokens that were issued.
TEST(TheAuditOfVotesByToken, FindsATokenThatVotesTwiceAndMoreThanWereIssued) {
  Told test;
  std::optional<translog::Leaf> first;
  const Read twice = audit(test, [&](translog::Leaf& leaf) {
    if (leaf.type != "anonymous.voted") return true;
    if (!first) first = leaf;
    leaf.public_part = first->public_part;
    return true;
  });
  EXPECT_THAT(twice.findings, ::testing::Contains(::testing::HasSubstr("its token was spent before")));

  std::vector<std::string> fewer;
  for (const std::string& entry : testing::keys_log_of(test)) {
    const auto record = anonymity::parse_record(entry).value();
    const auto* issued = std::get_if<anonymity::IssuedRecord>(&record);
    // An operator who mints tokens and publishes no end of their key is found out as well.
    if (const auto* ended = std::get_if<anonymity::RevokeRecord>(&record);
        ended != nullptr && ended->key_id == test.spare[0].credential.key_id)
      continue;
    if (issued == nullptr || issued->key_id != test.spare[0].credential.key_id) {
      fewer.push_back(entry);
      continue;
    }
    anonymity::IssuedRecord lower = *issued;
    lower.count = 3;
    fewer.push_back(anonymity::format_record(lower).value());
  }
  EXPECT_THAT(testing::audit_tokens(test, test.leaf_texts(), fewer).findings,
              ::testing::Contains(::testing::HasSubstr("were issued")));
}

// ---- who voted

// The same tokens, given to other members: the k-th that is asked for votes like the k-th of the other run.
struct Ballots : TokenRound {
  explicit Ballots(std::size_t shift) {
    everybody_collects(vote_scope(), shift);
    go_to("2026-03-10");
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_TRUE(take(ballot(spare[i], 1, {{0, i < 2 ? 1 : -1}, {1, 0}, {2, 1}})).value());
    go_to("2026-03-25");
  }
};

TEST(TwoRunsThatDifferOnlyInWhoVoted, LeaveTheSameLogAndTheSameRowsOutsideTheIssuing) {
  Ballots one(0);
  Ballots other(5);
  expect_the_same_but_who_has_which_token(one, other);
}

}  // namespace
}  // namespace demur::service
