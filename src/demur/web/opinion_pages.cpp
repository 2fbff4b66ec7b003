#include "demur/web/opinion_pages.hpp"

#include <algorithm>

#include "demur/service/officers.hpp"
#include "demur/service/opinion_ballots.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/map/html.hpp"
#include "demur/web/opinion_export.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/site.hpp"

namespace demur::web {
namespace {

using namespace domain;
using core::Code;
using core::fail;
using core::Result;
using service::OpinionReading;

bool is_closed(RoundState state) {
  return state == RoundState::closed || state == RoundState::reported;
}

std::vector<StatementRow> rows_of(const OpinionReading& reading, const std::vector<OpinionStatement>& all) {
  std::vector<StatementRow> rows;
  for (const OpinionStatement& each : all) rows.push_back(row_of(reading, each));
  return rows;
}

RoundRow plain_row(const OpinionRound& round, const std::string& owner) {
  return {.id = round.id,
          .title = round.title,
          .owner = owner,
          .state = round.state,
          .briefing = is_briefing(round.mandate),
          .by_token = is_by_token(round.mandate),
          .opened_on = round.opened_on,
          .closes_on = round.closes_on,
          .hear_by = round.mandate.hear_by};
}

// The statement that was asked for, or the next one.
std::optional<OpinionStatement> statement_for(const Visit& visit, const OpinionReading& reading,
                                              const LiveMap* live) {
  if (const auto wanted = visit.request.query_value("statement"))
    for (const OpinionStatement& each : reading.shown)
      if (each.id.text == *wanted) return each;
  return next_statement(reading.shown, reading.votes, live, visit.member.id);
}

struct Seen {
  OpinionReading reading;
  std::shared_ptr<const RoundResults> results;
};

// What all votes say, where it is made and may be shown.
Result<Seen> seen_results(const Visit& visit) {
  Seen seen{.reading = DEMUR_TRY(seen_round(visit)), .results = nullptr};
  if (!is_closed(seen.reading.round.state))
    return fail(Code::not_found, "There are no results: they are made when a round closes.");
  seen.results = visit.site.opinion_maps().results(seen.reading.round.id);
  return seen;
}

Result<map::Report> report_of(const Visit& visit) {
  const Seen seen = DEMUR_TRY(seen_results(visit));
  if (!seen.results || !seen.results->report)
    return fail(Code::not_found, seen.results ? seen.results->why_not : "The results are being made.");
  return *seen.results->report;
}

Result<map::Change> change_of(const Visit& visit) {
  const Seen seen = DEMUR_TRY(seen_results(visit));
  if (!seen.results || !seen.results->change)
    return fail(Code::not_found, "There is nothing to compare that may be shown.");
  return *seen.results->change;
}

Reply send_table(const Visit& visit, std::string_view name) {
  for (auto& file : map::tables(DEMUR_TRY(report_of(visit))))
    if (file.name == name) return Sent{"text/csv; charset=utf-8", std::move(file.text), file.name};
  return fail(Code::not_found, "There is no such table.");
}

ResultsView results_view(const Seen& seen, const char* what) {
  return {.round = row_of(seen.reading),
          .title = std::string(what) + ": " + seen.reading.round.title,
          .has_ballot = !seen.reading.votes.empty()};
}

constexpr const char* kBeingMade = "They are being made: come again in a minute.";

}  // namespace

Result<OpinionReading> seen_round(const Visit& visit) {
  const auto id = DEMUR_TRY(OpinionRoundId::parse(visit.request.parameter("id")));
  return service::read_opinion_round(visit.house, visit.member, id);
}

RoundRow row_of(const OpinionReading& reading) {
  RoundRow row = plain_row(reading.round, reading.owner);
  row.shown = static_cast<int>(reading.shown.size());
  row.voted = static_cast<int>(std::ranges::count_if(
      reading.shown, [&](const OpinionStatement& each) { return reading.votes.contains(each.number); }));
  row.may_vote = reading.may_vote;
  row.is_secret = reading.is_secret;
  return row;
}

RoundRow row_of(const service::OpinionLine& line, const Member& viewer) {
  RoundRow row = plain_row(line.round, line.owner);
  row.shown = line.shown;
  row.voted = line.voted;
  row.may_vote = line.round.state == RoundState::open && may_vote(viewer) && !row.by_token;
  return row;
}

StatementRow row_of(const OpinionReading& reading, const OpinionStatement& statement) {
  StatementRow row{.id = statement.id,
                   .number = statement.number,
                   .text = statement.text,
                   .state = statement.state,
                   .trend = statement.trend,
                   .reason = statement.reason};
  if (const auto vote = reading.votes.find(statement.number); vote != reading.votes.end())
    row.vote = vote->second;
  for (const auto* list : {&reading.shown, &reading.ended})
    for (const OpinionStatement& each : *list)
      if (statement.reworded_from == each.id) row.rewords = each.number;
  return row;
}

Reply show_opinion_rounds(const Visit& visit) {
  RoundsView view{.rounds = {}, .may_open = visit.member.has(Role::respondent)};
  for (const auto& line : DEMUR_TRY(service::read_opinion_rounds(visit.house, visit.member)))
    view.rounds.push_back(row_of(line, visit.member));
  return shown("opinion", to_json(view));
}

Reply show_opinion_round(const Visit& visit) {
  const OpinionReading reading = DEMUR_TRY(seen_round(visit));
  RoundView view{.today = visit.today,
                 .round = row_of(reading),
                 .mandate = reading.round.mandate,
                 .report = reading.round.report,
                 .void_reason = reading.round.void_reason,
                 .eligible = reading.round.eligible,
                 .floor = visit.house.policy().floor,
                 .statements = rows_of(reading, reading.shown),
                 .mine = rows_of(reading, reading.mine),
                 .ended = rows_of(reading, reading.ended),
                 .waiting = static_cast<int>(reading.waiting.size()),
                 .may_propose = reading.may_propose,
                 .may_moderate = reading.may_moderate,
                 .may_report = reading.may_report,
                 .may_void = reading.may_void,
                 .has_results = is_closed(reading.round.state)};
  if (reading.by_token) {
    for (const auto& drop : DEMUR_TRY(service::known_drops(visit.house))) view.drops.push_back(drop.url);
    const core::Day last = last_proposals_on(reading.round);
    if (visit.today <= last) view.proposals_until = last;
  }
  const auto& owed = reading.report;
  if (owed && owed->state == DutyState::waived && reading.round.state != RoundState::voided)
    view.report_waived = owed->waived_reason;
  if (reading.decision) view.decision = ref_of(*reading.decision);
  if (reading.earlier) view.earlier = plain_row(*reading.earlier, reading.owner);
  return shown("opinion_round", to_json(view));
}

Reply vote_on_statement(const Visit& visit) {
  if (is_post(visit)) {
    const auto round = DEMUR_TRY(OpinionRoundId::parse(visit.request.parameter("id")));
    const auto statement = DEMUR_TRY(StatementId::parse(visit.field("statement")));
    const auto vote = from_word<Vote>(visit.field("vote"));
    if (!vote) return fail(Code::invalid, "Choose agree, disagree or pass.", "vote");
    DEMUR_TRY(service::cast_vote(visit.house, visit.member, round, statement, *vote));
    visit.site.opinion_maps().voted(round);
    return Moved{path(Subject(round)) + "/vote"};
  }
  const OpinionReading reading = DEMUR_TRY(seen_round(visit));
  VoteView view{.round = row_of(reading), .may_vote = reading.may_vote};
  if (!reading.may_vote) return shown("opinion_vote", to_json(view));
  const auto live = visit.site.opinion_maps().live(reading.round.id);
  if (const auto next = statement_for(visit, reading, live.get())) view.statement = row_of(reading, *next);
  view.chosen_by_map = live != nullptr;
  return shown("opinion_vote", to_json(view));
}

Reply show_my_votes(const Visit& visit) {
  const OpinionReading reading = DEMUR_TRY(seen_round(visit));
  MyVotesView view{.round = row_of(reading), .statements = {}};
  for (const OpinionStatement& each : reading.shown)
    if (reading.votes.contains(each.number)) view.statements.push_back(row_of(reading, each));
  return shown("opinion_votes", to_json(view));
}

Reply show_results(const Visit& visit) {
  const Seen seen = DEMUR_TRY(seen_results(visit));
  ResultsView view = results_view(seen, "Results");
  view.has_change = seen.reading.round.continues.has_value();
  if (!seen.results) {
    view.why_not = kBeingMade;
  } else if (!seen.results->report) {
    view.why_not = seen.results->why_not;
  } else {
    view.lead = std::to_string(seen.reading.round.eligible) + " members could vote.";
    view.article = std::string(map::hatching()) + map::article(*seen.results->report);
  }
  return shown("opinion_results", to_json(view));
}

Reply show_change(const Visit& visit) {
  const Seen seen = DEMUR_TRY(seen_results(visit));
  if (!seen.reading.round.continues) return fail(Code::not_found, "This round continues no other.");
  ResultsView view = results_view(seen, "What changed");
  view.is_change = true;
  if (!seen.results)
    view.why_not = kBeingMade;
  else if (!seen.results->change)
    view.why_not = seen.results->why_no_change;
  else
    view.article = map::article(*seen.results->change);
  return shown("opinion_results", to_json(view));
}

Reply send_results(const Visit& visit) {
  return Sent{"application/json", core::pretty_json(map::to_json(DEMUR_TRY(report_of(visit))))};
}

Reply send_statements_table(const Visit& visit) {
  return send_table(visit, "statements.csv");
}

Reply send_groups_table(const Visit& visit) {
  return send_table(visit, "groups.csv");
}

Reply send_comments_table(const Visit& visit) {
  const Seen seen = DEMUR_TRY(seen_results(visit));
  const map::Report report = DEMUR_TRY(report_of(visit));
  return Sent{"text/csv; charset=utf-8", comments_csv(report, seen.reading.round.closes_on), "comments.csv"};
}

Reply send_change(const Visit& visit) {
  return Sent{"application/json", core::pretty_json(map::to_json(DEMUR_TRY(change_of(visit))))};
}

Reply send_change_table(const Visit& visit) {
  return Sent{"text/csv; charset=utf-8", map::table(DEMUR_TRY(change_of(visit))), "change.csv"};
}

Reply send_ballot(const Visit& visit) {
  const auto id = DEMUR_TRY(OpinionRoundId::parse(visit.request.parameter("id")));
  const auto ballot = DEMUR_TRY(service::ballot_receipt(visit.house, visit.member, id));
  return Sent{"application/json", core::pretty_json(ballot), "ballot.json"};
}

}  // namespace demur::web
