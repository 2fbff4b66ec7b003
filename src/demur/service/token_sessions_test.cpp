// Sessions of which nothing is recorded: questions are voted for by token, and gathered on a day that stands.
#include <gmock/gmock.h>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/ballot_account.hpp"
#include "demur/service/drop/rounds_copy.hpp"
#include "demur/service/drop_feed.hpp"
#include "demur/service/proposal_account.hpp"
#include "demur/service/recorded_case.hpp"
#include "demur/service/test_ballots.hpp"
#include "demur/service/test_token_session.hpp"

namespace demur::service {
namespace {

using core::Code;
using domain::AskQuestion;
using domain::CancelMeeting;
using domain::HoldMeeting;
using domain::MeetingId;
using domain::MoveMeeting;
using domain::VoteQuestion;
using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::TokenSession;
using namespace std::chrono_literals;

using Collected = testing::CollectedSession;

Code code_of(const core::Result<bool>& taken) {
  return taken ? Code::internal : taken.error().code;
}

TEST(QuestionsByToken, HaveOneKeyForEverybodyUntilTheDayBeforeTheSession) {
  TokenSession test;
  const auto key = test.issuer(test.vote_scope());
  EXPECT_EQ(key.record().quota, 1U);
  EXPECT_EQ(key.record().class_size, 17U);
  EXPECT_EQ(core::to_string(key.record().not_after), "2026-03-19");
}

TEST(QuestionsByToken, AreNeitherAskedNorVotedForInOnesOwnName) {
  TokenSession test;
  test.go_to("2026-03-03");
  const auto asked = test.act_on("member1", AskQuestion{test.session, {test.session.text}, "Why?"});
  const auto voted = test.act_on("member1", VoteQuestion{test.session, test.questions[0]});
  ASSERT_FALSE(asked || voted);
  EXPECT_THAT(asked.error().what, HasSubstr("with a token, at a drop"));
  EXPECT_EQ(voted.error().code, Code::conflict);
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM question_vote"), 0);
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM question_asked"), 0);
}

// Its record says that a token was spent on one, and not on which.
TEST(QuestionsByToken, AreShownFromTheNextDayAndTheirRecordsTellNeitherWordsNorWhoAsked) {
  TokenSession test;
  EXPECT_THAT(test.seen().questions, IsEmpty());
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM spent"), 3);
  test.go_to("2026-03-03");
  EXPECT_EQ(test.seen().questions.size(), 3U);
  EXPECT_EQ(test.count_of("anonymous.proposed"), 3);
  for (const auto& leaf : test.leaves()) {
    if (leaf.type != "anonymous.proposed") continue;
    EXPECT_THAT(leaf.refs, ElementsAre("meeting:" + test.session.text));
    EXPECT_EQ(leaf.public_part->size(), 3U);
  }
  for (const std::string& text : test.leaf_texts())
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_THAT(text, Not(HasSubstr(test.texts[i])));
      EXPECT_THAT(text, Not(HasSubstr(test.questions[i].text)));
    }
}

// What comes too late is recorded, for a drop promised it, and rejected.
TEST(QuestionsByToken, AreOneForEachTokenAndTooLateOnesAreRejectedAtOnceWithTheReason) {
  TokenSession test;
  const auto once = test.question("Once more?");
  EXPECT_TRUE(test.take(once).value());
  EXPECT_FALSE(test.take(once).value());
  --test.asked;
  EXPECT_EQ(code_of(test.take(test.question("And another?"))), Code::conflict);
  const auto late = test.question("Too late?");
  const auto later = test.question("Later still?");
  ASSERT_TRUE(test.act_on("respondent", MoveMeeting{test.session, {day("2026-03-30") + 14h, 60, "Room 4"}}));
  test.go_to("2026-03-20");
  EXPECT_TRUE(test.take(late).value());
  EXPECT_FALSE(test.take(late).value());
  ASSERT_TRUE(test.act_on("respondent", CancelMeeting{test.session, "The minister is abroad."}));
  EXPECT_TRUE(test.take(later).value());
  test.go_to("2026-03-21");
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM question"), 4);
  std::vector<std::string> reasons;
  for (const auto& leaf : test.leaves())
    if (leaf.type == "question.rejected") reasons.push_back(said_text(*leaf.public_part, "reason"));
  EXPECT_THAT(reasons, ::testing::UnorderedElementsAre(HasSubstr("after the questions were gathered"),
                                                       HasSubstr("called off")));
  EXPECT_EQ(test.count_of("anonymous.proposed"), 6);
}

// Who sees a question on its way, and is a member, might ask one with its id: a drop promised it.
TEST(QuestionsByToken, AreAskedThoughSomebodyTookTheirIdInTheirOwnName) {
  TokenSession test;
  auto named = test.announcement();
  named.id = MeetingId::make(test.random);
  named.mandate.attribution = domain::Attribution::chatham_house;
  ASSERT_TRUE(test.act_on("respondent", named));
  const auto item = test.question("Once more?");
  const domain::QuestionId id{item.filing};
  ASSERT_TRUE(test.act_on("member1", AskQuestion{named.id, id, "In the way?"}));
  test.go_to("2026-03-03");
  ASSERT_TRUE(test.act_on("member2", VoteQuestion{named.id, id}));
  EXPECT_TRUE(test.take(item).value());
  EXPECT_FALSE(test.take(item).value());
  test.go_to("2026-03-04");
  EXPECT_EQ(test.seen().questions.size(), 4U);
  EXPECT_EQ(test.count_of("anonymous.proposed"), 4);
  const auto other = see_meeting(*test.house, test.member("member2"), named.id).value();
  ASSERT_EQ(other.questions.size(), 1U);
  EXPECT_EQ(other.questions[0].question.text, "In the way?");
  EXPECT_NE(other.questions[0].question.id, id);
  EXPECT_THAT(other.votes, ElementsAre(other.questions[0].question.id));
}

TEST(QuestionsByToken, CountOncePerTokenAndAreTakenBack) {
  Collected test;
  for (std::size_t i = 0; i < 12; ++i)
    ASSERT_TRUE(test.take(test.ballot(test.spare[i], 5, {{0, 1}, {1, 1}})).value());
  EXPECT_FALSE(test.take(test.ballot(test.spare[0], 5, {{0, 1}, {1, 1}})).value());
  ASSERT_TRUE(test.take(test.ballot(test.spare[0], 6, {{0, 0}})).value());
  EXPECT_FALSE(test.take(test.ballot(test.spare[0], 4, {{0, 1}})).value()) << "older, and changes nothing";
  test.go_to("2026-03-20");
  EXPECT_EQ(test.one<int>("SELECT votes FROM token_question WHERE number = 1"), 11);
  EXPECT_EQ(test.one<int>("SELECT votes FROM token_question WHERE number = 2"), 12);
  EXPECT_FALSE(test.votes_for(0) || test.votes_for(1)) << "it would tell how each of the twelve voted";
}

TEST(QuestionsByToken, TakeNoVoteAgainstThem) {
  Collected test;
  EXPECT_EQ(code_of(test.take(test.ballot(test.spare[0], 1, {{0, 1}, {1, -1}}))), Code::invalid);
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_token_voter"), 0);
}

TEST(QuestionsByToken, AreVotedForInTheWordsThatTheHouseHas) {
  Collected test;
  std::swap(test.texts[0], test.texts[1]);
  EXPECT_EQ(code_of(test.take(test.ballot(test.spare[0], 1, {{0, 1}}))), Code::unproven);
}

TEST(QuestionsByToken, ShowTheirVotesOnceWhenTheyAreGatheredAndNoneBelowTheFloor) {
  Collected test;
  test.vote(12);
  test.go_to("2026-03-19");
  EXPECT_EQ(test.one<int>("SELECT count(*) FROM token_question WHERE votes IS NOT NULL"), 0);
  test.go_to("2026-03-20");
  EXPECT_EQ(test.one<int>("SELECT votes FROM token_question WHERE number = 1"), 12);
  EXPECT_EQ(test.one<int>("SELECT voters FROM meeting"), 12);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FALSE(test.votes_for(i));
}

TEST(QuestionsByToken, LeaveNothingInTheLogBeforeTheyAreGatheredAndThenOnlyThatTheirTokensVoted) {
  Collected test;
  test.go_to("2026-03-03");
  const auto before = test.size();
  test.vote(3);
  EXPECT_EQ(test.size(), before);
  test.go_to("2026-03-20");
  std::vector<translog::Hash> ballots;
  std::string root;
  for (const auto& leaf : test.leaves()) {
    if (leaf.type == "anonymous.voted") {
      ASSERT_EQ(leaf.public_part->size(), 3U);
      EXPECT_THAT(leaf.refs, ElementsAre("meeting:" + test.session.text));
      ballots.push_back(core::bytes_member<32>(*leaf.public_part, "ballot").value());
    }
    if (leaf.type == "meeting.gathered") {
      root = said_text(*leaf.public_part, "ballots");
      EXPECT_EQ(leaf.public_part->at("voters").to_number<int>(), 3);
    }
  }
  ASSERT_EQ(ballots.size(), 3U);
  EXPECT_EQ(root, ballots_root(ballots));
  for (const std::string& text : test.leaf_texts()) EXPECT_THAT(text, Not(HasSubstr("Who read")));
}

TEST(QuestionsByToken, AreTakenInUntilTheDayBeforeAndNotLaterWhateverTheSessionIsMovedTo) {
  Collected test;
  const auto late = test.ballot(test.spare[0], 1, {{0, 1}});
  const auto later = test.ballot(test.spare[1], 1, {{0, 1}});
  ASSERT_TRUE(test.act_on("respondent", MoveMeeting{test.session, {day("2026-03-30") + 14h, 60, "Room 4"}}));
  test.go_to("2026-03-19");
  EXPECT_TRUE(test.take(late).value());
  test.go_to("2026-03-20");
  EXPECT_EQ(test.count_of("meeting.gathered"), 1);
  EXPECT_EQ(code_of(test.take(later)), Code::conflict);
  EXPECT_FALSE(test.take(late).value()) << "handed in again, it is known";
  test.go_to("2026-03-30");
  EXPECT_EQ(test.count_of("meeting.gathered"), 1);
  ASSERT_TRUE(test.act_on("respondent", HoldMeeting{test.session}));
}

// Who has a member's token, and the whole database afterwards, finds no votes by it.
TEST(QuestionsByToken, AreTiedToNoTokenOnceTheyAreGatheredOrTheSessionIsCalledOff) {
  for (const bool is_off : {false, true}) {
    Collected test;
    test.vote(5);
    EXPECT_EQ(test.one<int>("SELECT count(*) FROM opinion_token_voter"), 5);
    if (is_off) {
      ASSERT_TRUE(test.act_on("respondent", CancelMeeting{test.session, "The minister is abroad."}));
    } else {
      test.go_to("2026-03-20");
    }
    while (part_ended_ballots(*test.house).value()) {
    }
    for (const char* table : {"opinion_token_voter", "opinion_signed_vote", "opinion_vote"})
      EXPECT_EQ(test.one<int>(std::string("SELECT count(*) FROM ") + table), 0) << table;
    // Who voted before and who did not hear the same.
    for (const std::size_t token : {std::size_t{0}, std::size_t{7}})
      EXPECT_EQ(code_of(test.take(test.ballot(test.spare[token], 1, {{0, 1}, {1, 0}}))), Code::conflict);
  }
}

TEST(TheRoundsFeed, HoldsASessionUntilItsLastDayAtTheDropsAndAQuestionFromTheNextDay) {
  TokenSession test;
  const auto feed = [&] {
    const auto key = test.house->log_key().verifier();
    return drop::open_rounds(rounds_feed(*test.house).value(), key.name, key.public_key).value();
  };
  ASSERT_EQ(feed().size(), 1U);
  EXPECT_EQ(core::to_string(feed()[0].closes), "2026-03-17");
  EXPECT_THAT(feed()[0].statements, IsEmpty());
  test.go_to("2026-03-03");
  ASSERT_EQ(feed()[0].statements.size(), 3U);
  EXPECT_EQ(feed()[0].statements[1].text, test.texts[1]);
  test.go_to("2026-03-18");
  EXPECT_THAT(feed(), IsEmpty());
}

// Rounds and sessions share the room, and what is over makes some.
TEST(TheRoundsFeed, HoldsNoMoreThanEveryDropHasRoomFor) {
  testing::TokenRound test;
  const auto announce = [&] {
    auto act = TokenSession::announcement_of(test.offices.at(testing::kNorth));
    act.id = MeetingId::make(test.random);
    return perform(*test.house, test.people.at("respondent"), domain::MeetingAct(act)).has_value();
  };
  for (int i = 1; i < domain::kMostByToken; ++i) EXPECT_TRUE(announce()) << i;
  EXPECT_FALSE(announce());
  EXPECT_FALSE(test.act_on("respondent", test.opening()));
  const auto key = test.house->log_key().verifier();
  EXPECT_EQ(drop::open_rounds(rounds_feed(*test.house).value(), key.name, key.public_key).value().size(),
            static_cast<std::size_t>(domain::kMostByToken));
  ASSERT_TRUE(test.act_on("respondent", domain::VoidRound{test.round, "It was the wrong question."}));
  EXPECT_TRUE(announce());
  EXPECT_FALSE(announce());
}

// Sealed beside the writer: what was taken in meanwhile is not left out.
TEST(QuestionsByToken, AreGatheredWithWhatCameAfterTheyWereSealedAhead) {
  Collected test;
  ASSERT_TRUE(test.take(test.ballot(test.spare[0], 1, {{0, 1}})).value());
  const auto last_day = core::Time(day("2026-03-19")) + 23h;
  test.now = last_day + 2h;
  auto sealed = seal_ended_polls(*test.house).value();
  ASSERT_EQ(sealed.at(test.session.text).spent.size(), 1U);
  test.now = last_day;
  ASSERT_TRUE(test.take(test.ballot(test.spare[1], 1, {{0, 1}})).value());
  test.now = last_day + 2h;
  const auto settle = [&] {
    return test.house->store().write([&](store::Transaction& transaction) {
      return settle_meetings(*test.house, transaction, core::day_of(test.now), sealed);
    });
  };
  ASSERT_TRUE(settle());
  EXPECT_EQ(test.one<int>("SELECT votes FROM token_question WHERE number = 1"), 2);
  EXPECT_EQ(test.count_of("anonymous.voted"), 2);
}

TEST(QuestionsByToken, AreGatheredAsTheyWereSealedAheadWhereNothingCame) {
  Collected test;
  test.vote(4);
  test.now = core::Time(day("2026-03-20")) + 1h;
  auto sealed = seal_ended_polls(*test.house).value();
  const std::string root = sealed.at(test.session.text).root;
  EXPECT_THAT(sealed.at(test.session.text).agreed, ElementsAre(std::pair(1, 4), std::pair(2, 2)));
  sealed.at(test.session.text).agreed[3] = 7;  // only to see that it is not counted again
  ASSERT_TRUE(test.house->store().write([&](store::Transaction& transaction) {
    return settle_meetings(*test.house, transaction, core::day_of(test.now), sealed);
  }));
  EXPECT_EQ(test.one<int>("SELECT votes FROM token_question WHERE number = 3"), 7);
  EXPECT_EQ(test.one<int>("SELECT votes FROM token_question WHERE number = 2"), 2);
  for (const auto& leaf : test.leaves())
    EXPECT_TRUE(leaf.type != "meeting.gathered" || said_text(*leaf.public_part, "ballots") == root);
}

// ---- from the log alone

BallotAccount account(TokenSession& test, std::vector<drop::Item> ballots) {
  auto accounting = BallotAccounting::of(std::move(ballots)).value();
  std::uint64_t index = 0;
  for (const std::string& leaf : test.leaf_texts())
    EXPECT_TRUE(accounting.read(index++, core::bytes_of(leaf)));
  return accounting.finish().value();
}

TEST(AVotersReceipt, OfQuestionsShowsWithTheLogAloneWhatBecameOfThem) {
  Collected test;
  const auto first = test.ballot(test.spare[0], 3, {{0, 1}, {2, 1}});
  const auto second = test.ballot(test.spare[0], 4, {{2, 0}});
  ASSERT_TRUE(test.take(first).value());
  ASSERT_TRUE(test.take(second).value());
  const auto other = test.ballot(test.spare[1], 3, {{0, 1}});
  EXPECT_EQ(account(test, {first}).state, BallotState::awaited);
  test.go_to("2026-03-20");
  EXPECT_EQ(account(test, {first, second}).state, BallotState::counted);
  EXPECT_EQ(account(test, {first, second}).votes, 2U);
  EXPECT_TRUE(account(test, {first}).is_session);
  EXPECT_EQ(account(test, {first}).state, BallotState::other_ballot);
  EXPECT_EQ(account(test, {other}).state, BallotState::missing);
}

TEST(AProposersFile, OfAQuestionShowsWithTheLogAloneWhatBecameOfIt) {
  TokenSession test;
  const auto item = test.question("Is it recorded?");
  const auto late = test.question("Is it late?");
  const auto account_of = [&](const drop::Item& of, const char* by = "2026-03-05") {
    auto accounting = ProposalAccounting::of(of).value();
    std::uint64_t index = 0;
    for (const std::string& leaf : test.leaf_texts())
      EXPECT_TRUE(accounting.read(index++, core::bytes_of(leaf)));
    return accounting.finish(day(by));
  };
  EXPECT_EQ(account_of(item).state, ProposalState::awaited);
  ASSERT_TRUE(test.take(item).value());
  test.go_to("2026-03-10");
  EXPECT_EQ(account_of(item).state, ProposalState::recorded);
  EXPECT_EQ(account_of(late).state, ProposalState::missing);
  test.go_to("2026-03-20");
  ASSERT_TRUE(test.take(late).value());
  test.go_to("2026-03-21");
  EXPECT_EQ(account_of(late, "2026-03-20").state, ProposalState::rejected);
  EXPECT_THAT(account_of(late).reason, HasSubstr("after the questions were gathered"));
}

// Whoever runs the server takes it only when the others are gathered: the audit sees one that came late.
TEST(AProposersFile, OfAQuestionShowsThatItWasHeldBackUntilItWasTooLate) {
  TokenSession test;
  const auto held_back = test.question("Is it held back?");
  const auto in_time = test.question("Is it in time?");
  test.go_to("2026-03-11");
  ASSERT_TRUE(test.take(in_time).value());
  test.go_to("2026-03-20");
  ASSERT_TRUE(test.take(held_back).value());
  test.go_to("2026-03-24");
  const auto account_of = [&](const drop::Item& of) {
    auto accounting = ProposalAccounting::of(of).value();
    std::uint64_t index = 0;
    for (const std::string& leaf : test.leaf_texts())
      EXPECT_TRUE(accounting.read(index++, core::bytes_of(leaf)));
    return accounting.finish(day("2026-03-12"));
  };
  EXPECT_EQ(account_of(held_back).state, ProposalState::rejected_late);
  EXPECT_TRUE(account_of(held_back).is_late);
  EXPECT_EQ(account_of(held_back).recorded_on, day("2026-03-20"));
  EXPECT_THAT(account_of(held_back).reason, HasSubstr("after the questions were gathered"));
  EXPECT_EQ(account_of(in_time).state, ProposalState::recorded);
  EXPECT_FALSE(account_of(in_time).is_late);
}

TEST(AVotersReceipt, OfASessionThatIsCalledOffWhenAllWasGatheredStillTellsWhatWasLeftOut) {
  Collected test;
  const auto ballot = test.ballot(test.spare[0], 3, {{0, 1}});
  ASSERT_TRUE(test.act_on("respondent", MoveMeeting{test.session, {day("2026-03-30") + 14h, 60, "Room 4"}}));
  test.go_to("2026-03-20");
  ASSERT_TRUE(test.act_on("respondent", CancelMeeting{test.session, "The minister is abroad."}));
  EXPECT_EQ(account(test, {ballot}).state, BallotState::missing);
}

TEST(AVotersReceipt, OfASessionThatIsCalledOffExpectsNothing) {
  Collected test;
  const auto ballot = test.ballot(test.spare[0], 3, {{0, 1}});
  ASSERT_TRUE(test.act_on("respondent", CancelMeeting{test.session, "The minister is abroad."}));
  EXPECT_EQ(account(test, {ballot}).state, BallotState::voided);
}

}  // namespace
}  // namespace demur::service
