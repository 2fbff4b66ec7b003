#include "demur/http/form.hpp"

#include <algorithm>
#include <utility>

#include "demur/core/bytes.hpp"
#include "demur/http/percent.hpp"
#include "demur/http/text.hpp"

namespace demur::http {
namespace {

using core::Code;
using core::Result;

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

std::string with_line_feeds(std::string text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends_a_line = text[i] == '\r';
    if (ends_a_line && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    text[end++] = ends_a_line ? '\n' : text[i];
  }
  text.resize(end);
  return text;
}

Result<std::string> decode(std::string_view text, std::size_t limit) {
  std::string decoded = DEMUR_TRY(percent_decode(text, PlusSign::is_space));
  if (decoded.size() > limit)
    return core::fail(Code::too_large,
                      "a field of the form is longer than " + std::to_string(limit) + " bytes");
  if (!core::is_utf8_text(decoded)) return core::fail(Code::invalid, "the form holds text that is not UTF-8");
  return with_line_feeds(std::move(decoded));
}

Result<Field> parse_field(std::string_view text, const FormLimits& limits) {
  const auto [name, value] = cut(text, '=');
  Field field;
  field.name = DEMUR_TRY(decode(name, limits.name_bytes));
  field.value = DEMUR_TRY(decode(value.value_or(""), limits.value_bytes));
  return field;
}

}  // namespace

std::optional<std::string_view> Form::get(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &Field::name);
  if (found == fields_.end()) return std::nullopt;
  return found->value;
}

std::vector<std::string_view> Form::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Field& field : fields_)
    if (field.name == name) values.push_back(field.value);
  return values;
}

Result<Form> parse_form(std::string_view text, const FormLimits& limits) {
  std::vector<Field> fields;
  std::optional<std::string_view> rest = text;
  while (rest) {
    const auto [pair, next] = cut(*rest, '&');
    rest = next;
    if (pair.empty()) continue;
    if (fields.size() == limits.fields)
      return core::fail(Code::too_large,
                        "the form has more than " + std::to_string(limits.fields) + " fields");
    fields.push_back(DEMUR_TRY(parse_field(pair, limits)));
  }
  return Form(std::move(fields));
}

Result<Form> read_form(const Request& request, const FormLimits& limits) {
  const std::string_view type = cut(request.header("Content-Type").value_or(""), ';').first;
  if (!equal_ignoring_case(trim(type), kFormType))
    return core::fail(Code::invalid, "a form is expected: Content-Type must be " + std::string(kFormType));
  return parse_form(request.body, limits);
}

}  // namespace demur::http
