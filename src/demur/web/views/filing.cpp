#include "demur/web/views/filing.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/day.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/form_page.hpp"
#include "demur/web/views/ledger.hpp"

namespace demur::web {

using namespace domain;

namespace {

using Hidden = std::vector<std::pair<std::string, std::string>>;

Hidden carried(const FilingDraft& draft, const char* step) {
  Hidden all = {{"id", draft.new_id}, {"standing", draft.standing},
                {"kind", draft.kind}, {"title", draft.title},
                {"text", draft.text}, {"would_change_my_mind", draft.would_change_my_mind}};
  if (step != nullptr) all.emplace_back("step", step);
  return all;
}

Hidden carried_without(const FilingDraft& draft, const char* step, const std::vector<std::string>& names) {
  Hidden all;
  for (const auto& pair : carried(draft, step))
    if (std::find(names.begin(), names.end(), pair.first) == names.end()) all.push_back(pair);
  return all;
}

Form form_for(const FilingDraft& draft, const char* submit, const Errors& errors) {
  return {.action = path(draft.decision.id) + "/dissent",
          .submit = submit,
          .cancel = path(draft.decision.id),
          .errors = errors};
}

json::object knows(std::string who, std::string named, std::string confidential) {
  return {{"who", std::move(who)}, {"named", std::move(named)}, {"confidential", std::move(confidential)}};
}

// What domain::sight grants and what the log shows, in plain words. Whoever changes either changes this.
json::array who_knows_what(const FilingProtectionView& view) {
  const std::string counts = fmt::format(
      "Neither text nor name: how many dissents there are, from {} on, and the public answers.", view.floor);
  const bool open = view.named_readers == Readers::members;
  const char* both = "Your text and your name.";
  const char* course = "That there is a dissent, its days and its answer. Neither text nor name.";
  const char* log =
      "On filing, that records were added that day. From the acknowledgement on, that there is a dissent, "
      "its days "
      "and its answer. Neither text nor name.";
  return {
      knows("Who answers for the decision, in " + view.draft.owner, both,
            "Your text. Not your name, unless the text gives it away."),
      knows("Custodians of this channel", both,
            "Your text. They can open your name, but must give a reason, and you will see that they did."),
      knows("Auditors, and custodians who work for that office", open ? both : course, course),
      knows("Colleagues to whom you give the co-signing link", both,
            "Your text. Not your name, unless you tell them."),
      knows("Your other colleagues", open ? both : counts, counts),
      knows("Anybody who reads the public log", log, log),
      knows("The people who run this server", "Everything: your text and your name.",
            "They can read your text, and could find out who you are.")};
}

json::object answer_row(const char* label, std::string value, const char* step) {
  return {{"label", label}, {"value", std::move(value)}, {"step", step}};
}

template <typename Enum>
std::string say_word(const std::string& text) {
  const auto value = from_word<Enum>(text);
  return value ? say(*value) : std::string();
}

std::string kind_hint(DissentKind kind) {
  switch (kind) {
    case DissentKind::change_of_policy:
      return "The policy itself should be another.";
    case DissentKind::implementation:
      return "The policy may stand, but not how it is carried out.";
    case DissentKind::before_final_action:
      return "It is not final yet, and should not become so.";
    case DissentKind::procedure:
      return "It was reached in the wrong way: who should have been asked was not.";
  }
  return {};
}

}  // namespace

json::object to_json(const FilingProtectionView& view) {
  Form form = form_for(view.draft, "Continue", view.errors);
  form.hidden = carried_without(view.draft, "write", {"standing"});
  Field standing = {.kind = FieldKind::radios,
                    .name = "standing",
                    .label = "How do you want to file?",
                    .value = view.draft.standing};
  if (view.standings.contains(Standing::named))
    standing.options.push_back({word(Standing::named), "By name", "You stand behind it openly."});
  if (view.standings.contains(Standing::confidential))
    standing.options.push_back(
        {word(Standing::confidential), "In confidence", "Those who answer read the text and not your name."});
  form.fields = {standing};
  json::array drops;
  for (const DropLink& drop : view.drops)
    drops.push_back(json::object{{"name", drop.name}, {"url", drop.url}});
  return {{"page", page("Who will know what", Section::decisions,
                        Back{path(view.draft.decision.id), "Decision " + view.draft.decision.number})},
          {"decision", to_json(view.draft.decision)},
          {"rows", who_knows_what(view)},
          {"allows_named", view.standings.contains(Standing::named)},
          {"allows_confidential", view.standings.contains(Standing::confidential)},
          {"cosign_threshold", view.cosign_threshold},
          {"allows_anonymous", view.standings.contains(Standing::anonymous)},
          {"has_drops", !drops.empty()},
          {"drops", std::move(drops)},
          {"form", to_json(form)}};
}

json::object to_json(const FilingWriteView& view) {
  Form form = form_for(view.draft, "Continue", view.errors);
  form.hidden = carried_without(view.draft, "check", {"kind", "title", "text", "would_change_my_mind"});
  Field kind = {.kind = FieldKind::radios,
                .name = "kind",
                .label = "What do you disagree with?",
                .value = view.draft.kind};
  for (const DissentKind each : view.kinds) kind.options.push_back({word(each), say(each), kind_hint(each)});
  const bool hidden_name = view.draft.standing == word(Standing::confidential);
  form.fields = {
      kind,
      {.name = "title",
       .label = "Title",
       .hint = "One line. Only those who may read the text see it.",
       .value = view.draft.title},
      {.kind = FieldKind::textarea,
       .name = "text",
       .label = "Your dissent",
       .hint = hidden_name ? "Take care: what only you could know, or how you write, can tell who you are."
                           : "Say what is wrong, why, and what should be done instead.",
       .value = view.draft.text,
       .rows = 16},
      {.kind = FieldKind::textarea,
       .name = "would_change_my_mind",
       .label = "What would change your mind",
       .hint = "It gives whoever answers something to meet.",
       .value = view.draft.would_change_my_mind,
       .rows = 5,
       .optional = true}};
  return to_json(FormPage{
      .title = "Your dissent",
      .back = Back{path(view.draft.decision.id), "Decision " + view.draft.decision.number},
      .intro = {"Step 2 of 3. Nothing is sent to anybody until you have checked it."},
      .warning = view.draft.is_secret ? "The decision’s text is secret. Whoever may read your dissent, "
                                        "or find it by a search, need not be allowed to read "
                                        "that text: do not quote it."
                                      : "",
      .form = form});
}

json::object to_json(const FilingCheckView& view) {
  Form form = form_for(view.draft, "File this dissent", view.errors);
  form.hidden = carried(view.draft, nullptr);
  const auto& draft = view.draft;
  json::array alike;
  for (const service::LedgerHit& hit : view.alike) alike.push_back(to_json(hit));
  return {
      {"has_alike", !alike.empty()},
      {"alike", std::move(alike)},
      {"page", page("Check before you file", Section::decisions,
                    Back{path(draft.decision.id), "Decision " + draft.decision.number})},
      {"decision", to_json(draft.decision)},
      {"rows",
       json::array{answer_row("Filed", draft.standing == word(Standing::named) ? "By name" : "In confidence",
                              "protection"),
                   answer_row("Kind", say_word<DissentKind>(draft.kind), "write"),
                   answer_row("Title", draft.title, "write"), answer_row("Dissent", draft.text, "write"),
                   answer_row("What would change your mind", draft.would_change_my_mind, "write")}},
      {"acknowledge_by", to_json(std::optional(view.acknowledge_by))},
      {"answer_by", to_json(std::optional(view.answer_by))},
      {"owner", draft.owner},
      {"form", to_json(form)}};
}

json::object to_json(const FiledView& view) {
  return {{"page", page("Your dissent is filed", Section::decisions)},
          {"dissent", to_json(view.dissent)},
          {"receipt_path", path(view.dissent.id) + "/receipt.json"},
          {"leaf_hash", view.leaf_hash},
          {"log", to_json(view.log, view.today)},
          {"acknowledge_by", to_json(std::optional(view.acknowledge_by))},
          {"co_sign_link", view.co_sign_link},
          {"cosign_threshold", view.cosign_threshold}};
}

}  // namespace demur::web
