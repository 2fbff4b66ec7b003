// What became of an opinion round: an answer to each set of statements that its results have, and one to the
// round as a whole. A record for each set, and then the report's own.
#include <algorithm>

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

Result<SetReport> clean_set(const OpinionMatter& matter, const OpinionRound& round, const SetReport& typed) {
  const std::string suffix = std::string("-") + word(typed.set);
  const std::string field = "text" + suffix;
  const auto& asked = matter.situation.asked;
  const auto was_asked = [&](const StatementId& id) { return std::ranges::find(asked, id) != asked.end(); };
  if (typed.statements.empty() || !std::ranges::all_of(typed.statements, was_asked))
    return fail(Code::invalid, "It answers statements that were not voted on in this round.", field);
  DEMUR_TRY(fits_mandate(round, typed.outcome, "outcome" + suffix));
  SetReport set = typed;
  set.text = DEMUR_TRY(
      clean_text(typed.text, {field.c_str(), "what became of these statements", kWhatChangedBytes}));
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
  for (const StatementId& id : set.statements) statements.emplace_back(id.text);
  entry.public_part = {{"set", word(set.set)}, {"statements", std::move(statements)}, {"text", set.text}};
  if (set.outcome) entry.public_part["outcome"] = word(*set.outcome);
  return entry;
}

Result<RoundReport> clean_report(const OpinionMatter& matter, const OpinionRound& round,
                                 const ReportRound& act) {
  RoundReport report{.outcome = act.outcome, .text = {}, .day = matter.today};
  report.text = DEMUR_TRY(clean_text(act.text, {"text", "what became of what was said", kReasonsBytes}));
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

}  // namespace

Result<OpinionChange> judge(const OpinionMatter& matter, const ReportRound& act) {
  OpinionRound round = DEMUR_TRY(own_round(matter));
  if (round.report && round.report->outcome == act.outcome) return done_before();
  if (round.state != RoundState::closed)
    return fail(Code::conflict, round.state == RoundState::open
                                    ? "It is still open: report once it is closed."
                                    : "It is reported, or void.");
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
