#include "demur/web/views/form.hpp"

#include <algorithm>

namespace demur::web {

namespace {

std::string id_of(const Form& form, const Field& field) {
  return form.id_prefix + field.name;
}

const char* kind_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::text:
      return "text";
    case FieldKind::password:
      return "password";
    case FieldKind::date:
      return "date";
    case FieldKind::textarea:
      return "textarea";
    case FieldKind::radios:
      return "radios";
    case FieldKind::checkboxes:
      return "checkboxes";
    case FieldKind::choice:
      return "choice";
  }
  return "";
}

json::array options_to_json(const Field& field, const std::string& id) {
  json::array all;
  for (const auto& option : field.options) {
    const bool chosen =
        field.kind == FieldKind::checkboxes
            ? std::find(field.chosen.begin(), field.chosen.end(), option.value) != field.chosen.end()
            : option.value == field.value;
    // The first carries the field's own id, which the error at the top links to.
    all.push_back(json::object{{"id", all.empty() ? id : id + "-" + option.value},
                               {"value", option.value},
                               {"label", option.label},
                               {"hint", option.hint},
                               {"is_chosen", chosen}});
  }
  return all;
}

json::object field_to_json(const Form& form, const Field& field) {
  const std::string id = id_of(form, field);
  const auto error = std::find_if(form.errors.begin(), form.errors.end(),
                                  [&](const core::Error& each) { return each.field == field.name; });
  const bool wrong = error != form.errors.end();
  std::string described = field.hint.empty() ? "" : id + "-hint";
  if (wrong) described += (described.empty() ? "" : " ") + id + "-error";
  const bool line =
      field.kind == FieldKind::text || field.kind == FieldKind::password || field.kind == FieldKind::date;
  const bool group = field.kind == FieldKind::radios || field.kind == FieldKind::checkboxes;
  return {{"id", id},
          {"name", field.name},
          {"label", field.label},
          {"hint", field.hint},
          {"value", field.kind == FieldKind::password ? std::string() : field.value},
          {"error", wrong ? json::value(error->what) : json::value(nullptr)},
          {"described_by", described},
          {"type", kind_name(field.kind)},
          {"is_line", line},
          {"is_textarea", field.kind == FieldKind::textarea},
          {"is_group", group},
          {"is_choice", field.kind == FieldKind::choice},
          {"option_type", field.kind == FieldKind::checkboxes ? "checkbox" : "radio"},
          {"options", options_to_json(field, id)},
          {"autocomplete", field.autocomplete},
          {"rows", field.rows},
          {"is_optional", field.optional},
          {"has_about", !field.about.empty()},
          {"about", json::array(field.about.begin(), field.about.end())}};
}

}  // namespace

json::array errors_to_json(const Form& form) {
  json::array all;
  for (const auto& error : form.errors) {
    const auto field = std::find_if(form.fields.begin(), form.fields.end(),
                                    [&](const Field& each) { return each.name == error.field; });
    json::value href = nullptr;
    if (field != form.fields.end()) href = "#" + id_of(form, *field);
    all.push_back(json::object{{"href", href}, {"what", error.what}});
  }
  return all;
}

json::object to_json(const Form& form) {
  json::array hidden;
  for (const auto& [name, value] : form.hidden)
    hidden.push_back(json::object{{"name", name}, {"value", value}});
  json::array fields;
  for (const auto& field : form.fields) fields.push_back(field_to_json(form, field));
  return {{"action", form.action},
          {"submit", form.submit},
          {"is_careful", form.careful},
          {"cancel", form.cancel},
          {"hidden", hidden},
          {"fields", fields},
          {"has_errors", !form.errors.empty()},
          {"errors", errors_to_json(form)}};
}

}  // namespace demur::web
