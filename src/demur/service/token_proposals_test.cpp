#include "demur/service/token_proposals.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/test_token_audit.hpp"

namespace demur::service {
namespace {

using anonymity::Token;
using core::Code;
using domain::StatementId;
using domain::StatementState;
using testing::audit;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::Forging;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::on_each;
using testing::on_first;
using testing::Read;
using testing::rows_outside_the_issuing;
using testing::TokenRound;

constexpr const char* kText = "PROPOSED-CANARY: ask those who live there.";

// Everybody has a token to propose with.
struct Collected : TokenRound {
  Collected() { everybody_collects(propose_scope()); }

  [[nodiscard]] std::optional<domain::OpinionStatement> kept(const std::string& id) {
    return house->store()
        .read([&](const store::Reader& reader) {
          return store::find_opinion_statement(reader, StatementId{id});
        })
        .value();
  }
  [[nodiscard]] std::vector<translog::Leaf> records(const char* type) {
    std::vector<translog::Leaf> found;
    for (auto& leaf : leaves())
      if (leaf.type == type) found.push_back(std::move(leaf));
    return found;
  }
  [[nodiscard]] std::string reason_of(const std::string& id) {
    for (const auto& leaf : records("statement.rejected"))
      if (std::ranges::count(leaf.refs, "statement:" + id) > 0) return said_text(*leaf.public_part, "reason");
    return {};
  }
};

// As if the keys log counted so many tokens issued under the key to propose with.
std::vector<std::string> findings_with_fewer_issued(TokenRound& test, std::uint64_t count) {
  std::vector<std::string> entries = testing::keys_log_of(test);
  for (std::string& entry : entries) {
    auto record = anonymity::parse_record(entry).value();
    auto* issued = std::get_if<anonymity::IssuedRecord>(&record);
    if (issued == nullptr || issued->key_id != test.spare[0].credential.key_id) continue;
    issued->count = count;
    entry = anonymity::format_record(record).value();
  }
  return testing::audit_tokens(test, test.leaf_texts(), entries).findings;
}

Code code_of(const core::Result<bool>& taken) {
  return taken ? Code::internal : taken.error().code;
}

TEST(ProposalsByToken, HaveOneKeyForEverybodyUntilTheLastDayOnWhichDropsTakeThem) {
  TokenRound test;
  const auto key = test.issuer(test.propose_scope());
  EXPECT_EQ(key.record().quota, 3U);
  EXPECT_EQ(key.record().class_size, 17U);
  EXPECT_EQ(core::to_string(key.record().not_after), "2026-03-17");
}

TEST(ProposalsByToken, AreNotTakenInTheProposersOwnName) {
  TokenRound test;
  const auto named = test.act_on(
      "member1", domain::ProposeStatement{test.round, StatementId::make(test.random), "By name."});
  ASSERT_FALSE(named);
  EXPECT_EQ(named.error().code, Code::conflict);
  EXPECT_THAT(named.error().what, HasSubstr("at a drop"));
  const auto reading = read_opinion_round(*test.house, test.member("member1"), test.round).value();
  EXPECT_FALSE(reading.may_propose);
}

TEST(ProposalsByToken, WaitForAModeratorAndAreShownLikeAnyOther) {
  Collected test;
  const auto item = test.proposal(test.spare[0], kText);
  EXPECT_TRUE(test.take(item).value());
  const auto waiting = read_opinion_round(*test.house, test.member("keeper"), test.round)->waiting;
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].text, kText);
  for (const char* login : {"member1", "respondent"})
    EXPECT_THAT(read_opinion_round(*test.house, test.member(login), test.round)->waiting, IsEmpty());
  ASSERT_TRUE(test.act_on("keeper", domain::ShowStatement{waiting[0].id}));
  const auto kept = test.kept(item.filing).value();
  EXPECT_EQ(kept.state, StatementState::shown);
  EXPECT_EQ(kept.number, 4);
  EXPECT_TRUE(kept.by_token);
  EXPECT_EQ(kept.proposed_by, std::nullopt);
  const auto shown = test.records("statement.shown").back();
  EXPECT_THAT(shown.refs, Contains("statement:" + item.filing));
  EXPECT_TRUE(shown.public_part->at("by_token").as_bool());
}

TEST(ProposalsByToken, SpendATokenOnOneAndCountOnceHoweverOftenTheyCome) {
  Collected test;
  const auto first = test.proposal(test.spare[0], kText);
  EXPECT_TRUE(test.take(first).value());
  EXPECT_FALSE(test.take(first).value());
  EXPECT_EQ(code_of(test.take(test.proposal(test.spare[0], "Another.", 2))), Code::conflict);
  EXPECT_TRUE(test.take(test.proposal(test.spare[1], kText)).value())
      << "the same words of somebody else are a proposal of their own";
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_statement"), 5);
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM spent"), 2);
}

TEST(ProposalsByToken, AreRefusedWithoutATokenForThatVeryRoundAndWhenChangedOnTheWay) {
  Collected test;
  test.everybody_collects(test.vote_scope());
  EXPECT_EQ(code_of(test.take(test.proposal(test.spare.back(), kText))), Code::invalid);
  Token invented = std::move(test.spare[0]);
  invented.credential.signatures.back() ^= 1U;
  EXPECT_EQ(code_of(test.take(test.proposal(invented, kText))), Code::unproven);
  auto changed = test.proposal(test.spare[1], kText);
  changed.proposal = "Something else.";
  EXPECT_EQ(code_of(test.take(changed)), Code::unproven);
  auto elsewhere = test.proposal(test.spare[1], kText);
  elsewhere.round = std::string(26, 'a');
  EXPECT_FALSE(test.take(elsewhere));
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_statement"), 3);
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM spent"), 0);
}

TEST(ProposalsByToken, AreNotTakenWhileTooFewHaveTokensToHideAmong) {
  TokenRound test;
  const Token alone = test.token("member1", test.propose_scope());
  EXPECT_EQ(code_of(test.take(test.proposal(alone, kText))), Code::conflict);
}

TEST(ProposalsByToken, NeverTakeThePlaceOfAStatementThatHasTheirId) {
  Collected test;
  const auto item = test.proposal(test.spare[0], kText);
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) {
    return store::save_opinion_statement(
        transaction, {.id = StatementId{item.filing}, .round = test.round, .number = 4, .text = "Chosen."});
  }));
  EXPECT_EQ(code_of(test.take(item)), Code::conflict);
  EXPECT_EQ(test.kept(item.filing)->text, "Chosen.");
}

// A drop has promised it: the answer may be no, and it is in the log.
TEST(ProposalsByToken, AreRecordedHoweverLateTheDropHandsThemIn) {
  Collected test;
  const auto late = test.proposal(test.spare[0], kText);
  const auto later = test.proposal(test.spare[1], kText);
  test.go_to("2026-03-21");
  EXPECT_TRUE(test.take(late).value()) << "votes still come, and nobody moderates any more";
  EXPECT_FALSE(test.take(late).value());
  test.go_to("2026-04-20");
  ASSERT_TRUE(publish_counts(*test.house));  // the key has ended, and its private half is gone
  EXPECT_TRUE(test.take(later).value());
  EXPECT_FALSE(test.take(later).value());
  test.go_to("2026-04-21");
  EXPECT_EQ(test.records("anonymous.proposed").size(), 2U);
  for (const auto* item : {&late, &later}) {
    EXPECT_THAT(test.reason_of(item->filing), HasSubstr("after the round's last day"));
    EXPECT_EQ(test.kept(item->filing), std::nullopt) << "nobody needs its text";
  }
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

// The log with as many of the office's own statements from the start.
std::vector<std::string> findings_with_seeds(TokenRound& test, int more) {
  RecordAudit records;
  std::uint64_t index = 0;
  for (translog::Leaf leaf : test.leaves()) {
    const auto read = [&] {
      EXPECT_TRUE(records.read(index++, core::bytes_of(translog::format_leaf(leaf).value())));
    };
    read();
    if (leaf.type != "statement.shown" || leaf.day != testing::day("2026-03-02")) continue;
    for (; more > 0; --more) {
      leaf.refs = {"opinion_round:" + test.round.text, "statement:" + StatementId::make(test.random).text};
      read();
    }
  }
  (void)records.finish(core::day_of(test.now));
  std::vector<std::string> findings;
  for (const auto& finding : records.findings()) findings.push_back(finding.what);
  return findings;
}

TEST(ProposalsByToken, AreRecordedAlsoWhereTheRoundIsFullOrVoid) {
  Collected test;
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) -> core::Status {
    for (int number = 4; number <= static_cast<int>(domain::kMostStatements); ++number)
      DEMUR_TRY(store::save_opinion_statement(transaction, {.id = StatementId::make(test.random),
                                                            .round = test.round,
                                                            .number = number,
                                                            .text = "More.",
                                                            .by_token = true}));
    return {};
  }));
  const auto full = test.proposal(test.spare[0], kText);
  EXPECT_TRUE(test.take(full).value());
  EXPECT_FALSE(test.take(full).value());
  test.go_to("2026-03-03");
  EXPECT_THAT(findings_with_seeds(test, 996), IsEmpty()) << "it is full, with this one, and the log shows it";
  EXPECT_THAT(findings_with_seeds(test, 995), Contains(HasSubstr("found room")));
  ASSERT_TRUE(test.act_on("respondent", domain::VoidRound{test.round, "It was the wrong question."}));
  const auto gone = test.proposal(test.spare[1], kText);
  EXPECT_TRUE(test.take(gone).value());
  test.go_to("2026-03-04");
  EXPECT_THAT(test.reason_of(full.filing), HasSubstr("1,000 statements"));
  EXPECT_THAT(test.reason_of(gone.filing), HasSubstr("made void"));
}

TEST(ProposalsByToken, OfAVoidRoundAreRejectedAndTheAuditSaysWhy) {
  Collected test;
  ASSERT_TRUE(test.act_on("respondent", domain::VoidRound{test.round, "It was the wrong question."}));
  EXPECT_TRUE(test.take(test.proposal(test.spare[0], kText)).value());
  test.go_to("2026-04-20");
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

// From before there were proposals by token: what waits in a member's own name is nobody's token.
TEST(AProposalInOnesOwnNameFromBefore, IsLeftAsItIsWhenItsRoundByTokenCloses) {
  Collected test;
  const auto id = StatementId::make(test.random);
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) {
    return store::save_opinion_statement(transaction, {.id = id,
                                                       .round = test.round,
                                                       .number = 4,
                                                       .text = "By name.",
                                                       .proposed_by = test.people.at("member1")});
  }));
  test.go_to("2026-03-25");
  EXPECT_EQ(test.kept(id.text)->state, StatementState::proposed);
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

TEST(ProposalsByToken, ThatNobodyDecidedOnAreRejectedWhenTheRoundCloses) {
  Collected test;
  const auto item = test.proposal(test.spare[0], kText);
  EXPECT_TRUE(test.take(item).value());
  test.go_to("2026-03-23");
  EXPECT_EQ(test.kept(item.filing)->state, StatementState::rejected);
  EXPECT_THAT(test.reason_of(item.filing), HasSubstr("Nobody decided"));
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

// ---- whose

TEST(ProposalsByToken, LeaveTheirTokenInTheLogAndNeitherTextNorId) {
  Collected test;
  const auto item = test.proposal(test.spare[0], kText);
  EXPECT_TRUE(test.take(item).value());
  EXPECT_THAT(test.records("anonymous.proposed"), IsEmpty()) << "with the day's batch";
  test.go_to("2026-03-04");
  const auto records = test.records("anonymous.proposed");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_THAT(records[0].refs, ElementsAre("opinion_round:" + test.round.text));
  EXPECT_EQ(records[0].public_part->size(), 3U);
  EXPECT_EQ(core::bytes_member<32>(*records[0].public_part, "proposal").value(),
            proposal_commitment(item).value());
  for (const std::string& leaf : test.leaf_texts()) {
    EXPECT_THAT(leaf, Not(HasSubstr("CANARY")));
    EXPECT_THAT(leaf, Not(HasSubstr(item.filing)));
  }
}

// Somebody has the wallet with the token, and the log with all statements: they make every proposal again.
TEST(ProposalsByToken, AreNotTriedOutByWhoHasTheTokenAndTheLogButNotTheNonce) {
  Collected test;
  const auto item = test.proposal(test.spare[0], kText, 7);
  EXPECT_TRUE(test.take(item).value());
  test.go_to("2026-03-04");
  const auto logged =
      core::bytes_member<32>(*test.records("anonymous.proposed").at(0).public_part, "proposal").value();
  const auto tried = [&](std::uint32_t nonce) {
    return proposal_commitment(test.proposal(test.spare[0], kText, nonce)).value() == logged;
  };
  EXPECT_FALSE(tried(8));
  EXPECT_TRUE(tried(7)) << "who has the nonce finds it, or this shows nothing";
}

// Not for a moment: who takes the whole database, on whatever day, has tokens and statements apart.
TEST(NothingInTheDatabase, TiesAStatementToTheTokenThatProposedIt) {
  Collected test;
  test.go_to("2026-03-05");
  const auto item = test.proposal(test.spare[0], kText);
  EXPECT_TRUE(test.take(item).value());
  std::vector<std::string> of_token{core::to_base64(item.credential)};
  std::vector<std::string> of_both{core::to_base64(item.nonce), core::to_base64(item.statement)};
  std::string tag = core::to_hex(*drop::tag_of(item).value());
  for (const auto& bytes : {core::to_hex(item.nonce), core::to_hex(item.statement)}) of_both.push_back(bytes);
  of_token.push_back(tag);
  int rows_of_token = 0;
  int rows_of_statement = 0;
  for (std::string row : rows_outside_the_issuing(test)) {
    // Blobs are quoted as hex: what is text in them is looked for as text.
    std::ranges::transform(row, row.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto has = [&](std::string part) {
      std::string lower = part;
      std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
      return row.contains(lower) || row.contains(core::to_hex(core::bytes_of(part)));
    };
    for (const auto& part : of_both) EXPECT_FALSE(has(part)) << row;
    const bool token = std::ranges::any_of(of_token, has);
    const bool statement = has(item.filing) || has(item.proposal);
    rows_of_token += token ? 1 : 0;
    rows_of_statement += statement ? 1 : 0;
    EXPECT_FALSE(token && statement) << row;
  }
  EXPECT_EQ(rows_of_token, 2) << "it is spent, and its record waits: or this looked for nothing";
  EXPECT_EQ(rows_of_statement, 1);
  EXPECT_EQ(test.kept(item.filing)->proposed_on, testing::day("2026-03-02"))
      << "the round's day, not its own";
}

// The same tokens, given to other members: the k-th that is asked for proposes like the k-th of the other
// run.
struct Proposals : TokenRound {
  explicit Proposals(std::size_t shift) {
    everybody_collects(propose_scope(), shift);
    go_to("2026-03-10");
    for (std::uint32_t i = 0; i < 5; ++i)
      EXPECT_TRUE(take(proposal(spare[i], "Statement " + std::to_string(i), i)).value());
    go_to("2026-03-25");
  }
};

TEST(TwoRunsThatDifferOnlyInWhoProposed, LeaveTheSameLogAndTheSameRowsOutsideTheIssuing) {
  Proposals one(0);
  Proposals other(5);
  expect_the_same_but_who_has_which_token(one, other);
}

// ---- the audit, from the two logs alone

// One is shown, one rejected, one comes too late, and on one nobody decides.
struct Told : Collected {
  Told() {
    for (std::uint32_t i = 0; i < 3; ++i)
      EXPECT_TRUE(take(proposal(spare[i], "Statement " + std::to_string(i), i)).value());
    const auto id = [&](std::uint32_t i) {
      return StatementId{proposal(spare[i], "Statement " + std::to_string(i), i).filing};
    };
    go_to("2026-03-05");
    EXPECT_TRUE(act_on("keeper", domain::ShowStatement{id(0)}));
    EXPECT_TRUE(act_on("keeper", domain::RejectStatement{id(1), "It is about a person."}));
    go_to("2026-03-21");
    EXPECT_TRUE(take(proposal(spare[3], kText)).value());
    go_to("2026-03-25");
    EXPECT_TRUE(publish_counts(*house));
  }
};

TEST(TheAuditOfProposalsByToken, FindsNothingWhereAllWasInOrderAndCountsThem) {
  Told test;
  const Read read = audit(test);
  EXPECT_THAT(read.findings, IsEmpty());
  EXPECT_EQ(read.anonymous.proposed, 4U);
  EXPECT_EQ(read.opinion.statements, 4);
  EXPECT_EQ(read.opinion.rejected, 3);
}

// What was shown minutes ago waits for nothing: its token's record is still in the batch of the day.
TEST(TheAuditOfProposalsByToken, WaitsForTheBatchBeforeItMissesARecord) {
  Collected test;
  const auto item = test.proposal(test.spare[0], kText);
  EXPECT_TRUE(test.take(item).value());
  EXPECT_TRUE(test.act_on("keeper", domain::ShowStatement{StatementId{item.filing}}));
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

bool is_by_clock(const translog::Leaf& leaf) {
  return leaf.type == "statement.rejected" && said_text(*leaf.public_part, "by") == "clock";
}

// What the clock did at the close, in the place of a leaf of 10 March that means nothing.
Forging rejected_in_time(Told& test) {
  return [&test, seen = 0](translog::Leaf& leaf) mutable {
    if (is_by_clock(leaf) && leaf.day == testing::day("2026-03-23")) return false;
    if (leaf.type != "sealed" || leaf.day != testing::day("2026-03-10") || seen++ > 0) return true;
    for (const auto& each : test.records("statement.rejected"))
      if (is_by_clock(each)) leaf.refs = each.refs;
    leaf.type = "statement.rejected";
    leaf.public_part = core::json::object{{"by", "clock"}, {"by_token", true}, {"reason", "It came late."}};
    return true;
  };
}

TEST(TheAuditOfProposalsByToken, FindsEachContradiction) {
  Told test;
  const auto first_proposed = [](const std::function<bool(translog::Leaf&)>& change) {
    return on_first("anonymous.proposed", change);
  };
  expect_each_is_found(
      test,
      {{"shown as a member's, and no token proposed it", "3 tokens proposed statements, and 4 such",
        first_proposed([](translog::Leaf&) { return false; })},
       {"without what was proposed", "and what is not there", first_proposed([](translog::Leaf& leaf) {
          leaf.public_part->erase("proposal");
          return true;
        })},
       {"one more of the office's own, later", "that was not there from the start",
        on_each({"statement.shown"}, [](translog::Leaf& leaf) { leaf.public_part->erase("by_token"); })},
       {"of a round in the members' own names", "where that is done in one's own name",
        on_each({"opinion_round.opened"},
                [](translog::Leaf& leaf) {
                  leaf.public_part->at("mandate").as_object()["attribution"] = "chatham_house";
                })},
       {"rejected by nobody, in time", "came in time and found room", rejected_in_time(test)},
       {"one that nobody decided on, swallowed", "4 tokens proposed statements, and 2 such",
        [](translog::Leaf& leaf) { return !is_by_clock(leaf); }},
       {"more than the eligible may propose", "4 tokens proposed statements, and 1 people",
        testing::with_eligible(1)},
       {"rejected by the clock, and not by token", "the clock rejects a statement that was not by token",
        [](translog::Leaf& leaf) {
          if (is_by_clock(leaf)) leaf.public_part->erase("by_token");
          return true;
        }}});
}

TEST(TheAuditOfProposalsByToken, FindsATokenSpentTwiceOrOfAnotherRoundAndMoreThanWereIssued) {
  Told test;
  std::optional<translog::Leaf> first;
  const Read twice = audit(test, [&](translog::Leaf& leaf) {
    if (leaf.type != "anonymous.proposed") return true;
    if (!first) first = leaf;
    leaf.public_part = first->public_part;
    return true;
  });
  EXPECT_THAT(twice.findings, Contains(HasSubstr("its token was spent before")));
  const Read elsewhere = audit(test, [](translog::Leaf& leaf) {
    if (leaf.type == "anonymous.proposed") leaf.refs = {"opinion_round:" + std::string(26, 'a')};
    return true;
  });
  EXPECT_THAT(elsewhere.findings, Contains(HasSubstr("spent on something else")));
  const Read forged = audit(test, [](translog::Leaf& leaf) {
    if (leaf.type != "anonymous.proposed") return true;
    auto bytes = core::from_base64(said_text(*leaf.public_part, "credential")).value();
    bytes.back() ^= 1U;
    (*leaf.public_part)["credential"] = core::to_base64(bytes);
    return true;
  });
  EXPECT_THAT(forged.findings, Contains(HasSubstr("its credential does not hold")));
  EXPECT_THAT(findings_with_fewer_issued(test, 3), Contains(HasSubstr("were issued")));
}

// A key that its house never ends, and counts for the last time before it is over.
TEST(TheAuditOfProposalsByToken, FindsTokensThatWereMadeAfterTheLastCount) {
  Collected test;
  test.go_to("2026-03-21");
  for (std::uint32_t i = 0; i < 4; ++i)
    EXPECT_TRUE(test.take(test.proposal(test.spare[i], "Late.", i)).value());
  test.go_to("2026-03-25");
  EXPECT_THAT(findings_with_fewer_issued(test, 3), Contains(HasSubstr("were issued")));
  EXPECT_THAT(findings_with_fewer_issued(test, 12), Not(Contains(HasSubstr("were issued"))));
}

}  // namespace
}  // namespace demur::service
