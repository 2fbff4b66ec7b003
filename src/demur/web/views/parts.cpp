#include "demur/web/views/parts.hpp"

#include <fmt/core.h>

#include "demur/core/day.hpp"
#include "demur/web/say.hpp"

namespace demur::web {

using namespace domain;

namespace {

struct OfferWords {
  const char* act;
  const char* path;
  const char* label;
  const char* weight;  // "first" is what the page is for; "careful" cannot be undone
};

OfferWords words_of(Offer offer) {
  switch (offer) {
    case Offer::revise:
      return {"revise", "/revise", "New version of the text", ""};
    case Offer::take:
      return {"take", "/take", "Record as taken", ""};
    case Offer::supersede:
      return {"supersede", "/supersede", "Superseded by another decision", ""};
    case Offer::withdraw_decision:
      return {"withdraw_decision", "/withdraw", "Withdraw this decision", "careful"};
    case Offer::file_dissent:
      return {"file_dissent", "/dissent", "File a dissent", "first"};
    case Offer::acknowledge:
      return {"acknowledge", "/acknowledge", "Acknowledge", "first"};
    case Offer::extend:
      return {"extend", "/extend", "Extend the time to answer", ""};
    case Offer::answer:
      return {"answer", "/answer", "Answer", "first"};
    case Offer::last_word:
      return {"last_word", "/last-word", "Give the last word", "first"};
    case Offer::ask_meeting:
      return {"ask_meeting", "/meet", "Ask for a meeting", ""};
    case Offer::withdraw_dissent:
      return {"withdraw_dissent", "/withdraw", "Withdraw my dissent", "careful"};
    case Offer::open_identity:
      return {"open_identity", "/open-identity", "Open the author’s identity", "careful"};
    case Offer::waive_acknowledge:
      return {"waive_acknowledge", "/waive-acknowledge", "Waive the acknowledgement", "careful"};
    case Offer::waive_answer:
      return {"waive_answer", "/waive-answer", "Waive the answer", "careful"};
    case Offer::waive_decide:
      return {"waive_decide", "/waive-decide", "Waive the deferred decision", "careful"};
  }
  return {};
}

const char* section_name(Section section) {
  switch (section) {
    case Section::none:
      return "";
    case Section::today:
      return "today";
    case Section::decisions:
      return "decisions";
    case Section::meetings:
      return "meetings";
    case Section::ledger:
      return "ledger";
    case Section::opinion:
      return "opinion";
    case Section::verify:
      return "verify";
    case Section::settings:
      return "settings";
  }
  return "";
}

// The mark beside a state: a shape and a class, since colour alone tells nothing.
const char* tone(DissentState state) {
  switch (state) {
    case DissentState::filed:
      return "open";
    case DissentState::acknowledged:
      return "open";
    case DissentState::answered:
      return "done";
    case DissentState::closed:
      return "done";
    case DissentState::withdrawn:
      return "quiet";
  }
  return "";
}

}  // namespace

json::object page(std::string_view title, Section section, const std::optional<Back>& back) {
  json::value way_back = nullptr;
  if (back) way_back = json::object{{"path", back->path}, {"label", back->label}};
  return {{"title", title}, {"section", section_name(section)}, {"back", way_back}};
}

json::array settings_tabs(std::string_view current) {
  const auto tab = [&](std::string_view name, const char* path, const char* label) {
    return json::object{{"path", path}, {"label", label}, {"is_current", name == current}};
  };
  return {tab("account", "/settings", "My account"), tab("people", "/settings/people", "People and offices"),
          tab("policy", "/settings/policy", "Policy"), tab("log-key", "/settings/log-key", "Log key"),
          tab("drops", "/settings/drops", "Keys and drops")};
}

json::array offers_to_json(const std::vector<Offer>& offers, std::string_view subject_path) {
  json::array all;
  for (const Offer offer : offers) {
    const auto words = words_of(offer);
    all.push_back(json::object{{"act", words.act},
                               {"path", std::string(subject_path) + words.path},
                               {"label", words.label},
                               {"is_first", std::string_view(words.weight) == "first"},
                               {"is_careful", std::string_view(words.weight) == "careful"}});
  }
  return all;
}

std::string path(const DecisionId& id) {
  return "/decisions/" + id.text;
}
std::string path(const DissentId& id) {
  return "/dissents/" + id.text;
}

std::string path(const Subject& subject) {
  struct Page {
    std::string operator()(const DissentId& id) const { return path(id); }
    std::string operator()(const DecisionId& id) const { return path(id); }
    std::string operator()(const ClearanceRoundId& id) const { return "/rounds/" + id.text; }
    std::string operator()(const PositionId& id) const { return "/positions/" + id.text; }
    std::string operator()(const OpinionRoundId& id) const { return "/opinion/" + id.text; }
    std::string operator()(const MeetingId& id) const { return "/meetings/" + id.text; }
  };
  return std::visit(Page{}, subject);
}

std::string waive_path(const Subject& subject, DutyKind kind) {
  return path(subject) + "/waive/" + word(kind);
}

namespace {

// How something without a title that the viewer may read is called.
const char* name_of(const Subject& subject) {
  static constexpr const char* kNames[] = {"A dissent",  "A decision",       "A clearance round",
                                           "A position", "An opinion round", "A meeting"};
  static_assert(std::size(kNames) == std::variant_size_v<Subject>);
  return kNames[subject.index()];
}

}  // namespace

json::value to_json(const std::optional<core::Day>& day) {
  if (!day) return nullptr;
  return json::object{{"date", core::to_string(*day)}, {"words", core::to_words(*day)}};
}

template <typename Enum>
json::object spoken(Enum value) {
  return {{"word", word(value)}, {"words", say(value)}};
}
template json::object spoken(Role);
template json::object spoken(OfficeState);
template json::object spoken(MemberState);
template json::object spoken(DecisionState);
template json::object spoken(DissentKind);
template json::object spoken(Standing);
template json::object spoken(DissentState);
template json::object spoken(Verdict);
template json::object spoken(Outcome);
template json::object spoken(DutyKind);
template json::object spoken(DutyState);

json::object to_json(const DecisionRef& decision) {
  return {{"id", decision.id.text},
          {"path", path(decision.id)},
          {"number", decision.number},
          {"title", decision.title}};
}

json::object to_json(const DissentRef& dissent) {
  return {{"id", dissent.id.text},
          {"path", path(dissent.id)},
          {"title", dissent.title.empty() ? json::value(nullptr) : json::value(dissent.title)},
          {"title_words", dissent.title.empty() ? "A dissent" : dissent.title},
          {"decision", to_json(dissent.decision)}};
}

json::object to_json(const DueItem& item, core::Day today) {
  const bool open = item.state == DutyState::open || item.state == DutyState::missed;
  return {
      {"kind", spoken(item.kind)},
      {"state", spoken(item.state)},
      {"due_on", to_json(std::optional(item.due_on))},
      {"due_words", open ? say_due(item.due_on, today) : say(item.state)},
      {"is_overdue", open && item.due_on < today},
      {"is_soon", open && item.due_on >= today && (item.due_on - today).count() <= 3},
      {"owner", item.owner},
      {"about",
       {{"ref", ref_to(item.about)},
        {"path", path(item.about)},
        {"title", item.title.empty() ? json::value(nullptr) : json::value(item.title)},
        {"title_words", item.title.empty() ? name_of(item.about) : item.title}}},
      {"decision", item.decision ? json::value(to_json(*item.decision)) : json::value(nullptr)},
      {"waive_path", item.may_waive ? json::value(waive_path(item.about, item.kind)) : json::value(nullptr)}};
}

json::object to_json(const DissentRow& row, core::Day today) {
  const bool waits = row.state == DissentState::filed || row.state == DissentState::acknowledged;
  json::value next = nullptr;
  if (waits && row.answer_due) next = "Answer " + say_due(*row.answer_due, today);
  json::value outcome = nullptr;
  if (row.outcome) outcome = spoken(*row.outcome);
  return {{"label", nullptr},  // the decision's page names them as its lifeline does
          {"dissent", to_json(row.dissent)},
          {"kind", spoken(row.kind)},
          {"standing", spoken(row.standing)},
          {"state", spoken(row.state)},
          {"tone", tone(row.state)},
          {"filed_on", to_json(std::optional(row.filed_on))},
          {"answered_on", to_json(row.answered_on)},
          {"closed_on", to_json(row.closed_on)},
          {"answer_due", to_json(row.answer_due)},
          {"next_words", next},
          {"is_overdue", waits && row.answer_due && *row.answer_due < today},
          {"outcome", outcome}};
}

json::object to_json(const Count& count, const char* one, const char* many) {
  std::string words = fmt::format("Fewer than {} {}", count.floor, many);
  if (count.number)
    words = count.is_exact ? counted(*count.number, one, many)
                           : fmt::format("{} or more {}", *count.number, many);
  return {{"number", count.number ? json::value(*count.number) : json::value(nullptr)},
          {"is_exact", count.number && count.is_exact},
          {"floor", count.floor},
          {"words", words}};
}

std::string later_words(Hindsight later) {
  switch (later) {
    case Hindsight::right:
      return "Looking back, its office says that the dissent was right";
    case Hindsight::partly_right:
      return "Looking back, its office says that the dissent was partly right";
    case Hindsight::wrong:
      return "Looking back, its office says that the dissent was wrong";
    case Hindsight::too_early:
      return "Looking back, its office says that it is too early to tell";
  }
  return {};
}

json::value later_json(const std::optional<Hindsight>& later) {
  if (!later) return nullptr;
  return json::object{{"word", word(*later)}, {"words", later_words(*later)}};
}

json::object to_json(const MatterRef& matter) {
  const bool is_known = !matter.decision.number.empty();
  std::string heading = fmt::format("Decision {}, {}", matter.decision.number, matter.decision.title);
  std::string where = path(matter.decision.id);
  if (matter.answer) where += "#answer-" + matter.answer->text;
  if (matter.outcome)
    heading = fmt::format("Answer on decision {}, {}", matter.decision.number, matter.decision.title);
  return {{"ref", matter.ref},
          {"is_known", is_known},
          {"path", is_known ? json::value(where) : json::value(nullptr)},
          {"heading", is_known ? heading : matter.ref},
          {"outcome", matter.outcome ? json::value(spoken(*matter.outcome)) : json::value(nullptr)},
          {"later", later_json(matter.later)}};
}

namespace {

json::array precedents_json(const AnswerBox& answer) {
  json::array all;
  for (const PrecedentRow& row : answer.precedents)
    all.push_back(json::object{{"matter", to_json(row.matter)},
                               {"applies", row.applies},
                               {"judged_words", row.applies ? "It applies" : "Set aside"},
                               {"why", row.why}});
  return all;
}

}  // namespace

json::object to_json(const AnswerBox& answer) {
  return {{"dissent", to_json(answer.dissent)},
          {"id", answer.id.text},
          {"outcome", spoken(answer.outcome)},
          {"reasons", answer.reasons},
          {"what_changed", answer.what_changed},
          {"changed_version",
           answer.changed_version ? json::value(*answer.changed_version) : json::value(nullptr)},
          {"deferred_until", to_json(answer.deferred_until)},
          {"belongs_to", answer.belongs_to},
          {"confidential_note", answer.confidential_note},
          {"has_precedents", !answer.precedents.empty()},
          {"precedents", precedents_json(answer)},
          {"by", answer.by},
          {"published_on", to_json(std::optional(answer.published_on))}};
}

}  // namespace demur::web
