#include "demur/domain/words.hpp"
#include "demur/service/reviews.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/views/reviews.hpp"

namespace demur::web {
namespace {

using namespace domain;

core::Result<ReviewAct> act_of(const Visit& visit, const ReviewsView& view) {
  const auto verdict = from_word<Hindsight>(view.verdict);
  if (!verdict) return core::fail(core::Code::invalid, "Say whether the dissent was right.", "verdict");
  if (!view.dissent.empty())
    return LookBackOn{DEMUR_TRY(DissentId::parse(view.dissent)), *verdict, view.text};
  return ReviewDecision{view.reading.decision.id, DEMUR_TRY(ReviewId::parse(visit.field("id"))), *verdict,
                        view.reasons};
}

}  // namespace

Reply review_decision(const Visit& visit) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  ReviewsView view{.today = visit.today,
                   .reading = DEMUR_TRY(service::read_reviews(visit.house, visit.member, id)),
                   .new_id = ReviewId::make(visit.house.environment().random).text};
  if (!is_post(visit)) return shown("reviews", to_json(view));
  if (!visit.field("id").empty()) view.new_id = visit.field("id");
  view.verdict = visit.field("verdict");
  view.reasons = visit.field("reasons");
  view.dissent = visit.field("dissent");
  view.text = visit.field("text");
  const auto act = act_of(visit, view);
  if (!act) return show_again("reviews", view, act.error());
  const auto done = service::perform(visit.house, visit.member.id, *act);
  if (!done) return show_again("reviews", view, done.error());
  return Moved{path(id) + "/review", Notice::looked_back};
}

}  // namespace demur::web
