#include "demur/http/request.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "demur/http/text.hpp"

namespace demur::http {
namespace {

constexpr std::array<std::pair<Method, const char*>, 6> kMethods{{{Method::get, "GET"},
                                                                  {Method::head, "HEAD"},
                                                                  {Method::post, "POST"},
                                                                  {Method::put, "PUT"},
                                                                  {Method::delete_, "DELETE"},
                                                                  {Method::options, "OPTIONS"}}};

std::optional<std::string_view> value_of(const std::vector<Field>& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  if (found == fields.end()) return std::nullopt;
  return found->value;
}

std::optional<std::string_view> cookie_in(std::string_view header, std::string_view name) {
  std::optional<std::string_view> rest = header;
  while (rest) {
    const auto [pair, next] = cut(*rest, ';');
    const auto [key, value] = cut(trim(pair), '=');
    if (value && trim(key) == name) return trim(*value);
    rest = next;
  }
  return std::nullopt;
}

}  // namespace

const char* name(Method method) {
  for (const auto& [candidate, text] : kMethods)
    if (candidate == method) return text;
  return "";
}

std::optional<Method> parse_method(std::string_view text) {
  for (const auto& [method, candidate] : kMethods)
    if (text == candidate) return method;
  return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const Field& field : headers)
    if (equal_ignoring_case(field.name, name)) return field.value;
  return std::nullopt;
}

std::vector<std::string_view> Request::all_headers(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Field& field : headers)
    if (equal_ignoring_case(field.name, name)) values.push_back(field.value);
  return values;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  for (const std::string_view header : all_headers("Cookie"))
    if (const auto value = cookie_in(header, name)) return value;
  return std::nullopt;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  return value_of(query, name);
}

std::string_view Request::parameter(std::string_view name) const {
  return value_of(parameters, name).value_or(std::string_view());
}

}  // namespace demur::http
