#include "demur/domain/opinion_round.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "demur/domain/duties.hpp"
#include "demur/domain/opinion_story.hpp"

namespace demur::domain {
namespace {

StatementId lettered(int number) {
  return {id_text("s" + std::string(1, static_cast<char>('a' + std::abs(number))))};
}

std::string refused_field(const Asking& asking, const OpenOpinionRound& act) {
  const auto opened = asking.judge(Person::respondent, act);
  return opened ? "none" : opened.error().field;
}

TEST(AnOpinionRound, OpensOnlyWithAWholeMandateThatIsInTheLogFirst) {
  Asking asking;
  for (const char* field : {"fixed", "may_change", "decides"}) {
    OpenOpinionRound act = asking.opening();
    if (field == std::string("fixed")) act.mandate.fixed = " ";
    if (field == std::string("may_change")) act.mandate.may_change.clear();
    if (field == std::string("decides")) act.mandate.decides.clear();
    EXPECT_EQ(refused_field(asking, act), field);
  }
  ASSERT_TRUE(asking.act(Person::respondent, asking.opening()));
  ASSERT_GE(asking.entries.size(), 2U);
  EXPECT_EQ(asking.entries[0].type, "opinion_round.opened");
  EXPECT_EQ(asking.entries[0].public_part.at("mandate"), core::json::value(to_json(asking.round->mandate)));
  EXPECT_EQ(asking.entries[0].publication, Publication::at_once);
  EXPECT_EQ(asking.entries[1].type, "statement.shown");
}

TEST(AnOpinionRound, PromisesNothingThatItCannotKeep) {
  Asking asking;
  OpenOpinionRound act = asking.opening();
  for (const Attribution attribution : {Attribution::named, Attribution::not_recorded}) {
    act.mandate.attribution = attribution;
    EXPECT_EQ(refused_field(asking, act), "attribution");
  }
}

// A channel that has tokens: twenty people are the least that they are made for.
Asking with_tokens() {
  Asking asking;
  asking.story.policy.anonymous = AnonymousFiling{.to_open = 2, .floor = 20, .provenance = {}};
  return asking;
}

OpenOpinionRound by_token(const Asking& asking) {
  OpenOpinionRound act = asking.opening();
  act.mandate.attribution = Attribution::not_recorded;
  return act;
}

TEST(ARoundByToken, OpensWhereThereAreTokensAndPeopleEnoughToHideAmong) {
  Asking asking = with_tokens();
  EXPECT_TRUE(asking.judge(Person::respondent, by_token(asking)));
  asking.eligible = 19;
  const auto refused = asking.judge(Person::respondent, by_token(asking));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::Code::conflict);
  asking.open_by_token = kMostByToken;  // every drop holds all of them
  EXPECT_TRUE(asking.judge(Person::respondent, asking.opening())) << "in the members' own names";
  asking.eligible = 20;
  EXPECT_EQ(refused_code(asking.judge(Person::respondent, by_token(asking))), core::Code::conflict);
}

TEST(ARoundByToken, LinksNobodyToAnotherRound) {
  const Asking asking = with_tokens();
  OpenOpinionRound act = by_token(asking);
  for (int i = 0; i < 8; ++i) act.trend.push_back({lettered(i), "Trend " + std::to_string(i)});
  EXPECT_EQ(refused_field(asking, act), "trend");
}

TEST(ARoundByToken, ClosesWhenTheDropsHaveHandedInWhatCameOnItsLastDay) {
  Asking asking = with_tokens();
  OpenOpinionRound act = by_token(asking);
  act.mandate.hear_by = day("2026-03-22");
  EXPECT_EQ(refused_field(asking, act), "hear_by");
  act.mandate.hear_by = day("2026-03-23");
  ASSERT_TRUE(asking.judge(Person::respondent, act));
  asking.save(asking.judge(Person::respondent, act).value());
  const OpinionRound& round = *asking.round;
  const OpinionStatement& one = asking.statements.begin()->second;
  const auto& member = asking.story.people.at(Person::colleague);
  EXPECT_FALSE(may_vote_on(member, &round, &one, day("2026-03-10"))) << "not in one's own name";
  EXPECT_TRUE(may_take_ballot(poll_of(round), day("2026-03-22")));
  EXPECT_FALSE(may_take_ballot(poll_of(round), day("2026-03-23")));
  EXPECT_FALSE(closes_now(round, day("2026-03-22")));
  EXPECT_TRUE(closes_now(round, day("2026-03-23")));
  Closing closing{.eligible = 40, .ballots = std::string(64, 'a')};
  closing.spent.resize(2);
  closing.spent[0]["ballot"] = "b";
  closing.spent[1]["ballot"] = "c";
  const auto change = settle(round, asking.duties, closing, day("2026-03-23"));
  ASSERT_EQ(change.entries.size(), 3U);
  EXPECT_EQ(change.entries[0].type, "anonymous.voted");
  EXPECT_EQ(change.entries[2].public_part.at("voters").to_number<int>(), 2);
}

TEST(ARoundInOwnNames, TakesNoVotesByToken) {
  Asking asking = with_tokens();
  asking.save(asking.judge(Person::respondent, asking.opening()).value());
  const auto refused = may_take_ballot(poll_of(*asking.round), day("2026-03-10"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::Code::not_found);
  EXPECT_FALSE(may_take_ballot(std::nullopt, day("2026-03-10")));
}

TEST(AnOpinionRound, LastsAsLongAsThePolicySaysAndIsReportedAfterItCloses) {
  Asking asking;
  OpenOpinionRound act = asking.opening();
  act.closes_on = day("2026-03-06");
  EXPECT_EQ(refused_field(asking, act), "closes_on");
  act = asking.opening();
  act.mandate.hear_by = act.closes_on;
  EXPECT_EQ(refused_field(asking, act), "hear_by");
  act.mandate.hear_by = act.closes_on + std::chrono::days{31};
  EXPECT_EQ(refused_field(asking, act), "hear_by");
}

TEST(AnOpinionRound, IsNotOpenedForFewerThanTheFloor) {
  Asking asking;
  asking.eligible = asking.story.policy.floor - 1;
  EXPECT_EQ(refused_code(asking.judge(Person::respondent, asking.opening())), core::Code::conflict);
}

TEST(AnOpinionRound, IsOpenedByTheOfficeThatAsksAlone) {
  for (const Person person : kEverybody) {
    Asking asking;
    EXPECT_EQ(asking.judge(person, asking.opening()).has_value(), person == Person::respondent)
        << name_of(person);
  }
}

TEST(AnOpinionRound, SentTwiceIsOpenedOnce) {
  Asking asking = open_round();
  const auto again = asking.judge(Person::respondent, asking.opening());
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->already_done);
}

TEST(Moderation, IsForCustodiansWhoDoNotWorkForTheOfficeThatAsks) {
  for (const Person person : kEverybody) {
    Asking asking = open_round();
    const StatementId id{id_text("two")};
    ASSERT_TRUE(asking.act(Person::author, ProposeStatement{asking.id, id, "The railway has room."}));
    EXPECT_EQ(asking.judge(person, ShowStatement{id}).has_value(), person == Person::custodian)
        << name_of(person);
    EXPECT_EQ(asking.judge(person, RejectStatement{id, "Twice."}).has_value(), person == Person::custodian)
        << name_of(person);
  }
}

TEST(Moderation, RejectsAndRetiresWithAReasonInTheLog) {
  Asking asking = open_round();
  const StatementId id{id_text("two")};
  ASSERT_TRUE(asking.act(Person::author, ProposeStatement{asking.id, id, "The railway has room."}));
  EXPECT_EQ(refused_code(asking.judge(Person::custodian, RejectStatement{id, " "})), core::Code::invalid);
  ASSERT_TRUE(asking.act(Person::custodian, RejectStatement{id, "It is the first one again."}));
  EXPECT_EQ(shown(asking.entries.back()).find("statement.rejected|at_once|clear"), 0U);
  EXPECT_EQ(asking.entries.back().public_part.at("reason"), "It is the first one again.");
  EXPECT_FALSE(asking.entries.back().public_part.contains("text"));
  const StatementId first = asking.statements.begin()->first;
  for (const auto& [known, each] : asking.statements) {
    if (each.state != StatementState::shown) continue;
    ASSERT_TRUE(asking.act(Person::custodian, RetireStatement{known, "The port is closed already."}));
    EXPECT_EQ(asking.entries.back().type, "statement.retired");
    break;
  }
  EXPECT_FALSE(first.empty());
}

TEST(AProposal, WaitsSealedForTheBatchSoThatItsMomentNamesNobody) {
  Asking asking = open_round();
  const StatementId id{id_text("two")};
  ASSERT_TRUE(asking.act(Person::author, ProposeStatement{asking.id, id, "The railway has room."}));
  const Entry& entry = asking.entries.back();
  EXPECT_TRUE(entry.sealed);
  EXPECT_EQ(entry.publication, Publication::in_batch);
  EXPECT_TRUE(entry.public_part.empty());
  EXPECT_TRUE(entry.refs.empty());
  EXPECT_EQ(entry.id, id.text);
}

TEST(AProposal, ThatIsRewordedIsANewOneWithItsLineage) {
  Asking asking = open_round();
  const StatementId old = asking.statements.begin()->first;
  const StatementId id{id_text("two")};
  ASSERT_TRUE(asking.act(Person::author,
                         ProposeStatement{asking.id, id, "The port should stay open in winter.", old}));
  ASSERT_TRUE(asking.act(Person::custodian, ShowStatement{id}));
  EXPECT_EQ(asking.entries.back().public_part.at("reworded_from"), core::json::value(old.text));
  EXPECT_EQ(asking.statements.at(old).state, StatementState::shown);
}

TEST(AProposal, OfOneMemberDoesNotFloodTheModerators) {
  Asking asking = open_round();
  for (std::size_t i = 0; i < kMostWaiting; ++i)
    ASSERT_TRUE(asking.act(Person::author, ProposeStatement{asking.id, lettered(static_cast<int>(i)),
                                                            "Statement " + std::to_string(i)}));
  EXPECT_EQ(
      refused_code(asking.judge(Person::author, ProposeStatement{asking.id, {id_text("more")}, "More."})),
      core::Code::conflict);
  EXPECT_TRUE(asking.judge(Person::colleague, ProposeStatement{asking.id, {id_text("more")}, "More."}));
}

TEST(AVote, IsForMembersWhileTheRoundIsOpenOnWhatIsShown) {
  Asking asking = open_round();
  const OpinionStatement shown = asking.statements.begin()->second;
  for (const Person person : kEverybody) {
    const bool keeps = person == Person::custodian || person == Person::recused || person == Person::auditor;
    EXPECT_EQ(
        may_vote_on(asking.story.people.at(person), &*asking.round, &shown, asking.story.today).has_value(),
        !keeps)
        << name_of(person);
  }
  const Member& author = asking.story.people.at(Person::author);
  EXPECT_TRUE(may_vote_on(author, &*asking.round, &shown, asking.round->closes_on));
  EXPECT_FALSE(may_vote_on(author, &*asking.round, &shown, asking.round->closes_on + std::chrono::days{1}));
  OpinionStatement other = shown;
  for (const StatementState state :
       {StatementState::proposed, StatementState::rejected, StatementState::retired}) {
    other.state = state;
    EXPECT_FALSE(may_vote_on(author, &*asking.round, &other, asking.story.today)) << word(state);
  }
  other = shown;
  other.round = {id_text("elsewhere")};
  EXPECT_FALSE(may_vote_on(author, &*asking.round, &other, asking.story.today));
}

TEST(AnOpinionRound, IsClosedByTheClockAndReportedByTheMandatesDay) {
  Asking asking = open_round();
  const ReportRound report{asking.id, Outcome::adopted_in_part, "The port stays open in winter.",
                           "Paragraph 1 now names the months."};
  EXPECT_EQ(refused_code(asking.judge(Person::respondent, report)), core::Code::conflict);
  asking.morning(day("2026-03-20"));
  EXPECT_EQ(asking.round->state, RoundState::open);
  asking.morning(day("2026-03-21"));
  EXPECT_EQ(asking.round->state, RoundState::closed);
  const VoidRound late{asking.id, "Its results displease us."};
  EXPECT_EQ(refused_code(asking.judge(Person::respondent, late)), core::Code::conflict);
  EXPECT_EQ(asking.entries.back().type, "opinion_round.closed");
  EXPECT_FALSE(asking.judge(Person::custodian, RetireStatement{asking.statements.begin()->first, "Late."}));
  for (const Person person : kEverybody)
    EXPECT_EQ(asking.judge(person, report).has_value(), person == Person::respondent) << name_of(person);
  ASSERT_TRUE(asking.act(Person::respondent, report));
  EXPECT_EQ(asking.round->state, RoundState::reported);
  EXPECT_EQ(asking.duties.front().state, DutyState::met);
}

TEST(AnOpinionRound, ThatIsNotReportedInTimeIsMissedAndThenLate) {
  Asking asking = open_round();
  asking.morning(day("2026-04-11"));
  EXPECT_EQ(asking.entries.back().type, "duty.missed");
  ASSERT_TRUE(
      asking.act(Person::respondent, ReportRound{asking.id, Outcome::declined, "The port costs too much."}));
  EXPECT_EQ(asking.duties.front().state, DutyState::late);
  EXPECT_EQ(asking.entries.back().public_part.at("late"), core::json::value(true));
}

TEST(AVoidRound, HasAReasonAndOwesNoReport) {
  Asking asking = open_round();
  EXPECT_EQ(refused_code(asking.judge(Person::respondent, VoidRound{asking.id, ""})), core::Code::invalid);
  ASSERT_TRUE(asking.act(Person::respondent, VoidRound{asking.id, "The decision was withdrawn."}));
  asking.morning(day("2026-05-01"));
  EXPECT_EQ(asking.round->state, RoundState::voided);
  EXPECT_NE(asking.entries.back().type, "duty.missed");
}

std::vector<NewStatement> trend(int count, const char* start) {
  std::vector<NewStatement> all;
  for (int i = 0; i < count; ++i)
    all.push_back({StatementId{id_text(start + std::string(1, static_cast<char>('a' + i)))},
                   "Trend " + std::to_string(i)});
  return all;
}

TEST(ASeries, AsksEightToTwelveStatementsAgainWordForWord) {
  Asking asking;
  OpenOpinionRound first = asking.opening();
  for (const int count : {1, 7, 13}) {
    first.trend = trend(count, "t");
    EXPECT_EQ(refused_field(asking, first), "trend") << count;
  }
  first.trend = trend(8, "t");
  ASSERT_TRUE(asking.act(Person::respondent, first));
  asking.morning(day("2026-03-21"));
  OpenOpinionRound second = asking.opening();
  second.id = {id_text("again")};
  second.closes_on = day("2026-04-20");
  second.mandate.hear_by = day("2026-05-10");
  second.continues = first.id;
  EXPECT_EQ(refused_field(asking, second), "trend");
  second.trend = trend(8, "u");
  std::swap(second.trend[0], second.trend[1]);
  EXPECT_EQ(refused_field(asking, second), "trend");
  second.trend = trend(8, "u");
  const auto opened = asking.judge(Person::respondent, second);
  ASSERT_TRUE(opened) << opened.error().what;
  EXPECT_EQ(opened->round->series, first.id);
  EXPECT_EQ(opened->round->continues, first.id);
}

TEST(ASeries, HasNoTwoRoundsThatAskTheSameAgain) {
  Asking asking;
  OpenOpinionRound first = asking.opening();
  first.trend = trend(8, "t");
  ASSERT_TRUE(asking.act(Person::respondent, first));
  asking.morning(day("2026-03-21"));
  OpenOpinionRound third = asking.opening();
  third.id = {id_text("third")};
  third.closes_on = day("2026-04-20");
  third.mandate.hear_by = day("2026-05-10");
  third.continues = first.id;
  third.trend = trend(8, "v");
  ASSERT_TRUE(asking.judge(Person::respondent, third));
  asking.earlier_is_continued = true;
  EXPECT_EQ(refused_field(asking, third), "continues");
}

TEST(ASeries, KeepsItsTrendStatements) {
  Asking asking;
  OpenOpinionRound first = asking.opening();
  first.trend = trend(8, "t");
  ASSERT_TRUE(asking.act(Person::respondent, first));
  EXPECT_EQ(refused_code(asking.judge(Person::custodian, RetireStatement{first.trend[0].id, "Dull."})),
            core::Code::conflict);
}

// Who, what, which statement, how many days later.
using Step = std::tuple<int, int, int, int>;

RC_GTEST_PROP(AnOpinionRound, StaysInOrderWhateverIsDone, (const std::vector<Step>& steps)) {
  Asking asking = open_round();
  bool was_closed = false;
  for (const auto& [who, what, which, days] : steps) {
    asking.morning(asking.story.today + std::chrono::days{std::abs(days % 9)});
    const Person person = kEverybody[static_cast<std::size_t>(std::abs(who % 9))];
    const StatementId statement = lettered(which % 5);
    const std::string text = which % 7 == 0 ? " " : "Words " + std::to_string(which % 5);
    switch (std::abs(what % 6)) {
      case 0:
        (void)asking.act(person, ProposeStatement{asking.id, statement, text});
        break;
      case 1:
        (void)asking.act(person, ShowStatement{statement});
        break;
      case 2:
        (void)asking.act(person, RejectStatement{statement, text});
        break;
      case 3:
        (void)asking.act(person, RetireStatement{statement, text});
        break;
      case 4:
        (void)asking.act(person, ReportRound{asking.id, Outcome::declined, text});
        break;
      default:
        if (which % 4 == 0) (void)asking.act(person, VoidRound{asking.id, text});
    }
    for (const auto& [id, each] : asking.statements) {
      const bool ended = each.state == StatementState::rejected || each.state == StatementState::retired;
      RC_ASSERT(!ended || !each.reason.empty());
      RC_ASSERT(!each.text.empty());
    }
    const RoundState state = asking.round->state;
    RC_ASSERT(!was_closed || state != RoundState::open);
    was_closed = state != RoundState::open;
    RC_ASSERT(state != RoundState::reported || asking.round->report.has_value());
    RC_ASSERT(state != RoundState::voided || !asking.round->void_reason.empty());
    const DutyState duty = asking.duties.front().state;
    const bool past = asking.story.today > asking.round->mandate.hear_by;
    RC_ASSERT(!past || duty != DutyState::open);
    const bool owed = state == RoundState::open || state == RoundState::closed;
    RC_ASSERT(owed == (duty == DutyState::open || duty == DutyState::missed));
  }
}

}  // namespace
}  // namespace demur::domain
