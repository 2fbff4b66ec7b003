#include "demur/store/opinion.hpp"

#include "demur/store/table.hpp"

namespace demur::store {

using core::Result;
using core::Status;
using domain::OpinionRound;
using domain::OpinionRoundId;
using domain::OpinionStatement;
using domain::SetReport;
using domain::SetStatement;
using domain::StatementSet;

namespace {

struct SetRow {
  OpinionRoundId round = {};
  SetReport set = {};
};

// A statement of a set, by its place there.
struct SetStatementRow {
  OpinionRoundId round = {};
  StatementSet set = StatementSet::bridges;
  int number = 0;
  SetStatement statement = {};
};

}  // namespace

template <>
struct Table<SetRow> {
  static constexpr std::string_view kName = "opinion_report_set";
  static constexpr std::string_view kKey = "round, kind";
  static void columns(auto& row, auto&& column) {
    column("round", row.round);
    column("kind", row.set.set);
    column("outcome", row.set.outcome);
    column("text", row.set.text);
  }
};

template <>
struct Table<SetStatementRow> {
  static constexpr std::string_view kName = "opinion_report_statement";
  static constexpr std::string_view kKey = "round, kind, number";
  static void columns(auto& row, auto&& column) {
    column("round", row.round);
    column("kind", row.set);
    column("number", row.number);
    column("statement", row.statement.id);
    column("common", row.statement.all);
  }
};

template <>
struct Table<OpinionRound> {
  static constexpr std::string_view kName = "opinion_round";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& round, auto&& column) {
    column("id", round.id);
    column("owner", round.owner);
    column("title", round.title);
    column("level", round.mandate.level);
    column("fixed", round.mandate.fixed);
    column("may_change", round.mandate.may_change);
    column("decides", round.mandate.decides);
    column("hear_by", round.mandate.hear_by);
    column("attribution", round.mandate.attribution);
    column("decision", round.decision);
    column("series", round.series);
    column("continues", round.continues);
    column("state", round.state);
    column("opened_on", round.opened_on);
    column("closes_on", round.closes_on);
    column("eligible", round.eligible);
    column("ballots", round.ballots);
    column.group(round.report, [](auto& report, auto&& part) {
      part("report_text", report.text);
      part("report_outcome", report.outcome);
      part("what_changed", report.what_changed);
      part("reported_on", report.day);
    });
    column("void_reason", round.void_reason);
  }
};

template <>
struct Table<OpinionStatement> {
  static constexpr std::string_view kName = "opinion_statement";
  static constexpr std::string_view kKey = "id";
  static void columns(auto& statement, auto&& column) {
    column("id", statement.id);
    column("round", statement.round);
    column("number", statement.number);
    column("text", statement.text);
    column("state", statement.state);
    column("trend", statement.trend);
    column("reworded_from", statement.reworded_from);
    column("proposed_by", statement.proposed_by);
    column("by_token", statement.by_token);
    column("proposed_on", statement.proposed_on);
    column("reason", statement.reason);
  }
};

namespace {

// A report is written once: nothing of it is trimmed.
Status save_set(Transaction& transaction, const OpinionRoundId& round, const SetReport& set) {
  DEMUR_TRY(save_row(transaction, SetRow{round, set}));
  int number = 0;
  for (const SetStatement& statement : set.statements)
    DEMUR_TRY(save_row(transaction, SetStatementRow{round, set.set, ++number, statement}));
  return {};
}

Status load_sets(const Reader& reader, OpinionRound& round) {
  if (!round.report) return {};
  for (SetRow& row : DEMUR_TRY(select<SetRow>(reader, "WHERE round = ?1 ORDER BY kind", round.id))) {
    for (SetStatementRow& one : DEMUR_TRY(select<SetStatementRow>(
             reader, "WHERE round = ?1 AND kind = ?2 ORDER BY number", round.id, row.set.set)))
      row.set.statements.push_back(std::move(one.statement));
    round.report->sets.push_back(std::move(row.set));
  }
  return {};
}

template <typename... Values>
OpinionRounds whole_rounds(const Reader& reader, std::string_view tail, const Values&... values) {
  return whole(reader, select<OpinionRound>(reader, tail, values...), load_sets);
}

}  // namespace

Status save_opinion_round(Transaction& transaction, const OpinionRound& round) {
  DEMUR_TRY(save_row(transaction, round));
  if (!round.report) return {};
  for (const SetReport& set : round.report->sets) DEMUR_TRY(save_set(transaction, round.id, set));
  return {};
}

Result<std::optional<OpinionRound>> find_opinion_round(const Reader& reader, const OpinionRoundId& id) {
  return whole(reader, select_one<OpinionRound>(reader, "WHERE id = ?1", id), load_sets);
}

Result<std::int64_t> opinion_round_number(const Reader& reader, const OpinionRoundId& id) {
  const auto found =
      DEMUR_TRY(reader.one<std::int64_t>("SELECT number FROM opinion_round WHERE id = ?1", id));
  if (!found) return core::fail(core::Code::not_found, "There is no such round.");
  return *found;
}

OpinionRounds list_opinion_rounds(const Reader& reader) {
  return whole_rounds(reader, "ORDER BY opened_on DESC, number DESC");
}

OpinionRounds opinion_rounds_of_decision(const Reader& reader, const domain::DecisionId& decision) {
  return whole_rounds(reader, "WHERE decision = ?1 ORDER BY opened_on DESC, number DESC", decision);
}

OpinionRounds opinion_rounds_of_office(const Reader& reader, const domain::OfficeId& owner) {
  return whole_rounds(reader, "WHERE owner = ?1 ORDER BY opened_on DESC, number DESC", owner);
}

OpinionRounds opinion_rounds_of_series(const Reader& reader, const OpinionRoundId& series) {
  return whole_rounds(reader, "WHERE series = ?1 ORDER BY opened_on DESC, number DESC", series);
}

OpinionRounds opinion_rounds_to_settle(const Reader& reader, core::Day today) {
  return whole_rounds(reader,
                      "WHERE (state = 'open' AND closes_on < ?1) OR 'opinion_round:' || id IN "
                      "(SELECT subject FROM duty WHERE "
                      "state = 'open' AND due_on < ?1) ORDER BY number",
                      today);
}

Status save_opinion_statement(Transaction& transaction, const OpinionStatement& statement) {
  return save_row(transaction, statement);
}

Result<std::optional<OpinionStatement>> find_opinion_statement(const Reader& reader,
                                                               const domain::StatementId& id) {
  return select_one<OpinionStatement>(reader, "WHERE id = ?1", id);
}

OpinionStatements statements_of_round(const Reader& reader, const OpinionRoundId& round) {
  return select<OpinionStatement>(reader, "WHERE round = ?1 ORDER BY number", round);
}

Result<std::int64_t> count_statements(const Reader& reader, const OpinionRoundId& round) {
  return count(reader, "SELECT count(*) FROM opinion_statement WHERE round = ?1", round);
}

Status add_late_proposal(Transaction& transaction, std::string_view id) {
  DEMUR_TRY(transaction.execute("INSERT INTO late_proposal(id) VALUES (?1)", id));
  return {};
}

Result<bool> is_late_proposal(const Reader& reader, std::string_view id) {
  return DEMUR_TRY(reader.one<std::int64_t>("SELECT 1 FROM late_proposal WHERE id = ?1", id)).has_value();
}

Result<std::int64_t> count_waiting_statements(const Reader& reader, const OpinionRoundId& round,
                                              const domain::MemberId& by) {
  return count(reader,
               "SELECT count(*) FROM opinion_statement WHERE round = ?1 AND proposed_by = ?2 AND state = "
               "'proposed'",
               round, by);
}

}  // namespace demur::store
