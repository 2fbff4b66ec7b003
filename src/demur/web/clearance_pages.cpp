#include <algorithm>

#include "demur/service/citing.hpp"
#include "demur/service/meetings.hpp"
#include "demur/service/reviews.hpp"
#include "demur/web/clearance_views.hpp"
#include "demur/web/comment_matrix.hpp"
#include "demur/web/decision_record.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"

namespace demur::web {
namespace {

using namespace domain;

bool reads_all(const Given& given) {
  return !given.withheld || !given.would_change.empty() || !given.comments.empty();
}

// Once a dissent is answered, the log ties its meetings to the decision. Before, a record that is passed on
// would tell that there is one.
core::Result<std::vector<ReadOut>> public_read_outs(const Visit& visit, const DecisionId& id,
                                                    const std::vector<service::PublishedAnswer>& answers) {
  std::vector<ReadOut> all;
  for (const auto& seen : DEMUR_TRY(service::see_meetings_from(visit.house, visit.member, id))) {
    const bool is_answered = std::ranges::any_of(answers, [&](const service::PublishedAnswer& answer) {
      return answer.disposition.dissent == seen.meeting.dissent;
    });
    const auto& read_out = seen.meeting.read_out;
    if (is_answered && read_out && read_out->agreed_on) all.push_back(*read_out);
  }
  return all;
}

}  // namespace

Reply show_clearance_round(const Visit& visit) {
  const auto id = DEMUR_TRY(ClearanceRoundId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  ClearanceRoundView view{.about = clearance_view(reading), .round = id};
  for (const ClearanceRound& round : reading.clearance.rounds)
    if (round.id == id) view.about.buttons = buttons_on(visit, reading, round);
  return shown("clearance_round", to_json(view));
}

Reply show_position(const Visit& visit) {
  const auto id = DEMUR_TRY(PositionId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  PositionView view{.about = clearance_view(reading), .position = id};
  for (const Position& position : reading.clearance.positions) {
    if (position.id != id) continue;
    view.about.buttons = buttons_on(visit, reading, position);
    for (const Given& given : position.given) view.may_read_all = view.may_read_all && reads_all(given);
  }
  return shown("position", to_json(view));
}

Reply send_comment_matrix(const Visit& visit) {
  const auto id = DEMUR_TRY(ClearanceRoundId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  return Sent{.type = "text/csv; charset=utf-8",
              .body = matrix_csv(matrix_of(reading.clearance, id)),
              .file_name = "comments.csv"};
}

Reply send_decision_record(const Visit& visit) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  DecisionRecord record{.about = clearance_view(reading),
                        .state = reading.decision.state,
                        .registered_on = reading.decision.registered_on};
  const auto page = DEMUR_TRY(service::read_decision(visit.house, visit.member, id));
  for (const auto& answer : page.answers) record.answers.push_back(box_of(answer));
  DEMUR_TRY(add_precedents(visit.house, record.answers));
  for (const auto& cited : DEMUR_TRY(service::cites_of(visit.house, id)))
    record.cites.push_back({ref_of(cited.matter), cited.why, cited.day, cited.after_taking});
  record.read_outs = DEMUR_TRY(public_read_outs(visit, id, page.answers));
  record.reviews = DEMUR_TRY(service::read_reviews(visit.house, visit.member, id)).reviews;
  return Sent{.type = "text/markdown; charset=utf-8", .body = markdown(record), .file_name = "decision.md"};
}

}  // namespace demur::web
