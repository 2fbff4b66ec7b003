// What opens a round and ends it; its report is in opinion_report.cpp, statements are in
// opinion_statement.cpp.
#include "demur/domain/opinion_round.hpp"

#include "demur/domain/duties.hpp"
#include "demur/domain/opinion_matter.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {

DEMUR_WORDS(Vote, "agree", "disagree", "pass")
DEMUR_WORDS(StatementState, "proposed", "shown", "rejected", "retired")
DEMUR_WORDS(StatementSet, "bridges", "divides")

namespace {

// What was said may be told, and nobody's vote.
Status names_nobody(const Mandate& mandate) {
  if (mandate.attribution == Attribution::named)
    return fail(Code::invalid,
                "Nobody is told how a member voted: a round cannot promise names. Choose that what was "
                "said may be told, and not by whom.",
                "attribution");
  return {};
}

Status check_days(const OpenOpinionRound& act, const Mandate& mandate, const ChannelPolicy& policy,
                  Day today) {
  const Day earliest = core::add_working_days(today, policy.consultation.round_days, policy.calendar);
  if (act.closes_on < earliest)
    return fail(Code::invalid,
                "A round is open for " + std::to_string(policy.consultation.round_days) +
                    " working days at least: choose " + core::to_words(earliest) + " or later.",
                "closes_on");
  const Day counted = last_counted_in(mandate, act.closes_on);
  if (mandate.hear_by <= counted)
    return fail(Code::invalid,
                counted == act.closes_on
                    ? "People hear what changed after the last day for votes: choose a later day."
                    : "The last votes come from the drops until " + core::to_words(counted) +
                          ": people hear what changed after that day.",
                "hear_by");
  const Day latest = act.closes_on + std::chrono::days{policy.consultation.say_change_days};
  if (mandate.hear_by > latest)
    return fail(
        Code::invalid,
        "What people hear cannot be put off so far: choose " + core::to_words(latest) + " or earlier.",
        "hear_by");
  return {};
}

Result<std::vector<std::string>> clean_statements(const std::vector<NewStatement>& typed, const char* field) {
  std::vector<std::string> texts;
  for (const NewStatement& one : typed)
    texts.push_back(DEMUR_TRY(clean_text(one.text, {field, "a statement", kStatementBytes, Lines::one})));
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (texts[i] == texts[j]) return fail(Code::invalid, "The same statement stands there twice.", field);
  return texts;
}

// A series asks the same statements again, or it measures nothing.
Status check_trend(const OpinionSituation& situation, const OpenOpinionRound& act,
                   const std::vector<std::string>& texts) {
  if (is_by_token(act.mandate) && (act.continues || !texts.empty()))
    return fail(Code::invalid,
                "Votes by token of one round cannot be told to be the same people's as another's: there is "
                "no change to measure. Leave trend statements out.",
                act.continues ? "continues" : "trend");
  if (act.continues) {
    if (!situation.earlier) return fail(Code::invalid, "There is no such earlier round.", "continues");
    if (situation.earlier->state != RoundState::closed && situation.earlier->state != RoundState::reported)
      return fail(Code::invalid, "A round can be continued once it is closed.", "continues");
    // Its votes would be shown beside those of two other rounds, and the ones subtracted from the others.
    if (situation.earlier_is_continued)
      return fail(Code::conflict,
                  "Another round asks it again already: continue that one, once it is closed.", "continues");
    if (situation.earlier_trend.empty())
      return fail(Code::invalid, "That round has no trend statements to ask again.", "continues");
    std::vector<std::string> before;
    for (const OpinionStatement& each : situation.earlier_trend) before.push_back(each.text);
    if (before != texts)
      return fail(Code::invalid, "Trend statements are asked again word for word, in the same order.",
                  "trend");
    return {};
  }
  if (!texts.empty() && (texts.size() < kFewestTrend || texts.size() > kMostTrend))
    return fail(Code::invalid, "Trend statements are eight to twelve, or none.", "trend");
  return {};
}

Entry opened_entry(const OpinionRound& round, std::size_t trend) {
  Entry entry{.type = "opinion_round.opened", .id = round.id.text, .refs = {ref("office", round.owner.text)}};
  if (round.decision) entry.refs.push_back(ref("decision", round.decision->text));
  entry.public_part = {{"title", round.title},
                       {"mandate", to_json(round.mandate)},
                       {"closes", core::to_string(round.closes_on)},
                       {"eligible", round.eligible},
                       {"trend", static_cast<std::int64_t>(trend)}};
  if (round.continues) entry.public_part["continues"] = round.continues->text;
  if (is_by_token(round.mandate)) entry.public_part["proposals"] = "by_token";
  return entry;
}

void add_statements(OpinionChange& change, const OpinionRound& round, const std::vector<NewStatement>& ids,
                    const std::vector<std::string>& texts, bool trend) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    change.statements.push_back({.id = ids[i].id,
                                 .round = round.id,
                                 .number = static_cast<int>(change.statements.size()) + 1,
                                 .text = texts[i],
                                 .state = StatementState::shown,
                                 .trend = trend,
                                 .proposed_on = round.opened_on});
    change.entries.push_back(shown_entry(change.statements.back()));
  }
}

Status check_numbers(const OpinionSituation& situation, const ChannelPolicy& policy, const Mandate& mandate) {
  if (situation.eligible < policy.floor)
    return fail(
        Code::conflict,
        "Fewer than " + std::to_string(policy.floor) +
            " people may vote here, and nothing is shown of fewer: a round would tell nobody anything.");
  // That nothing is recorded of who said what takes tokens.
  if (is_by_token(mandate)) return can_ask_by_token(policy, situation.eligible, situation.open_by_token);
  return {};
}

Result<OpinionChange> opened_before(const OpinionRound& kept, const OpenOpinionRound& act) {
  if (kept.owner == act.owner && kept.title == act.title) return done_before();
  return fail(Code::conflict, "This form was used before: open a new one.");
}

}  // namespace

Result<OpinionChange> judge(const OpinionMatter& matter, const OpenOpinionRound& act) {
  const OpinionSituation& situation = matter.situation;
  if (!situation.office) return fail(Code::not_found, "There is no such office.", "owner");
  if (!situation.who.has(Role::respondent, act.owner))
    return fail(Code::forbidden, "Only a respondent of the office that asks opens its rounds.", "owner");
  if (situation.round) return opened_before(*situation.round, act);
  if (situation.office->state != OfficeState::active)
    return fail(Code::conflict, "This office is no longer active.", "owner");
  DEMUR_TRY(check_numbers(situation, matter.policy, act.mandate));
  OpinionRound round{.id = act.id,
                     .owner = act.owner,
                     .title = {},
                     .mandate = {},
                     .series = act.id,
                     .opened_on = matter.today,
                     .closes_on = act.closes_on,
                     .eligible = situation.eligible};
  round.title = DEMUR_TRY(clean_text(act.title, {"title", "a title", kTitleBytes, Lines::one}));
  round.mandate = DEMUR_TRY(whole_mandate(act.mandate, matter.today));
  DEMUR_TRY(names_nobody(round.mandate));
  DEMUR_TRY(check_days(act, round.mandate, matter.policy, matter.today));
  if (act.decision && !situation.decision)
    return fail(Code::invalid, "There is no such decision.", "decision");
  round.decision = act.decision;
  const auto trend = DEMUR_TRY(clean_statements(act.trend, "trend"));
  DEMUR_TRY(check_trend(situation, act, trend));
  const auto seeds = DEMUR_TRY(clean_statements(act.statements, "statements"));
  if (seeds.size() + trend.size() > kMostStatements)
    return fail(Code::invalid, "A round has room for 1,000 statements.", "statements");
  if (seeds.empty() && trend.empty())
    return fail(Code::invalid, "Write at least one statement to vote on.", "statements");
  if (act.continues) {
    round.continues = act.continues;
    round.series = situation.earlier->series;
  }
  OpinionChange change;
  change.entries.push_back(opened_entry(round, trend.size()));
  add_statements(change, round, act.trend, trend, true);
  add_statements(change, round, act.statements, seeds, false);
  change.duties = {{.subject = round.id,
                    .kind = DutyKind::report,
                    .owner_role = Role::respondent,
                    .owner_office = round.owner,
                    .opened_on = matter.today,
                    .due_on = round.mandate.hear_by,
                    .latest_on = round.mandate.hear_by}};
  change.round = std::move(round);
  return change;
}

// What was voted stays, and is shown to nobody. The reason is what people hear, and so the report.
Result<OpinionChange> judge(const OpinionMatter& matter, const VoidRound& act) {
  OpinionRound round = DEMUR_TRY(own_round(matter));
  if (round.state == RoundState::voided) return done_before();
  if (round.state == RoundState::reported)
    return fail(Code::conflict, "It is reported: that cannot be taken back.");
  if (round.state == RoundState::closed)
    return fail(Code::conflict, "It is closed, and its results are read: report what became of it.");
  round.void_reason = DEMUR_TRY(clean_text(act.reason, {"reason", "a reason", kReasonBytes}));
  round.state = RoundState::voided;
  Entry entry = round_entry("opinion_round.voided", round.id);
  entry.public_part = {{"reason", round.void_reason}};
  OpinionChange change;
  for (const Duty& duty : matter.situation.duties)
    if (duty.kind == DutyKind::report) change.duties = {done_on(duty, matter.today)};
  change.entries = {std::move(entry)};
  change.round = std::move(round);
  return change;
}

Day last_counted_in(const Mandate& mandate, Day closes_on) {
  return is_by_token(mandate) ? closes_on + kHandInDays : closes_on;
}

bool closes_now(const OpinionRound& round, Day today) {
  return round.state == RoundState::open && today > last_counted_in(round.mandate, round.closes_on);
}

OpinionChange settle(const OpinionRound& round, const std::vector<Duty>& duties,
                     const std::optional<Closing>& closing, Day today) {
  OpinionChange change;
  if (closes_now(round, today) && closing) {
    change.round = round;
    change.round->state = RoundState::closed;
    change.round->eligible = closing->eligible;
    change.round->ballots = closing->ballots;
    for (OpinionStatement statement : closing->waiting) {
      statement.state = StatementState::rejected;
      statement.reason = "Nobody decided on it before the round closed.";
      change.entries.push_back(rejected_by_clock(round.id, statement.id, statement.reason));
      change.statements.push_back(std::move(statement));
    }
    for (const core::json::object& spent : closing->spent) {
      Entry voted = round_entry("anonymous.voted", round.id);
      voted.public_part = spent;
      change.entries.push_back(std::move(voted));
    }
    Entry entry = round_entry("opinion_round.closed", round.id);
    entry.public_part = {{"by", "clock"}, {"eligible", closing->eligible}, {"ballots", closing->ballots}};
    if (is_by_token(round.mandate)) entry.public_part["voters"] = closing->spent.size();
    change.entries.push_back(std::move(entry));
  }
  if (round.state != RoundState::voided && round.state != RoundState::reported)
    add_missed(change.duties, change.entries, duties, today);
  return change;
}

Result<OpinionChange> decide(const OpinionSituation& situation, const OpinionAct& act,
                             const ChannelPolicy& policy, Day today) {
  if (situation.who.state != MemberState::active)
    return fail(Code::forbidden, "Only an active member may do this.");
  const OpinionMatter matter{situation, policy, today};
  return std::visit([&](const auto& one) { return judge(matter, one); }, act);
}

}  // namespace demur::domain
