#include "demur/web/views/clearance_forms.hpp"

#include <fmt/core.h>

#include "demur/web/views/form_page.hpp"

namespace demur::web {

using namespace domain;

namespace {

template <typename Enum>
std::vector<Option> options_of(std::initializer_list<std::pair<Enum, const char*>> all) {
  std::vector<Option> options;
  for (const auto& [value, hint] : all) options.push_back({word(value), say(value), hint});
  return options;
}

Field area(std::string name, std::string label, std::string hint, std::string value, int rows = 4) {
  return {.kind = FieldKind::textarea,
          .name = std::move(name),
          .label = std::move(label),
          .hint = std::move(hint),
          .value = std::move(value),
          .rows = rows};
}

Field date(std::string name, std::string label, std::string hint, std::string value) {
  return {.kind = FieldKind::date,
          .name = std::move(name),
          .label = std::move(label),
          .hint = std::move(hint),
          .value = std::move(value)};
}

Field optional(Field field) {
  field.optional = true;
  return field;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::vector<Field> mandate_fields(const OpenClearanceView& view) {
  return {
      area("fixed", "What is fixed already", "What no comment can change any more.", view.fixed),
      area("may_change", "What may change",
           "What a comment can still change. Where nothing can, write \"nothing\": then this is a briefing, "
           "and is called one.",
           view.may_change),
      {.kind = FieldKind::radios,
       .name = "level",
       .label = "What the offices are asked for",
       .value = view.level,
       .options = options_of<Level>({{Level::inform, "They are told, and nothing may change."},
                                     {Level::consult, "They are heard before it is decided."},
                                     {Level::involve, "They work on the text."},
                                     {Level::decide, "Nothing is decided without them."}})},
      {.name = "decides", .label = "Who decides", .hint = "A post, not a name.", .value = view.decides},
      date("hear_by", "By when the offices hear what became of their comments",
           "After the round closes, such as 2026-05-04. It becomes a duty of your office.", view.hear_by),
      {.kind = FieldKind::choice,
       .name = "attribution",
       .label = "Who may say afterwards who said what",
       .value = view.attribution,
       .options = options_of<Attribution>({{Attribution::named, ""}, {Attribution::chatham_house, ""}})}};
}

}  // namespace

json::object to_json(const OpenClearanceView& view) {
  Form form = {.action = path(view.decision.id) + "/round",
               .submit = "Open the round",
               .cancel = path(view.decision.id),
               .hidden = {{"id", view.new_id}},
               .errors = view.errors};
  form.fields = mandate_fields(view);
  if (!view.offices.empty())
    form.fields.push_back({.kind = FieldKind::checkboxes,
                           .name = "also",
                           .label = "Offices to ask besides",
                           .hint = "Whom you add is as required as whom the rules name.",
                           .options = view.offices,
                           .chosen = view.also,
                           .optional = true});
  form.fields.push_back(optional(
      date("closes_on", "Open until",
           fmt::format("{} or later; empty: that day.", core::to_words(view.earliest)), view.closes_on)));
  form.fields.push_back(optional(
      area("urgent_reasons", "Why it is urgent",
           fmt::format("Only if it must close sooner, on {} at the earliest. The reason is public, for good.",
                       core::to_words(view.earliest_urgent)),
           view.urgent_reasons, 3)));
  std::vector<std::string> happens = {
      "The mandate, the list of offices and the hash of the text go into the public log, before anybody is "
      "told.",
      "Each office owes a position by the day on which the round closes. Silence then stands as \"no "
      "response\", and never as consent."};
  if (!view.required.empty())
    happens.insert(happens.begin(),
                   "These are asked, by this channel's rules: " + joined(view.required) + ".");
  if (view.after_taking)
    happens.emplace_back(
        "The decision is taken: what the offices say now answers to it, and cannot clear it any more.");
  return to_json(FormPage{.title = "Open a clearance round",
                          .back = Back{path(view.decision.id), "Decision " + view.decision.number},
                          .intro = {"Offices say whether they concur with the text as it stands. First they "
                                    "are told what it can still change."},
                          .happens = std::move(happens),
                          .warning = secret_warning(view.is_secret),
                          .form = std::move(form)});
}

namespace {

// One comment: where it is about, what it says, why, and how much it weighs.
void add_comment_row(Form& form, const GivePositionView& view, int number) {
  const auto at = static_cast<std::size_t>(number - 1);
  const Comment& comment = view.comments[at];
  const std::string of = " of comment " + std::to_string(number);
  const std::string suffix = "-" + std::to_string(number);
  form.fields.push_back(
      optional(area("comment" + suffix, "Comment " + std::to_string(number), "", comment.text, 3)));
  form.fields.push_back({.kind = FieldKind::choice,
                         .name = "weight" + suffix,
                         .label = "Weight" + of,
                         .value = view.weights[at],
                         .options = options_of<CommentWeight>({{CommentWeight::critical, ""},
                                                               {CommentWeight::substantive, ""},
                                                               {CommentWeight::editorial, ""}})});
  form.fields.push_back({.name = "where" + suffix,
                         .label = "Place" + of,
                         .hint = "Page or paragraph.",
                         .value = comment.where,
                         .optional = true});
  form.fields.push_back(optional(area("rationale" + suffix, "Why" + of, "", comment.rationale, 2)));
}

}  // namespace

json::object to_json(const GivePositionView& view) {
  Form form = {.action = path(view.position) + "/give",
               .submit = "Give this position",
               .cancel = path(view.position),
               .hidden = {{"text_hash", view.text_hash}},
               .errors = view.errors};
  form.fields = {
      {.kind = FieldKind::radios,
       .name = "stance",
       .label = "Position of " + view.office,
       .value = view.stance,
       .options = options_of<Stance>(
           {{Stance::concur, "With this text, word for word."},
            {Stance::concur_with_comment, "With this text; the owner answers each comment."},
            {Stance::non_concur, "An objection, which stands until your office lifts it."},
            {Stance::abstain, "Your office has looked, and takes no position."},
            {Stance::recused, "Your office may not judge this one."}})},
      optional(area("would_change", "What would change it",
                    "Required with an objection. Public, in the log, unless you withhold it below.",
                    view.would_change))};
  for (int number = 1; number <= kCommentRows; ++number) add_comment_row(form, view, number);
  form.fields.push_back(
      optional(area("matrix", "Or all comments as a table",
                    "Paste a comment resolution matrix (CSV). Its first line names the columns: weight, "
                    "page_paragraph, comment, rationale. It takes the place of the comments above.",
                    view.matrix)));
  form.fields.push_back(
      {.kind = FieldKind::checkboxes,
       .name = "withheld",
       .label = "Who reads it",
       .options = {{"yes", "Withhold the texts",
                    "Only respondents of offices that take part, custodians and auditors "
                    "read them. That there is a position, and which, stays public."}},
       .chosen = view.withheld ? std::vector<std::string>{"yes"} : std::vector<std::string>{},
       .optional = true});
  return to_json(FormPage{
      .title = "Give a position",
      .back = Back{path(view.position), "Position of " + view.office},
      .intro = {"You speak for " + view.office +
                ". Your name is not in the log; the office, its position and the number of comments are, for "
                "good. A new position takes the place of the one before, which stays to be seen."},
      .warning = view.is_secret
                     ? "This text is secret: others do not read it. Withhold the texts of your position."
                     : "",
      .about_heading = fmt::format("Text, version {}", view.text.number),
      .about_text = view.text.text,
      .change = view.change,
      .form = std::move(form)});
}

json::object to_json(const ReasonView& view) {
  struct Words {
    const char* title;
    const char* submit;
    const char* label;
    const char* hint;
    const char* intro;
  };
  static constexpr Words kWords[] = {
      {"Lift the objection", "Lift it", "Why it is lifted", "Public, in the log, for good.",
       "Only your office can lift its objection. That is no concurrence: to concur, give a new position."},
      {"Say that the change was editorial only", "Say so", "What changed, and why it is only editorial",
       "Public, in the log, for good.",
       "Positions on the version before go on to hold, once the days have passed in which the offices may "
       "object to this."},
      {"Object: it is more than editorial", "Object", "What is more than editorial",
       "Public, in the log, for good.",
       "Then every position on the version before has lapsed, and the offices must be asked again."},
      {"Make the round void", "Make it void", "Reason", "Public, in the log, for good.",
       "What was said in it stays to be seen, and clears nothing. The offices must be asked again."}};
  const Words& words = kWords[static_cast<std::size_t>(view.act)];
  Form form = {.action = view.action,
               .submit = words.submit,
               .careful = view.act == ReasonView::Act::make_void,
               .cancel = view.back.path,
               .hidden = view.hidden,
               .errors = view.errors};
  if (!view.offices.empty())
    form.fields.push_back({.kind = FieldKind::choice,
                           .name = "office",
                           .label = "For which office",
                           .value = view.office,
                           .options = view.offices});
  const char* name = view.act == ReasonView::Act::make_void ? "reason" : "reasons";
  form.fields.push_back(area(name, words.label, words.hint, view.reasons));
  return to_json(FormPage{.title = words.title,
                          .back = view.back,
                          .intro = {words.intro},
                          .warning = secret_warning(view.is_secret),
                          .change = view.change,
                          .form = std::move(form)});
}

namespace {

// What became of one item of the matrix, and why.
void add_answer(Form& form, const ReportClearanceView& view, std::size_t at) {
  const MatrixItem& item = view.items[at];
  const std::string number = std::to_string(at + 1);
  Field outcome{.kind = FieldKind::radios,
                .name = "outcome-" + number,
                .label = fmt::format("Item {}: comment {} of {}", number, item.comment, item.office),
                .hint = fmt::format("{}: {}", say(item.said.weight), item.said.text),
                .value = view.outcomes[at],
                .options = options_of<CommentOutcome>({{CommentOutcome::adopted, ""},
                                                       {CommentOutcome::adopted_in_part, ""},
                                                       {CommentOutcome::declined, ""}}),
                .optional = !item.needs_answer};
  if (is_objection(item)) {
    outcome.label = fmt::format("Item {}: objection of {}", number, item.office);
    outcome.hint =
        fmt::format("{}What would change it: {}",
                    item.needs_answer ? "" : "It was lifted, and needs no answer. ", item.said.text);
  }
  // Without a script nobody can take back a choice.
  if (!item.needs_answer) outcome.options.insert(outcome.options.begin(), {"", "No answer"});
  Field reasons = area(
      "reasons-" + number, "Reasons, item " + number,
      item.withheld ? "What changed, or why nothing did. The office withheld its text: this answer is read "
                      "by those who take part, and is not public. Do not repeat it in the summary."
                    : "What changed, or why nothing did. Public.",
      view.reasons[at], 3);
  reasons.optional = !item.needs_answer;
  form.fields.push_back(std::move(outcome));
  form.fields.push_back(std::move(reasons));
}

}  // namespace

json::object to_json(const ReportClearanceView& view) {
  Form form = {.action = path(view.round) + "/report",
               .submit = "Publish the report",
               .cancel = path(view.round),
               .errors = view.errors};
  for (std::size_t at = 0; at < view.items.size(); ++at) add_answer(form, view, at);
  form.fields.push_back(area("summary", "What became of the round",
                             "In a few sentences, for everybody. Public, in the log, for good.",
                             view.summary));
  if (!view.items.empty())
    form.fields.push_back(optional(area(
        "matrix", "Or all answers as a table",
        "Paste the comment resolution matrix (CSV) of this round with its decisions and reasons filled "
        "in. It takes the place of the answers above. Items change their numbers while the round is open: "
        "take the table after it closed.",
        view.matrix)));
  return to_json(
      FormPage{.title = "Report the round",
               .back = Back{path(view.round), view.title},
               .intro = {"Every comment and every objection that stands gets an answer with reasons. "
                         "After that the report stays as it is."},
               .warning = secret_warning(view.is_secret),
               .form = std::move(form)});
}

json::object to_json(const ExplainView& view) {
  const std::string decision = path(view.decision.id);
  Form form{.action = decision + "/explain",
            .submit = "Declare the bypass",
            .careful = true,
            .cancel = decision,
            .fields = fields_of(view.needed),
            .errors = view.errors};
  return to_json(FormPage{.title = "Explain the bypass",
                          .back = Back{decision, "Decision " + view.decision.number},
                          .intro = {"The decision was registered as taken, and not every office that must be "
                                    "asked was heard on it. Your office may say why, once."},
                          .happens = {"Ground, reasons and the day of this declaration stand on the "
                                      "decision's page and in the log, for good.",
                                      "The decision is bypassed and explained, and never cleared.",
                                      "Your office owes the others a round after the fact by the day that "
                                      "you name."},
                          .warning = secret_warning(view.is_secret),
                          .form = std::move(form)});
}

std::vector<Field> fields_of(const TakingFields& taking) {
  std::vector<Field> fields;
  if (taking.direction)
    fields.push_back(area("direction", "Direction",
                          "An objection stands. Say why you proceed over it. This stays on the decision's "
                          "face, for good.",
                          taking.direction_text));
  if (!taking.bypass) return fields;
  fields.push_back(
      {.kind = FieldKind::radios,
       .name = "ground",
       .label = "Ground of the bypass",
       .hint = "Not every office that must be asked was heard on this text. Wait for them, or declare it.",
       .value = taking.ground,
       .options =
           options_of<BypassGround>({{BypassGround::urgent, "Harm would have come of waiting."},
                                     {BypassGround::secret,
                                      "The offices could not be told. From now on only respondents of "
                                      "your office and of those that a round asks, custodians and "
                                      "auditors read the text, in every version; number, title, ground "
                                      "and reasons everybody reads. Until now every member could read "
                                      "it, and its hash is public: who guesses the text can check that."},
                                     {BypassGround::routine, "It is done often, and always so."},
                                     {BypassGround::other, "Your reasons say which."}})});
  fields.push_back(area("bypass_reasons", "Reasons of the bypass",
                        "This stays on the decision's face, for good. It is never called cleared.",
                        taking.reasons));
  fields.push_back(date("consult_by", "By when the offices are asked after all",
                        "Such as 2026-05-04. It becomes a duty of your office.", taking.consult_by));
  return fields;
}

}  // namespace demur::web
