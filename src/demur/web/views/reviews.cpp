#include "demur/web/views/reviews.hpp"

#include <fmt/core.h>

#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"

namespace demur::web {
namespace {

using namespace domain;
using service::SeenLook;
using service::SeenReview;

json::object hindsight(Hindsight value) {
  return {{"word", word(value)}, {"words", say(value)}};
}

Field verdict_field(const std::string& chosen) {
  Field field{
      .kind = FieldKind::radios, .name = "verdict", .label = "Was the dissent right?", .value = chosen};
  for (const Hindsight each :
       {Hindsight::right, Hindsight::partly_right, Hindsight::wrong, Hindsight::too_early})
    field.options.push_back({.value = word(each), .label = say(each)});
  return field;
}

Form office_form(const ReviewsView& view, const std::string& action) {
  Form form{.action = action, .submit = "Publish the review", .id_prefix = "office-"};
  form.hidden = {{"id", view.new_id}};
  const bool sent = view.dissent.empty();
  if (sent) form.errors = view.errors;
  form.fields = {
      verdict_field(sent ? view.verdict : std::string()),
      {.kind = FieldKind::textarea,
       .name = "reasons",
       .label = "Reasons",
       .hint = (view.reading.is_secret ? secret_warning(true) + " " : "Public, in the log, for good. ") +
               "What was foreseen, what came, and what you would do again. Too early to tell puts it "
               "off once more.",
       .value = sent ? view.reasons : std::string(),
       .rows = 8}};
  return form;
}

Form look_form(const ReviewsView& view, const SeenLook& look, const std::string& action) {
  Form form{
      .action = action, .submit = "Record what I say today", .id_prefix = "look-" + look.dissent.text + "-"};
  form.hidden = {{"dissent", look.dissent.text}};
  const bool sent = view.dissent == look.dissent.text;
  if (sent) form.errors = view.errors;
  const std::string kept = look.look ? word(look.look->verdict) : "";
  form.fields = {verdict_field(sent ? view.verdict : kept),
                 {.kind = FieldKind::textarea,
                  .name = "text",
                  .label = "In your words",
                  .hint = "Read by those who may read your dissent. The log holds a commitment to it.",
                  .value = sent ? view.text : (look.look ? look.look->text : std::string()),
                  .rows = 5,
                  .optional = true}};
  return form;
}

json::object review_json(const SeenReview& review) {
  return {{"verdict", hindsight(review.review.verdict)},
          {"reasons", review.review.reasons},
          {"by", review.by},
          {"day", to_json(std::optional(review.review.day))}};
}

json::object look_json(const SeenLook& look) {
  json::value said = nullptr;
  if (look.look)
    said = json::object{{"verdict", hindsight(look.look->verdict)},
                        {"text", look.look->text},
                        {"day", to_json(std::optional(look.look->day))}};
  return {{"path", path(look.dissent)},
          {"title_words", look.title.empty() ? "A dissent" : look.title},
          {"is_mine", look.is_mine},
          {"said", said}};
}

std::string due_words(const service::ReviewReading& reading, core::Day today) {
  const auto& duty = reading.duty;
  if (!duty) return "No review is owed: it is once the decision is taken and a dissent from it answered.";
  const bool owed = duty->state == DutyState::open || duty->state == DutyState::missed;
  if (duty->state == DutyState::waived)
    return "An auditor let the office off its review. The reason: " + duty->waived_reason;
  if (!owed) return "The review that was owed is done.";
  return "The review is " + say_due(duty->due_on, today) + ".";
}

}  // namespace

std::string say(Hindsight value) {
  switch (value) {
    case Hindsight::right:
      return "The dissent was right";
    case Hindsight::partly_right:
      return "It was partly right";
    case Hindsight::wrong:
      return "It was wrong";
    case Hindsight::too_early:
      return "Too early to tell";
  }
  return {};
}

json::object review_json(const service::ReviewReading& reading, core::Day today) {
  json::array reviews;
  for (const SeenReview& review : reading.reviews) reviews.push_back(review_json(review));
  json::array looks;
  for (const SeenLook& look : reading.looks)
    if (look.look) looks.push_back(look_json(look));
  const auto& duty = reading.duty;
  return {{"path", path(reading.decision.id) + "/review"},
          {"due_on", duty ? to_json(std::optional(duty->due_on)) : json::value(nullptr)},
          {"due_words", due_words(reading, today)},
          {"has_reviews", !reviews.empty()},
          {"reviews", std::move(reviews)},
          {"has_looks", !looks.empty()},
          {"looks", std::move(looks)}};
}

json::object to_json(const ReviewsView& view) {
  const auto& decision = view.reading.decision;
  json::object result = review_json(view.reading, view.today);
  const std::string action = path(decision.id) + "/review";
  json::array looks;
  for (const SeenLook& look : view.reading.looks) {
    json::object row = look_json(look);
    row["form"] = look.may_look ? json::value(to_json(look_form(view, look, action))) : json::value(nullptr);
    looks.push_back(std::move(row));
  }
  json::value form = nullptr;
  if (view.reading.may_review) form = to_json(office_form(view, action));
  result["page"] =
      page("Looking back", Section::decisions, Back{path(decision.id), "Decision " + decision.number});
  result["decision"] = to_json(DecisionRef{decision.id, decision.number, decision.title});
  result["owner"] = view.reading.owner.name;
  result["has_looks"] = !looks.empty();
  result["looks"] = std::move(looks);
  result["has_errors"] = !view.errors.empty();
  result["form"] = form;
  return result;
}

}  // namespace demur::web
