// What is owed in clearances, and whether the log admits what was missed: offices their positions, the owner
// a report, and a round after the fact where a bypass promised one.
#include <fmt/core.h>

#include "demur/service/clearance_audit.hpp"
#include "demur/service/leaf_reading.hpp"

namespace demur::service {

using namespace domain;
using core::Day;
using translog::Leaf;

std::pair<ClearanceAudit::Case*, std::string> ClearanceAudit::duty_in(const Leaf& leaf) {
  const bool promised = said_text(said_in(leaf), "kind") == word(DutyKind::consult_after);
  const std::string about = ref_of(leaf, "position") + ref_of(leaf, "clearance_round");
  const auto owner = case_of_.find(about);
  const auto found = cases_.find(owner == case_of_.end() ? ref_of(leaf, "decision") : owner->second);
  if (found == cases_.end() || (about.empty() && !promised)) return {};
  return {&found->second, promised ? "consult_after" : about};
}

void ClearanceAudit::read_missed(const Leaf& leaf) {
  const auto [one, about] = duty_in(leaf);
  if (one == nullptr) return;
  one->missed.insert(about);
  ++figures_.missed;
}

// And is owed no more: what was missed before its round was made void stays missed, and can be waived.
bool ClearanceAudit::was_done(const Case& one, const std::string& about) {
  if (!one.settled.contains(about) || one.again.contains(about)) return false;
  return !one.let_off.contains(about) || !one.missed.contains(about);
}

void ClearanceAudit::read_waived(std::uint64_t index, const Leaf& leaf) {
  const auto [one, about] = duty_in(leaf);
  if (one == nullptr) return;
  if (was_done(*one, about)) find(index, "it waives a duty that was done");
  one->waived.emplace(about, RecordedEvent{index, leaf.day, said_in(leaf)});
}

// Nobody did it, and its day has passed: the log must say so, also where it was waived afterwards.
void ClearanceAudit::judge_duties(const Case& one, Day newest) {
  const auto judge = [&](const std::string& about, Day due, const char* what) {
    const auto index = one.index.find(about);
    const auto waived = one.waived.find(about);
    const Day until = waived == one.waived.end() ? newest : waived->second.day;
    if (waived != one.waived.end() && said_text(waived->second.said, "due") != core::to_string(due))
      find(waived->second.index,
           fmt::format("it waives the duty to {} of another day than {}", what, core::to_string(due)));
    const auto again = one.again.find(about);
    const bool is_done = one.settled.contains(about) && again == one.again.end();
    if (index == one.index.end() || is_done || one.missed.contains(about)) return;
    if (due < until)
      find(again == one.again.end() ? index->second : again->second,
           fmt::format("its duty to {} was due on {}; the log has later records, and none says "
                       "that it was missed",
                       what, core::to_string(due)));
  };
  for (const ClearanceRound& round : one.clearance.rounds) {
    judge(round.id.text, round.mandate.hear_by, "report");
    for (const Position& position : one.clearance.positions)
      if (position.round == round.id)
        judge(position.id.text, round.closes_on,
              one.again.contains(position.id.text) ? "give a position again" : "give a position");
    if (round.state == RoundState::open && round.closes_on < newest)
      find(one.index.at(round.id.text), "its last day has passed, and no record says that it was closed");
    const auto answered = one.first_answer.find(round.id.text);
    if (round.state == RoundState::closed && answered != one.first_answer.end())
      find(answered->second.index, "something is answered, and the round is not reported");
  }
  if (one.clearance.taking && one.clearance.taking->bypass)
    judge("consult_after", one.clearance.taking->bypass->consult_by, "consult after the fact");
}

}  // namespace demur::service
