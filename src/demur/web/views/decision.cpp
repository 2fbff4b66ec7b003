#include "demur/web/views/decision.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/day.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"
#include "demur/web/views/text_change.hpp"

namespace demur::web {

using namespace domain;

namespace {

json::object row_json(const DecisionRow& row) {
  return {{"decision", to_json(row.decision)}, {"owner", row.owner},
          {"state", spoken(row.state)},        {"registered_on", to_json(std::optional(row.registered_on))},
          {"taken_on", to_json(row.taken_on)}, {"dissents", to_json(row.dissents, "dissent", "dissents")}};
}

json::object version_json(const DecisionView& view, std::size_t at) {
  const TextVersion& version = view.versions[at];
  return {{"number", version.number},
          {"text", version.text},
          {"is_hidden", version.text.empty()},  // a decision has one
          {"hash", version.hash},
          {"day", to_json(std::optional(version.day))},
          {"text_change", to_json(change_in(view.versions, version.number - 1, version.number))}};
}

std::string state_words(const DecisionView& view) {
  switch (view.state) {
    case DecisionState::draft:
      return "A draft: its text may still change.";
    case DecisionState::consulting:
      return "In consultation: its text may still change.";
    case DecisionState::taken:
      if (!view.taken_on) return "Taken.";
      return fmt::format("Taken on {}.", core::to_words(*view.taken_on));
    case DecisionState::superseded:
      return "No longer in force: another decision took its place.";
    case DecisionState::withdrawn:
      return "Withdrawn by its owner.";
  }
  return {};
}

plots::LifelineSpan span_of(const DissentRow& row, std::size_t index) {
  plots::LifelineSpan span = {
      .label = fmt::format("Dissent {}", index + 1), .from = row.filed_on, .due = row.answer_due};
  if (row.state == DissentState::withdrawn) {
    span.until = row.closed_on;
    span.ending = "withdrawn";
  } else if (row.answered_on) {
    span.until = row.answered_on;
    span.ending = row.outcome ? "answered: " + std::string(say(*row.outcome)) : "answered";
  }
  return span;
}

void add_rounds(const DecisionView& view, std::vector<plots::LifelineEvent>& events) {
  for (const ClearanceRound& round : view.clearance.clearance.rounds) {
    events.push_back({round.opened_on, fmt::format("Clearance round {}", round.number)});
    if (round.reported_on)
      events.push_back({*round.reported_on, fmt::format("Round {} reported", round.number)});
  }
  for (const RoundRow& round : view.opinion) {
    events.push_back({round.opened_on, "Opinion round"});
    if (round.state != RoundState::open && round.state != RoundState::voided)
      events.push_back({round.closes_on, "Votes closed"});
  }
}

void add_meetings(const DecisionView& view, std::vector<plots::LifelineEvent>& events) {
  for (const MeetingRow& meeting : view.meetings) {
    if (meeting.on && meeting.was_held) events.push_back({*meeting.on, "Meeting"});
  }
}

void add_reviews(const DecisionView& view, std::vector<plots::LifelineEvent>& events) {
  for (const auto& seen : view.review.reviews) {
    std::string verdict = word(seen.review.verdict);
    std::ranges::replace(verdict, '_', ' ');
    events.push_back({seen.review.day, "Review: " + verdict});
  }
  const auto& duty = view.review.duty;
  if (duty && duty->state == DutyState::missed) events.push_back({duty->due_on, "Review due"});
}

json::array citing_json(const std::vector<CitingRow>& rows) {
  json::array all;
  for (const CitingRow& row : rows)
    all.push_back(json::object{{"matter", to_json(row.matter)},
                               {"why", row.why},
                               {"day", to_json(std::optional(row.day))},
                               {"after_taking", row.after_taking}});
  return all;
}

json::array older_versions(const DecisionView& view) {
  json::array all;
  for (std::size_t at = view.versions.size(); at-- > 1;) all.push_back(version_json(view, at - 1));
  return all;
}

Back back_to(const DecisionRef& decision) {
  return {path(decision.id), "Decision " + decision.number};
}

Form form_for(const DecisionRef& decision, const char* act, const char* submit, const Errors& errors) {
  return {.action = path(decision.id) + "/" + act,
          .submit = submit,
          .cancel = path(decision.id),
          .errors = errors};
}

json::object head(const DecisionView& view) {
  json::value superseded_by = nullptr;
  if (view.superseded_by) superseded_by = to_json(*view.superseded_by);
  json::value current = nullptr;
  if (!view.versions.empty()) current = version_json(view, view.versions.size() - 1);
  return {{"page", page(view.decision.title, Section::decisions, Back{"/decisions", "Decisions"})},
          {"decision", to_json(view.decision)},
          {"owner", view.owner},
          {"state", spoken(view.state)},
          {"state_words", state_words(view)},
          {"registered_on", to_json(std::optional(view.registered_on))},
          {"taken_on", to_json(view.taken_on)},
          {"off_system", view.off_system},
          {"superseded_by", superseded_by},
          {"withdrawn_reason", view.withdrawn_reason},
          {"current", current},
          {"is_secret", view.clearance.is_secret},
          {"secret_from_start", view.clearance.secret_from_start},
          {"has_older", view.versions.size() > 1},
          {"older", older_versions(view)}};
}

}  // namespace

plots::Plot lifeline(const DecisionView& view) {
  plots::Lifeline line = {.today = view.today, .events = {{view.registered_on, "Registered"}}, .spans = {}};
  for (const auto& version : view.versions)
    if (version.number > 1) line.events.push_back({version.day, fmt::format("Version {}", version.number)});
  add_rounds(view, line.events);
  if (view.taken_on) line.events.push_back({*view.taken_on, "Taken"});
  add_meetings(view, line.events);
  add_reviews(view, line.events);
  for (std::size_t at = 0; at < view.visible_dissents.size(); ++at)
    line.spans.push_back(span_of(view.visible_dissents[at], at));
  return plots::plot(line);
}

json::object to_json(const DecisionsView& view) {
  json::array rows;
  for (const auto& row : view.decisions) rows.push_back(row_json(row));
  return {{"page", page("Decisions", Section::decisions)},
          {"has_decisions", !view.decisions.empty()},
          {"decisions", rows},
          {"may_register", view.may_register}};
}

json::object to_json(const DecisionView& view) {
  json::object result = head(view);
  result["dissents"] = to_json(view.dissents, "dissent", "dissents");
  result["has_visible_dissents"] = !view.visible_dissents.empty();
  json::array rows;
  for (std::size_t at = 0; at < view.visible_dissents.size(); ++at) {
    auto row = to_json(view.visible_dissents[at], view.today);
    row["label"] = fmt::format("Dissent {}", at + 1);  // as the lifeline names it
    rows.push_back(row);
  }
  result["visible_dissents"] = rows;
  result["has_answers"] = !view.answers.empty();
  result["answers"] = list(view.answers);
  result["has_meetings"] = !view.meetings.empty();
  result["meetings"] = to_json(view.meetings);
  result["has_opinion"] = !view.opinion.empty();
  result["opinion"] = to_json(view.opinion);
  result["review"] = review_json(view.review, view.today);
  result["has_cited_by"] = !view.cited_by.empty();
  result["cited_by"] = citing_json(view.cited_by);
  result["has_cites"] = !view.cites.empty();
  result["cites"] = citing_json(view.cites);
  json::array offers = offers_to_json(view.offers, path(view.decision.id));
  for (const Button& button : view.clearance.buttons) offers.push_back(to_json(button));
  result["has_offers"] = !offers.empty();
  result["offers"] = std::move(offers);
  result["clearance"] = clearance_json(view.clearance);
  result["plot"] = plots::to_json(lifeline(view));
  result["csv_path"] = path(view.decision.id) + "/lifeline.csv";
  return result;
}

json::object to_json(const NewDecisionView& view) {
  Form form = {.action = "/decisions/new",
               .submit = "Register the decision",
               .cancel = "/decisions",
               .hidden = {{"id", view.new_id}},
               .errors = view.errors};
  form.fields = {
      {.name = "number",
       .label = "Number",
       .hint = "As your institution numbers it, such as 2026/14.",
       .value = view.number},
      {.name = "title", .label = "Title", .hint = "It is public, in the log, for good.", .value = view.title},
      {.kind = FieldKind::choice,
       .name = "owner",
       .label = "Owner",
       .hint = "The office that answers for it.",
       .value = view.owner,
       .options = view.offices},
      {.kind = FieldKind::textarea,
       .name = "text",
       .label = "Text",
       .hint = "What is, or would be, decided. The log holds its hash.",
       .value = view.text,
       .rows = 14},
      {.kind = FieldKind::date,
       .name = "taken_on",
       .label = "Taken on",
       .hint = view.taken_required ? "The day on which it was taken elsewhere, such as 2026-05-04."
                                   : "Only if it has been taken already, such as 2026-05-04.",
       .value = view.taken_on,
       .optional = !view.taken_required}};
  if (!view.taken_required)
    form.fields.push_back(
        {.kind = FieldKind::checkboxes,
         .name = "secret",
         .label = "Who reads the text",
         .options =
             {{"yes", "The text is secret",
               "Respondents of your office, of offices that a round asks, custodians and auditors read "
               "it, and nobody else. No search finds it. Number, title, and that the text is secret are "
               "public, for good, and so is its hash: whoever guesses a short text can check the guess."}},
         .chosen = view.is_secret ? std::vector<std::string>{"yes"} : std::vector<std::string>{},
         .optional = true});
  return to_json(FormPage{
      .title = "Register a decision",
      .back = Back{"/decisions", "Decisions"},
      .intro =
          {"Once a decision is registered, any member can file a dissent from it, and its owner must answer.",
           "Any member may register a decision that was taken elsewhere."},
      .form = form});
}

json::object to_json(const ReviseDecisionView& view) {
  Form form = form_for(view.decision, "revise", "Publish the new version", view.errors);
  form.fields = {
      {.kind = FieldKind::textarea, .name = "text", .label = "Text", .value = view.text, .rows = 18}};
  return to_json(
      FormPage{.title = "New version of the text",
               .back = back_to(view.decision),
               .intro = {"Earlier versions stay on the page, with their days and hashes. Dissents stay bound "
                         "to the version they were filed against."},
               .form = form});
}

json::object to_json(const TakeDecisionView& view) {
  Form form = form_for(view.decision, "take", "Record as taken", view.errors);
  form.fields = {{.kind = FieldKind::date,
                  .name = "taken_on",
                  .label = "Taken on",
                  .hint = "Such as 2026-05-04.",
                  .value = view.taken_on}};
  for (Field& field : fields_of(view.needed)) form.fields.push_back(std::move(field));
  return to_json(FormPage{
      .title = "Record this decision as taken",
      .back = back_to(view.decision),
      .intro =
          {"The current text is what was taken. The day goes into the public log and cannot be changed."},
      .warning = view.needed.direction || view.needed.bypass
                     ? view.needed.sentence + (view.is_secret ? " " : "") + secret_warning(view.is_secret)
                     : view.needed.sentence,
      .form = form});
}

json::object to_json(const SupersedeDecisionView& view) {
  Form form = form_for(view.decision, "supersede", "Record as superseded", view.errors);
  Field by = {.kind = FieldKind::choice, .name = "by", .label = "Superseded by", .value = view.by};
  for (const auto& candidate : view.candidates)
    by.options.push_back({candidate.id.text, candidate.number + " · " + candidate.title});
  form.fields = {by};
  return to_json(FormPage{.title = "Superseded by another decision",
                          .back = back_to(view.decision),
                          .intro = {"Dissents that wait for an answer still get one."},
                          .form = form});
}

json::object to_json(const WithdrawDecisionView& view) {
  Form form = form_for(view.decision, "withdraw", "Withdraw the decision", view.errors);
  form.careful = true;
  form.fields = {{.kind = FieldKind::textarea,
                  .name = "reason",
                  .label = "Reason",
                  .hint = "Public, in the log, for good.",
                  .value = view.reason}};
  return to_json(
      FormPage{.title = "Withdraw this decision",
               .back = back_to(view.decision),
               .intro = {"It cannot be taken back. Its page, its dissents and their answers stay."},
               .warning = secret_warning(view.is_secret),
               .form = form});
}

}  // namespace demur::web
