#include "demur/web/views/custody.hpp"

#include "demur/core/bytes.hpp"
#include "demur/core/day.hpp"
#include "demur/web/say.hpp"

namespace demur::web {
namespace {

Form drop_form(const CustodyView& view) {
  return {.action = "/settings/drops",
          .submit = "Take filings from this drop",
          .fields = {{.name = "line",
                      .label = "The line that demur drop init printed",
                      .hint = "Name, address and key, as they stand there. From then on what it hands in is "
                              "taken, and its key is public in the log.",
                      .value = view.line}},
          .errors = view.errors};
}

json::object officer_json(const service::OfficerInForce& officer) {
  return {{"office", officer.office},
          {"post", officer.post},
          {"key_id", core::to_base64(officer.key_id)},
          {"not_after", to_json(std::optional(officer.not_after))}};
}

json::object drop_json(const service::DropInForce& drop) {
  return {{"name", drop.name}, {"url", drop.url}, {"key", core::to_base64(drop.key)}};
}

}  // namespace

json::object to_json(const CustodyView& view) {
  json::array officers;
  for (const auto& officer : view.custody.officers) officers.push_back(officer_json(officer));
  json::array drops;
  for (const auto& drop : view.custody.drops) drops.push_back(drop_json(drop));
  const bool takes = view.to_open > 0;
  const auto count = static_cast<int>(view.custody.officers.size());
  return {{"page", page("Keys and drops", Section::settings)},
          {"tabs", settings_tabs("drops")},
          {"takes_anonymous", takes},
          {"to_open", view.to_open},
          {"entries_words", counted(static_cast<long long>(view.custody.entries), "entry", "entries")},
          {"words", view.custody.words},
          {"has_officers", count > 0},
          {"too_few", takes && count < view.to_open},
          {"none_to_spare", takes && count == view.to_open},
          {"officers", std::move(officers)},
          {"has_drops", !view.custody.drops.empty()},
          {"drops", std::move(drops)},
          {"is_custodian", view.is_custodian && takes},
          {"form", to_json(drop_form(view))}};
}

}  // namespace demur::web
