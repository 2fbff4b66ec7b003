#include "demur/service/opinion_rounds.hpp"

#include <algorithm>

#include "demur/service/keeping.hpp"
#include "demur/service/opinion_ballots.hpp"
#include "demur/service/polls.hpp"
#include "demur/store/clearance.hpp"
#include "demur/store/decisions.hpp"
#include "demur/store/duties.hpp"
#include "demur/store/members.hpp"
#include "demur/store/offices.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/opinion_votes.hpp"

namespace demur::service {
namespace {

using namespace domain;
using core::Code;
using core::Day;
using core::fail;
using core::Result;
using core::Status;

Result<int> count_eligible(const store::Reader& reader) {
  const auto members = DEMUR_TRY(store::list_members(reader));
  return static_cast<int>(std::ranges::count_if(members, [](const Member& who) { return may_vote(who); }));
}

Status save(store::Transaction& transaction, const OpinionChange& change) {
  if (change.round) DEMUR_TRY(store::save_opinion_round(transaction, *change.round));
  for (const OpinionStatement& statement : change.statements)
    DEMUR_TRY(store::save_opinion_statement(transaction, statement));
  for (const Duty& duty : change.duties) DEMUR_TRY(store::save_duty(transaction, duty));
  return {};
}

// What the rules allow and the database refuses is a fault of ours: its words are not for people.
Result<std::string> keep(Institution& house, store::Transaction& transaction, const OpinionChange& change,
                         const MemberId* who, Day today) {
  if (const Status saved = save(transaction, change); !saved)
    return fail(saved.error().code == Code::conflict ? Code::internal : saved.error().code,
                saved.error().what);
  return keep_entries(house, transaction, change.entries, who, std::nullopt, today);
}

Status load_round(const store::Reader& reader, const OpinionRoundId& id, OpinionSituation& situation) {
  situation.round = DEMUR_TRY(store::find_opinion_round(reader, id));
  if (situation.round) situation.duties = DEMUR_TRY(store::duties_on(reader, id));
  return {};
}

Status load_opening(const store::Reader& reader, const OpenOpinionRound& act, OpinionSituation& situation) {
  situation.round = DEMUR_TRY(store::find_opinion_round(reader, act.id));
  situation.office = DEMUR_TRY(store::find_office(reader, act.owner));
  if (act.decision) situation.decision = DEMUR_TRY(store::find_decision(reader, *act.decision));
  situation.eligible = DEMUR_TRY(count_eligible(reader));
  situation.open_by_token = static_cast<int>(DEMUR_TRY(open_polls(reader)).size());
  if (!act.continues) return {};
  situation.earlier = DEMUR_TRY(store::find_opinion_round(reader, *act.continues));
  situation.earlier_is_continued =
      std::ranges::any_of(DEMUR_TRY(store::list_opinion_rounds(reader)), [&](const OpinionRound& other) {
        return other.continues == act.continues && other.state != RoundState::voided;
      });
  for (OpinionStatement& each : DEMUR_TRY(store::statements_of_round(reader, *act.continues)))
    if (each.trend) situation.earlier_trend.push_back(std::move(each));
  return {};
}

Status load_proposal(const store::Reader& reader, const ProposeStatement& act, OpinionSituation& situation) {
  situation.statement = DEMUR_TRY(store::find_opinion_statement(reader, act.id));
  if (act.reworded_from)
    situation.reworded = DEMUR_TRY(store::find_opinion_statement(reader, *act.reworded_from));
  situation.statements = static_cast<int>(DEMUR_TRY(store::count_statements(reader, act.round)));
  situation.waiting =
      static_cast<int>(DEMUR_TRY(store::count_waiting_statements(reader, act.round, situation.who.id)));
  return load_round(reader, act.round, situation);
}

Result<OpinionSituation> situation_of(const store::Reader& reader, const Member& who, const OpinionAct& act) {
  OpinionSituation situation{.who = who};
  if (const auto* opening = std::get_if<OpenOpinionRound>(&act)) {
    DEMUR_TRY(load_opening(reader, *opening, situation));
  } else if (const auto* proposal = std::get_if<ProposeStatement>(&act)) {
    DEMUR_TRY(load_proposal(reader, *proposal, situation));
  } else {
    const Status loaded = std::visit(
        [&](const auto& named) -> Status {
          if constexpr (requires { named.round; }) DEMUR_TRY(load_round(reader, named.round, situation));
          if constexpr (requires { named.statement; }) {
            situation.statement = DEMUR_TRY(store::find_opinion_statement(reader, named.statement));
            if (situation.statement) DEMUR_TRY(load_round(reader, situation.statement->round, situation));
          }
          return {};
        },
        act);
    DEMUR_TRY(loaded);
  }
  if (const auto* report = std::get_if<ReportRound>(&act))
    for (const OpinionStatement& each : DEMUR_TRY(store::statements_of_round(reader, report->round)))
      if (each.state == StatementState::shown) situation.asked.push_back(each.id);
  return situation;
}

store::Secret new_secret(const core::Random& random) {
  store::Secret secret{};
  random(secret);
  return secret;
}

Result<std::optional<Closing>> closing_of(const Institution& house, store::Transaction& transaction,
                                          const OpinionRound& round, Day today, const SealedPolls& ahead) {
  if (!closes_now(round, today)) return std::nullopt;
  const int eligible = DEMUR_TRY(count_eligible(transaction));
  if (const auto poll = poll_of(round)) {
    auto sealed = DEMUR_TRY(sealed_ballots_of(transaction, *poll, ahead));
    Closing closing{
        .eligible = eligible, .ballots = std::move(sealed.root), .spent = std::move(sealed.spent)};
    for (OpinionStatement& each : DEMUR_TRY(store::statements_of_round(transaction, round.id)))
      if (each.state == StatementState::proposed && each.by_token) closing.waiting.push_back(std::move(each));
    return closing;
  }
  const store::Secret secret = new_secret(house.environment().random);
  DEMUR_TRY(store::save_ballot_secret(transaction, round.id, secret));
  const auto sealed = DEMUR_TRY(seal_ballots(transaction, round, secret, house.policy().floor));
  return Closing{.eligible = eligible, .ballots = sealed.root};
}

// A name is nobody's business here but its bearer's.
OpinionStatement without_name(OpinionStatement statement) {
  statement.proposed_by.reset();
  return statement;
}

void sort_statement(OpinionReading& reading, const Member& who, const OpinionStatement& statement) {
  if (statement.proposed_by == who.id) reading.mine.push_back(statement);
  OpinionStatement seen = without_name(statement);
  switch (statement.state) {
    case StatementState::shown:
      return reading.shown.push_back(std::move(seen));
    case StatementState::proposed:
      if (reading.may_moderate) reading.waiting.push_back(std::move(seen));
      return;
    case StatementState::rejected:
      if (!reading.may_moderate) seen.text.clear();
      return reading.ended.push_back(std::move(seen));
    case StatementState::retired:
      return reading.ended.push_back(std::move(seen));
  }
}

Result<std::map<int, Vote>> votes_of(const store::Reader& reader, const OpinionRound& round,
                                     const MemberId& member) {
  std::map<int, Vote> votes;
  const auto voter = DEMUR_TRY(store::find_voter(reader, round.series, member));
  if (!voter) return votes;
  const std::int64_t number = DEMUR_TRY(store::opinion_round_number(reader, round.id));
  for (const auto& cast : DEMUR_TRY(store::votes_by(reader, number, *voter)))
    votes.emplace(cast.statement, cast.vote);
  return votes;
}

Result<std::string> office_name(const store::Reader& reader, const OfficeId& id) {
  const auto office = DEMUR_TRY(store::find_office(reader, id));
  return office ? office->name : std::string();
}

// What the judge would say to the owner's acts, told by the same rules.
void set_rights(OpinionReading& reading, const Member& who, Day today) {
  const OpinionRound& round = reading.round;
  const bool is_open = round.state == RoundState::open && today <= round.closes_on;
  const bool owns = who.has(Role::respondent, round.owner);
  reading.by_token = is_by_token(round.mandate);
  reading.may_vote = is_open && may_vote(who) && !reading.by_token;
  reading.may_propose = is_open && may_vote(who) && !reading.by_token;
  reading.may_moderate = is_open && may_moderate(who, round);
  reading.may_report = owns && round.state == RoundState::closed;
  reading.may_void = owns && round.state == RoundState::open;
}

}  // namespace

Result<Done> perform(Institution& house, const MemberId& who, const OpinionAct& act) {
  const auto sealed = DEMUR_TRY(seal_ended_polls(house));
  return perform_as(house, who,
                    [&](store::Transaction& transaction, const Member& member, Day today) -> Result<Done> {
                      DEMUR_TRY(settle_opinion_rounds(house, transaction, today, sealed));
                      const auto situation = DEMUR_TRY(situation_of(transaction, member, act));
                      const auto change = DEMUR_TRY(decide(situation, act, house.policy(), today));
                      Done done{.already_done = change.already_done, .receipt = {}};
                      done.receipt = DEMUR_TRY(keep(house, transaction, change, &member.id, today));
                      return done;
                    });
}

Status cast_vote(Institution& house, const Member& who, const OpinionRoundId& round,
                 const StatementId& statement, Vote vote) {
  const StatementVote one{statement, vote};
  return cast_votes(house, who, round, {&one, 1});
}

Status cast_votes(Institution& house, const Member& who, const OpinionRoundId& round_id,
                  std::span<const StatementVote> votes) {
  return house.store().write([&](store::Transaction& transaction) -> Status {
    const Day today = DEMUR_TRY(house.today());
    const auto round = DEMUR_TRY(store::find_opinion_round(transaction, round_id));
    for (const StatementVote& one : votes) {
      const auto statement = DEMUR_TRY(store::find_opinion_statement(transaction, one.statement));
      DEMUR_TRY(may_vote_on(who, round ? &*round : nullptr, statement ? &*statement : nullptr, today));
      const std::int64_t number = DEMUR_TRY(store::opinion_round_number(transaction, round_id));
      const std::int64_t voter =
          DEMUR_TRY(store::voter_of(transaction, round->series, who.id, house.environment().random));
      DEMUR_TRY(store::save_vote(transaction, number,
                                 {.voter = voter, .statement = statement->number, .vote = one.vote}));
    }
    return {};
  });
}

Status settle_opinion_rounds(Institution& house, store::Transaction& transaction, Day today,
                             const SealedPolls& sealed) {
  for (const OpinionRound& round : DEMUR_TRY(store::opinion_rounds_to_settle(transaction, today))) {
    const auto closing = DEMUR_TRY(closing_of(house, transaction, round, today, sealed));
    const auto duties = DEMUR_TRY(store::duties_on(transaction, round.id));
    DEMUR_TRY(keep(house, transaction, settle(round, duties, closing, today), nullptr, today));
  }
  return {};
}

Result<std::optional<DutyLine>> opinion_duty_line(const store::Reader& reader, const Duty& duty) {
  const auto* id = std::get_if<OpinionRoundId>(&duty.subject);
  const auto round = id != nullptr ? DEMUR_TRY(store::find_opinion_round(reader, *id)) : std::nullopt;
  if (!round) return std::nullopt;
  DutyLine line{.duty = duty, .title = round->title};
  if (round->decision) line.decision = DEMUR_TRY(store::find_decision(reader, *round->decision));
  if (duty.owner_office) line.owner_office = DEMUR_TRY(office_name(reader, *duty.owner_office));
  return line;
}

Result<std::vector<OpinionRound>> all_opinion_rounds(Institution& house) {
  return house.store().read([](const store::Reader& reader) { return store::list_opinion_rounds(reader); });
}

Result<OpinionRoundId> round_of_statement(Institution& house, const StatementId& id) {
  const auto statement = DEMUR_TRY(house.store().read(
      [&](const store::Reader& reader) { return store::find_opinion_statement(reader, id); }));
  if (!statement) return fail(Code::not_found, "There is no such statement.");
  return statement->round;
}

namespace {

Result<std::vector<OpinionLine>> lines_of(const store::Reader& reader, const Member& who,
                                          std::vector<OpinionRound> rounds) {
  std::vector<OpinionLine> lines;
  for (OpinionRound& round : rounds) {
    OpinionLine line{.owner = DEMUR_TRY(office_name(reader, round.owner))};
    const auto votes = DEMUR_TRY(votes_of(reader, round, who.id));
    for (const OpinionStatement& each : DEMUR_TRY(store::statements_of_round(reader, round.id))) {
      if (each.state != StatementState::shown) continue;
      ++line.shown;
      line.voted += votes.contains(each.number) ? 1 : 0;
    }
    line.round = std::move(round);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

Result<std::vector<OpinionLine>> read_opinion_rounds(Institution& house, const Member& who) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<OpinionLine>> {
    return lines_of(reader, who, DEMUR_TRY(store::list_opinion_rounds(reader)));
  });
}

Result<std::vector<OpinionLine>> read_opinion_rounds_on(Institution& house, const Member& who,
                                                        const DecisionId& decision) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<OpinionLine>> {
    return lines_of(reader, who, DEMUR_TRY(store::opinion_rounds_of_decision(reader, decision)));
  });
}

Result<std::vector<OpinionLine>> read_open_opinion_rounds(Institution& house, const Member& who) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<OpinionLine>> {
    auto rounds = DEMUR_TRY(store::list_opinion_rounds(reader));
    std::erase_if(rounds, [](const OpinionRound& round) { return round.state != RoundState::open; });
    return lines_of(reader, who, std::move(rounds));
  });
}

Result<OpinionReading> read_opinion_round(Institution& house, const Member& who, const OpinionRoundId& id) {
  const Day today = core::day_of(house.environment().clock());
  return house.store().read([&](const store::Reader& reader) -> Result<OpinionReading> {
    auto round = DEMUR_TRY(store::find_opinion_round(reader, id));
    if (!round) return fail(Code::not_found, "There is no such round.");
    OpinionReading reading{.round = std::move(*round)};
    reading.owner = DEMUR_TRY(office_name(reader, reading.round.owner));
    reading.report = DEMUR_TRY(store::find_duty(reader, id, DutyKind::report));
    if (reading.round.decision) {
      reading.decision = DEMUR_TRY(store::find_decision(reader, *reading.round.decision));
      reading.is_secret = DEMUR_TRY(store::is_text_secret(reader, *reading.round.decision));
    }
    if (reading.round.continues)
      reading.earlier = DEMUR_TRY(store::find_opinion_round(reader, *reading.round.continues));
    set_rights(reading, who, today);
    for (const OpinionStatement& each : DEMUR_TRY(store::statements_of_round(reader, id)))
      sort_statement(reading, who, each);
    reading.votes = DEMUR_TRY(votes_of(reader, reading.round, who.id));
    return reading;
  });
}

Result<std::vector<Continuable>> continuable_rounds(Institution& house, const Member& who) {
  return house.store().read([&](const store::Reader& reader) -> Result<std::vector<Continuable>> {
    std::vector<Continuable> all;
    std::vector<OpinionRoundId> series;
    for (OpinionRound& round : DEMUR_TRY(store::list_opinion_rounds(reader))) {
      if (round.state == RoundState::voided) continue;
      const bool is_newest = std::ranges::find(series, round.series) == series.end();
      series.push_back(round.series);
      const bool is_closed = round.state == RoundState::closed || round.state == RoundState::reported;
      if (!is_newest || !is_closed || !who.has(Role::respondent, round.owner)) continue;
      Continuable one;
      for (const OpinionStatement& each : DEMUR_TRY(store::statements_of_round(reader, round.id)))
        if (each.trend) one.trend.push_back(each.text);
      one.round = std::move(round);
      if (!one.trend.empty()) all.push_back(std::move(one));
    }
    return all;
  });
}

}  // namespace demur::service
