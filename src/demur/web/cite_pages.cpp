#include "demur/service/citing.hpp"
#include "demur/service/clearance.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/views/cite.hpp"

namespace demur::web {

using namespace domain;

Reply cite_matter(const Visit& visit) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  const auto may = service::may_cite(visit.house, visit.member, id);
  if (!may && (!is_post(visit) || may.error().code == core::Code::forbidden))
    return std::unexpected(may.error());
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  CiteView view{.decision = ref_of(reading.decision),
                .is_taken = reading.decision.taken_on.has_value(),
                .is_secret = reading.is_secret};
  for (const auto& matter : DEMUR_TRY(service::citable_in(visit.house, id)))
    view.matters.push_back(ref_of(matter));
  if (!is_post(visit)) return shown("form", to_json(view));
  view.ref = visit.field("ref");
  view.why = visit.field("why");
  const auto done = service::perform(visit.house, visit.member.id, CiteMatter{id, {view.ref, view.why}});
  if (!done) return show_again("form", view, done.error());
  return Moved{path(id), Notice::matter_cited};
}

}  // namespace demur::web
