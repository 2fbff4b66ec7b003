#include "demur/service/opinion_rounds.hpp"

#include <algorithm>

#include "demur/service/opinion_ballots.hpp"
#include "demur/service/test_opinion.hpp"
#include "demur/store/opinion.hpp"
#include "demur/translog/proof.hpp"

namespace demur::service::testing {
namespace {

using namespace domain;

translog::Hash hash_in(const core::json::value& hex) {
  translog::Hash hash{};
  std::ranges::copy(core::from_hex(hex.as_string()).value(), hash.begin());
  return hash;
}

TEST(AnOpinionRoundInTheHouse, GoesFromItsMandateToItsReportAndEachStepIsInTheLog) {
  TestRound test;
  EXPECT_EQ(test.count_of("opinion_round.opened"), 1);
  EXPECT_EQ(test.count_of("statement.shown"), 3);
  const StatementId proposed = StatementId::make(test.random);
  ASSERT_TRUE(test.act_on("colleague", ProposeStatement{test.round, proposed, "The railway has room."}));
  EXPECT_EQ(test.count_of("statement.proposed"), 0);  // it waits, sealed
  ASSERT_TRUE(test.act_on("keeper", ShowStatement{proposed}));
  EXPECT_FALSE(test.act_on("recused", RetireStatement{proposed, "Of my own office."}));
  ASSERT_TRUE(test.vote("colleague", proposed, Vote::agree));
  test.go_to("2026-03-21");
  EXPECT_EQ(test.count_of("opinion_round.closed"), 1);
  EXPECT_FALSE(test.vote("colleague", proposed, Vote::pass));
  ASSERT_TRUE(
      test.act_on("respondent", ReportRound{test.round, Outcome::declined, "The port costs too much."}));
  test.go_to("2026-04-20");
  EXPECT_EQ(test.count_of("opinion_round.reported"), 1);
  EXPECT_EQ(test.count_of("duty.missed"), 0);
}

TEST(AnOpinionRoundInTheHouse, ShowsItsDutyToWhoOwesIt) {
  TestRound test;
  const auto due = read_today(*test.house, test.member("respondent")).value().due_from_me;
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].title, "The northern port");
  EXPECT_EQ(due[0].duty.kind, DutyKind::report);
  EXPECT_EQ(read_today(*test.house, test.member("outsider")).value().due_from_me.size(), 0U);
}

TEST(AVoteInTheHouse, CanBeChangedAndOnlyTheLastCounts) {
  TestRound test;
  ASSERT_TRUE(test.vote("colleague", test.statements[0], Vote::agree));
  ASSERT_TRUE(test.vote("colleague", test.statements[0], Vote::disagree));
  const auto reading = read_opinion_round(*test.house, test.member("colleague"), test.round).value();
  EXPECT_EQ(reading.votes, (std::map<int, Vote>{{1, Vote::disagree}}));
}

TEST(AVoteInTheHouse, LeavesNoRecordAndNoLine) {
  TestRound test;
  const auto before = test.size();
  const auto lines = test.log_lines.size();
  ASSERT_TRUE(test.vote("colleague", test.statements[0], Vote::agree));
  EXPECT_EQ(test.size(), before);
  EXPECT_EQ(test.log_lines.size(), lines);
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM pending_leaf"), 0);
}

TEST(WhatOneReadsOfARound, HoldsNobodyElsesVoteAndNobodysName) {
  TestRound test;
  const StatementId proposed = StatementId::make(test.random);
  ASSERT_TRUE(test.act_on("colleague", ProposeStatement{test.round, proposed, "The railway has room."}));
  ASSERT_TRUE(test.vote("colleague", test.statements[0], Vote::agree));
  for (const char* who : {"author", "respondent", "keeper", "recused", "auditor"}) {
    const auto seen = read_opinion_round(*test.house, test.member(who), test.round).value();
    EXPECT_TRUE(seen.votes.empty()) << who;
    EXPECT_TRUE(seen.mine.empty()) << who;
    EXPECT_EQ(seen.waiting.size(), std::string(who) == "keeper" ? 1U : 0U) << who;
    for (const auto& list : {seen.shown, seen.waiting, seen.ended})
      for (const auto& each : list) EXPECT_FALSE(each.proposed_by) << who;
  }
  ASSERT_TRUE(test.act_on("keeper", RejectStatement{proposed, "Twice."}));
  const auto seen = read_opinion_round(*test.house, test.member("author"), test.round).value();
  ASSERT_EQ(seen.ended.size(), 1U);
  EXPECT_TRUE(seen.ended[0].text.empty());
  EXPECT_EQ(seen.ended[0].reason, "Twice.");
}

TEST(Ballots, AreBoundByOneHashThatEachVoterCanFollowAndNobodyCanCount) {
  TestRound test;
  ASSERT_TRUE(test.vote("colleague", test.statements[0], Vote::agree));
  ASSERT_TRUE(test.vote("colleague", test.statements[2], Vote::pass));
  ASSERT_TRUE(test.vote("author", test.statements[0], Vote::disagree));
  EXPECT_FALSE(ballot_receipt(*test.house, test.member("colleague"), test.round));
  test.go_to("2026-03-21");
  std::string root;
  for (const auto& leaf : test.leaves())
    if (leaf.type == "opinion_round.closed") {
      root = std::string(leaf.public_part->at("ballots").as_string());
      EXPECT_FALSE(leaf.public_part->contains("voters"));
    }
  for (const char* who : {"colleague", "author"}) {
    const auto receipt = ballot_receipt(*test.house, test.member(who), test.round).value();
    translog::Opening opening;
    opening.salt = hash_in(receipt.at("salt"));
    opening.private_text = core::canonical_json(core::json::object{{"round", receipt.at("round")},
                                                                   {"votes", receipt.at("votes")}})
                               .value();
    std::vector<translog::Hash> proof;
    for (const auto& each : receipt.at("proof").as_array()) proof.push_back(hash_in(each));
    EXPECT_EQ(receipt.at("size").to_number<int>(), 16);  // the floor of ten, to a power of two
    EXPECT_TRUE(translog::verify_inclusion(translog::leaf_hash(translog::commit_to(opening)),
                                           receipt.at("index").to_number<std::uint64_t>(), 16, proof,
                                           hash_in(core::json::value(root))))
        << who;
  }
  EXPECT_EQ(ballot_receipt(*test.house, test.member("outsider"), test.round).error().code,
            core::Code::not_found);
}

TEST(AnOpinionRoundInTheHouse, GoesWithItsOfficeWhenThatIsMerged) {
  TestRound test;
  test.must("founder", MergeOffice{test.offices[kNorth], test.offices[kLegal]});
  EXPECT_FALSE(test.act_on("respondent", VoidRound{test.round, "Merged."}));
  EXPECT_TRUE(test.act_on("outsider", VoidRound{test.round, "Merged."}));
}

}  // namespace
}  // namespace demur::service::testing
