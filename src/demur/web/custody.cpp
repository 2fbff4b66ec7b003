// Keys and drops: what everybody may see of who keeps what is sealed, a custodian's own key, and the drops
// from which filings are taken.
#include "demur/service/custody.hpp"

#include <algorithm>

#include "demur/service/officers.hpp"
#include "demur/web/attempt.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/request_fields.hpp"
#include "demur/web/site.hpp"
#include "demur/web/views/custody.hpp"
#include "demur/web/views/sealed.hpp"

namespace demur::web {
namespace {

core::Result<store::DropSite> drop_of(const std::string& typed) {
  const auto from = typed.find_first_not_of(" \t\r\n");
  const std::string line =
      from == std::string::npos ? "" : typed.substr(from, typed.find_last_not_of(" \t\r\n") - from + 1);
  const auto key_at = line.rfind(' ');
  const auto url_at = key_at == std::string::npos ? key_at : line.rfind(' ', key_at - 1);
  if (url_at == std::string::npos || url_at == 0)
    return core::fail(core::Code::invalid,
                      "Paste the whole line that `demur drop init` printed: name, address, key.", "line");
  return store::DropSite{.public_key = DEMUR_TRY(exact_bytes<32>(line.substr(key_at + 1), "line")),
                         .name = line.substr(0, url_at),
                         .url = line.substr(url_at + 1, key_at - url_at - 1)};
}

core::Result<CustodyView> custody_of(const Visit& visit) {
  const auto& rule = visit.house.policy().anonymous;
  return CustodyView{.custody = DEMUR_TRY(service::read_custody(visit.house)),
                     .to_open = rule ? rule->to_open : 0,
                     .is_custodian = visit.member.has(domain::Role::custodian)};
}

// Whoever finds a session open must not have the next filings sealed to a key of theirs, or let a drop of
// theirs hand in: both outlast the session.
core::Status signed_in_lately(const Visit& visit) {
  if (DEMUR_TRY(visit.site.signed_in_lately(visit.request))) return {};
  return core::fail(core::Code::forbidden,
                    "This is done within ten minutes of signing in: sign out, sign in, and do it again.");
}

}  // namespace

Reply officer_key(const Visit& visit) {
  const OfficerKeyView view{
      .origin = visit.house.log_key().verifier().name,
      .member = visit.member.id,
      .is_custodian = visit.member.has(domain::Role::custodian),
      .to_open = visit.house.policy().anonymous ? visit.house.policy().anonymous->to_open : 0,
      .key = DEMUR_TRY(service::own_officer_key(visit.house, visit.member))};
  return Shown{.page = "officer_key", .view = to_json(view), .status = 200, .opens_sealed = true};
}

Reply register_officer_key(const Visit& visit) {
  DEMUR_TRY(signed_in_lately(visit));
  const service::NewOfficerKey key{.box = DEMUR_TRY(exact_bytes<32>(visit.field("box"), "box")),
                                   .sign = DEMUR_TRY(exact_bytes<32>(visit.field("sign"), "sign")),
                                   .proof = DEMUR_TRY(exact_bytes<64>(visit.field("proof"), "proof"))};
  const auto id = DEMUR_TRY(service::register_officer_key(visit.house, visit.member, key));
  return Moved{.path = "/settings/officer-key", .also = {{"key_id", core::to_base64(id)}}};
}

Reply show_handing_over(const Visit& visit) {
  HandOverView view{.origin = visit.house.log_key().verifier().name,
                    .is_custodian = visit.member.has(domain::Role::custodian),
                    .key = DEMUR_TRY(service::own_officer_key(visit.house, visit.member)),
                    .keeping = DEMUR_TRY(service::read_keeping(visit.house, visit.member))};
  const auto known = DEMUR_TRY(service::read_custody(visit.house)).officers;
  for (const auto& taker : view.keeping.takers) {
    const auto officer = std::ranges::find(known, taker.key.key_id, &service::OfficerInForce::key_id);
    view.posts.push_back(officer == known.end() ? "" : officer->office + ", " + officer->post);
  }
  return Shown{.page = "hand_over", .view = to_json(view), .status = 200, .opens_sealed = true};
}

Reply show_custody(const Visit& visit) {
  return shown("custody", to_json(DEMUR_TRY(custody_of(visit))));
}

Reply register_drop(const Visit& visit) {
  DEMUR_TRY(signed_in_lately(visit));
  CustodyView view = DEMUR_TRY(custody_of(visit));
  view.line = visit.field("line");
  const auto drop = drop_of(view.line);
  if (!drop) return show_again("custody", view, drop.error());
  const auto done = service::register_drop(visit.house, visit.member, *drop);
  if (!done) return show_again("custody", view, done.error());
  return Moved{"/settings/drops", Notice::drop_registered};
}

}  // namespace demur::web
