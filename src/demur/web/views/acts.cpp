#include "demur/web/views/acts.hpp"

#include <fmt/core.h>

#include "demur/core/day.hpp"
#include "demur/domain/precedent.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"

namespace demur::web {

using namespace domain;

namespace {

FormPage page_for(const DissentRef& dissent, const char* title, const char* act, const char* submit,
                  const Errors& errors) {
  const std::string subject = path(dissent.id);
  return {.title = title,
          .back = Back{subject, dissent.title.empty() ? "The dissent" : dissent.title},
          .form = {.action = subject + "/" + act, .submit = submit, .cancel = subject, .errors = errors}};
}

std::string outcome_hint(Outcome outcome) {
  switch (outcome) {
    case Outcome::adopted:
      return "What the dissent asks for is done. Say what changed.";
    case Outcome::adopted_in_part:
      return "Some of it is done. Say what changed, and why not the rest.";
    case Outcome::declined:
      return "Nothing changes. Say why, point by point.";
    case Outcome::deferred:
      return "It will be decided later. Name the day; it becomes a duty.";
    case Outcome::out_of_scope:
      return "It cannot be decided here. Say where it belongs.";
  }
  return {};
}

Field outcome_field(const AnswerView& view) {
  Field field = {.kind = FieldKind::radios, .name = "outcome", .label = "Outcome", .value = view.outcome};
  for (const Outcome outcome : view.outcomes)
    field.options.push_back({word(outcome), say(outcome), outcome_hint(outcome)});
  return field;
}

Field version_field(const AnswerView& view) {
  Field field = {.kind = FieldKind::choice,
                 .name = "changed_version",
                 .label = "The version that holds the change",
                 .value = view.changed_version,
                 .options = {{"", "None"}},
                 .optional = true};
  for (const auto& version : view.versions)
    field.options.push_back({std::to_string(version.number),
                             fmt::format("Version {}, {}", version.number, core::to_words(version.day))});
  return field;
}

void add_citation(Form& form, const AnswerView& view) {
  if (view.precedents.empty()) return;
  Field cite = {.kind = FieldKind::choice,
                .name = "cite_ref",
                .label = "An earlier matter that bears on this",
                .value = view.cite_ref,
                .options = {{"", "None"}},
                .optional = true};
  cite.options.insert(cite.options.end(), view.precedents.begin(), view.precedents.end());
  form.fields.push_back(cite);
  form.fields.push_back(
      {.name = "cite_why", .label = "What it means for this one", .value = view.cite_why, .optional = true});
}

// Said of each by who answers, and public with the answer.
void ask_of_precedents(Form& form, const AnswerView& view) {
  for (const PrecedentAsked& each : view.asked) {
    form.fields.push_back({.kind = FieldKind::radios,
                           .name = applies_field(each.ref),
                           .label = "An earlier matter: " + each.label,
                           .hint = each.excerpt,
                           .value = each.applies,
                           .options = {{"yes", "It applies here", "It is cited with the answer."},
                                       {"no", "It does not apply here"}}});
    form.fields.push_back({.name = why_field(each.ref),
                           .label = "Why, or why not",
                           .hint = "Public, in the log, for good.",
                           .value = each.why});
  }
}

std::vector<Field> answer_fields(const AnswerView& view) {
  return {outcome_field(view),
          {.kind = FieldKind::textarea,
           .name = "reasons",
           .label = "Reasons",
           .hint = "Public, in the log, for good. Do not repeat what could tell who the author is.",
           .value = view.reasons,
           .rows = 10},
          {.kind = FieldKind::textarea,
           .name = "what_changed",
           .label = "What changed",
           .hint = "Required if adopted, wholly or in part.",
           .value = view.what_changed,
           .rows = 4,
           .optional = true},
          version_field(view),
          {.kind = FieldKind::date,
           .name = "deferred_until",
           .label = "Deferred until",
           .hint = "Required if deferred, such as 2026-05-04.",
           .value = view.deferred_until,
           .optional = true},
          {.name = "belongs_to",
           .label = "Where it belongs",
           .hint = "Required if out of scope.",
           .value = view.belongs_to,
           .optional = true},
          {.kind = FieldKind::textarea,
           .name = "confidential_note",
           .label = "For the author only",
           .hint = "Not public: the log holds only a commitment to it.",
           .value = view.confidential_note,
           .rows = 4,
           .optional = true}};
}

}  // namespace

json::object to_json(const AcknowledgeView& view) {
  FormPage page =
      page_for(view.dissent, "Acknowledge this dissent", "acknowledge", "Acknowledge", view.errors);
  page.intro = {
      "You confirm that the dissent has arrived and is in order. It says nothing about its merits."};
  page.happens = {"The acknowledgement goes into the public log, with today’s day.",
                  "The clock for the answer runs."};
  page.about_heading = view.text.empty() ? "" : "The dissent";
  page.about_text = view.text;
  return to_json(page);
}

json::object to_json(const ExtendView& view) {
  FormPage page = page_for(view.dissent, "Extend the time to answer", "extend", "Extend", view.errors);
  page.intro = {fmt::format("The answer is due on {}. It can be moved once, to {} at the latest.",
                            core::to_words(view.due_on), core::to_words(view.latest_on))};
  page.warning = secret_warning(view.is_secret);
  page.form.fields = {{.kind = FieldKind::date,
                       .name = "until",
                       .label = "New day",
                       .hint = "Such as " + core::to_string(view.latest_on) + ".",
                       .value = view.until},
                      {.kind = FieldKind::textarea,
                       .name = "reason",
                       .label = "Reason",
                       .hint = "Public, in the log, for good.",
                       .value = view.reason,
                       .rows = 5}};
  return to_json(page);
}

json::object to_json(const AnswerView& view) {
  FormPage page = page_for(view.dissent, "Answer this dissent", "answer", "Publish the answer", view.errors);
  page.intro = {
      "The answer carries your name. It cannot be edited once it is published; the author then has the last "
      "word."};
  if (view.is_secret)
    page.warning = "The decision’s text is secret: others do not read it, and your answer everybody reads.";
  page.about_heading = "The dissent";
  page.about_text = view.text;
  if (!view.would_change_my_mind.empty())
    page.about_text += "\n\nWhat would change the author’s mind:\n" + view.would_change_my_mind;
  page.form.hidden = {{"id", view.new_id}};
  page.form.fields = answer_fields(view);
  ask_of_precedents(page.form, view);
  add_citation(page.form, view);
  return to_json(page);
}

json::object to_json(const LastWordView& view) {
  FormPage page =
      page_for(view.dissent, "Give the last word", "last-word", "Give the last word", view.errors);
  page.intro = {
      fmt::format("Nobody answers it. It closes the dissent; without one, the dissent closes after {}.",
                  core::to_words(view.last_word_by))};
  page.about_heading = "The answer: " + say(view.answer.outcome);
  page.about_text = view.answer.reasons;
  page.form.fields = {
      {.kind = FieldKind::radios,
       .name = "verdict",
       .label = "Where you stand now",
       .value = view.verdict,
       .options = {{word(Verdict::satisfied), "Satisfied", "The answer meets my dissent."},
                   {word(Verdict::partly), "Partly satisfied", "It meets some of it."},
                   {word(Verdict::maintained), "I maintain my dissent", "It stays on record as it is."}}},
      {.kind = FieldKind::textarea,
       .name = "text",
       .label = "Your last word",
       .value = view.text,
       .rows = 8,
       .optional = true}};
  return to_json(page);
}

json::object to_json(const WithdrawDissentView& view) {
  FormPage page =
      page_for(view.dissent, "Withdraw your dissent", "withdraw", "Withdraw my dissent", view.errors);
  page.form.careful = true;
  page.intro = {"Only you can do this, and it cannot be taken back. Nobody may ask you to."};
  page.happens = {"Nobody owes you an acknowledgement or an answer any more.",
                  "The records in the log stay: that a dissent was filed, and that it was withdrawn."};
  return to_json(page);
}

json::object to_json(const OpenIdentityView& view) {
  FormPage page = page_for(view.dissent, "Open the author’s identity", "open-identity", "Open and record it",
                           view.errors);
  page.form.careful = true;
  page.warning =
      "The author filed in confidence. Open the name only where you cannot do your duty without it.";
  page.happens = {"You see the author’s name.", "The author sees that you opened it, when, and why.",
                  "The opening and its reason stand in the public log, in clear. It cannot be undone."};
  page.form.fields = {{.kind = FieldKind::textarea,
                       .name = "reason",
                       .label = "Reason",
                       .hint = "The author and everybody who reads the log will see it. Name nobody.",
                       .value = view.reason,
                       .rows = 5}};
  return to_json(page);
}

json::object to_json(const WaiveDutyView& view) {
  const bool answer = view.kind == DutyKind::answer;
  const std::string act = std::string("waive-") + word(view.kind);
  const char* title = answer                               ? "Waive the duty to answer"
                      : view.kind == DutyKind::acknowledge ? "Waive the duty to acknowledge"
                                                           : "Waive the deferred decision";
  FormPage page = page_for(view.dissent, title, act.c_str(), "Waive this duty", view.errors);
  page.form.careful = true;
  page.intro = {"The duty ends without being met. The waiver and its reason are public."};
  page.form.fields = {{.kind = FieldKind::textarea,
                       .name = "reason",
                       .label = "Reason",
                       .hint = "Public, in the log, for good.",
                       .value = view.reason,
                       .rows = 5}};
  return to_json(page);
}

json::object to_json(const CoSignView& view) {
  const Form form = {.action = path(view.dissent.id) + "/co-sign",
                     .submit = "Sign this dissent",
                     .hidden = {{"invitation", view.invitation}},
                     .errors = view.errors};
  const std::string threshold = fmt::format(
      "Until {} colleagues have signed, nobody but those who run this server can learn how many there are, "
      "or who.",
      view.threshold);
  const char* after =
      view.standing == Standing::named
          ? "From then on your name stands beside the author’s, for everybody who may read this dissent."
          : "From then on its readers see the number. The names are seen only by a custodian who opens the "
            "author’s name, with a reason on record.";
  return {
      {"page", page("Sign a colleague’s dissent", Section::none)},
      {"dissent", to_json(view.dissent)},
      {"text", view.text},
      {"would_change_my_mind", view.would_change_my_mind},
      {"author_words", view.author.empty() ? "A colleague, in confidence" : view.author},
      {"means", json::array{"You hold this dissent as your own. You cannot change its text.",
                            "You will see its answer, and so will its other signers.",
                            "A signature cannot be taken back."}},
      {"knows", json::array{threshold, after, "The log holds a commitment to your signature, and no name.",
                            "The people who run this server can find out that you signed."}},
      {"has_signed", view.has_signed},
      {"may_sign", view.may_sign && !view.has_signed},
      {"form", to_json(form)}};
}

}  // namespace demur::web
