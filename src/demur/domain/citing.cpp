#include "demur/domain/citing.hpp"

#include <algorithm>

#include "demur/domain/fields.hpp"
#include "demur/domain/subject.hpp"

namespace demur::domain {
namespace {

using core::Code;
using core::fail;
using core::Result;

Entry cited_entry(const DecisionId& decision, const Citation& cite) {
  Entry entry{.type = "precedent.cited", .refs = {ref_to(decision), cite.ref}};
  entry.public_part = {{"ref", cite.ref}, {"why", cite.why}};
  return entry;
}

bool is_over(const Decision& decision) {
  return decision.state == DecisionState::superseded || decision.state == DecisionState::withdrawn;
}

}  // namespace

Result<CitingChange> decide(const CitingSituation& situation, const CiteMatter& act, Day today) {
  if (!situation.decision) return fail(Code::not_found, "There is no such decision.");
  const Decision& decision = *situation.decision;
  if (situation.who.state != MemberState::active)
    return fail(Code::forbidden, "Only active members may do this.");
  if (!situation.who.has(Role::respondent, decision.owner))
    return fail(Code::forbidden,
                "Only a respondent of the office that owns the decision may say what it rests on.");
  std::string why = DEMUR_TRY(clean_text(act.cite.why, {"why", "what it means here", kCitationBytes}));
  const auto kept = std::ranges::find(situation.cited, act.cite.ref,
                                      [](const DecisionCitation& each) { return each.cite.ref; });
  if (kept != situation.cited.end() && kept->cite.why == why) return CitingChange{.already_done = true};
  if (kept != situation.cited.end())
    return fail(Code::conflict, "It is cited already, with other words, and those stay as they are.");
  if (is_over(decision))
    return fail(Code::conflict, "It is superseded or withdrawn: what it rested on stays as it was.");
  if (situation.cited.size() >= kMostCitations)
    return fail(Code::conflict, "A decision cites at most ten earlier matters.");
  if (!situation.matter)
    return fail(Code::invalid, "Choose an earlier decision, or an answer that was published.", "ref");
  if (*situation.matter == decision.id)
    return fail(Code::invalid, "Choose another decision, or an answer on another one.", "ref");
  CitingChange change;
  change.added = DecisionCitation{{act.cite.ref, std::move(why)}, today, decision.taken_on.has_value()};
  change.entries = {cited_entry(decision.id, change.added->cite)};
  return change;
}

}  // namespace demur::domain
