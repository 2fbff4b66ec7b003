#include "demur/web/views/verify.hpp"

#include <fmt/core.h>

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

std::string witness_words(const std::optional<Cosigned>& witnesses) {
  if (!witnesses)
    return "No witness signs along. A rewritten log shows to whoever kept an older checkpoint or a receipt.";
  std::string words = fmt::format("Cosigned {}.", in_words(witnesses->by));
  if (!witnesses->has_quorum) words += " This server asks for more.";
  if (witnesses->waiting > 0)
    words += fmt::format(" Since then the log has grown by {}, shown once enough witnesses have cosigned.",
                         counted(static_cast<long long>(witnesses->waiting), "record", "records"));
  return words;
}

json::value witnesses_json(const std::optional<Cosigned>& witnesses) {
  if (!witnesses) return nullptr;
  json::array by;
  for (const auto& [witness, day] : witnesses->by)
    by.push_back({{"witness", witness}, {"day", core::to_string(day)}});
  return json::object{{"by", by}, {"has_quorum", witnesses->has_quorum}, {"waiting", witnesses->waiting}};
}

json::value head_json(const std::optional<LogHead>& head) {
  if (!head) return nullptr;
  return json::object{{"origin", head->origin},
                      {"size", head->size},
                      {"size_words", counted(static_cast<long long>(head->size), "record", "records")},
                      {"root", head->root},
                      {"checkpoint", head->checkpoint},
                      {"vkey", head->vkey},
                      {"witnesses", witnesses_json(head->witnesses)},
                      {"witness_words", witness_words(head->witnesses)}};
}

}  // namespace

std::string in_words(const std::vector<Cosigned::By>& by) {
  std::string words;
  for (std::size_t i = 0; i < by.size(); ++i)
    words += fmt::format("{}{} ({})",
                         i == 0               ? ""
                         : i + 1 == by.size() ? " and "
                                              : ", ",
                         by[i].witness, core::to_words(by[i].day));
  return words.empty() ? "by nobody" : "by " + words;
}

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
