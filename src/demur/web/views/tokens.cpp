#include "demur/web/views/tokens.hpp"

#include "demur/web/request_fields.hpp"
#include "demur/web/say.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {
namespace {

// In the part of the address that no server sees: where to come back with what is to be signed.
std::string collect_link(const DropLink& drop, const TokensView& view) {
  std::string link = drop.url + "/wallet#collect=" + view.house;
  if (!view.next.empty()) link += "&back=" + next_parameter(view.next);
  return link;
}

}  // namespace

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
    drops.push_back(
        json::object{{"name", drop.name}, {"url", drop.url}, {"collect", collect_link(drop, view)}});
    known += (known.empty() ? "" : " ") + drop.url;
  }
  return {{"page", page("Your tokens", Section::settings)},
          {"origin", view.origin},
          {"passkey", view.passkey},
          {"count_words", counted(static_cast<long long>(count), "token is", "tokens are")},
          {"lacks_passkey", view.passkey && !view.has_passkey},
          {"lead", view.next},
          {"has_tokens", count > 0},
          {"has_drops", !view.drops.empty()},
          {"known_drops", known},
          {"tokens", std::move(tokens)},
          {"drops", std::move(drops)}};
}

}  // namespace demur::web
