#include "demur/service/waivers.hpp"

#include "demur/domain/words.hpp"
#include "demur/service/reading.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/views/waiver.hpp"

namespace demur::web {

using namespace domain;

template <typename Noun>
Reply waive_duty(const Visit& visit) {
  const auto absent = core::fail(core::Code::not_found, "There is no such duty.");
  const auto id = core::Id<Noun>::parse(visit.request.parameter("id"));
  const auto kind = from_word<DutyKind>(visit.request.parameter("kind"));
  if (!id || !kind) return absent;
  // Nobody else needs the form, or what stands on it.
  if (!visit.member.has(Role::auditor))
    return core::fail(core::Code::forbidden, "Only an auditor may waive a duty.");
  const auto line = DEMUR_TRY(service::read_duty(visit.house, visit.member, *id, *kind));
  WaiverView view{.today = visit.today, .due = due_of(line)};
  if (!is_post(visit)) return shown("form", to_json(view));
  view.reason = visit.field("reason");
  const auto done = service::perform(visit.house, visit.member.id, Waive{*id, *kind, view.reason});
  if (!done) return show_again("form", view, done.error());
  return Moved{path(Subject{*id}), Notice::duty_waived};
}

template Reply waive_duty<Decision>(const Visit&);
template Reply waive_duty<ClearanceRound>(const Visit&);
template Reply waive_duty<Position>(const Visit&);
template Reply waive_duty<Meeting>(const Visit&);
template Reply waive_duty<OpinionRound>(const Visit&);

}  // namespace demur::web
