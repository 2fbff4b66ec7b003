#include "demur/web/views/tokens.hpp"

#include "demur/web/views/parts.hpp"

namespace demur::web {

json::object to_json(const TokensView& view) {
  json::array tokens;
  std::uint64_t count = 0;
  for (const ReadyTokens& ready : view.tokens) {
    tokens.push_back(json::object{{"record", ready.record}, {"left", ready.left}});
    count += ready.left;
  }
  json::array drops;
  std::string known;
  for (const DropLink& drop : view.drops) {
    drops.push_back(json::object{
        {"name", drop.name}, {"url", drop.url}, {"collect", drop.url + "/wallet#collect=" + view.house}});
    known += (known.empty() ? "" : " ") + drop.url;
  }
  return {{"page", page("Your tokens", Section::settings)},
          {"origin", view.origin},
          {"passkey", view.passkey},
          {"count", count},
          {"has_tokens", count > 0},
          {"has_drops", !view.drops.empty()},
          {"known_drops", known},
          {"tokens", std::move(tokens)},
          {"drops", std::move(drops)}};
}

}  // namespace demur::web
