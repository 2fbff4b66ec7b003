#include "demur/http/accept.hpp"

#include <algorithm>
#include <compare>
#include <optional>
#include <string>

#include "demur/http/text.hpp"

namespace demur::http {
namespace {

struct Preference {
  int thousandths = 0;
  int specificity = 0;  // 0: not named, 1: */*, 2: type/*, 3: type/subtype

  auto operator<=>(const Preference&) const = default;
};

// qvalue, RFC 9110 section 12.4.2: 0, 1, or either with up to three decimals.
std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int thousandths = (text[0] - '0') * 1000;
  int weight = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    thousandths += (c - '0') * weight;
    weight /= 10;
  }
  if (thousandths > 1000) return std::nullopt;
  return thousandths;
}

std::optional<int> quality_in(std::optional<std::string_view> parameters) {
  while (parameters) {
    const auto [parameter, rest] = cut(*parameters, ';');
    const auto [name, value] = cut(trim(parameter), '=');
    if (equal_ignoring_case(trim(name), "q")) return parse_quality(trim(value.value_or("")));
    parameters = rest;
  }
  return 1000;
}

int specificity_of(std::string_view range, std::string_view type, std::string_view subtype) {
  const auto [left, right] = cut(range, '/');
  if (!right) return 0;
  if (left == "*") return *right == "*" ? 1 : 0;
  if (!equal_ignoring_case(left, type)) return 0;
  if (*right == "*") return 2;
  return equal_ignoring_case(*right, subtype) ? 3 : 0;
}

// The most specific range that fits decides.
Preference preference_for(std::string_view accept, std::string_view type, std::string_view subtype) {
  Preference best;
  std::optional<std::string_view> list = accept;
  while (list) {
    const auto [element, rest] = cut(*list, ',');
    list = rest;
    const auto [range, parameters] = cut(element, ';');
    const int specificity = specificity_of(trim(range), type, subtype);
    const auto quality = quality_in(parameters);
    if (quality && specificity > best.specificity) best = {*quality, specificity};
  }
  return best;
}

}  // namespace

bool prefers_json(std::string_view accept) {
  const Preference json = preference_for(accept, "application", "json");
  return json.thousandths > 0 && json > preference_for(accept, "text", "html");
}

bool prefers_json(const Request& request) {
  std::string accept;
  for (const std::string_view value : request.all_headers("Accept")) accept += std::string(value) + ",";
  return prefers_json(accept);
}

}  // namespace demur::http
