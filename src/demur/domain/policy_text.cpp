#include "demur/domain/policy_text.hpp"

#include <string>

#include "demur/core/bytes.hpp"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
// toml++ 3.3 asserts, and with NDEBUG lets the compiler assume, that a table's name begins as a key
// does; on "[+x]" it does not. The parser's own check behind the assertion refuses it in good order,
// so here nothing is asserted or assumed.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#endif
#include <toml++/toml.h>
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

namespace demur::domain {
namespace {

constexpr std::size_t kLargestFile = 256 * 1024;

int line_of(const toml::node& node) {
  return static_cast<int>(node.source().begin.line);
}

Day day_of(const toml::date& date) {
  return Day{std::chrono::year{date.year} / std::chrono::month{date.month} / std::chrono::day{date.day}};
}

PolicyValue value_of(const toml::node& node) {
  PolicyValue out{.line = line_of(node), .value = {}};
  if (const auto* text = node.as_string())
    out.value = text->get();
  else if (const auto* number = node.as_integer())
    out.value = number->get();
  else if (const auto* truth = node.as_boolean())
    out.value = truth->get();
  else if (const auto* date = node.as_date())
    out.value = day_of(date->get());
  else if (const auto* list = node.as_array()) {
    // Lists in lists have no use here; leaving them out also bounds the depth.
    std::vector<PolicyValue> items;
    for (const auto& item : *list)
      items.push_back(item.is_array() ? PolicyValue{.line = line_of(item), .value = {}} : value_of(item));
    out.value = std::move(items);
  }
  return out;
}

PolicyTable table_of(const toml::table& table) {
  PolicyTable out{.line = line_of(table), .values = {}};
  for (const auto& [key, node] : table) out.values.emplace(std::string(key.str()), value_of(node));
  return out;
}

}  // namespace

std::expected<PolicyText, PolicyFinding> read_policy_text(std::string_view toml) {
  const auto refuse = [](int line, std::string what) {
    return std::unexpected(PolicyFinding{line, PolicyFinding::Weight::error, std::move(what)});
  };
  if (toml.size() > kLargestFile) return refuse(0, "a policy file has at most 256 KiB");
  if (!core::is_utf8_text(toml)) return refuse(0, "the file is not UTF-8 text");
  const toml::parse_result parsed = toml::parse(toml);
  if (!parsed)
    return refuse(static_cast<int>(parsed.error().source().begin.line),
                  "not TOML: " + std::string(parsed.error().description()));
  PolicyText out;
  for (const auto& [key, node] : parsed.table()) {
    if (const auto* table = node.as_table())
      out.tables.emplace(std::string(key.str()), table_of(*table));
    else
      out.top.values.emplace(std::string(key.str()), value_of(node));
  }
  return out;
}

}  // namespace demur::domain
