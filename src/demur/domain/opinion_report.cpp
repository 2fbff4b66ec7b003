// What became of an opinion round: an answer to each set of statements that its results have, and one to the
// round as a whole. A record for each set, and then the report's own.
#include <algorithm>
#include <set>

#include "demur/domain/duties.hpp"
#include "demur/domain/fields.hpp"
#include "demur/domain/opinion_matter.hpp"

namespace demur::domain {
namespace {

bool is_adopted(const std::optional<Outcome>& outcome) {
  return outcome == Outcome::adopted || outcome == Outcome::adopted_in_part;
}

// Of the round, and of each set in it.
Status fits_mandate(const OpinionRound& round, const std::optional<Outcome>& outcome,
                    const std::string& field) {
  if (is_briefing(round.mandate)) {
    if (!outcome) return {};
    return fail(Code::invalid, "It was a briefing: nothing could change, so nothing was adopted or declined.",
                field);
  }
  if (!outcome) return fail(Code::invalid, "Choose what became of what people said.", field);
  if (outcome == Outcome::deferred || outcome == Outcome::out_of_scope)
    return fail(Code::invalid,
                "A round promised to say by a day what changed: it is adopted, adopted in part, or declined.",
                field);
  return {};
}

// Whoever computed the results says what is in the set: nobody typed that.
Status check_statements(const OpinionMatter& matter, const SetReport& set, const std::string& field) {
  const auto& asked = matter.situation.asked;
  const auto was_asked = [&](const SetStatement& each) {
    return std::ranges::find(asked, each.id) != asked.end();
  };
  if (set.statements.empty() || !std::ranges::all_of(set.statements, was_asked))
    return fail(Code::invalid, "It answers statements that were not voted on in this round.", field);
  const auto says_how = [&](const SetStatement& each) {
    if (set.set == StatementSet::divides) return !each.all;
    return each.all == Vote::agree || each.all == Vote::disagree;
  };
  if (!std::ranges::all_of(set.statements, says_how))
    return fail(Code::invalid, "It does not say of each statement what all groups say of it.", field);
  return {};
}

bool has_one_twice(const std::vector<SetReport>& sets) {
  std::set<StatementId> seen;
  for (const SetReport& set : sets)
    for (const SetStatement& each : set.statements)
      if (!seen.insert(each.id).second) return true;
  return false;
}

Result<SetReport> clean_set(const OpinionMatter& matter, const OpinionRound& round, const SetReport& typed) {
  const std::string suffix = std::string("-") + word(typed.set);
  const std::string field = "text" + suffix;
  DEMUR_TRY(check_statements(matter, typed, field));
  DEMUR_TRY(fits_mandate(round, typed.outcome, "outcome" + suffix));
  SetReport set = typed;
  const char* label = is_briefing(round.mandate) ? "what you say to it" : "reasons";
  set.text = DEMUR_TRY(clean_text(typed.text, {field.c_str(), label, kWhatChangedBytes}));
  if (only_notes(set.text))
    return fail(Code::invalid, "Say what became of these statements: that they were seen is not enough.",
                field);
  return set;
}

Result<std::vector<SetReport>> clean_sets(const OpinionMatter& matter, const OpinionRound& round,
                                          const ReportRound& act) {
  std::vector<SetReport> sets;
  for (const SetReport& typed : act.sets) {
    if (std::ranges::find(sets, typed.set, &SetReport::set) != sets.end())
      return fail(Code::invalid, "One set of statements has two answers: leave one of them.",
                  std::string("text-") + word(typed.set));
    sets.push_back(DEMUR_TRY(clean_set(matter, round, typed)));
  }
  if (has_one_twice(sets))
    return fail(Code::invalid, "One statement has two answers: leave one of them.", "text");
  const bool any = std::ranges::any_of(sets, is_adopted, &SetReport::outcome);
  if (any && act.outcome == Outcome::declined)
    return fail(Code::invalid, "Something of it is adopted: so the round is, in part at least.", "outcome");
  const auto falls_short = [](const SetReport& set) { return set.outcome != Outcome::adopted; };
  if (act.outcome == Outcome::adopted && std::ranges::any_of(sets, falls_short))
    return fail(Code::invalid, "Not all of it is adopted: choose adopted in part.", "outcome");
  return sets;
}

Entry answered_entry(const OpinionRoundId& round, const SetReport& set) {
  Entry entry = round_entry("opinion_round.answered", round);
  core::json::array statements;
  core::json::array all;
  for (const SetStatement& each : set.statements) {
    statements.emplace_back(each.id.text);
    if (each.all) all.emplace_back(word(*each.all));
  }
  entry.public_part = {{"set", word(set.set)}, {"statements", std::move(statements)}, {"text", set.text}};
  if (set.set == StatementSet::bridges) entry.public_part["all"] = std::move(all);
  if (set.outcome) entry.public_part["outcome"] = word(*set.outcome);
  return entry;
}

Result<RoundReport> clean_report(const OpinionMatter& matter, const OpinionRound& round,
                                 const ReportRound& act) {
  RoundReport report{.outcome = act.outcome, .text = {}, .day = matter.today};
  const char* label = is_briefing(round.mandate) ? "what you say to the round as a whole" : "reasons";
  report.text = DEMUR_TRY(clean_text(act.text, {"text", label, kReasonsBytes}));
  if (only_notes(report.text))
    return fail(Code::invalid, "Say what became of what people said: that it was seen is not enough.",
                "text");
  DEMUR_TRY(fits_mandate(round, act.outcome, "outcome"));
  report.sets = DEMUR_TRY(clean_sets(matter, round, act));
  const bool adopted = is_adopted(act.outcome);
  report.what_changed =
      DEMUR_TRY(clean_text(act.what_changed, {"what_changed", "what changed", kWhatChangedBytes, Lines::many,
                                              adopted ? Need::required : Need::optional}));
  if (!adopted && !report.what_changed.empty())
    return fail(Code::invalid,
                "What was declined changed nothing: choose adopted in part, or leave it empty.",
                "what_changed");
  return report;
}

// The same report twice is one. Another would be lost if it were taken for the first.
Result<OpinionChange> reported_before(const OpinionMatter& matter, const OpinionRound& round,
                                      const ReportRound& act) {
  auto again = clean_report(matter, round, act);
  if (again) again->day = round.report->day;
  if (again && *again == *round.report) return done_before();
  return fail(Code::conflict, "It is reported already, in other words, and that report stands.");
}

}  // namespace

Result<OpinionChange> judge(const OpinionMatter& matter, const ReportRound& act) {
  OpinionRound round = DEMUR_TRY(own_round(matter));
  if (round.report) return reported_before(matter, round, act);
  if (round.state != RoundState::closed)
    return fail(Code::conflict, round.state == RoundState::open
                                    ? "It is still open: report once it is closed."
                                    : "It is void: there is nothing to report.");
  const Duty* duty = find_duty(matter.situation.duties, DutyKind::report);
  if (duty == nullptr) return fail(Code::internal, "the duty to report a round was not loaded");
  round.report = DEMUR_TRY(clean_report(matter, round, act));
  round.state = RoundState::reported;
  Entry entry = round_entry("opinion_round.reported", round.id);
  entry.public_part = {{"text", round.report->text},
                       {"due", core::to_string(duty->due_on)},
                       {"late", matter.today > duty->due_on}};
  if (round.report->outcome) entry.public_part["outcome"] = word(*round.report->outcome);
  if (!round.report->what_changed.empty()) entry.public_part["what_changed"] = round.report->what_changed;
  OpinionChange change;
  core::json::array sets;
  for (const SetReport& set : round.report->sets) {
    change.entries.push_back(answered_entry(round.id, set));
    sets.emplace_back(word(set.set));
  }
  entry.public_part["sets"] = std::move(sets);
  change.duties = {done_on(*duty, matter.today)};
  change.entries.push_back(std::move(entry));
  change.round = std::move(round);
  return change;
}

}  // namespace demur::domain
