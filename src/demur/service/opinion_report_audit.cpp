// What became of an opinion round: its report, by the day that its mandate named, and what it answers to each
// set of statements that it names.
#include <fmt/core.h>

#include <algorithm>

#include "demur/service/leaf_reading.hpp"
#include "demur/service/opinion_audit.hpp"

namespace demur::service {
namespace {

using core::Day;
using domain::Outcome;

bool is_adopted(const std::optional<Outcome>& outcome) {
  return outcome == Outcome::adopted || outcome == Outcome::adopted_in_part;
}

// What the round promised to say by a day cannot be put off; where nothing could change, nothing was decided.
bool fits(bool is_briefing, const core::json::object& said) {
  if (is_briefing) return !said.contains("outcome");
  const auto outcome = domain::from_word<Outcome>(said_text(said, "outcome"));
  return outcome && *outcome != Outcome::deferred && *outcome != Outcome::out_of_scope;
}

// Of each statement that bridges: whether most in every group agree with it, or disagree. Of others nothing.
bool says_what_all_say(const core::json::object& said, std::size_t statements) {
  if (said_text(said, "set") != domain::word(domain::StatementSet::bridges)) return !said.contains("all");
  const auto all = said_texts(said, "all");
  return all.size() == statements && std::ranges::all_of(all, [](const std::string& one) {
           return one == domain::word(domain::Vote::agree) || one == domain::word(domain::Vote::disagree);
         });
}

}  // namespace

void OpinionAudit::judge_report(const Case& one, const domain::Mandate& mandate, Day newest,
                                OpinionFigures& figures, const Find& find) {
  const Day due = mandate.hear_by;
  if (one.missed) {
    ++figures.missed_reports;
    if (one.missed->day <= due || said_text(one.missed->said, "due") != core::to_string(due))
      find(one.missed->index,
           fmt::format("it says that the report was missed; it was due on {}", core::to_string(due)));
  }
  if (one.waived && said_text(one.waived->said, "due") != core::to_string(due))
    find(one.waived->index, fmt::format("it waives a report of another day than {}", core::to_string(due)));
  const auto& heard = one.reported ? one.reported : one.voided;
  const bool let_off = one.waived && one.waived->day <= due;  // later it was missed before
  if (heard && heard->day > due && !one.missed && !let_off)
    find(heard->index, "the report was missed, and no record says so");
  if (!heard && newest > due && !one.missed && !let_off)
    find(one.opened->index, fmt::format("its report was due on {}; the log has later records, and none says "
                                        "that it was missed",
                                        core::to_string(due)));
  if (!one.reported) return;
  ++figures.reported;
  const bool late = one.reported->day > due;
  figures.late_reports += late ? 1 : 0;
  if (said_true(one.reported->said, "late") != late ||
      said_text(one.reported->said, "due") != core::to_string(due))
    find(one.reported->index, "it misstates the day by which its mandate promised a report");
  if (said_text(one.reported->said, "text").empty())
    find(one.reported->index, "it is reported without a word");
  if (!one.closed || one.reported->index < one.closed->index)
    find(one.reported->index, "it is reported before it closed");
  if (one.voided) find(one.reported->index, "a round is reported that is void");
  judge_outcome(one, domain::is_briefing(mandate), find);
}

void OpinionAudit::judge_outcome(const Case& one, bool is_briefing, const Find& find) {
  const core::json::object& said = one.reported->said;
  if (!fits(is_briefing, said)) find(one.reported->index, "its outcome is none that its round can have");
  const auto whole = domain::from_word<Outcome>(said_text(said, "outcome"));
  if (is_adopted(whole) == said_text(said, "what_changed").empty())
    find(one.reported->index, "what was adopted does not say what changed, or what was not says it");
  std::vector<std::optional<Outcome>> sets;
  sets.reserve(one.answered.size());
  for (const RecordedEvent& event : one.answered)
    sets.push_back(domain::from_word<Outcome>(said_text(event.said, "outcome")));
  if (whole == Outcome::declined && std::ranges::any_of(sets, is_adopted))
    find(one.reported->index, "it is declined, and a set of its statements is adopted");
  const auto falls_short = [](const auto& outcome) { return outcome != Outcome::adopted; };
  if (whole == Outcome::adopted && std::ranges::any_of(sets, falls_short))
    find(one.reported->index, "it is adopted, and a set of its statements is not");
}

// Each set that a report says it answers has one record, and is of statements that were voted on to the end.
// Which sets the results had, the log cannot tell: it has no votes. Members see it on the page.
void OpinionAudit::judge_sets(const Case& one, bool is_briefing, const Find& find) {
  if (!one.reported) {
    if (!one.answered.empty())
      find(one.answered.front().index, "statements are answered, and the round is not reported");
    return;
  }
  std::multiset<std::string> answered;
  std::set<std::string> statements;  // in all sets
  for (const RecordedEvent& event : one.answered) {
    answered.insert(said_text(event.said, "set"));
    judge_set(one, event, is_briefing, find);
    for (const std::string& statement : said_texts(event.said, "statements"))
      if (!statements.insert(statement).second)
        find(event.index, "one statement stands twice in what is answered");
  }
  const auto told = said_texts(one.reported->said, "sets");
  if (std::multiset<std::string>(told.begin(), told.end()) != answered)
    find(one.reported->index, "it does not name the sets of statements that are answered");
  for (const std::string& set : std::set<std::string>(answered.begin(), answered.end()))
    if (answered.count(set) > 1) find(one.reported->index, "a set of statements is answered twice");
}

void OpinionAudit::judge_set(const Case& one, const RecordedEvent& event, bool is_briefing,
                             const Find& find) {
  const auto statements = said_texts(event.said, "statements");
  const auto was_asked = [&](const std::string& statement) {
    return one.shown.contains(statement) &&
           std::ranges::find(one.ended, statement, &std::pair<std::string, RecordedEvent>::first) ==
               one.ended.end();
  };
  if (!domain::from_word<domain::StatementSet>(said_text(event.said, "set")))
    find(event.index, "it answers a set of statements that there is not");
  if (statements.empty() || !std::ranges::all_of(statements, was_asked))
    find(event.index, "it answers statements that were not voted on to the end");
  if (!says_what_all_say(event.said, statements.size()))
    find(event.index, "it does not say of each statement what all groups say of it");
  if (said_text(event.said, "text").empty()) find(event.index, "it answers statements without a word");
  if (!fits(is_briefing, event.said)) find(event.index, "its outcome is none that its round can have");
  if (!one.closed || event.index < one.closed->index)
    find(event.index, "statements are answered before the round is closed");
  if (event.index > one.reported->index) find(event.index, "statements are answered after the report");
  if (event.day != one.reported->day)
    find(event.index, "statements are answered on another day than the report's");
}

// One from before sets were answered names none. After one that does, that is no excuse.
void OpinionAudit::find_reports_without_sets(const Find& find) const {
  std::optional<std::uint64_t> first;
  const auto names_sets = [](const Case& one) { return one.reported->said.contains("sets"); };
  for (const auto& [id, one] : rounds_)
    if (one.reported && names_sets(one))
      first = std::min(first.value_or(one.reported->index), one.reported->index);
  for (const auto& [id, one] : rounds_)
    if (first && one.reported && !names_sets(one) && one.reported->index > *first)
      find(one.reported->index,
           "it does not say which sets of statements it answers; a report before it does");
}

}  // namespace demur::service
