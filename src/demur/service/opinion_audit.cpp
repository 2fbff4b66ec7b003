#include "demur/service/opinion_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/ballot_records.hpp"

namespace demur::service {
namespace {

using core::Day;
using domain::Mandate;

std::string ref_of(const translog::Leaf& leaf, std::string_view noun) {
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(noun) && ref.size() > noun.size() && ref[noun.size()] == ':')
      return ref.substr(noun.size() + 1);
  return {};
}

std::optional<Day> said_day(const core::json::object& said, const char* name) {
  const auto day = core::parse_day(said_text(said, name));
  return day ? std::optional(*day) : std::nullopt;
}

std::optional<Mandate> said_mandate(const core::json::object& said) {
  const auto* part = said.if_contains("mandate");
  if (part == nullptr || !part->is_object()) return std::nullopt;
  const auto mandate = domain::mandate_in(part->get_object());
  return mandate ? std::optional(*mandate) : std::nullopt;
}

bool said_true(const core::json::object& said, const char* name) {
  const auto* value = said.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

// Statements of an answer, by id; nothing where one is no text.
std::vector<std::string> said_texts(const core::json::object& said, const char* name) {
  std::vector<std::string> texts;
  for (const auto& value : core::array_member(said, name).value_or(core::json::array{}))
    texts.push_back(value.is_string() ? std::string(value.get_string()) : std::string());
  return texts;
}

bool is_by_clock(const translog::Leaf& leaf, const RecordedEvent& event) {
  return leaf.type == "statement.rejected" && said_text(event.said, "by") == "clock";
}

}  // namespace

void OpinionAudit::file_away(std::uint64_t index, const translog::Leaf& leaf,
                             const std::optional<domain::ChannelPolicy>& policy) {
  const RecordedEvent event{index, leaf.day, leaf.public_part.value_or(core::json::object{})};
  if (leaf.type == "opinion_round.opened") {
    Case& one = rounds_[leaf.id];
    one.opened = event;
    if (!policy) return;
    one.earliest_close = core::add_working_days(leaf.day, policy->consultation.round_days, policy->calendar);
    one.promise = std::chrono::days{policy->publishing.promise_days};
    return;
  }
  const std::string id = ref_of(leaf, "opinion_round");
  if (!id.empty()) take(rounds_[id], leaf, event);
}

void OpinionAudit::take(Case& one, const translog::Leaf& leaf, const RecordedEvent& event) {
  const auto once = [&](std::optional<RecordedEvent>& place) {
    if (place)
      one.contradictions.emplace_back(event.index, fmt::format("a second {} for one round", leaf.type));
    place = event;
  };
  const std::string statement = ref_of(leaf, "statement");
  if (leaf.type == "opinion_round.closed") once(one.closed);
  if (leaf.type == "opinion_round.reported") once(one.reported);
  if (leaf.type == "opinion_round.answered") one.answered.push_back(event);
  if (leaf.type == "anonymous.voted") one.voted.push_back(event);
  if (leaf.type == "anonymous.proposed") one.proposed.push_back(event);
  if (leaf.type == "opinion_round.voided") once(one.voided);
  if (leaf.type == "duty.missed") once(one.missed);
  if (leaf.type == "duty.waived") one.waived = event;
  if (leaf.type == "statement.shown" && !one.shown.emplace(statement, event).second)
    one.contradictions.emplace_back(event.index, "a statement is shown a second time");
  if (leaf.type == "statement.shown" && one.rejected.contains(statement))
    one.contradictions.emplace_back(event.index, "a statement is shown that was rejected");
  if (leaf.type == "statement.retired") one.ended.emplace_back(statement, event);
  if (leaf.type == "statement.shown" && one.closed)
    one.contradictions.emplace_back(event.index, "a statement is shown after its round closed");
  if (leaf.type == "statement.retired" || leaf.type == "statement.rejected") take_end(one, leaf, event);
  const bool is_decision = leaf.type == "statement.shown" || leaf.type == "statement.rejected";
  if (is_decision && said_true(event.said, "by_token"))
    one.decided.push_back(event);
  else if (is_by_clock(leaf, event))
    one.contradictions.emplace_back(event.index, "the clock rejects a statement that was not by token");
  if (leaf.type == "statement.rejected") ++rejected_;
  if (leaf.type == "statement.retired") ++retired_;
}

// Rejected once, and then never shown: it would stand for another that nobody decided on.
void OpinionAudit::take_end(Case& one, const translog::Leaf& leaf, const RecordedEvent& event) {
  const auto find = [&](const char* what) { one.contradictions.emplace_back(event.index, what); };
  if (said_text(event.said, "reason").empty()) find("a statement is ended without a reason");
  if (one.closed && !is_by_clock(leaf, event)) find("a statement is ended after its round closed");
  if (leaf.type != "statement.rejected") return;
  const std::string statement = ref_of(leaf, "statement");
  if (one.shown.contains(statement)) find("a statement is rejected that was shown");
  if (!one.rejected.insert(statement).second) find("a statement is rejected a second time");
}

void OpinionAudit::judge_ballots(const Case& one, const Mandate& mandate, OpinionFigures& figures,
                                 const Find& find) {
  const bool by_token = domain::is_by_token(mandate);
  figures.by_token += by_token ? 1 : 0;
  if (!by_token && !one.voted.empty())
    find(one.voted.front().index, "a token voted in a round whose votes are cast in the members' own names");
  if (!one.closed) {
    if (!one.voted.empty())
      find(one.voted.front().index, "that somebody voted is told before the round is closed");
    return;
  }
  if (!by_token) return;
  figures.voters += static_cast<int>(one.voted.size());
  check_ballots(one.voted, *one.closed, find);
  const auto voters = core::integer_member(one.closed->said, "voters").value_or(-1);
  const auto eligible = std::max(core::integer_member(one.opened->said, "eligible").value_or(0),
                                 core::integer_member(one.closed->said, "eligible").value_or(0));
  if (voters > eligible)
    find(one.closed->index, fmt::format("{} voted, and {} were eligible", voters, eligible));
}

// What was decided on when it closed, or came later and was rejected with its own record, is as many as were
// proposed: nothing is swallowed. That something else was put in the place of one, its proposer's file shows.
void OpinionAudit::judge_end_of_proposals(const Case& one, Day newest, const Find& find) {
  if (!one.closed || one.voided || newest <= one.closed->day + one.promise) return;
  if (one.decided.size() != one.proposed.size())
    find(one.closed->index, fmt::format("{} tokens proposed statements, and {} such are shown or rejected",
                                        one.proposed.size(), one.decided.size()));
  const auto eligible = std::max(core::integer_member(one.opened->said, "eligible").value_or(0),
                                 core::integer_member(one.closed->said, "eligible").value_or(0));
  if (static_cast<std::int64_t>(one.proposed.size()) > eligible * domain::kProposalsByToken)
    find(one.closed->index, fmt::format("{} tokens proposed statements, and {} people were eligible",
                                        one.proposed.size(), eligible));
}

// The office's own statements are there when it opens. Of the others nobody can tell whose token proposed
// which, and everybody can count both.
void OpinionAudit::judge_proposals(const Case& one, bool by_token, Day closes, Day newest, const Find& find) {
  if (!by_token) {
    for (const auto* told : {&one.proposed, &one.decided})
      if (!told->empty())
        find(told->front().index,
             "a token proposed something in a round where that is done in one's own name");
    return;
  }
  for (const RecordedEvent& proposed : one.proposed)
    if (!core::bytes_member<32>(proposed.said, "proposal"))
      find(proposed.index, "a token proposed something, and what is not there");
  const bool only_by_token = said_text(one.opened->said, "proposals") == "by_token";
  std::size_t own = 0;
  for (const auto& [statement, event] : one.shown) {
    if (said_true(event.said, "by_token")) continue;
    ++own;
    if (only_by_token && event.day != one.opened->day)
      find(event.index, "a statement is shown that no token proposed, and that was not there from the start");
  }
  const bool has_room = own + one.proposed.size() < domain::kMostStatements;
  std::size_t due = 0;  // so many records of proposals must be in the log by now
  for (const RecordedEvent& decided : one.decided) {
    due += decided.day + one.promise < newest ? 1 : 0;
    const bool is_void = one.voided && one.voided->index < decided.index;
    if (only_by_token && said_text(decided.said, "by") == "clock" && has_room && decided.day <= closes &&
        !is_void)
      find(decided.index, "the clock rejects a statement that came in time and found room");
  }
  judge_end_of_proposals(one, newest, find);
  if (due > one.proposed.size())
    find(one.decided.back().index,
         fmt::format("{} statements are shown or rejected as proposed by token, and {} tokens proposed any",
                     due, one.proposed.size()));
}

// By its mandate's day people have heard what became of it, or the log says that they have not.
void OpinionAudit::judge_report(const Case& one, Day due, Day newest, OpinionFigures& figures,
                                const Find& find) {
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
  if (!one.closed) find(one.reported->index, "it is reported before it closed");
}

// Each set that a report says it answers has one record, and is of statements that were voted on to the end.
// Which sets the results had, the log cannot tell: it has no votes. Members see it on the page.
void OpinionAudit::judge_sets(const Case& one, bool is_briefing, const Find& find) {
  if (!one.reported) return;
  std::multiset<std::string> answered;
  for (const RecordedEvent& event : one.answered) {
    answered.insert(said_text(event.said, "set"));
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
    if (said_text(event.said, "text").empty()) find(event.index, "it answers statements without a word");
    const auto outcome = domain::from_word<domain::Outcome>(said_text(event.said, "outcome"));
    const bool promised =
        outcome && *outcome != domain::Outcome::deferred && *outcome != domain::Outcome::out_of_scope;
    if (is_briefing ? event.said.contains("outcome") : !promised)
      find(event.index, "its outcome is none that its round can have");
    if (event.index > one.reported->index) find(event.index, "statements are answered after the report");
  }
  const auto told = said_texts(one.reported->said, "sets");
  if (std::multiset<std::string>(told.begin(), told.end()) != answered)
    find(one.reported->index, "it does not name the sets of statements that are answered");
  for (const std::string& set : std::set<std::string>(answered.begin(), answered.end()))
    if (answered.count(set) > 1) find(one.reported->index, "a set of statements is answered twice");
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

void OpinionAudit::judge(const Case& one, Day newest, OpinionFigures& figures, const Find& find) {
  for (const auto& [index, what] : one.contradictions) find(index, what);
  if (!one.opened) {
    const auto& first = one.closed ? one.closed : one.reported ? one.reported : one.voided;
    if (first) find(first->index, "it is about a round that the log has not opened");
    if (!one.shown.empty())
      find(one.shown.begin()->second.index, "it is shown in a round that the log has not opened");
    if (!one.proposed.empty())
      find(one.proposed.front().index, "a token proposed something in a round that the log has not opened");
    return;
  }
  ++figures.rounds;
  figures.statements += static_cast<int>(one.shown.size());
  const auto mandate = said_mandate(one.opened->said);
  const auto closes = said_day(one.opened->said, "closes");
  if (!mandate || !domain::whole_mandate(*mandate, one.opened->day) || !closes) {
    find(one.opened->index, "a round is opened without a whole mandate and a last day");
    return;
  }
  figures.briefings += domain::is_briefing(*mandate) ? 1 : 0;
  if (*closes < one.earliest_close)
    find(one.opened->index, fmt::format("it is open until {}; by the policy it is until {} at least",
                                        core::to_string(*closes), core::to_string(one.earliest_close)));
  for (const auto& [statement, event] : one.ended)
    if (!one.shown.contains(statement)) find(event.index, "a statement is retired that was not shown");
  const Day counted = domain::last_counted_in(*mandate, *closes);
  if (one.closed && one.closed->day <= counted)
    find(one.closed->index, "it is closed before its last day had passed");
  judge_ballots(one, *mandate, figures, find);
  judge_proposals(one, domain::is_by_token(*mandate), *closes, newest, find);
  if (!one.closed && !one.voided && newest > counted)
    find(one.opened->index, fmt::format("its last day was {}; the log has later records, and none closes it",
                                        core::to_string(counted)));
  figures.open += !one.closed && !one.voided ? 1 : 0;
  figures.voided += one.voided ? 1 : 0;
  if (one.voided && said_text(one.voided->said, "reason").empty())
    find(one.voided->index, "a round is void without a reason");
  if (one.voided && one.closed && one.closed->index < one.voided->index)
    find(one.voided->index, "a round was made void when its results were out");
  judge_report(one, mandate->hear_by, newest, figures, find);
  judge_sets(one, domain::is_briefing(*mandate), find);
}

OpinionFigures OpinionAudit::finish(Day newest, const Find& find) const {
  OpinionFigures figures{.rejected = rejected_, .retired = retired_};
  for (const auto& [id, one] : rounds_) judge(one, newest, figures, find);
  find_reports_without_sets(find);
  return figures;
}

}  // namespace demur::service
