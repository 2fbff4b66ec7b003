#include "demur/service/opinion_audit.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/ballot_records.hpp"
#include "demur/service/leaf_reading.hpp"

namespace demur::service {
namespace {

using core::Day;
using domain::Mandate;

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

bool is_by_clock(const translog::Leaf& leaf, const RecordedEvent& event) {
  return leaf.type == "statement.rejected" && said_text(event.said, "by") == "clock";
}

}  // namespace

void OpinionAudit::file_away(std::uint64_t index, const translog::Leaf& leaf,
                             const std::optional<domain::ChannelPolicy>& policy) {
  const RecordedEvent event{index, leaf.day, leaf.public_part.value_or(core::json::object{})};
  if (leaf.type == "opinion_round.opened") {
    Case& one = rounds_[leaf.id];
    if (one.opened) {
      one.contradictions.emplace_back(index, "a round is opened a second time");
      return;
    }
    one.opened = event;
    if (!policy) return;
    one.earliest_close = core::add_working_days(leaf.day, policy->consultation.round_days, policy->calendar);
    one.say_change = std::chrono::days{policy->consultation.say_change_days};
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
void OpinionAudit::judge(const Case& one, Day newest, OpinionFigures& figures, const Find& find) {
  for (const auto& [index, what] : one.contradictions) find(index, what);
  if (!one.opened) {
    const auto& first = one.closed ? one.closed : one.reported ? one.reported : one.voided;
    if (first) find(first->index, "it is about a round that the log has not opened");
    if (!one.shown.empty())
      find(one.shown.begin()->second.index, "it is shown in a round that the log has not opened");
    if (!one.proposed.empty())
      find(one.proposed.front().index, "a token proposed something in a round that the log has not opened");
    if (!one.answered.empty())
      find(one.answered.front().index, "statements are answered of a round that the log has not opened");
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
  if (one.say_change && mandate->hear_by > *closes + *one.say_change)
    find(one.opened->index,
         fmt::format("people hear what changed by {}; by the policy they hear it by {}",
                     core::to_string(mandate->hear_by), core::to_string(*closes + *one.say_change)));
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
  judge_report(one, *mandate, newest, figures, find);
  judge_sets(one, domain::is_briefing(*mandate), find);
}

OpinionFigures OpinionAudit::finish(Day newest, const Find& find) const {
  OpinionFigures figures{.rejected = rejected_, .retired = retired_};
  for (const auto& [id, one] : rounds_) judge(one, newest, figures, find);
  find_reports_without_sets(find);
  return figures;
}

}  // namespace demur::service
