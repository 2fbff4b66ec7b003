#include "demur/service/proposal_account.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "demur/service/test_ballots.hpp"
#include "demur/service/token_promise.hpp"

namespace demur::service {
namespace {

using domain::StatementId;
using testing::TokenRound;

// One whom somebody kept what they sent of; the drop promised it for 4 March.
struct Kept : TokenRound {
  Kept() : item(collected()) {}

  ProposalAccount account(const std::function<bool(translog::Leaf&)>& change = {}) {
    auto accounting = ProposalAccounting::of(item).value();
    std::uint64_t index = 0;
    for (translog::Leaf leaf : leaves()) {
      if (change && !change(leaf)) continue;
      EXPECT_TRUE(accounting.read(index++, core::bytes_of(translog::format_leaf(leaf).value())));
    }
    return accounting.finish(testing::day("2026-03-04"));
  }
  ProposalState state(const std::function<bool(translog::Leaf&)>& change = {}) {
    return account(change).state;
  }

  drop::Item item;

 private:
  drop::Item collected() {
    everybody_collects(propose_scope());
    return proposal(spare[0], "Ask those who live there.");
  }
};

TEST(AProposersReceipt, TellsFromTheLogAloneWhatBecameOfIt) {
  Kept test;
  EXPECT_EQ(test.state(), ProposalState::awaited);
  ASSERT_TRUE(test.take(test.item).value());
  test.go_to("2026-03-03");
  EXPECT_EQ(test.state(), ProposalState::recorded);
  ASSERT_TRUE(test.act_on("keeper", domain::ShowStatement{StatementId{test.item.filing}}));
  EXPECT_EQ(test.state(), ProposalState::shown);
  ASSERT_TRUE(
      test.act_on("keeper", domain::RetireStatement{StatementId{test.item.filing}, "It is answered."}));
  EXPECT_EQ(test.state(), ProposalState::retired);
  EXPECT_EQ(test.account().reason, "It is answered.");
  EXPECT_TRUE(test.account().index);
}

TEST(AProposersReceipt, TellsWhyItWasRejectedOrCountsForNothing) {
  Kept test;
  ASSERT_TRUE(test.take(test.item).value());
  test.go_to("2026-03-03");
  ASSERT_TRUE(test.act_on("respondent", domain::VoidRound{test.round, "It was the wrong question."}));
  EXPECT_EQ(test.state(), ProposalState::voided);
  EXPECT_EQ(test.account().reason, "It was the wrong question.");
  Kept undecided;
  ASSERT_TRUE(undecided.take(undecided.item).value());
  undecided.go_to("2026-03-23");
  EXPECT_EQ(undecided.state(), ProposalState::rejected);
  EXPECT_EQ(undecided.account().reason, "Nobody decided on it before the round closed.");
}

// Taken only when it could be rejected as late; what is late, and decided on by somebody, is no such case.
TEST(AProposersReceipt, ShowsThatItWasHeldBackUntilItWasTooLate) {
  Kept test;
  test.go_to("2026-03-23");
  ASSERT_TRUE(test.take(test.item).value());
  test.go_to("2026-03-24");
  EXPECT_EQ(test.state(), ProposalState::rejected_late);
  EXPECT_EQ(test.account().recorded_on, testing::day("2026-03-23"));
  EXPECT_EQ(test.state([](translog::Leaf& leaf) {
    if (leaf.type == "statement.rejected") (*leaf.public_part)["by"] = "custodian";
    return true;
  }),
            ProposalState::rejected);
}

// Recorded, and then nothing: its row was deleted, or something else was shown in its place.
TEST(AProposersReceipt, ShowsThatNothingWasDecidedOnIt) {
  Kept test;
  ASSERT_TRUE(test.take(test.item).value());
  test.go_to("2026-03-23");
  EXPECT_EQ(test.state([&](translog::Leaf& leaf) { return leaf.type != "statement.rejected"; }),
            ProposalState::undecided);
}

TEST(AProposersReceipt, ShowsWhatWasLeftOutOrChanged) {
  Kept test;
  test.go_to("2026-03-06");
  EXPECT_EQ(test.state(), ProposalState::missing);
  ASSERT_TRUE(test.take(test.item).value());
  ASSERT_TRUE(test.act_on("keeper", domain::ShowStatement{StatementId{test.item.filing}}));
  test.go_to("2026-03-09");
  EXPECT_EQ(test.state(), ProposalState::shown);
  EXPECT_TRUE(test.account().is_late);
  EXPECT_EQ(test.state([](translog::Leaf& leaf) {
    if (leaf.type == "anonymous.proposed") (*leaf.public_part)["proposal"] = core::to_base64(core::Digest{});
    return true;
  }),
            ProposalState::other_proposal);
  EXPECT_EQ(test.state([&](translog::Leaf& leaf) {
    if (std::ranges::count(leaf.refs, "statement:" + test.item.filing) > 0)
      (*leaf.public_part)["text"] = "Ask nobody.";
    return true;
  }),
            ProposalState::other_words);
}

// A ballot's file says nothing of proposals, nor the other way round.
TEST(AProposersReceipt, IsOfAProposalOfThatRoundByATokenOfIts) {
  Kept test;
  test.everybody_collects(test.vote_scope());
  EXPECT_FALSE(ProposalAccounting::of(test.ballot(test.spare.back(), 1, {{0, 1}})));
  const auto sign = anonymity::SignKey::generate(test.random);
  auto entries = test.house->store().read(store::key_records).value();
  entries.push_back(
      anonymity::format_record(anonymity::DropKeyRecord{.instance = test.instance(),
                                                        .name = "A drop",
                                                        .url = "https://drop.example",
                                                        .sign_key = sign.public_key(),
                                                        .not_before = testing::day("2026-03-01"),
                                                        .not_after = testing::day("2027-03-01")})
          .value());
  const auto promise = [&](const drop::Item& item) {
    TokenPromise made{.url = "https://drop.example", .receipt = {}};
    made.receipt = {.digest = drop::digest_of(item),
                    .day = testing::day("2026-03-02"),
                    .by = testing::day("2026-03-04"),
                    .promise = {},
                    .drop = sign.public_key()};
    made.receipt.promise =
        sign.sign(drop::promise_bytes(made.receipt.digest, made.receipt.day, made.receipt.by));
    return made;
  };
  EXPECT_TRUE(check_token_promise(entries, test.instance(), promise(test.item), test.item));
  const auto foreign = test.proposal(test.spare.back(), "By a token to vote with.");
  EXPECT_FALSE(check_token_promise(entries, test.instance(), promise(foreign), foreign));
}

}  // namespace
}  // namespace demur::service
