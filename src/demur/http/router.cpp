#include "demur/http/router.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "demur/http/text.hpp"

namespace demur::http {
namespace {

using core::Code;
using Segments = std::vector<std::string_view>;

enum class Kind { text, one, tail };

struct Part {
  Kind kind;
  std::string_view text;  // the text itself, or the parameter's name
};

Segments split(std::string_view path) {
  Segments segments;
  std::optional<std::string_view> rest = path.substr(1);
  while (rest) {
    const auto [segment, next] = cut(*rest, '/');
    segments.push_back(segment);
    rest = next;
  }
  return segments;
}

core::Result<Part> parse_part(std::string_view segment) {
  if (!segment.contains('{') && !segment.contains('}')) return Part{Kind::text, segment};
  if (!segment.starts_with('{') || !segment.ends_with('}'))
    return core::fail(Code::invalid, "a parameter must be a whole segment: {name}");
  segment = segment.substr(1, segment.size() - 2);
  const Kind kind = segment.ends_with("...") ? Kind::tail : Kind::one;
  if (kind == Kind::tail) segment.remove_suffix(3);
  const auto is_name_character = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  if (segment.empty() || !std::ranges::all_of(segment, is_name_character))
    return core::fail(Code::invalid, "a parameter's name is lower-case letters and underscores");
  return Part{kind, segment};
}

core::Result<std::vector<Part>> parse_pattern(std::string_view pattern) {
  if (!pattern.starts_with('/')) return core::fail(Code::invalid, "a pattern must start with a slash");
  std::vector<Part> parts;
  for (const std::string_view segment : split(pattern)) {
    if (!parts.empty() && parts.back().kind == Kind::tail)
      return core::fail(Code::invalid, "nothing may follow {name...}");
    parts.push_back(DEMUR_TRY(parse_part(segment)));
  }
  return parts;
}

}  // namespace

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> texts;
  std::unique_ptr<Node> one;
  std::unique_ptr<Node> tail;
  std::vector<const Route*> routes;  // at most one a method

  Node& child(const Part& part) {
    std::unique_ptr<Node>& node = part.kind == Kind::text  ? texts[std::string(part.text)]
                                  : part.kind == Kind::one ? one
                                                           : tail;
    if (!node) node = std::make_unique<Node>();
    return *node;
  }

  [[nodiscard]] const Route* route(Method method) const {
    const auto found = std::ranges::find(routes, method, &Route::method);
    return found == routes.end() ? nullptr : *found;
  }

  [[nodiscard]] std::string allow() const {
    std::string list;
    for (const Route* entry : routes) {
      list += std::string(http::name(entry->method)) + ", ";
      if (entry->method == Method::get && !route(Method::head)) list += "HEAD, ";
    }
    return list + "OPTIONS";
  }

  // Depth first, in the order text, {name}, {name...}; `values` holds what the parameters took.
  [[nodiscard]] const Node* find(std::string_view path, std::vector<std::string_view>& values) const {
    const auto [segment, rest] = cut(path, '/');
    const auto further = [&](const Node& node) -> const Node* {
      if (rest) return node.find(*rest, values);
      return node.routes.empty() ? nullptr : &node;
    };
    if (const auto next = texts.find(segment); next != texts.end())
      if (const Node* found = further(*next->second)) return found;
    if (one && !segment.empty()) {
      values.push_back(segment);
      if (const Node* found = further(*one)) return found;
      values.pop_back();
    }
    if (!tail || path.empty()) return nullptr;
    values.push_back(path);
    return tail.get();
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

core::Status Router::add(Method method, std::string_view pattern, Handler handler, std::string name) {
  const std::vector<Part> parts = DEMUR_TRY(parse_pattern(pattern));
  auto route = std::make_unique<Route>(method, std::string(pattern), std::move(handler), std::move(name));
  Node* node = root_.get();
  for (const Part& part : parts) {
    if (part.kind != Kind::text) route->parameter_names.emplace_back(part.text);
    node = &node->child(part);
  }
  if (node->route(method))
    return core::fail(Code::conflict, "there is a route for this method and pattern already");
  node->routes.push_back(route.get());
  routes_.push_back(std::move(route));
  return {};
}

Match Router::find(Method method, std::string_view path) const {
  std::vector<std::string_view> values;
  const Node* node = path.starts_with('/') ? root_->find(path.substr(1), values) : nullptr;
  if (!node) return {};
  Match match{.route = node->route(method), .allow = node->allow()};
  if (!match.route && method == Method::head) match.route = node->route(Method::get);
  if (!match.route) return match;
  for (std::size_t i = 0; i < values.size(); ++i)
    match.parameters.push_back({match.route->parameter_names[i], std::string(values[i])});
  return match;
}

Response Router::handle(Request request) const {
  Match match = find(request.method, request.path);
  if (match.route) {
    request.parameters = std::move(match.parameters);
    return match.route->handler(request);
  }
  if (match.allow.empty()) return text(404, "There is no such page.\n");
  if (request.method == Method::options) return Response(204).set_header("Allow", match.allow);
  return text(405, "This page does not take that method.\n").set_header("Allow", match.allow);
}

std::vector<const Route*> Router::routes() const {
  std::vector<const Route*> list;
  for (const auto& route : routes_) list.push_back(route.get());
  return list;
}

}  // namespace demur::http
