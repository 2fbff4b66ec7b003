#include "demur/domain/clearance_acts.hpp"

#include <algorithm>
#include <ranges>

#include "demur/domain/clearance_matter.hpp"

namespace demur::domain {

Result<ClearanceChange> decide(const ClearanceSituation& situation, const ClearanceAct& act,
                               const ChannelPolicy& policy, Day today) {
  if (situation.who.state == MemberState::left)
    return fail(Code::forbidden, "You have left this institution's channel.");
  if (situation.who.state == MemberState::invited)
    return fail(Code::forbidden, "Accept your invitation first.");
  const ClearanceMatter matter{situation, policy, today};
  return std::visit([&matter](const auto& one) { return judge(matter, one); }, act);
}

bool was_taken(const Decision& decision) {
  return decision.state == DecisionState::taken || decision.state == DecisionState::superseded;
}

Entry clearance_entry(const char* type, const Subject& about, const DecisionId& decision) {
  return {.type = type, .refs = {ref_to(about), ref_to(decision)}};
}

Result<Decision> own_decision(const ClearanceMatter& matter) {
  const auto& decision = matter.situation.decision;
  if (!decision) return fail(Code::not_found, "There is no such decision.");
  if (!matter.situation.who.has(Role::respondent, decision->owner))
    return fail(Code::forbidden, "Only a respondent of the office that owns the decision may do this.");
  return *decision;
}

Result<ClearanceRound> own_round(const ClearanceMatter& matter) {
  if (!matter.situation.round) return fail(Code::not_found, "There is no such round.");
  DEMUR_TRY(own_decision(matter));
  return *matter.situation.round;
}

Result<Position> own_position(const ClearanceMatter& matter) {
  const ClearanceSituation& situation = matter.situation;
  if (!situation.position) return fail(Code::not_found, "There is no such position.");
  if (!situation.round || !situation.decision || !situation.heir)
    return fail(Code::internal, "what a position belongs to was not loaded");
  if (!situation.who.has(Role::respondent, situation.heir->id))
    return fail(Code::forbidden,
                "Only a respondent of " + situation.position->office_name + " may speak for it.");
  return *situation.position;
}

ClearanceChange settle_promise(const std::vector<Duty>& duties, Day today) {
  ClearanceChange change;
  std::vector<Duty> promised;
  std::ranges::copy(
      duties | std::views::filter([](const Duty& duty) { return duty.kind == DutyKind::consult_after; }),
      std::back_inserter(promised));
  add_missed(change.duties, change.entries, promised, today);
  return change;
}

Duty consult_after_duty(const Decision& decision, const Bypass& bypass, Day today) {
  return {.subject = decision.id,
          .kind = DutyKind::consult_after,
          .owner_role = Role::respondent,
          .owner_office = decision.owner,
          .opened_on = today,
          .due_on = bypass.consult_by,
          .latest_on = bypass.consult_by};
}

Result<Bypass> whole_bypass(const Bypass& typed, const ChannelPolicy& policy, Day today) {
  Bypass bypass = typed;
  bypass.reasons = DEMUR_TRY(
      clean_text(typed.reasons, {"bypass_reasons", "why the offices were not heard", kReasonsBytes}));
  const Day latest = today + std::chrono::days{policy.consultation.say_change_days};
  if (typed.consult_by <= today || typed.consult_by > latest)
    return fail(Code::invalid,
                "Choose the day by which the offices are asked after all: tomorrow at the earliest, " +
                    core::to_words(latest) + " at the latest.",
                "consult_by");
  return bypass;
}

core::json::array to_json(const std::vector<RequiredOffice>& required) {
  core::json::array offices;
  for (const RequiredOffice& one : required) {
    core::json::object office{{"name", one.name}};
    if (one.office) office["office"] = one.office->text;
    offices.push_back(std::move(office));
  }
  return offices;
}

}  // namespace demur::domain
