// Statements: proposed, shown, rejected, retired; and who may vote on them.
#include "demur/domain/opinion_matter.hpp"

namespace demur::domain {
namespace {

Entry statement_entry(const char* type, const OpinionStatement& statement) {
  return {.type = type, .refs = {ref_to(statement.round), ref("statement", statement.id.text)}};
}

// The act's statement, if `who` moderates its round and the round is open.
Result<OpinionStatement> moderated(const OpinionMatter& matter) {
  const OpinionSituation& situation = matter.situation;
  if (!situation.statement || !situation.round) return fail(Code::not_found, "There is no such statement.");
  if (!may_moderate(situation.who, *situation.round))
    return fail(Code::forbidden,
                "Custodians moderate statements, and none who works for the office that asks.");
  return *situation.statement;
}

Status must_be_open(const OpinionMatter& matter) {
  const OpinionRound& round = *matter.situation.round;
  if (round.state == RoundState::open && matter.today <= round.closes_on) return {};
  return fail(Code::conflict, "The round is closed: its statements stay as they are.");
}

OpinionChange changed(OpinionStatement statement, Entry entry) {
  OpinionChange change;
  change.statements = {std::move(statement)};
  change.entries = {std::move(entry)};
  return change;
}

Result<OpinionChange> end(const OpinionMatter& matter, const char* type, StatementState from,
                          StatementState to, const std::string& typed) {
  OpinionStatement statement = DEMUR_TRY(moderated(matter));
  if (statement.state == to) return done_before();
  DEMUR_TRY(must_be_open(matter));
  if (statement.trend)
    return fail(Code::conflict, "A trend statement is asked in every round of its series: it stays.");
  if (statement.state != from)
    return fail(Code::conflict, from == StatementState::proposed
                                    ? "It has been decided already."
                                    : "It is not shown: there is nothing to retire.");
  statement.reason = DEMUR_TRY(clean_text(typed, {"reason", "a reason", kReasonBytes}));
  statement.state = to;
  Entry entry = statement_entry(type, statement);
  entry.public_part = {{"reason", statement.reason}};
  if (statement.by_token) entry.public_part["by_token"] = true;
  return changed(std::move(statement), std::move(entry));
}

}  // namespace

Entry shown_entry(const OpinionStatement& statement) {
  Entry entry = statement_entry("statement.shown", statement);
  entry.public_part = {{"text", statement.text}, {"trend", statement.trend}};
  if (statement.reworded_from) entry.public_part["reworded_from"] = statement.reworded_from->text;
  if (statement.by_token) entry.public_part["by_token"] = true;
  return entry;
}

Entry rejected_by_clock(const OpinionRoundId& round, const StatementId& statement,
                        const std::string& reason) {
  return {.type = "statement.rejected",
          .refs = {ref_to(round), ref("statement", statement.text)},
          .public_part = {{"reason", reason}, {"by", "clock"}, {"by_token", true}}};
}

Result<OpinionRound> own_round(const OpinionMatter& matter) {
  const OpinionSituation& situation = matter.situation;
  if (!situation.round) return fail(Code::not_found, "There is no such round.");
  if (!situation.who.has(Role::respondent, situation.round->owner))
    return fail(Code::forbidden, "Only a respondent of the office that asked may do this.");
  return *situation.round;
}

bool may_vote(const Member& who) {
  return who.state == MemberState::active && !keeps_the_channel(who);
}

bool may_moderate(const Member& who, const OpinionRound& round) {
  return who.state == MemberState::active && who.has(Role::custodian) && who.office != round.owner &&
         !who.has(Role::respondent, round.owner);
}

Status may_vote_on(const Member& who, const OpinionRound* round, const OpinionStatement* statement,
                   Day today) {
  const bool is_there = round != nullptr && statement != nullptr && statement->round == round->id &&
                        statement->state != StatementState::proposed;
  if (!is_there) return fail(Code::not_found, "There is no such statement to vote on.");
  if (!may_vote(who))
    return fail(Code::forbidden, "Custodians and auditors keep the channel: they do not vote.");
  if (is_by_token(round->mandate))
    return fail(
        Code::conflict,
        "Votes in this round are cast with a token, at a drop, where nobody signs in: here they would "
        "have your name.");
  if (round->state != RoundState::open || today > round->closes_on)
    return fail(Code::conflict, "The round is closed: votes stay as they are.");
  if (statement->state != StatementState::shown)
    return fail(Code::conflict, "This statement is no longer shown.");
  return {};
}

Status takes_named_proposals(const OpinionRound& round) {
  if (!is_by_token(round.mandate)) return {};
  return fail(
      Code::conflict,
      "Statements for this round are proposed with a token, at a drop, where nobody signs in: here they "
      "would have your name. The round's page says where.");
}

// Its record waits for the next batch and shows nothing: a moment and a text could tell who wrote it.
Result<OpinionChange> judge(const OpinionMatter& matter, const ProposeStatement& act) {
  const OpinionSituation& situation = matter.situation;
  if (!situation.round) return fail(Code::not_found, "There is no such round.");
  if (!may_vote(situation.who))
    return fail(Code::forbidden, "Custodians and auditors keep the channel: they propose no statements.");
  const std::string text =
      DEMUR_TRY(clean_text(act.text, {"text", "a statement", kStatementBytes, Lines::one}));
  if (situation.statement) {
    const bool same =
        situation.statement->proposed_by == situation.who.id && situation.statement->text == text;
    if (same) return done_before();
    return fail(Code::conflict, "This form was used before: open a new one.");
  }
  DEMUR_TRY(must_be_open(matter));
  DEMUR_TRY(takes_named_proposals(*situation.round));
  if (act.reworded_from && (!situation.reworded || situation.reworded->round != situation.round->id))
    return fail(Code::invalid, "There is no such statement to reword.", "reworded_from");
  if (situation.waiting >= static_cast<int>(kMostWaiting))
    return fail(Code::conflict,
                "Ten of your statements wait for a moderator: propose more when they are decided.");
  if (situation.statements >= static_cast<int>(kMostStatements))
    return fail(Code::conflict, "This round has 1,000 statements, and room for no more.");
  OpinionStatement statement{.id = act.id,
                             .round = situation.round->id,
                             .number = situation.statements + 1,
                             .text = text,
                             .reworded_from = act.reworded_from,
                             .proposed_by = situation.who.id,
                             .proposed_on = matter.today};
  Entry entry{.type = "statement.proposed",
              .id = statement.id.text,
              .publication = Publication::in_batch,
              .sealed = true};
  entry.private_part = {{"type", entry.type}, {"round", statement.round.text}, {"text", text}};
  if (act.reworded_from) entry.private_part["reworded_from"] = act.reworded_from->text;
  return changed(std::move(statement), std::move(entry));
}

Day last_proposals_on(const OpinionRound& round) {
  return round.closes_on - kLookDays;
}

namespace {

// Empty: it waits for a moderator.
std::string why_not_taken(const OpinionRound& round, int there, Day today) {
  if (round.state == RoundState::voided) return "The round was made void before this came.";
  if (round.state != RoundState::open || today > round.closes_on)
    return "It came from the drop after the round's last day.";
  if (there >= static_cast<int>(kMostStatements))
    return "The round has 1,000 statements, and room for no more.";
  return {};
}

}  // namespace

// Its record has neither its text nor its id: they stand in the commitment. The day on which it came is not
// kept: it would tie the statement to the token that was recorded on that day.
Result<OpinionChange> receive_proposal(const OpinionRound* round, const ArrivedProposal& proposal, int there,
                                       Day today) {
  if (round == nullptr || !is_by_token(round->mandate))
    return fail(Code::not_found, "There is no such round that takes proposals by token.");
  OpinionChange change;
  change.entries = {{.type = "anonymous.proposed",
                     .publication = Publication::in_batch,
                     .refs = {ref_to(round->id)},
                     .public_part = proposal.spent}};
  if (const std::string reason = why_not_taken(*round, there, today); !reason.empty()) {
    change.entries.push_back(rejected_by_clock(round->id, proposal.id, reason));
    change.entries.back().publication = Publication::in_batch;
    return change;
  }
  change.statements = {{.id = proposal.id,
                        .round = round->id,
                        .number = there + 1,
                        .text = proposal.text,
                        .by_token = true,
                        .proposed_on = round->opened_on}};
  return change;
}

Result<OpinionChange> judge(const OpinionMatter& matter, const ShowStatement&) {
  OpinionStatement statement = DEMUR_TRY(moderated(matter));
  if (statement.state == StatementState::shown) return done_before();
  DEMUR_TRY(must_be_open(matter));
  if (statement.state != StatementState::proposed)
    return fail(Code::conflict, "It has been decided already: reword it as a new one.");
  statement.state = StatementState::shown;
  Entry entry = shown_entry(statement);
  return changed(std::move(statement), std::move(entry));
}

Result<OpinionChange> judge(const OpinionMatter& matter, const RejectStatement& act) {
  return end(matter, "statement.rejected", StatementState::proposed, StatementState::rejected, act.reason);
}

Result<OpinionChange> judge(const OpinionMatter& matter, const RetireStatement& act) {
  return end(matter, "statement.retired", StatementState::shown, StatementState::retired, act.reason);
}

}  // namespace demur::domain
