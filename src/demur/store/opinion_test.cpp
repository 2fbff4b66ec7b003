#include "demur/store/opinion.hpp"

#include "demur/store/duties.hpp"
#include "demur/store/opinion_votes.hpp"
#include "demur/store/test_house.hpp"

namespace demur::store {
namespace {

using domain::OpinionRound;
using domain::OpinionStatement;
using domain::RoundState;
using domain::StatementState;
using domain::Vote;

class OpinionTest : public HouseTest {
 protected:
  OpinionRound round(Dice& dice) {
    OpinionRound one{.id = dice.id<domain::OpinionRoundId>(),
                     .owner = offices_[0],
                     .title = dice.some_text(),
                     .mandate = {.fixed = dice.some_text(),
                                 .may_change = dice.some_text(),
                                 .decides = dice.some_text(),
                                 .hear_by = dice.day()},
                     .decision = dice.maybe(decisions_[0]),
                     .series = dice.id<domain::OpinionRoundId>(),
                     .continues = dice.maybe(dice.id<domain::OpinionRoundId>()),
                     .opened_on = dice.day(),
                     .closes_on = dice.day(),
                     .eligible = dice.below(1000)};
    if (dice.flip()) {
      one.state = RoundState::reported;
      one.ballots = std::string(64, 'b');
      one.report = domain::RoundReport{.text = dice.some_text(), .day = dice.day()};
      if (dice.flip()) one.report->outcome = domain::Outcome::declined;
    }
    return one;
  }
  OpinionRound kept_round(unsigned seed = 1) {
    Dice dice(seed);
    const OpinionRound one = round(dice);
    EXPECT_TRUE(write([&](Transaction& t) { return save_opinion_round(t, one); }));
    return one;
  }
  core::Status put(const std::string& sql) {
    return write([&](Transaction& t) -> core::Status {
      DEMUR_TRY(t.execute(sql));
      return {};
    });
  }
};

TEST_F(OpinionTest, RoundsAndStatementsComeBackAsTheyWere) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    Dice dice(seed);
    const OpinionRound one = round(dice);
    ASSERT_TRUE(write([&](Transaction& t) { return save_opinion_round(t, one); }));
    OpinionStatement statement{.id = dice.id<domain::StatementId>(),
                               .round = one.id,
                               .number = 1 + dice.below(60'000),
                               .text = dice.some_text(),
                               .state = dice.word<StatementState>(4),
                               .trend = dice.flip(),
                               .reworded_from = dice.maybe(dice.id<domain::StatementId>()),
                               .proposed_by = dice.maybe(members_[0]),
                               .proposed_on = dice.day(),
                               .reason = dice.some_text()};
    ASSERT_TRUE(write([&](Transaction& t) { return save_opinion_statement(t, statement); }));
    store_
        ->read([&](const Reader& reader) -> core::Status {
          EXPECT_EQ(DEMUR_TRY(find_opinion_round(reader, one.id)), one) << seed;
          EXPECT_EQ(DEMUR_TRY(find_opinion_statement(reader, statement.id)), statement) << seed;
          EXPECT_EQ(DEMUR_TRY(statements_of_round(reader, one.id)), std::vector{statement}) << seed;
          return {};
        })
        .value();
  }
}

TEST_F(OpinionTest, WhatAReportAnswersToItsSetsComesBackInTheOrderOfTheResults) {
  Dice dice(7);
  OpinionRound one = round(dice);
  one.state = RoundState::open;
  one.report.reset();
  ASSERT_TRUE(write([&](Transaction& t) { return save_opinion_round(t, one); }));
  std::vector<domain::StatementId> ids;
  for (int number = 1; number <= 3; ++number) {
    ids.push_back(dice.id<domain::StatementId>());
    const OpinionStatement statement{.id = ids.back(), .round = one.id, .number = number, .text = "So."};
    ASSERT_TRUE(write([&](Transaction& t) { return save_opinion_statement(t, statement); }));
  }
  one.state = RoundState::reported;
  one.ballots = std::string(64, 'b');
  one.report = domain::RoundReport{.text = "So.", .day = dice.day()};
  one.report->sets = {{domain::StatementSet::bridges,
                       {{ids[2], Vote::disagree}, {ids[0], Vote::agree}},
                       domain::Outcome::adopted_in_part,
                       "Half."},
                      {domain::StatementSet::divides, {{ids[1]}}, {}, "It is not decided."}};
  ASSERT_TRUE(write([&](Transaction& t) { return save_opinion_round(t, one); }));
  store_
      ->read([&](const Reader& reader) -> core::Status {
        EXPECT_EQ(DEMUR_TRY(find_opinion_round(reader, one.id)), one);
        EXPECT_EQ(DEMUR_TRY(opinion_rounds_of_series(reader, one.series)), std::vector{one});
        return {};
      })
      .value();
  for (const char* nothing : {"''", "NULL"})
    EXPECT_FALSE(put(std::string("UPDATE opinion_report_set SET text = ") + nothing)) << nothing;
  EXPECT_FALSE(put("UPDATE opinion_report_set SET kind = 'neither'"));
  EXPECT_FALSE(put("UPDATE opinion_report_set SET outcome = 'deferred'"));
  EXPECT_FALSE(put("UPDATE opinion_report_statement SET statement = 'none'"));
  const std::string first = "'" + ids[0].text + "'";
  EXPECT_FALSE(put("UPDATE opinion_report_statement SET statement = " + first + " WHERE kind = 'divides'"))
      << "it is answered, as what bridges";
  EXPECT_TRUE(put("UPDATE opinion_report_statement SET common = 'agree' WHERE kind = 'bridges'"));
  for (const char* common : {"NULL", "'pass'"})
    EXPECT_FALSE(put("UPDATE opinion_report_statement SET common = " + std::string(common) +
                     " WHERE kind = 'bridges'"))
        << common;
  EXPECT_FALSE(put("UPDATE opinion_report_statement SET common = 'agree' WHERE kind = 'divides'"));
}

TEST_F(OpinionTest, TheDatabaseItselfRefusesWhatNoRoundMayBe) {
  const std::string id = "'" + kept_round(2).id.text + "'";
  for (const char* part : {"fixed", "may_change", "decides", "title"}) {
    EXPECT_FALSE(put("UPDATE opinion_round SET " + std::string(part) + " = '' WHERE id = " + id)) << part;
    EXPECT_FALSE(put("UPDATE opinion_round SET " + std::string(part) + " = NULL WHERE id = " + id)) << part;
  }
  EXPECT_FALSE(put("UPDATE opinion_round SET state = 'void', void_reason = '' WHERE id = " + id));
  EXPECT_FALSE(put("UPDATE opinion_round SET state = 'closed', ballots = '' WHERE id = " + id));
  EXPECT_FALSE(put("UPDATE opinion_round SET state = 'reported', report_text = NULL WHERE id = " + id));
  EXPECT_FALSE(
      put("UPDATE opinion_round SET report_outcome = 'adopted', what_changed = NULL WHERE id = " + id));
  EXPECT_FALSE(put("UPDATE opinion_round SET state = 'paused' WHERE id = " + id));
}

TEST_F(OpinionTest, OfVotesOnlyTheLastIsKeptAndVotersAreRandomNumbers) {
  const OpinionRound one = kept_round(3);
  const core::Random random = core::seeded_random(5);
  std::int64_t first = 0;
  std::int64_t second = 0;
  ASSERT_TRUE(write([&](Transaction& t) -> core::Status {
    first = DEMUR_TRY(voter_of(t, one.series, members_[0], random));
    second = DEMUR_TRY(voter_of(t, one.series, members_[1], random));
    EXPECT_EQ(DEMUR_TRY(voter_of(t, one.series, members_[0], random)), first);
    const auto number = DEMUR_TRY(opinion_round_number(t, one.id));
    DEMUR_TRY(save_vote(t, number, {first, 7, Vote::agree}));
    DEMUR_TRY(save_vote(t, number, {second, 7, Vote::pass}));
    DEMUR_TRY(save_vote(t, number, {first, 3, Vote::disagree}));
    return save_vote(t, number, {first, 7, Vote::disagree});
  }));
  EXPECT_NE(first, second);
  store_
      ->read([&](const Reader& reader) -> core::Status {
        const auto number = DEMUR_TRY(opinion_round_number(reader, one.id));
        const std::vector<CastVote> mine = {{first, 3, Vote::disagree}, {first, 7, Vote::disagree}};
        EXPECT_EQ(DEMUR_TRY(votes_by(reader, number, first)), mine);
        std::size_t all = 0;
        DEMUR_TRY(each_vote(reader, number, [&](const CastVote&) { ++all; }));
        EXPECT_EQ(all, 3U);
        return {};
      })
      .value();
  EXPECT_FALSE(put("UPDATE opinion_vote SET vote = 2"));
  EXPECT_FALSE(put("UPDATE opinion_vote SET vote = NULL"));
}

TEST_F(OpinionTest, TheClockIsShownRoundsPastTheirDayAndRoundsWithADutyPastIts) {
  OpinionRound one = kept_round(2);
  one.state = RoundState::open;
  one.report.reset();
  one.closes_on = day("2026-03-20");
  ASSERT_TRUE(write([&](Transaction& t) { return save_opinion_round(t, one); }));
  const auto due = [&](const char* today) {
    return store_->read([&](const Reader& reader) { return opinion_rounds_to_settle(reader, day(today)); })
        .value()
        .size();
  };
  EXPECT_EQ(due("2026-03-20"), 0U);
  EXPECT_EQ(due("2026-03-21"), 1U);
  one.state = RoundState::closed;
  one.ballots = std::string(64, 'c');
  const domain::Duty duty{.subject = one.id,
                          .kind = domain::DutyKind::report,
                          .opened_on = day("2026-03-01"),
                          .due_on = day("2026-04-10"),
                          .latest_on = day("2026-04-10")};
  ASSERT_TRUE(write([&](Transaction& t) -> core::Status {
    DEMUR_TRY(save_opinion_round(t, one));
    return save_duty(t, duty);
  }));
  EXPECT_EQ(due("2026-04-10"), 0U);
  EXPECT_EQ(due("2026-04-11"), 1U);
}

}  // namespace
}  // namespace demur::store
