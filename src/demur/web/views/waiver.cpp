#include "demur/web/views/waiver.hpp"

#include <fmt/core.h>

#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"

namespace demur::web {
namespace {

using namespace domain;

// What does not come of it, so that nobody takes a waiver for what was owed.
std::string stays_words(DutyKind kind) {
  switch (kind) {
    case DutyKind::give_position:
      return "An office that says nothing all the same stands as no response, which is never consent.";
    case DutyKind::consult_after:
      return "The bypass stays on the decision’s page, with no round after the fact.";
    case DutyKind::sign_minutes:
      return "Minutes that are not signed by both sides in time are not agreed, as before.";
    case DutyKind::review:
      return "No review will be given: whoever owes it cannot do it any more.";
    case DutyKind::report:
    case DutyKind::reply:
    case DutyKind::say_change:
    case DutyKind::acknowledge:
    case DutyKind::answer:
    case DutyKind::decide:
      break;
  }
  return "Whoever owes it may still do it.";
}

}  // namespace

json::object to_json(const WaiverView& view) {
  const DueItem& due = view.due;
  const std::string subject = path(due.about);
  const std::string title = due.title.empty() ? "Where it stands" : due.title;
  FormPage page{.title = "Waive a duty: " + say(due.kind),
                .section = Section::today,
                .back = Back{subject, title},
                .form = {.action = waive_path(due.about, due.kind),
                         .submit = "Waive this duty",
                         .careful = true,
                         .cancel = "/",
                         .errors = view.errors}};
  page.intro = {fmt::format("{}. Owed by {}, {}.", title, due.owner, say_due(due.due_on, view.today))};
  page.happens = {"The duty ends without being met. What was missed stays on record as missed.",
                  "The waiver and its reason are public, in the log, for good.", stays_words(due.kind)};
  page.form.fields = {
      {.kind = FieldKind::textarea,
       .name = "reason",
       .label = "Reason",
       .hint = "Public, in the log, for good. Do not repeat what could tell who an author is.",
       .value = view.reason,
       .rows = 5}};
  return to_json(page);
}

}  // namespace demur::web
