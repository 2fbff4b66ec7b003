#include "demur/service/citing.hpp"
#include "demur/web/clearance_views.hpp"
#include "demur/web/meeting_pages.hpp"
#include "demur/web/offers.hpp"
#include "demur/web/opinion_pages.hpp"
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

// Face to face, by vote, in later answers, and years after.
core::Status add_what_came_of_it(const Visit& visit, const domain::DecisionId& id, DecisionView& view) {
  for (const auto& seen : DEMUR_TRY(service::see_meetings_from(visit.house, visit.member, id))) {
    MeetingRow row = row_of(seen, visit.today);
    const auto& read_out = seen.meeting.read_out;
    if (read_out && read_out->agreed_on) row.read_out = read_out->text;
    view.meetings.push_back(std::move(row));
  }
  for (const auto& line : DEMUR_TRY(service::read_opinion_rounds_on(visit.house, visit.member, id)))
    view.opinion.push_back(row_of(line, visit.member));
  for (const auto& citing : DEMUR_TRY(service::cited_by(visit.house, id)))
    view.cited_by.push_back({ref_of(citing.matter), citing.why, citing.day});
  for (const auto& cited : DEMUR_TRY(service::cites_of(visit.house, id)))
    view.cites.push_back({ref_of(cited.matter), cited.why, cited.day, cited.after_taking});
  view.review = DEMUR_TRY(service::read_reviews(visit.house, visit.member, id));
  return {};
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
  DEMUR_TRY(add_precedents(visit.house, view.answers));
  view.offers = DEMUR_TRY(offers_on(visit, reading.decision));
  const auto clearance = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  view.clearance = clearance_view(clearance);
  view.clearance.buttons = buttons_on(visit, clearance);
  if (service::may_cite(visit.house, visit.member, id))
    view.clearance.buttons.push_back({"cite", path(id) + "/cite", "Cite an earlier matter"});
  DEMUR_TRY(add_what_came_of_it(visit, id, view));
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
