#include "demur/web/render.hpp"

#include <kainjow/mustache.hpp>
#include <map>
#include <stdexcept>

namespace demur::web {

namespace {

namespace mustache = kainjow::mustache;
namespace json = core::json;

constexpr int kDeepestPartial = 8;

std::string_view file_text(std::string_view name) {
  for (const auto& file : templates::files())
    if (file.name == name) return file.text();
  return {};
}

// Partials are put in as text. Mustache would look them up among the view's values, where a value
// that a person typed could pose as one.
std::string with_partials(std::string_view text, int depth) {
  if (depth > kDeepestPartial) throw std::logic_error("templates include each other");
  std::string whole;
  for (;;) {
    const auto open = text.find("{{>");
    if (open == std::string_view::npos) return whole.append(text);
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) throw std::logic_error("a partial's tag has no end");
    std::string_view name = text.substr(open + 3, close - open - 3);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    const auto partial = file_text("partials/" + std::string(name) + ".html");
    if (partial.empty()) throw std::logic_error("there is no partial " + std::string(name));
    whole.append(text.substr(0, open)).append(with_partials(partial, depth + 1));
    text.remove_prefix(close + 2);
  }
}

using Parsed = std::map<std::string, mustache::mustache, std::less<>>;

Parsed parse_all() {
  Parsed all;
  for (const auto& file : templates::files()) {
    if (file.name.starts_with("partials/")) continue;
    const std::string name(file.name.substr(0, file.name.rfind('.')));
    mustache::mustache parsed(with_partials(file.text(), 0));
    if (!parsed.is_valid()) throw std::logic_error("template " + name + ": " + parsed.error_message());
    all.emplace(name, std::move(parsed));
  }
  return all;
}

// Null, false and the empty text are all "not there" to a section.
mustache::data to_mustache(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object: {
      mustache::object object;
      for (const auto& [name, member] : value.get_object()) object.emplace(name, to_mustache(member));
      return mustache::data{object};
    }
    case json::kind::array: {
      mustache::list list;
      for (const auto& item : value.get_array()) list.push_back(to_mustache(item));
      return mustache::data{list};
    }
    case json::kind::string:
      if (value.get_string().empty()) return mustache::data{false};
      return mustache::data{std::string(value.get_string())};
    case json::kind::int64:
      return mustache::data{std::to_string(value.get_int64())};
    case json::kind::uint64:
      return mustache::data{std::to_string(value.get_uint64())};
    case json::kind::double_:
      throw std::logic_error("views hold no fractions");
    case json::kind::bool_:
      return mustache::data{value.get_bool()};
    case json::kind::null:
      break;
  }
  return mustache::data{false};
}

json::array navigation(std::string_view section) {
  const auto entry = [&](std::string_view name, const char* path, const char* label) {
    return json::object{{"path", path}, {"label", label}, {"is_current", name == section}};
  };
  return {entry("today", "/", "Today"),
          entry("decisions", "/decisions", "Decisions"),
          entry("meetings", "/meetings", "Meetings"),
          entry("opinion", "/opinion", "Opinion"),
          entry("ledger", "/ledger", "Ledger"),
          entry("verify", "/verify", "Verify"),
          entry("settings", "/settings", "Settings")};
}

json::value signed_in(const std::optional<SignedIn>& who) {
  if (!who) return nullptr;
  std::string roles;
  for (const auto& role : who->roles) roles += (roles.empty() ? "" : ", ") + role;
  return json::object{{"name", who->name}, {"office", who->office}, {"roles", roles}};
}

bool has_errors(const json::object& view) {
  const auto* form = view.if_contains("form");
  const auto* holder = form != nullptr ? form->if_object() : &view;
  const auto* flag = holder != nullptr ? holder->if_contains("has_errors") : nullptr;
  return flag != nullptr && flag->is_bool() && flag->get_bool();
}

}  // namespace

json::object page_context(const Layout& layout, const json::object& view) {
  std::string_view section;
  if (const auto* page = view.if_contains("page"); page != nullptr && page->is_object())
    if (const auto* name = page->get_object().if_contains("section")) section = name->as_string();
  json::object context = view;
  context["layout"] =
      json::object{{"institution", layout.institution}, {"channel", layout.channel},
                   {"language", layout.language},       {"direction", layout.direction},
                   {"who", signed_in(layout.who)},      {"notice", layout.notice},
                   {"form_token", layout.form_token},   {"title_prefix", has_errors(view) ? "Error: " : ""},
                   {"navigation", navigation(section)}};
  return context;
}

std::string render(const Layout& layout, std::string_view template_name, const json::object& view) {
  static const Parsed parsed = parse_all();
  const auto found = parsed.find(template_name);
  if (found == parsed.end()) throw std::logic_error("there is no template " + std::string(template_name));
  // A copy, since rendering is not const: it shares the parsed text.
  mustache::mustache page = found->second;
  return page.render(to_mustache(page_context(layout, view)));
}

std::string template_text(std::string_view template_name) {
  const auto text = file_text(std::string(template_name) + ".html");
  return with_partials(text, 0);
}

std::string_view asset(std::string_view name) {
  for (const auto& file : assets::files())
    if (file.name == name) return file.text();
  return {};
}

}  // namespace demur::web
