#include "demur/web/views/cite.hpp"
#include "demur/web/views/reviews.hpp"
#include "sample_parts.hpp"
#include "samples.hpp"

namespace demur::web::samples {
namespace {

service::ReviewReading empty_reading() {
  const DecisionRef ref = decision_ref();
  service::ReviewReading reading;
  reading.decision = {.id = ref.id, .number = ref.number, .title = ref.title, .owner = {}};
  reading.owner.name = "Desk for the Northern Region";
  reading.duty = domain::Duty{.subject = ref.id,
                              .kind = domain::DutyKind::review,
                              .owner_role = domain::Role::respondent,
                              .due_on = day("2026-11-10"),
                              .state = domain::DutyState::missed};
  return reading;
}

}  // namespace

service::ReviewReading reviewed() {
  service::ReviewReading past = empty_reading();
  past.may_review = true;
  past.reviews = {{domain::Review{.id = {},
                                  .decision = past.decision.id,
                                  .verdict = domain::Hindsight::too_early,
                                  .reasons = "One winter has passed, and it was a mild one.",
                                  .by = {},
                                  .day = day("2025-11-10")},
                   "Bela Okafor"}};
  const service::SeenLook mine{
      .dissent = dissent_ref().id, .title = "The port feeds the north", .is_mine = true, .may_look = true};
  service::SeenLook other = mine;
  other.is_mine = other.may_look = false;
  other.look = domain::LookBack{.dissent = dissent_ref().id,
                                .verdict = domain::Hindsight::right,
                                .text = "Grain was short from January on.",
                                .day = day("2026-11-12")};
  past.looks = {mine, other};
  return past;
}

void add_reviews(std::vector<Sample>& all) {
  ReviewsView view{.today = kToday, .reading = reviewed(), .new_id = "x"};
  all.push_back({"reviews", "reviews", to_json(view)});
  all.push_back({"cite", "form",
                 to_json(CiteView{.decision = decision_ref(),
                                  .matters = {{.ref = "decision:bbbbbbbbbbbbbbbbbbbbbbbbbb",
                                               .decision = other_decision_ref(),
                                               .later = domain::Hindsight::right},
                                              {.ref = "disposition:jjjjjjjjjjjjjjjjjjjjjjjjjj",
                                               .decision = other_decision_ref(),
                                               .answer = domain::DispositionId{"jjjjjjjjjjjjjjjjjjjjjjjjjj"},
                                               .outcome = domain::Outcome::declined}},
                                  .why = "One part can wait.",
                                  .is_taken = true,
                                  .is_secret = true,
                                  .errors = {{core::Code::invalid, "Choose an earlier decision.", "ref"}}})});
  view.errors = {{core::Code::invalid, "Say whether the dissent was right.", "verdict"}};
  all.push_back({"reviews-error", "reviews", to_json(view)});
}

void add_reviews_empty(std::vector<Sample>& all) {
  all.push_back(
      {"reviews-empty", "reviews", to_json(ReviewsView{.today = kToday, .reading = empty_reading()})});
}

}  // namespace demur::web::samples
