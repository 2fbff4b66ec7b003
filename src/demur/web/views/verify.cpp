#include "demur/web/views/verify.hpp"

#include "demur/web/say.hpp"

namespace demur::web {

namespace {

json::object check_json(const Check& check) {
  const char* word = "unknown";
  const char* words = "Not known";
  if (check.outcome == CheckOutcome::holds) word = "holds", words = "Holds";
  if (check.outcome == CheckOutcome::fails) word = "fails", words = "Does not hold";
  return {{"outcome", word}, {"outcome_words", words}, {"what", check.what}, {"why", check.why}};
}

json::value verdict_json(const std::optional<ProofVerdict>& verdict) {
  if (!verdict) return nullptr;
  json::array checks;
  for (const auto& check : verdict->checks) checks.push_back(check_json(check));
  return json::object{{"holds", verdict->holds}, {"summary", verdict->summary}, {"checks", checks}};
}

json::value head_json(const std::optional<LogHead>& head) {
  if (!head) return nullptr;
  return json::object{{"origin", head->origin},
                      {"size", head->size},
                      {"size_words", counted(static_cast<long long>(head->size), "record", "records")},
                      {"root", head->root},
                      {"checkpoint", head->checkpoint},
                      {"vkey", head->vkey}};
}

}  // namespace

json::object to_json(const VerifyView& view) {
  Form form = {.action = "/verify", .submit = "Check this receipt", .errors = view.errors};
  form.fields = {{.kind = FieldKind::textarea,
                  .name = "receipt",
                  .label = "Receipt",
                  .hint = "Open receipt.json and paste all of it.",
                  .value = view.receipt,
                  .rows = 7}};
  return {{"page", page("Verify", Section::verify)},
          {"head", head_json(view.head)},
          {"verdict", verdict_json(view.verdict)},
          {"form", to_json(form)}};
}

}  // namespace demur::web
