// The forms of opinion rounds, each one page.
#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"
#include "demur/web/views/opinion.hpp"

namespace demur::web {

using namespace domain;

namespace {

Back back_to(const RoundRow& round) {
  return {path(Subject(round.id)), round.title};
}

Form form_for(const RoundRow& round, const char* act, const char* submit, const Errors& errors) {
  const std::string at = path(Subject(round.id));
  return {.action = at + act, .submit = submit, .cancel = at, .errors = errors};
}

std::string typed(const OpenRoundView& view, const char* name) {
  const auto found = view.typed.find(name);
  return found == view.typed.end() ? std::string() : found->second;
}

std::vector<Option> with_none(const std::vector<Option>& options, const char* none) {
  std::vector<Option> all = {{.value = "", .label = none}};
  all.insert(all.end(), options.begin(), options.end());
  return all;
}

std::vector<Field> mandate_fields(const OpenRoundView& view) {
  return {{.kind = FieldKind::radios,
           .name = "level",
           .label = "What people are asked for",
           .value = typed(view, "level"),
           .options = {{"consult", "Consulted", "What they say is weighed, and they hear what became of it."},
                       {"involve", "Involved", "What they say shapes the options."},
                       {"decide", "They decide", "Within what may change."},
                       {"inform", "Informed", "Nothing may change. It is called a briefing."}}},
          {.kind = FieldKind::textarea,
           .name = "fixed",
           .label = "What is fixed already",
           .value = typed(view, "fixed"),
           .rows = 3},
          {.kind = FieldKind::textarea,
           .name = "may_change",
           .label = "What may change",
           .hint = "Or the word “nothing”.",
           .value = typed(view, "may_change"),
           .rows = 3},
          {.name = "decides", .label = "Who decides", .value = typed(view, "decides")}};
}

// How votes are cast is what the mandate can promise of who said what.
std::vector<Field> cast_fields(const OpenRoundView& view) {
  if (!view.has_tokens) return {};
  const std::string chosen = typed(view, "attribution");
  return {{.kind = FieldKind::radios,
           .name = "attribution",
           .label = "How votes are cast",
           .value = chosen.empty() ? word(Attribution::chatham_house) : chosen,
           .options = {{word(Attribution::chatham_house), "In one’s own name",
                        "Here. Nobody is shown who voted what; whoever runs this server can find out."},
                       {word(Attribution::not_recorded), "By token",
                        "At a drop, where nobody signs in. It is recorded nowhere whose a vote or a proposed "
                        "statement is. Members must "
                        "collect a token first, and no vote comes back before the round closes."}}}};
}

std::vector<Field> day_fields(const OpenRoundView& view) {
  return {{.kind = FieldKind::date,
           .name = "closes_on",
           .label = "Last day for votes",
           .hint = "At least " + counted(view.round_days, "working day", "working days") + " from today.",
           .value = typed(view, "closes_on")},
          {.kind = FieldKind::date,
           .name = "hear_by",
           .label = "By when people hear what became of it",
           .hint = "It becomes a duty of the office that asks.",
           .value = typed(view, "hear_by")}};
}

std::vector<Field> statement_fields(const OpenRoundView& view) {
  std::vector<Field> fields;
  if (!view.continuable.empty())
    fields.push_back({.kind = FieldKind::choice,
                      .name = "continues",
                      .label = "It asks again what an earlier round asked",
                      .hint = "Its trend statements are asked again, word for word.",
                      .value = typed(view, "continues"),
                      .options = with_none(view.continuable, "No"),
                      .optional = true});
  fields.push_back(
      {.kind = FieldKind::textarea,
       .name = "statements",
       .label = "First statements",
       .hint = "One a line: something that one can agree or disagree with. Members propose more.",
       .value = typed(view, "statements"),
       .rows = 8});
  fields.push_back({.kind = FieldKind::textarea,
                    .name = "trend",
                    .label = "Trend statements",
                    .hint =
                        "Eight to twelve, one a line, or none. They are asked again in later rounds, so that "
                        "change can be told.",
                    .value = typed(view, "trend"),
                    .rows = 8,
                    .optional = true});
  return fields;
}

}  // namespace

json::object to_json(const OpenRoundView& view) {
  Form form = {.action = "/opinion/new",
               .submit = "Open the round",
               .cancel = "/opinion",
               .hidden = {{"id", view.new_id}},
               .errors = view.errors};
  form.fields = {
      {.name = "title", .label = "What it is about", .value = typed(view, "title")},
      {.kind = FieldKind::choice,
       .name = "owner",
       .label = "The office that asks",
       .value = typed(view, "owner"),
       .options = view.offices},
      {.kind = FieldKind::choice,
       .name = "decision",
       .label = "Decision that it is about",
       .hint = "Where its text is secret, do not repeat it here: your words and the statements are "
               "public, in the log, for good.",
       .value = typed(view, "decision"),
       .options = with_none(view.decisions, "None"),
       .optional = true}};
  for (auto part : {mandate_fields(view), cast_fields(view), day_fields(view), statement_fields(view)})
    for (Field& field : part) form.fields.push_back(std::move(field));
  return to_json(FormPage{
      .title = "Open an opinion round",
      .section = Section::opinion,
      .back = Back{"/opinion", "Opinion rounds"},
      .intro =
          {"Members vote on statements: agree, disagree or pass. Before anybody is asked, they are told what "
           "their votes can change."},
      .happens = {"Its mandate goes into the public log, before anybody votes.",
                  "Custodians who do not work for your office show or reject what members propose.",
                  "Nobody sees how anybody voted; what many say together is shown once it is closed.",
                  "You owe a report by the day that you name."},
      .form = form});
}

json::object to_json(const ProposeView& view) {
  Form form = form_for(view.round, "/propose", "Propose it", view.errors);
  form.hidden = {{"id", view.new_id}, {"reworded_from", view.reworded_from}};
  form.fields = {{.kind = FieldKind::textarea,
                  .name = "text",
                  .label = "Statement",
                  .hint = "One thing that others can agree or disagree with, in one sentence.",
                  .value = view.text,
                  .rows = 3}};
  return to_json(FormPage{
      .title = view.reworded_from.empty() ? "Propose a statement" : "Reword a statement",
      .section = Section::opinion,
      .back = back_to(view.round),
      .intro = {"A custodian who does not work for the office that asks decides whether it is shown, with a "
                "reason where it is not. Nobody is told who proposed it. The server keeps your name with it.",
                "Once it is shown it is public, in the log, for good; and so is, once the office reports, "
                "whether it "
                "bridges or divides, and which way."},
      .warning = secret_warning(view.round.is_secret),
      .about_heading = view.rewords_text.empty() ? "" : "The statement as it stands",
      .about_text = view.rewords_text,
      .form = form});
}

json::object to_json(const EndStatementView& view) {
  Form form{
      .action = "/opinion/statements/" + view.statement.id.text + (view.retires ? "/retire" : "/reject"),
      .submit = view.retires ? "Retire it" : "Reject it",
      .careful = true,
      .cancel = path(Subject(view.round.id)) + "/moderate",
      .errors = view.errors};
  form.fields = {{.kind = FieldKind::textarea,
                  .name = "reason",
                  .label = "Reason",
                  .hint = "Public, in the log, for good. Not the statement itself.",
                  .value = view.reason,
                  .rows = 3}};
  return to_json(FormPage{
      .title = view.retires ? "Retire this statement" : "Reject this statement",
      .section = Section::opinion,
      .back = Back{path(Subject(view.round.id)) + "/moderate", "Moderate statements"},
      .intro = {view.retires ? "Nobody votes on it any more, and it is not in the results."
                             : "It is not voted on. Its text stays out of the log; the reason is in it."},
      .warning = secret_warning(view.round.is_secret),
      .about_heading = "Statement",
      .about_text = view.statement.text,
      .form = form});
}

namespace {

std::vector<Option> report_outcomes() {
  return {{"adopted", "Adopted"}, {"adopted_in_part", "Adopted in part"}, {"declined", "Declined"}};
}

// Under each set's statements: what became of them, and why.
void add_set(Form& form, const ReportSetView& set, bool is_briefing) {
  const std::string suffix = std::string("-") + word(set.set);
  const std::string listed =
      set.statements.empty()
          ? std::string()
          : counted(std::ssize(set.statements), "statement", "statements") + ", strongest first.";
  Field text{.kind = FieldKind::textarea,
             .name = "text" + suffix,
             .label = say(set.set) + ": reasons",
             .hint = "Public, in the log, for good.",
             .value = set.text,
             .rows = 4};
  if (is_briefing) {
    text.label = say(set.set) + ": what you say to it";
    text.hint = listed.empty() ? text.hint : listed + " " + text.hint;
    text.about = set.statements;
  } else {
    form.fields.push_back({.kind = FieldKind::radios,
                           .name = "outcome" + suffix,
                           .label = say(set.set) + ": what became of it",
                           .hint = listed,
                           .value = set.outcome,
                           .options = report_outcomes(),
                           .about = set.statements});
  }
  form.fields.push_back(std::move(text));
}

}  // namespace

json::object to_json(const ReportRoundView& view) {
  Form form = form_for(view.round, "/report", "Publish the report", view.errors);
  for (const ReportSetView& set : view.sets) add_set(form, set, view.round.briefing);
  if (!view.round.briefing)
    form.fields.push_back({.kind = FieldKind::radios,
                           .name = "outcome",
                           .label = "What became of what people said, as a whole",
                           .value = view.outcome,
                           .options = report_outcomes()});
  form.fields.push_back({.kind = FieldKind::textarea,
                         .name = "text",
                         .label = view.round.briefing ? "What you say to the round as a whole" : "Reasons",
                         .hint = "Of the round as a whole. Public, in the log, for good.",
                         .value = view.text});
  if (!view.round.briefing)
    form.fields.push_back({.kind = FieldKind::textarea,
                           .name = "what_changed",
                           .label = "What changed",
                           .hint = "Where it was adopted, wholly or in part.",
                           .value = view.what_changed,
                           .rows = 4,
                           .optional = true});
  return to_json(FormPage{.title = "Report what became of it",
                          .section = Section::opinion,
                          .back = back_to(view.round),
                          .intro = {"The mandate promised it by " + core::to_words(view.round.hear_by) + ".",
                                    "With the report it is public, in the log, for good: which statements "
                                    "bridge, whether people agree or disagree with them, and which divide. "
                                    "What bridges and divides too is listed once, as what bridges."},
                          .warning = secret_warning(view.round.is_secret),
                          .form = form});
}

json::object to_json(const VoidRoundView& view) {
  Form form = form_for(view.round, "/void", "Make the round void", view.errors);
  form.careful = true;
  form.fields = {{.kind = FieldKind::textarea,
                  .name = "reason",
                  .label = "Reason",
                  .hint = "Public, in the log, for good.",
                  .value = view.reason,
                  .rows = 3}};
  return to_json(
      FormPage{.title = "Make this round void",
               .section = Section::opinion,
               .back = back_to(view.round),
               .intro = {"It cannot be taken back. What was voted stays kept, and is shown to nobody."},
               .warning = secret_warning(view.round.is_secret),
               .form = form});
}

}  // namespace demur::web
