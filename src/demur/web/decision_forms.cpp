#include "demur/service/clearance.hpp"
#include "demur/service/secrecy.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/clearance_views.hpp"
#include "demur/web/offers.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/views/clearance_forms.hpp"
#include "demur/web/views/decision.hpp"

namespace demur::web {
namespace {

using namespace domain;

core::Result<Decision> decision_of(const Visit& visit, Offer offer) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  auto owned = DEMUR_TRY(service::read_owned_decision(visit.house, id));
  if (!is_post(visit)) DEMUR_TRY(may(visit, owned.decision, offer));
  return std::move(owned.decision);
}

// The offices that this person may register a decision of: their own as a respondent; any, for one
// that was taken off-system.
std::vector<Option> owners(const Visit& visit, const std::vector<Office>& offices, bool responds) {
  std::vector<Option> options;
  for (const Office& office : offices) {
    if (office.state != OfficeState::active) continue;
    if (responds && !visit.member.has(Role::respondent, office.id)) continue;
    options.push_back({.value = office.id.text, .label = office.name});
  }
  return options;
}

}  // namespace

Reply new_decision(const Visit& visit) {
  const auto offices = DEMUR_TRY(service::read_offices(visit.house));
  const bool off_system =
      visit.request.query_value("off-system").has_value() || visit.field("off_system") == "yes";
  const bool responds = visit.member.has(Role::respondent) && !off_system;
  NewDecisionView view{.new_id = DecisionId::make(visit.house.environment().random).text,
                       .offices = owners(visit, offices, responds),
                       .taken_required = !responds};
  if (!is_post(visit)) return shown("form", to_json(view));

  view.new_id = visit.field("id").empty() ? view.new_id : visit.field("id");
  view.number = visit.field("number");
  view.title = visit.field("title");
  view.owner = visit.field("owner");
  view.text = visit.field("text");
  view.taken_on = visit.field("taken_on");
  view.is_secret = visit.field("secret") == "yes";
  const auto taken_on = day_field(visit, "taken_on");
  if (!taken_on) return show_again("form", view, taken_on.error());
  const auto id = DecisionId::parse(view.new_id);
  if (!id) return show_again("form", view, id.error());
  const auto owner = OfficeId::parse(view.owner);
  if (!owner)
    return show_again("form", view,
                      {core::Code::invalid, "Choose the office that owns the decision.", "owner"});
  const RegisterDecision act{.id = *id,
                             .number = view.number,
                             .title = view.title,
                             .text = view.text,
                             .text_hash = text_hash(view.text),
                             .owner = *owner,
                             .taken_on = *taken_on};
  const Moved next{path(*id), Notice::decision_registered};
  if (!view.is_secret) return attempt(visit, act, "form", view, next);
  const auto done = service::register_as_secret(visit.house, visit.member.id, act);
  if (!done) return show_again("form", view, done.error());
  return next;
}

Reply revise_decision(const Visit& visit) {
  const auto decision = DEMUR_TRY(decision_of(visit, Offer::revise));
  ReviseDecisionView view{.decision = ref_of(decision), .text = decision.versions.back().text};
  if (!is_post(visit)) return shown("form", to_json(view));
  view.text = visit.field("text");
  return attempt(visit, ReviseDecision{decision.id, view.text, text_hash(view.text)}, "form", view,
                 {path(decision.id), Notice::text_recorded});
}

namespace {

// What this day of taking would need: an objection a direction, an office that was not heard a bypass.
TakingFields needed_on(const Visit& visit, const service::ClearanceReading& reading, core::Day day) {
  const Basis basis = basis_of(reading.decision, reading.clearance, day);
  TakingFields needed{.direction = basis.needs_direction, .bypass = basis.needs_bypass};
  for (const OfficeBasis& row : basis.offices)
    if (row.heard == Heard::objects || row.heard == Heard::not_heard)
      needed.sentence += (needed.sentence.empty() ? "" : " ") + row.sentences.front();
  needed.direction_text = visit.field("direction");
  needed.ground = visit.field("ground");
  needed.reasons = visit.field("bypass_reasons");
  needed.consult_by = visit.field("consult_by");
  return needed;
}

core::Result<std::optional<Bypass>> typed_bypass(const Visit& visit, const TakingFields& typed) {
  if (typed.ground.empty() && typed.reasons.empty() && typed.consult_by.empty()) return std::nullopt;
  const auto ground = from_word<BypassGround>(typed.ground);
  if (!ground) return core::fail(core::Code::invalid, "Choose the ground of the bypass.", "ground");
  const auto consult_by = DEMUR_TRY(day_field(visit, "consult_by"));
  if (!consult_by)
    return core::fail(core::Code::invalid, "Say by when the offices are asked after all.", "consult_by");
  return Bypass{*ground, typed.reasons, *consult_by};
}

}  // namespace

Reply take_decision(const Visit& visit) {
  const auto decision = DEMUR_TRY(decision_of(visit, Offer::take));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, decision.id));
  TakeDecisionView view{
      .decision = ref_of(decision), .taken_on = core::to_string(visit.today), .is_secret = reading.is_secret};
  view.needed = needed_on(visit, reading, visit.today);
  if (!is_post(visit)) return shown("form", to_json(view));
  view.taken_on = visit.field("taken_on");
  const auto day = day_field(visit, "taken_on");
  if (!day) return show_again("form", view, day.error());
  if (!*day)
    return show_again("form", view, {core::Code::invalid, "Say on which day it was taken.", "taken_on"});
  view.needed = needed_on(visit, reading, **day);
  const auto bypass = typed_bypass(visit, view.needed);
  if (!bypass) return show_again("form", view, bypass.error());
  return attempt(visit, TakeDecision{decision.id, **day, view.needed.direction_text, *bypass}, "form", view,
                 {path(decision.id), Notice::decision_taken});
}

Reply explain_bypass(const Visit& visit) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  const auto owned = DEMUR_TRY(service::read_owned_decision(visit.house, id));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  ExplainView view{.decision = ref_of(owned.decision), .is_secret = reading.is_secret};
  if (!is_post(visit)) {
    DEMUR_TRY(service::would_allow(visit.house, visit.member, specimen_explanation(visit, id)));
    return shown("form", to_json(view));
  }
  view.needed.ground = visit.field("ground");
  view.needed.reasons = visit.field("bypass_reasons");
  view.needed.consult_by = visit.field("consult_by");
  const auto bypass = typed_bypass(visit, view.needed);
  if (!bypass) return show_again("form", view, bypass.error());
  if (!*bypass)
    return show_again("form", view, {core::Code::invalid, "Choose the ground of the bypass.", "ground"});
  const auto done = service::perform(visit.house, visit.member.id, ExplainBypass{id, **bypass});
  if (!done) return show_again("form", view, done.error());
  return Moved{path(id), Notice::bypass_explained};
}

Reply supersede_decision(const Visit& visit) {
  const auto decision = DEMUR_TRY(decision_of(visit, Offer::supersede));
  SupersedeDecisionView view{.decision = ref_of(decision), .candidates = {}};
  for (const auto& line : DEMUR_TRY(service::read_decisions(visit.house, visit.member)))
    if (line.decision.id != decision.id) view.candidates.push_back(ref_of(line.decision));
  if (!is_post(visit)) return shown("form", to_json(view));
  view.by = visit.field("by");
  const auto by = DecisionId::parse(view.by);
  if (!by)
    return show_again("form", view, {core::Code::invalid, "Choose the decision that takes its place.", "by"});
  return attempt(visit, SupersedeDecision{decision.id, *by}, "form", view,
                 {path(decision.id), Notice::decision_superseded});
}

Reply withdraw_decision(const Visit& visit) {
  const auto decision = DEMUR_TRY(decision_of(visit, Offer::withdraw_decision));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, decision.id));
  WithdrawDecisionView view{.decision = ref_of(decision), .is_secret = reading.is_secret};
  if (!is_post(visit)) return shown("form", to_json(view));
  view.reason = visit.field("reason");
  return attempt(visit, WithdrawDecision{decision.id, view.reason}, "form", view,
                 {path(decision.id), Notice::decision_withdrawn});
}

}  // namespace demur::web
