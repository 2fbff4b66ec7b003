// GET shows the form, POST carries it out.
#include <algorithm>

#include "demur/domain/clearance_report.hpp"
#include "demur/domain/words.hpp"
#include "demur/service/reading.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/clearance_views.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/reading_views.hpp"
#include "demur/web/views/clearance_forms.hpp"

namespace demur::web {
namespace {

using namespace domain;

template <typename View>
Reply attempt_clearance(const Visit& visit, const ClearanceAct& act, View view, Moved next) {
  const auto done = service::perform(visit.house, visit.member.id, act);
  if (done) return next;
  return show_again("form", std::move(view), done.error());
}

// A form is not shown to whom it would be refused.
core::Status may_see(const Visit& visit, const ClearanceAct& act) {
  const core::Status verdict = service::would_allow(visit.house, visit.member, act);
  if (verdict || verdict.error().code == core::Code::invalid) return {};
  return verdict;
}

// Names the one of a list that was chosen; the error is at its field.
template <typename Enum>
core::Result<Enum> chosen(const Visit& visit, const std::string& name, const char* what) {
  const auto value = find_word<Enum>(visit.field(name));
  if (!value) return core::fail(core::Code::invalid, what, name);
  return *value;
}

core::Result<OpenClearance> round_act(const Visit& visit, const OpenClearanceView& view,
                                      const DecisionId& decision) {
  OpenClearance act{.id = DEMUR_TRY(ClearanceRoundId::parse(view.new_id)), .decision = decision};
  act.mandate.level = DEMUR_TRY(chosen<Level>(visit, "level", "Choose what the offices are asked for."));
  act.mandate.attribution =
      DEMUR_TRY(chosen<Attribution>(visit, "attribution", "Choose who may say who said what."));
  act.mandate.fixed = view.fixed;
  act.mandate.may_change = view.may_change;
  act.mandate.decides = view.decides;
  const auto hear_by = DEMUR_TRY(day_field(visit, "hear_by"));
  if (!hear_by)
    return core::fail(core::Code::invalid, "Say by when the offices hear what became of their comments.",
                      "hear_by");
  act.mandate.hear_by = *hear_by;
  act.closes_on = DEMUR_TRY(day_field(visit, "closes_on"));
  act.urgent_reasons = view.urgent_reasons;
  for (const std::string& office : view.also) act.also.push_back(DEMUR_TRY(OfficeId::parse(office)));
  return act;
}

void read_round_fields(const Visit& visit, OpenClearanceView& view) {
  if (!visit.field("id").empty()) view.new_id = visit.field("id");
  view.level = visit.field("level");
  view.attribution = visit.field("attribution");
  view.fixed = visit.field("fixed");
  view.may_change = visit.field("may_change");
  view.decides = visit.field("decides");
  view.hear_by = visit.field("hear_by");
  view.closes_on = visit.field("closes_on");
  view.urgent_reasons = visit.field("urgent_reasons");
  for (const auto office : visit.form.all("also")) view.also.emplace_back(office);
}

}  // namespace

Reply open_clearance(const Visit& visit) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  const Consultation& rule = visit.house.policy().consultation;
  const auto working = [&](int days) {
    return add(visit.house.policy(), ClockUnit::working_days, visit.today, days);
  };
  OpenClearanceView view{.decision = ref_of(reading.decision),
                         .new_id = ClearanceRoundId::make(visit.house.environment().random).text,
                         .required = rule.required,
                         .earliest = working(rule.round_days),
                         .earliest_urgent = working(rule.urgent_round_days),
                         .after_taking = reading.decision.taken_on.has_value(),
                         .is_secret = reading.is_secret};
  for (const Office& office : DEMUR_TRY(service::read_offices(visit.house))) {
    const bool named = std::ranges::find(rule.required, office.name) != rule.required.end();
    if (office.state == OfficeState::active && !named) view.offices.push_back({office.id.text, office.name});
  }
  if (!is_post(visit)) {
    DEMUR_TRY(may_see(visit, specimen_round(visit, id)));
    return shown("form", to_json(view));
  }
  read_round_fields(visit, view);
  const auto act = round_act(visit, view, id);
  if (!act) return show_again("form", view, act.error());
  return attempt_clearance(visit, *act, view, {path(act->id), Notice::clearance_opened});
}

namespace {

// The rows of the form, or the table that takes their place.
core::Result<std::vector<Comment>> typed_comments(const GivePositionView& view) {
  if (!view.matrix.empty()) return comments_in(view.matrix);
  std::vector<Comment> comments;
  for (const Comment& comment : view.comments)
    if (!comment.text.empty()) comments.push_back(comment);
  return comments;
}

void read_position_fields(const Visit& visit, GivePositionView& view) {
  view.text_hash = visit.field("text_hash");
  view.stance = visit.field("stance");
  view.would_change = visit.field("would_change");
  view.matrix = visit.field("matrix");
  view.withheld = visit.field("withheld") == "yes";
  for (int number = 1; number <= kCommentRows; ++number) {
    const std::string suffix = "-" + std::to_string(number);
    const auto at = static_cast<std::size_t>(number - 1);
    view.weights[at] = visit.field("weight" + suffix);
    Comment& comment = view.comments[at];
    comment.text = visit.field("comment" + suffix);
    comment.where = visit.field("where" + suffix);
    comment.rationale = visit.field("rationale" + suffix);
    comment.weight = find_word<CommentWeight>(view.weights[at]).value_or(CommentWeight::substantive);
  }
}

const Position* position_in(const service::ClearanceReading& reading, const PositionId& id) {
  const auto found = std::ranges::find(reading.clearance.positions, id, &Position::id);
  return found == reading.clearance.positions.end() ? nullptr : &*found;
}

}  // namespace

Reply give_position(const Visit& visit) {
  const auto id = DEMUR_TRY(PositionId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  const Position* position = position_in(reading, id);
  const TextVersion& text = reading.decision.versions.back();
  GivePositionView view{.decision = ref_of(reading.decision),
                        .position = id,
                        .office = position->office_name,
                        .text = text,
                        .text_hash = text.hash,
                        .comments = std::vector<Comment>(kCommentRows),
                        .weights = std::vector<std::string>(kCommentRows, "substantive"),
                        .change = change_since(reading.clearance, *position, reading.decision.versions),
                        .is_secret = reading.is_secret,
                        .withheld = reading.is_secret};
  GivePosition act{.position = id, .stance = Stance::non_concur, .text_hash = text.hash};
  if (!is_post(visit)) {
    DEMUR_TRY(may_see(visit, act));
    return shown("form", to_json(view));
  }
  read_position_fields(visit, view);
  const auto stance = chosen<Stance>(visit, "stance", "Choose the position of your office.");
  if (!stance) return show_again("form", view, stance.error());
  const auto comments = typed_comments(view);
  if (!comments) return show_again("form", view, comments.error());
  act = {.position = id,
         .stance = *stance,
         .text_hash = view.text_hash,
         .would_change = view.would_change,
         .comments = *comments,
         .withheld = view.withheld};
  return attempt_clearance(visit, act, view, {path(id), Notice::position_given});
}

Reply lift_objection(const Visit& visit) {
  const auto id = DEMUR_TRY(PositionId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  ReasonView view{.act = ReasonView::Act::lift,
                  .back = {path(id), "Position of " + position_in(reading, id)->office_name},
                  .action = path(id) + "/lift",
                  .is_secret = reading.is_secret};
  if (!is_post(visit)) {
    DEMUR_TRY(may_see(visit, LiftObjection{id, ""}));
    return shown("form", to_json(view));
  }
  view.reasons = visit.field("reasons");
  return attempt_clearance(visit, LiftObjection{id, view.reasons}, view,
                           {path(id), Notice::objection_lifted});
}

Reply declare_editorial(const Visit& visit) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  const Decision& decision = reading.decision;
  const int newest = decision.versions.back().number;
  ReasonView view{.act = ReasonView::Act::editorial,
                  .back = {path(id), "Decision " + decision.number},
                  .action = path(id) + "/editorial",
                  .is_secret = reading.is_secret,
                  .change = change_in(decision.versions, newest - 1, newest)};
  DeclareEditorial act{id, newest, visit.field("reasons")};
  if (!is_post(visit)) {
    DEMUR_TRY(may_see(visit, act));
    return shown("form", to_json(view));
  }
  view.reasons = act.reasons;
  return attempt_clearance(visit, act, view, {path(id), Notice::editorial_declared});
}

Reply contest_editorial(const Visit& visit) {
  const auto id = DEMUR_TRY(DecisionId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  ReasonView view{.act = ReasonView::Act::contest,
                  .back = {path(id), "Decision " + reading.decision.number},
                  .action = path(id) + "/contest",
                  .is_secret = reading.is_secret};
  if (reading.clearance.editorial.empty())
    return core::fail(core::Code::not_found, "Nobody called a change of this text editorial.");
  const int contested = reading.clearance.editorial.back().version;
  view.change = change_in(reading.decision.versions, contested - 1, contested);
  view.offices = own_offices(visit, reading.clearance);
  if (view.offices.empty())
    return core::fail(core::Code::forbidden,
                      "Only a respondent of an office that was asked may object, while it is time.");
  if (!is_post(visit)) return shown("form", to_json(view));
  view.office = visit.field("office");
  view.reasons = visit.field("reasons");
  const auto office = OfficeId::parse(view.office);
  if (!office)
    return show_again("form", view, {core::Code::invalid, "Choose the office that you speak for.", "office"});
  return attempt_clearance(visit, ContestEditorial{id, contested, *office, view.reasons}, view,
                           {path(id), Notice::editorial_contested});
}

Reply void_clearance(const Visit& visit) {
  const auto id = DEMUR_TRY(ClearanceRoundId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  ReasonView view{.act = ReasonView::Act::make_void,
                  .back = {path(id), "The round"},
                  .action = path(id) + "/void",
                  .is_secret = reading.is_secret};
  if (!is_post(visit)) {
    DEMUR_TRY(may_see(visit, VoidClearance{id, ""}));
    return shown("form", to_json(view));
  }
  view.reasons = visit.field("reason");
  return attempt_clearance(visit, VoidClearance{id, view.reasons}, view, {path(id), Notice::clearance_void});
}

namespace {

core::Result<std::vector<CommentReply>> typed_replies(const Visit& visit, const ReportClearanceView& view) {
  if (!view.matrix.empty()) return replies_in(view.matrix, view.items);
  std::vector<CommentReply> replies;
  for (std::size_t at = 0; at < view.items.size(); ++at) {
    const MatrixItem& item = view.items[at];
    if (!item.needs_answer && view.outcomes[at].empty() && view.reasons[at].empty()) continue;
    const char* what =
        is_objection(item) ? "Choose what became of this objection." : "Choose what became of this comment.";
    const auto outcome = DEMUR_TRY(chosen<CommentOutcome>(visit, "outcome-" + std::to_string(at + 1), what));
    replies.push_back({item.position, item.comment, {outcome, view.reasons[at]}});
  }
  return replies;
}

// An error about one reply, at the field where it was typed.
core::Error at_its_field(core::Error error, const ReportClearanceView& view) {
  for (std::size_t at = 0; at < view.items.size(); ++at)
    if (error.field == reply_field(view.items[at].position, view.items[at].comment))
      error.field = view.matrix.empty() ? "reasons-" + std::to_string(at + 1) : "matrix";
  return error;
}

}  // namespace

Reply report_clearance(const Visit& visit) {
  const auto id = DEMUR_TRY(ClearanceRoundId::parse(visit.request.parameter("id")));
  const auto reading = DEMUR_TRY(service::read_clearance(visit.house, visit.member, id));
  ReportClearanceView view{.round = id, .title = "The round", .items = matrix_of(reading.clearance, id)};
  view.is_secret = reading.is_secret;
  view.outcomes.resize(view.items.size());
  view.reasons.resize(view.items.size());
  if (!is_post(visit)) {
    DEMUR_TRY(may_see(visit, ReportClearance{id, "", {}}));
    return shown("form", to_json(view));
  }
  view.summary = visit.field("summary");
  view.matrix = visit.field("matrix");
  for (std::size_t at = 0; at < view.items.size(); ++at) {
    view.outcomes[at] = visit.field("outcome-" + std::to_string(at + 1));
    view.reasons[at] = visit.field("reasons-" + std::to_string(at + 1));
  }
  const auto replies = typed_replies(visit, view);
  if (!replies) return show_again("form", view, replies.error());
  const auto done =
      service::perform(visit.house, visit.member.id, ReportClearance{id, view.summary, *replies});
  if (done) return Moved{path(id), Notice::clearance_reported};
  return show_again("form", view, at_its_field(done.error(), view));
}

}  // namespace demur::web
