#include "demur/domain/explanation.hpp"

#include <algorithm>

#include "demur/domain/clearance_acts.hpp"
#include "demur/domain/duties.hpp"
#include "demur/domain/fields.hpp"

namespace demur::domain {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

Status may_explain(const ExplanationSituation& situation, Day today) {
  const Decision& decision = *situation.decision;
  if (!decision.taken_on || !situation.clearance.taking)
    return fail(Code::conflict, "It is not taken: declare a bypass when you record it as taken.");
  if (situation.clearance.taking->bypass)
    return fail(Code::conflict, "The bypass was declared, and what was declared stays.");
  if (basis_of(decision, situation.clearance, today).kind != BasisKind::bypassed_unexplained)
    return fail(Code::conflict, "No office was passed by: there is nothing to explain.");
  return {};
}

bool is_kept(const Clearance& clearance) {
  return std::ranges::any_of(clearance.rounds, [](const ClearanceRound& round) {
    return round.after_taking && round.state != RoundState::voided;
  });
}

core::json::array names_of(const Basis& basis, Heard heard) {
  core::json::array names;
  for (const OfficeBasis& row : basis.offices)
    if (row.heard == heard) names.emplace_back(row.office ? row.office->text : row.name);
  return names;
}

}  // namespace

Entry bypassed_entry(const Decision& decision, const Bypass& bypass, const Basis& basis) {
  Entry entry{.type = "decision.bypassed", .refs = {ref_to(decision.id)}};
  entry.public_part = {{"offices", names_of(basis, Heard::not_heard)},
                       {"ground", word(bypass.ground)},
                       {"reasons", bypass.reasons},
                       {"consult_by", core::to_string(bypass.consult_by)},
                       {"text_hash", decision.versions.back().hash}};
  return entry;
}

Entry directed_entry(const Decision& decision, const std::string& reasons, const Basis& basis) {
  Entry entry{.type = "decision.directed", .refs = {ref_to(decision.id)}};
  entry.public_part = {{"over", names_of(basis, Heard::objects)},
                       {"reasons", reasons},
                       {"text_hash", decision.versions.back().hash}};
  return entry;
}

Result<ExplanationChange> decide(const ExplanationSituation& situation, const ExplainBypass& act,
                                 const ChannelPolicy& policy, Day today) {
  if (situation.who.state != MemberState::active) return fail(Code::forbidden, "Only an active member may.");
  if (!situation.decision) return fail(Code::not_found, "There is no such decision.");
  const Decision& decision = *situation.decision;
  if (!situation.who.has(Role::respondent, decision.owner))
    return fail(Code::forbidden, "Only a respondent of the office that owns the decision may do this.");
  const auto& taking = situation.clearance.taking;
  if (taking && taking->bypass && taking->bypass->ground == act.bypass.ground &&
      taking->bypass->consult_by == act.bypass.consult_by &&
      clean_text(act.bypass.reasons, {"bypass_reasons", "why", kReasonsBytes}) == taking->bypass->reasons)
    return ExplanationChange{.already_done = true};
  DEMUR_TRY(may_explain(situation, today));
  const Bypass bypass = DEMUR_TRY(whole_bypass(act.bypass, policy, today));
  const Duty duty = consult_after_duty(decision, bypass, today);
  ExplanationChange change;
  change.entries = {bypassed_entry(decision, bypass, basis_of(decision, situation.clearance, today))};
  change.duties = {is_kept(situation.clearance) ? done_on(duty, today) : duty};
  change.explanation = Explanation{decision.id, bypass, today};
  return change;
}

}  // namespace demur::domain
