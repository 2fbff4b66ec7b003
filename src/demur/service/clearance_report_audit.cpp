// What an office answers in a round's report: to every comment of an office's last word, and to every
// objection that stands.
#include <fmt/core.h>

#include "demur/domain/clearance_acts.hpp"
#include "demur/service/clearance_audit.hpp"
#include "demur/service/leaf_reading.hpp"

namespace demur::service {

using namespace domain;
using core::json::object;
using translog::Leaf;

// Only once the round is closed is an office's word its last; the report, which comes right after and on the
// same day, ends it.
// What is found wrong here answers nothing.
void ClearanceAudit::answer(std::uint64_t index, const Leaf& leaf, Case& one, const Position& position,
                            const ClearanceRound& round) {
  const object& said = said_in(leaf);
  const auto number = core::integer_member(said, "comment");
  if (!number) return find(index, "a comment is answered, and which one is not there");
  if (round.state != RoundState::closed)
    return find(index, "something is answered in a round that is not closed, or was reported or made void");
  const bool is_objection = *number == kObjection;
  const Given* given = standing(position);
  if (is_objection && (given == nullptr || given->stance != Stance::non_concur))
    return find(index, "an objection is answered that there is not");
  if (!is_objection && (given == nullptr || *number < 1 || *number > one.comments[position.id.text]))
    return find(index, "a comment is answered that nobody made");
  if (!from_word<CommentOutcome>(said_text(said, "outcome")))
    return find(index, "it is answered without an outcome that there is");
  const bool gives_reasons = given->withheld ? leaf.commit.has_value() : !said_text(said, "reasons").empty();
  if (!gives_reasons) return find(index, "it is answered without reasons");
  if (!one.answered[position.id.text].insert(*number).second)
    return find(index, "it is answered a second time");
  one.first_answer.try_emplace(round.id.text, RecordedEvent{index, leaf.day, said});
  if (is_objection)
    ++figures_.objections_answered;
  else
    ++figures_.comments_answered;
}

// It says how many it answers, and those are all that stand.
void ClearanceAudit::judge_objections(std::uint64_t index, const Leaf& leaf, const Case& one,
                                      const ClearanceRound& round) {
  const auto counted = core::integer_member(said_in(leaf), "objections");
  if (!counted) {
    if (counts_objections_)
      find(index, "it does not count the objections that it answers; a report before it does");
    return;
  }
  counts_objections_ = true;
  std::int64_t answered = 0;
  for (const Position& position : one.clearance.positions) {
    if (position.round != round.id) continue;
    const auto its = one.answered.find(position.id.text);
    const bool is_answered = its != one.answered.end() && its->second.contains(kObjection);
    answered += is_answered ? 1 : 0;
    if (objects(position) && !is_answered)
      find(index, fmt::format("the round is reported, and the objection of {} is not answered",
                              position.office_name));
  }
  if (*counted != answered)
    find(index,
         fmt::format("it says that it answers {} objections, and {} are answered", *counted, answered));
}

void ClearanceAudit::report(std::uint64_t index, const Leaf& leaf, Case& one, ClearanceRound& round) {
  if (round.state != RoundState::closed) find(index, "a round is reported that is not closed");
  if (said_text(said_in(leaf), "summary").empty()) find(index, "a round is reported without a word");
  const auto answered_first = one.first_answer.find(round.id.text);
  if (answered_first != one.first_answer.end() && answered_first->second.day != leaf.day)
    find(answered_first->second.index, "something is answered on another day than the round's report");
  round.state = RoundState::reported;
  ++figures_.reported;
  one.settled.insert(round.id.text);
  for (const Position& position : one.clearance.positions) {
    if (position.round != round.id) continue;
    const auto& answered = one.answered[position.id.text];  // of its comments and objection, none other
    const std::size_t comments = answered.size() - answered.count(kObjection);
    if (static_cast<int>(comments) != one.comments[position.id.text])
      find(index, fmt::format("the round is reported, and not every comment of {} is answered",
                              position.office_name));
  }
  judge_objections(index, leaf, one, round);
}

}  // namespace demur::service
