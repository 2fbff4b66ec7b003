#include "demur/web/clearance_views.hpp"
#include "demur/web/offers.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/views/decision.hpp"

namespace demur::web {
namespace {

Count count_of(const std::optional<service::ShownCount>& shown, const Visit& visit) {
  Count count{.floor = visit.house.policy().floor};
  if (!shown) return count;
  count.number = shown->number;
  count.is_exact = shown->is_exact;
  return count;
}

core::Result<DecisionView> view_of(const Visit& visit) {
  const auto id = DEMUR_TRY(domain::DecisionId::parse(visit.request.parameter("id")));
  auto reading = DEMUR_TRY(service::read_decision(visit.house, visit.member, id));
  DecisionView view{.today = visit.today,
                    .decision = ref_of(reading.decision),
                    .owner = reading.owner.name,
                    .state = reading.decision.state,
                    .versions = reading.decision.versions,
                    .registered_on = reading.decision.registered_on,
                    .taken_on = reading.decision.taken_on,
                    .off_system = reading.decision.off_system,
                    .withdrawn_reason = reading.decision.withdrawn_reason,
                    .dissents = count_of(reading.count, visit)};
  if (reading.decision.superseded_by) {
    const auto next = DEMUR_TRY(service::read_owned_decision(visit.house, *reading.decision.superseded_by));
    view.superseded_by = ref_of(next.decision);
  }
  for (const auto& seen : reading.dissents) view.visible_dissents.push_back(row_of(seen));
  for (const auto& answer : reading.answers) view.answers.push_back(box_of(answer));
  view.offers = DEMUR_TRY(offers_on(visit, reading.decision));
  const auto clearance = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  view.clearance = clearance_view(clearance);
  view.clearance.buttons = buttons_on(visit, clearance);
  return view;
}

}  // namespace

Reply show_decisions(const Visit& visit) {
  DecisionsView view;
  for (const auto& line : DEMUR_TRY(service::read_decisions(visit.house, visit.member)))
    view.decisions.push_back({.decision = ref_of(line.decision),
                              .owner = line.owner_name,
                              .state = line.decision.state,
                              .registered_on = line.decision.registered_on,
                              .taken_on = line.decision.taken_on,
                              .dissents = count_of(line.dissents, visit)});
  view.may_register = !visit.member.has(domain::Role::custodian) && !visit.member.has(domain::Role::auditor);
  return shown("decisions", to_json(view));
}

Reply show_decision(const Visit& visit) {
  return shown("decision", to_json(DEMUR_TRY(view_of(visit))));
}

Reply show_lifeline(const Visit& visit) {
  return Sent{.type = "text/csv; charset=utf-8",
              .body = plots::to_csv(lifeline(DEMUR_TRY(view_of(visit)))),
              .file_name = "lifeline.csv"};
}

}  // namespace demur::web
