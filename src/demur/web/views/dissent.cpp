#include "demur/web/views/dissent.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/core/day.hpp"
#include "demur/web/say.hpp"

namespace demur::web {

using namespace domain;

namespace {

const DutyRow* duty_of(const DissentView& view, DutyKind kind) {
  const auto found = std::find_if(view.duties.begin(), view.duties.end(),
                                  [&](const DutyRow& duty) { return duty.kind == kind; });
  return found == view.duties.end() ? nullptr : &*found;
}

bool is_owed(DutyState state) {
  return state == DutyState::open || state == DutyState::missed;
}

std::string duty_words(const DutyRow& duty, core::Day today) {
  switch (duty.state) {
    case DutyState::open:
    case DutyState::missed:
      return say_due(duty.due_on, today);
    case DutyState::met:
    case DutyState::late:
      if (!duty.settled_on) return say(duty.state);
      return fmt::format("{} on {}", say(duty.state), core::to_words(*duty.settled_on));
    case DutyState::waived:
      return "Waived: " + duty.waived_reason;
  }
  return {};
}

json::object duty_json(const DutyRow& duty, core::Day today) {
  return {{"kind", spoken(duty.kind)},
          {"state", spoken(duty.state)},
          {"owner", duty.owner},
          {"due_on", to_json(std::optional(duty.due_on))},
          {"settled_on", to_json(duty.settled_on)},
          {"waived_reason", duty.waived_reason},
          {"is_overdue", is_owed(duty.state) && duty.due_on < today},
          {"status_words", duty_words(duty, today)}};
}

json::object signatures_json(const Signatures& signatures) {
  std::string words =
      fmt::format("Hidden until {} colleagues have signed, so that nobody can be picked out early.",
                  signatures.threshold);
  if (signatures.count)
    words = fmt::format("Signed by {}.", counted(*signatures.count, "colleague", "colleagues"));
  return {{"threshold", signatures.threshold},
          {"count", signatures.count ? json::value(*signatures.count) : json::value(nullptr)},
          {"words", words},
          {"has_names", !signatures.names.empty()},
          {"names", json::array(signatures.names.begin(), signatures.names.end())}};
}

json::array openings_json(const std::vector<OpeningRow>& openings) {
  json::array all;
  for (const auto& opening : openings)
    all.push_back(json::object{
        {"day", to_json(std::optional(opening.day))}, {"by", opening.by}, {"reason", opening.reason}});
  return all;
}

std::string author_words(const DissentView& view) {
  if (view.is_author)
    return view.standing == Standing::named
               ? "You, by name"
               : "You, in confidence: only a custodian can open your name, and you will see it";
  if (!view.author.empty()) return view.author;
  if (view.standing == Standing::anonymous) return "A proven member, known to nobody";
  return view.standing == Standing::named ? "A named colleague" : "A colleague, in confidence";
}

// What stands in a box that is still empty: who owes it, and by when.
std::string waiting_words(const DissentView& view, DutyKind kind) {
  if (view.state == DissentState::withdrawn) return "Withdrawn before it came to this.";
  const auto* duty = duty_of(view, kind);
  if (duty == nullptr) return "Its clock has not started yet.";
  if (duty->state == DutyState::waived) return "Waived: " + duty->waived_reason;
  return fmt::format("Owed by {}: {}.", duty->owner, say_due(duty->due_on, view.today));
}

bool is_overdue(const DissentView& view, DutyKind kind) {
  const auto* duty = duty_of(view, kind);
  return duty != nullptr && is_owed(duty->state) && duty->due_on < view.today &&
         view.state != DissentState::withdrawn;
}

std::string last_word_words(const DissentView& view) {
  if (!view.answer) return "It belongs to the author, after the answer.";
  if (view.state == DissentState::closed) return "The author did not give one in time.";
  if (!view.last_word_by) return "It belongs to the author.";
  return fmt::format("It belongs to the author, until {}.", core::to_words(*view.last_word_by));
}

void add_boxes(json::object& result, const DissentView& view) {
  result["acknowledged_on"] = to_json(view.acknowledged_on);
  result["acknowledgement_words"] = waiting_words(view, DutyKind::acknowledge);
  result["acknowledgement_overdue"] = !view.acknowledged_on && is_overdue(view, DutyKind::acknowledge);
  json::value answer = nullptr;
  if (view.answer) answer = to_json(*view.answer);
  result["answer"] = answer;
  result["answer_words"] = waiting_words(view, DutyKind::answer);
  result["answer_overdue"] = !view.answer && is_overdue(view, DutyKind::answer);
  json::value extension = nullptr;
  if (view.extension)
    extension = json::object{{"granted_on", to_json(std::optional(view.extension->granted_on))},
                             {"due_before", to_json(std::optional(view.extension->due_before))},
                             {"due_on", to_json(std::optional(view.extension->due_on))},
                             {"reason", view.extension->reason}};
  result["extension"] = extension;
  json::value last_word = nullptr;
  if (view.last_word)
    last_word = json::object{{"verdict", spoken(view.last_word->verdict)},
                             {"text", view.last_word->text},
                             {"day", to_json(std::optional(view.last_word->day))}};
  result["last_word"] = last_word;
  result["last_word_by"] = to_json(view.last_word_by);
  result["last_word_words"] = last_word_words(view);
}

void add_sides(json::object& result, const DissentView& view) {
  json::array duties;
  for (const auto& duty : view.duties) duties.push_back(duty_json(duty, view.today));
  result["has_duties"] = !view.duties.empty();
  result["duties"] = duties;
  result["signatures"] = signatures_json(view.signatures);
  result["show_openings"] = view.show_openings;
  result["has_openings"] = !view.identity_openings.empty();
  result["identity_openings"] = openings_json(view.identity_openings);
  result["log"] = to_json(view.log, view.today);
  result["has_meetings"] = !view.meetings.empty();
  result["meetings"] = to_json(view.meetings);
  result["has_receipt"] = view.has_receipt;
  result["co_sign_link"] = view.co_sign_link;
  result["has_offers"] = !view.offers.empty();
  result["offers"] = offers_to_json(view.offers, path(view.dissent.id));
  result["plot"] = plots::to_json(clock(view));
  result["csv_path"] = path(view.dissent.id) + "/clock.csv";
}

}  // namespace

json::object to_json(const LogPlace& place, core::Day today) {
  std::string words =
      fmt::format("Not in the log yet: it was promised by {}.", core::to_words(place.promised_by));
  if (place.index && place.checkpoint_size == 0)
    words = fmt::format(
        "In the log as record {}. Not enough witnesses have cosigned that yet: until they do, a receipt "
        "holds the promise without the proof.",
        *place.index);
  else if (place.index)
    words = fmt::format("In the log as record {}, under the checkpoint of {}.", *place.index,
                        counted(static_cast<long long>(place.checkpoint_size), "record", "records"));
  else if (today <= place.promised_by)
    words = fmt::format("The server has signed a promise that it will be in the log by {}.",
                        core::to_words(place.promised_by));
  return {{"promised_by", to_json(std::optional(place.promised_by))},
          {"index", place.index ? json::value(*place.index) : json::value(nullptr)},
          {"checkpoint_size", place.checkpoint_size},
          {"is_published", place.index.has_value()},
          {"is_broken", !place.index && today > place.promised_by},
          {"words", words}};
}

plots::Plot clock(const DissentView& view) {
  plots::ReplyClock clock = {.filed = view.filed_on,
                             .acknowledged = view.acknowledged_on,
                             .withdrawn = view.withdrawn_on,
                             .today = view.today};
  if (const auto* duty = duty_of(view, DutyKind::acknowledge)) clock.acknowledge_due = duty->due_on;
  if (const auto* duty = duty_of(view, DutyKind::answer)) {
    clock.answer_due = view.extension ? view.extension->due_before : duty->due_on;
    clock.waived = duty->state == DutyState::waived;
  }
  if (view.extension) clock.extended_due = view.extension->due_on;
  if (view.answer) clock.answered = view.answer->published_on;
  return plots::plot(clock);
}

json::object to_json(const DissentView& view) {
  const std::string title = view.dissent.title.empty() ? "A dissent" : view.dissent.title;
  const auto& decision = view.dissent.decision;
  json::object result = {
      {"page", page(title, Section::decisions, Back{path(decision.id), "Decision " + decision.number})},
      {"dissent", to_json(view.dissent)},
      {"kind", spoken(view.kind)},
      {"standing", spoken(view.standing)},
      {"state", spoken(view.state)},
      {"text_version", view.text_version},
      {"filed_on", to_json(std::optional(view.filed_on))},
      {"withdrawn_on", to_json(view.withdrawn_on)},
      {"is_author", view.is_author},
      {"text_absent_words",
       view.standing == Standing::anonymous
           ? "It is sealed. Custodians open it together, and release what those who answer it read."
           : "Its text is for those who must answer it."},
      {"sealed_path", view.may_open_sealed ? path(view.dissent.id) + "/sealed" : std::string()},
      {"author_words", author_words(view)},
      {"text", view.text ? json::value(*view.text) : json::value(nullptr)},
      {"would_change_my_mind", view.would_change_my_mind}};
  add_boxes(result, view);
  add_sides(result, view);
  return result;
}

}  // namespace demur::web
