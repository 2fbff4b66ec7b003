#include "demur/web/views/cite.hpp"

#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"

namespace demur::web {
namespace {

Option option_of(const MatterRef& matter) {
  const auto shown = to_json(matter);
  std::string label(shown.at("heading").as_string());
  if (matter.outcome) label += ": " + say(*matter.outcome);
  if (matter.later) label += ". " + later_words(*matter.later);
  return {matter.ref, std::move(label)};
}

}  // namespace

json::object to_json(const CiteView& view) {
  Field ref{.kind = FieldKind::choice,
            .name = "ref",
            .label = "Earlier matter",
            .hint = "Those that share words with this decision come first.",
            .value = view.ref,
            .options = {{"", "Choose one"}}};
  for (const MatterRef& matter : view.matters) ref.options.push_back(option_of(matter));
  FormPage page{
      .title = "Cite an earlier matter",
      .back = Back{path(view.decision.id), "Decision " + view.decision.number},
      .intro =
          {"Name another decision, or an answer, that this decision rests on, and what it means here.",
           "It stands on both decisions’ pages and in the log, with today’s day. It cannot be taken back."},
      .form = {.action = path(view.decision.id) + "/cite",
               .submit = "Cite it",
               .cancel = path(view.decision.id),
               .fields = {std::move(ref),
                          {.kind = FieldKind::textarea,
                           .name = "why",
                           .label = "What it means here",
                           .hint = "Public, in the log, for good.",
                           .value = view.why,
                           .rows = 4}},
               .errors = view.errors}};
  if (view.is_taken)
    page.intro.push_back("The decision is taken: its page will say that this was cited afterwards.");
  if (view.is_secret)
    page.warning = "The text of this decision is secret. What you write here everybody reads.";
  return to_json(page);
}

}  // namespace demur::web
