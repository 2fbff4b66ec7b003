#include "demur/web/views/ledger.hpp"

#include <fmt/core.h>

#include "demur/domain/search.hpp"
#include "demur/http/percent.hpp"
#include "demur/web/plots/plot.hpp"
#include "demur/web/say.hpp"

namespace demur::web {
namespace {

using service::LedgerHit;
using service::Passage;

json::array pieces(const std::vector<Passage>& passages) {
  json::array all;
  for (const Passage& passage : passages)
    all.push_back(json::object{{"text", passage.text}, {"is_found", passage.found}});
  return all;
}

json::object choice(const char* name, const char* label, const char* any, const std::vector<Option>& options,
                    const std::string& chosen) {
  json::array all = {json::object{{"value", ""}, {"label", any}, {"is_chosen", chosen.empty()}}};
  for (const Option& option : options)
    all.push_back(json::object{
        {"value", option.value}, {"label", option.label}, {"is_chosen", option.value == chosen}});
  return {{"name", name}, {"label", label}, {"options", all}};
}

std::string asked_again(std::string path, const LedgerView& view) {
  const auto add = [&](const char* name, const std::string& value) {
    const char joint = path.find('?') == std::string::npos ? '?' : '&';
    if (!value.empty()) path += fmt::format("{}{}={}", joint, name, http::percent_encode(value));
  };
  add("q", view.asked.q);
  add("office", view.asked.office);
  add("outcome", view.asked.outcome);
  add("kind", view.asked.kind);
  add("year", view.asked.year);
  return path;
}

std::string older_path(const LedgerView& view) {
  return asked_again("/ledger?before=" + std::to_string(*view.older), view);
}

std::string csv_path(const LedgerView& view) {
  return asked_again("/ledger.csv", view);
}

// The number is of what this reader may read, and of nothing else.
std::string found_words(const LedgerView& view) {
  if (view.hits.empty()) return view.is_later_page ? "Nothing older." : "Nothing that you may read.";
  if (view.is_later_page) return "Older ones.";
  const auto count = static_cast<long long>(view.hits.size());
  if (view.older) return fmt::format("More than {}, newest first.", count);
  return counted(count, "matter", "matters") + ", newest first.";
}

const char* noun_of(const LedgerHit& hit) {
  if (hit.dissent) return "dissent";
  return hit.disposition ? "answer" : "decision";
}

std::string heading_of(const LedgerHit& hit) {
  if (hit.disposition) return "Answer: " + say(hit.disposition->outcome);
  if (hit.dissent) return say(hit.dissent->kind) + " · " + say(hit.dissent->standing);
  return hit.version.value_or(1) > 1 ? fmt::format("Decision, version {} of its text", *hit.version)
                                     : std::string("Decision");
}

std::string path_of(const LedgerHit& hit) {
  if (hit.dissent) return path(hit.dissent->id);
  return path(hit.decision.id) + (hit.disposition ? "#answers" : "");
}

}  // namespace

json::object to_json(const LedgerHit& hit) {
  const DecisionRef decision{hit.decision.id, hit.decision.number, hit.decision.title};
  json::value outcome = nullptr;
  if (hit.disposition) outcome = spoken(hit.disposition->outcome);
  json::array title = pieces(hit.title);
  if (hit.disposition || title.empty())
    title = {json::object{{"text", "On " + hit.decision.title}, {"is_found", false}}};
  return {{"noun", noun_of(hit)},
          {"ref", hit.dissent ? "dissent:" + hit.dissent->id.text : service::cited_as(hit)},
          {"path", path_of(hit)},
          {"heading", heading_of(hit)},
          {"title", title},
          {"excerpt", pieces(hit.excerpt)},
          {"decision", to_json(decision)},
          {"is_decision", !hit.dissent && !hit.disposition},
          {"office", hit.office},
          {"outcome", outcome},
          {"later", later_json(hit.later)},
          {"day", to_json(std::optional(hit.day))}};
}

std::string ledger_csv(const std::vector<LedgerHit>& hits) {
  plots::Plot table{.id = {},
                    .title = {},
                    .caption = {},
                    .svg = {},
                    .columns = {"What", "Day", "Decision", "Title of the decision", "Office", "Outcome",
                                "Kind", "Title", "Reference"},
                    .rows = {}};
  for (const LedgerHit& hit : hits) {
    std::string title;
    for (const auto& passage : hit.title) title += passage.text;
    table.rows.push_back({noun_of(hit), core::to_string(hit.day), hit.decision.number, hit.decision.title,
                          hit.office, hit.disposition ? word(hit.disposition->outcome) : "",
                          hit.dissent ? word(hit.dissent->kind) : "", hit.dissent ? title : "",
                          hit.dissent ? "dissent:" + hit.dissent->id.text : service::cited_as(hit)});
  }
  return plots::to_csv(table);
}

json::object to_json(const LedgerView& view) {
  json::array hits;
  for (const LedgerHit& hit : view.hits) hits.push_back(to_json(hit));
  json::value older = nullptr;
  if (view.older) older = older_path(view);
  return {
      {"page", page("Ledger", Section::ledger)},
      {"q", view.asked.q},
      {"year", view.asked.year},
      {"choices", json::array{choice("office", "Office", "Any office", view.offices, view.asked.office),
                              choice("outcome", "Outcome of an answer", "Any outcome", view.outcomes,
                                     view.asked.outcome),
                              choice("kind", "Kind of a dissent", "Any kind", view.kinds, view.asked.kind)}},
      {"found_words", found_words(view)},
      {"is_cut", view.is_cut},
      {"most_words", static_cast<std::int64_t>(domain::kMostSearchTerms)},
      {"has_hits", !view.hits.empty()},
      {"hits", std::move(hits)},
      {"csv_path", csv_path(view)},
      {"older_path", older}};
}

}  // namespace demur::web
