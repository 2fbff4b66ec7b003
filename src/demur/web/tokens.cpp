// Where members are given tokens. The blinded requests are made at a drop's own address, where the wallet
// is, and come here in the part of the address that no server sees.
#include "demur/service/token_desk.hpp"

#include "demur/service/joining.hpp"
#include "demur/service/officers.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/request_fields.hpp"
#include "demur/web/site.hpp"
#include "demur/web/views/tokens.hpp"

namespace demur::web {
namespace {

core::Result<TokensView> tokens_of(const Visit& visit) {
  TokensView view{.origin = visit.house.log_key().verifier().name,
                  .passkey = visit.house.policy().anonymous && visit.house.policy().anonymous->passkey,
                  .house = visit.site.public_url()};
  view.has_passkey = !DEMUR_TRY(service::read_passkeys(visit.house, visit.member.id)).empty();
  if (const auto next = visit.request.query_value("next")) view.next = safe_next(*next);
  for (const auto& due : DEMUR_TRY(visit.site.token_desk().due(visit.member)))
    view.tokens.push_back({due.issuer.text, due.left});
  for (const auto& drop : DEMUR_TRY(service::known_drops(visit.house)))
    view.drops.push_back({drop.name, drop.url});
  return view;
}

}  // namespace

Reply show_tokens(const Visit& visit) {
  return shown("tokens", to_json(DEMUR_TRY(tokens_of(visit))));
}

Reply issue_tokens(const Visit& visit) {
  return Sent{.type = "application/json",
              .body = DEMUR_TRY(visit.site.token_desk().issue(visit.member, visit.request.body))};
}

}  // namespace demur::web
