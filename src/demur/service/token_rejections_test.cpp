// What drops hand in, when, and what is rejected of it: an audit takes what is honest of that and finds what
// is not, from the log alone; and so does who asked.
#include <gmock/gmock.h>

#include "demur/service/proposal_account.hpp"
#include "demur/service/test_token_audit.hpp"
#include "demur/service/test_token_session.hpp"
#include "demur/service/token_proposals.hpp"

namespace demur::service {
namespace {

using testing::audit;
using ::testing::Contains;
using testing::day;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TokenRound;
using testing::TokenSession;
using namespace std::chrono_literals;

// ---- after the publishing hour: with the next day's batch, below what is recorded at once on that day

void to_the_evening(testing::TestInstitution& test) {
  test.now = next_publication(test.house->policy().publishing, test.now);
  ASSERT_TRUE(publish(*test.house));
  test.now += 1h;
}

void to_the_next_morning(testing::TestInstitution& test) {
  test.now = core::day_of(test.now) + std::chrono::days{1} + 9h;
  ASSERT_TRUE(settle_all(*test.house));
}

// Below a record of a later day: or a test of it shows nothing.
int below_a_later_day(testing::TestInstitution& test, std::string_view type) {
  int count = 0;
  core::Day newest{};
  for (const auto& leaf : test.leaves()) {
    count += leaf.type == type && leaf.day < newest ? 1 : 0;
    newest = std::max(newest, leaf.day);
  }
  return count;
}

TEST(WhatADropHandsInAfterThePublishingHour, IsAProposalThatTheAuditTakes) {
  TokenRound test;
  test.everybody_collects(test.propose_scope());
  to_the_evening(test);
  const auto item = test.proposal(test.spare[0], "Ask those who live there.");
  const auto late = test.proposal(test.spare[1], "Ask everybody.");
  ASSERT_TRUE(test.take(item).value());
  to_the_next_morning(test);
  ASSERT_TRUE(test.act_on("keeper", domain::ShowStatement{domain::StatementId{item.filing}}));
  test.go_to("2026-03-22");
  to_the_evening(test);
  ASSERT_TRUE(test.take(late).value());
  to_the_next_morning(test);  // and the round closes
  test.go_to("2026-03-26");
  EXPECT_EQ(below_a_later_day(test, "anonymous.proposed"), 2);
  EXPECT_EQ(below_a_later_day(test, "statement.rejected"), 1);
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

TEST(WhatADropHandsInAfterThePublishingHour, IsAQuestionThatTheAuditTakes) {
  TokenSession test;
  to_the_evening(test);
  ASSERT_TRUE(test.take(test.question("After hours?")).value());
  to_the_next_morning(test);
  ASSERT_TRUE(
      test.act_on("respondent", domain::MoveMeeting{test.session, {day("2026-03-30") + 14h, 60, "Room 4"}}));
  test.go_to("2026-03-20");
  to_the_evening(test);
  ASSERT_TRUE(test.take(test.question("After all others?")).value());
  to_the_next_morning(test);
  ASSERT_TRUE(
      test.act_on("respondent", domain::MoveMeeting{test.session, {day("2026-03-31") + 14h, 60, "Room 4"}}));
  test.go_to("2026-03-25");
  EXPECT_EQ(below_a_later_day(test, "anonymous.proposed"), 2);
  EXPECT_EQ(below_a_later_day(test, "question.rejected"), 1);
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

// Taken after the hour; then the server is away over the next one, and longer.
TEST(WhatADropHandsInAfterThePublishingHour, IsTakenByTheAuditAlsoWhereTheServerWasAwayAfterwards) {
  TokenSession test;
  to_the_evening(test);
  ASSERT_TRUE(test.take(test.question("After hours?")).value());
  test.now = core::day_of(test.now) + std::chrono::days{4} + 9h;
  ASSERT_TRUE(settle_all(*test.house));
  ASSERT_TRUE(
      test.act_on("respondent", domain::MoveMeeting{test.session, {day("2026-03-30") + 14h, 60, "Room 4"}}));
  test.go_to("2026-03-25");
  EXPECT_EQ(below_a_later_day(test, "anonymous.proposed"), 1);
  EXPECT_THAT(audit(test).findings, IsEmpty());
}

// ---- swallowed: its row is deleted before the others are gathered, and it is rejected when they were

struct Gathered : TokenSession {
  Gathered() : mine(question("Is it recorded?")) {
    EXPECT_TRUE(take(mine));
    go_to("2026-03-24");
  }
  ProposalState state(const std::function<bool(translog::Leaf&)>& change = {}) {
    auto accounting = ProposalAccounting::of(mine).value();
    std::uint64_t index = 0;
    for (translog::Leaf leaf : leaves()) {
      if (change && !change(leaf)) continue;
      EXPECT_TRUE(accounting.read(index++, core::bytes_of(translog::format_leaf(leaf).value())));
    }
    return accounting.finish(day("2026-03-05")).state;
  }

  drop::Item mine;
};

void leave_out(translog::Leaf& gathered, const std::string& id) {
  auto& ids = gathered.public_part->at("questions").as_array();
  ids.erase(std::ranges::find(ids, core::json::value(id)));
}

// In the place of a leaf that means nothing, of that day.
std::function<bool(translog::Leaf&)> swallowed(Gathered& test, std::vector<std::string> refs) {
  return [&test, refs = std::move(refs), seen = 0](translog::Leaf& leaf) mutable {
    if (leaf.type == "meeting.gathered") leave_out(leaf, test.mine.filing);
    if (leaf.type != "sealed" || leaf.day != day("2026-03-21") || seen++ > 0) return true;
    leaf.type = "question.rejected";
    leaf.refs = refs;
    leaf.public_part = core::json::object{
        {"by", "clock"}, {"reason", "It came from the drop after the questions were gathered."}};
    return true;
  };
}

TEST(AQuestionThatIsRejectedWhenTheOthersWereGathered, IsFoundByTheAuditAndByWhoAskedIt) {
  Gathered test;
  EXPECT_THAT(audit(test).findings, IsEmpty());
  EXPECT_EQ(test.state(), ProposalState::recorded);
  const std::string session = "meeting:" + test.session.text;
  const auto change = swallowed(test, {session, "question:" + test.mine.filing});
  EXPECT_THAT(audit(test, change).findings,
              ::testing::ElementsAre(HasSubstr("rejected on a day on which no token asked it")));
  EXPECT_EQ(test.state(swallowed(test, {session, "question:" + test.mine.filing})), ProposalState::left_out);
  EXPECT_THAT(audit(test, swallowed(test, {session})).findings,
              Contains(HasSubstr("rejected, and which is not there")));
}

TEST(AQuestionThatIsGatheredTwice, DoesNotHideThatAnotherIsNot) {
  Gathered test;
  const auto change = [&](translog::Leaf& leaf) {
    if (leaf.type != "meeting.gathered") return true;
    leave_out(leaf, test.mine.filing);
    leaf.public_part->at("questions").as_array().emplace_back(test.questions[0].text);
    return true;
  };
  EXPECT_THAT(audit(test, change).findings, ::testing::ElementsAre(HasSubstr("is gathered twice")));
  EXPECT_EQ(test.state(change), ProposalState::left_out);
}

// A second record of the same token, of the day on which it was swallowed, changes nothing.
TEST(AQuestionThatIsRejectedWhenTheOthersWereGathered, IsNotHiddenByASecondRecordOfItsToken) {
  Gathered test;
  std::optional<translog::Leaf> record;
  auto first = swallowed(test, {"meeting:" + test.session.text, "question:" + test.mine.filing});
  const auto commitment = core::to_base64(proposal_commitment(test.mine).value());
  int others = 0;
  const auto change = [&](translog::Leaf& leaf) {
    const bool is_record =
        leaf.type == "anonymous.proposed" && said_text(*leaf.public_part, "proposal") == commitment;
    if (is_record) record = leaf;
    const bool is_free = leaf.type == "sealed" && leaf.day == day("2026-03-21") && others++ == 1;
    if (!is_free) return first(leaf);
    leaf.type = "anonymous.proposed";
    leaf.refs = record->refs;
    leaf.public_part = record->public_part;
    return true;
  };
  EXPECT_EQ(test.state(change), ProposalState::left_out);
  EXPECT_GT(others, 1) << "or nothing was forged";
}

// ---- a statement that stands for another that nobody decided on

struct Decided : TokenRound {
  Decided() {
    everybody_collects(propose_scope());
    for (std::uint32_t i = 0; i < 3; ++i) {
      const auto item = proposal(spare[i], "Statement " + std::to_string(i), i);
      EXPECT_TRUE(take(item).value());
      ids.push_back(item.filing);
    }
    go_to("2026-03-05");
    const auto id = [&](std::size_t at) { return domain::StatementId{ids[at]}; };
    EXPECT_TRUE(act_on("keeper", domain::RejectStatement{id(0), "It is about a person."}));
    EXPECT_TRUE(act_on("keeper", domain::ShowStatement{id(1)}));
    EXPECT_TRUE(act_on("keeper", domain::RejectStatement{id(2), "It is about another."}));
    go_to("2026-03-25");
  }
  // What the audit finds where the decision on one is made one on another.
  std::vector<std::string> findings_with(std::size_t on, std::size_t instead) {
    return audit(*this,
                 [&](translog::Leaf& leaf) {
                   for (std::string& ref : leaf.refs)
                     if (ref == "statement:" + ids[on]) ref = "statement:" + ids[instead];
                   return true;
                 })
        .findings;
  }

  std::vector<std::string> ids;
};

TEST(AStatementThatIsDecidedOnTwice, IsFoundThoughTheNumbersHold) {
  Decided test;
  EXPECT_THAT(audit(test).findings, IsEmpty());
  EXPECT_THAT(test.findings_with(2, 0), ::testing::ElementsAre("a statement is rejected a second time"));
  EXPECT_THAT(test.findings_with(2, 1), ::testing::ElementsAre("a statement is rejected that was shown"));
  EXPECT_THAT(test.findings_with(1, 0), ::testing::ElementsAre("a statement is shown that was rejected"));
}

// ---- a server that was away

TEST(QuestionsThatAreGatheredLate, AreFoundWhereTheServerWasThereMeanwhileAndNotWhereItWasAway) {
  TokenSession test;
  test.go_to("2026-03-19");
  test.now += std::chrono::days{5};
  ASSERT_TRUE(settle_all(*test.house));
  test.go_to("2026-03-26");
  ASSERT_EQ(test.count_of("meeting.gathered"), 1);
  EXPECT_THAT(audit(test).findings, IsEmpty());
  const auto leaves = test.leaves();
  const auto gathered =
      std::ranges::find(leaves, std::string("meeting.gathered"), &translog::Leaf::type) - leaves.begin();
  std::ptrdiff_t at = 0;
  const auto there_meanwhile = [&](translog::Leaf& leaf) {
    if (++at == gathered) leaf.day = day("2026-03-22");
    return true;
  };
  EXPECT_THAT(audit(test, there_meanwhile).findings, Contains(HasSubstr("gathered long after")));
}

// ---- under an id that somebody else has elsewhere

TEST(AProposersReceipt, TellsNothingOfAStatementOfAnotherRoundThatHasItsId) {
  TokenRound test;
  test.everybody_collects(test.propose_scope());
  const auto mine = test.proposal(test.spare[0], "Ask those who live there.");
  ASSERT_TRUE(test.take(mine).value());
  ASSERT_TRUE(test.act_on("keeper", domain::ShowStatement{domain::StatementId{mine.filing}}));
  test.go_to("2026-03-04");
  for (const bool is_elsewhere : {false, true}) {
    auto accounting = ProposalAccounting::of(mine).value();
    std::uint64_t index = 0;
    for (translog::Leaf leaf : test.leaves()) {
      if (is_elsewhere && std::ranges::count(leaf.refs, "statement:" + mine.filing) > 0) {
        leaf.refs.front() = "opinion_round:" + std::string(26, 'a');
        (*leaf.public_part)["text"] = "Ask nobody.";
      }
      EXPECT_TRUE(accounting.read(index++, core::bytes_of(translog::format_leaf(leaf).value())));
    }
    EXPECT_EQ(accounting.finish(day("2026-03-05")).state,
              is_elsewhere ? ProposalState::recorded : ProposalState::shown);
  }
}

}  // namespace
}  // namespace demur::service
