// What custodians do with what is sealed. The bytes are opened, and sealed again, in their browser or by
// `demur officer`: this side stores and hands out, and keeps the record.
#include "demur/service/officers.hpp"

#include <algorithm>

#include "demur/service/handing_over.hpp"
#include "demur/service/quarter.hpp"
#include "demur/service/reading.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/request_fields.hpp"
#include "demur/web/views/sealed.hpp"

namespace demur::web {
namespace {

using core::Code;
using core::fail;
using core::Result;
using domain::DissentId;

Result<core::json::object> json_body(const Visit& visit) {
  auto value = DEMUR_TRY(core::parse_json(visit.request.body));
  if (!value.is_object()) return fail(Code::invalid, "The body must be a JSON object.");
  return std::move(value.get_object());
}

// Whoever may not know of it learns nothing from what else is wrong.
Result<DissentId> dissent_id(const Visit& visit) {
  const auto id = DissentId::parse(visit.request.parameter("id"));
  if (!id) return fail(Code::not_found, "There is no such dissent, or it is not for you to see.");
  DEMUR_TRY(service::see_dissent(visit.house, visit.member, *id));
  return *id;
}

Moved back(const DissentId& dissent) {
  return Moved{.path = "/dissents/" + dissent.text + "/sealed"};
}

}  // namespace

Reply show_sealed(const Visit& visit) {
  const auto id = DEMUR_TRY(dissent_id(visit));
  const auto reading = DEMUR_TRY(service::read_sealed(visit.house, visit.member, id));
  const auto seen = DEMUR_TRY(service::see_dissent(visit.house, visit.member, id));
  SealedView view{.dissent = id,
                  .decision = {seen.decision.id, seen.decision.number, seen.decision.title},
                  .origin = visit.house.log_key().verifier().name,
                  .quarter = service::quarter_of(seen.dissent.filed_on),
                  .kind = seen.dissent.kind,
                  .state = seen.dissent.state,
                  .filed_on = seen.dissent.filed_on,
                  .member = visit.member.id,
                  .reading = reading,
                  .released_title = seen.dissent.title,
                  .released_text = seen.dissent.text,
                  .is_released = seen.dissent.released_on.has_value(),
                  .givers = {}};
  for (const auto& release : reading.releases)
    view.givers.push_back(DEMUR_TRY(service::sign_keys_of(visit.house, release.agreed_by)));
  return Shown{.page = "sealed", .view = to_json(view), .status = 200, .opens_sealed = true};
}

Reply send_attachment(const Visit& visit) {
  const auto id = DEMUR_TRY(dissent_id(visit));
  const std::string number(visit.request.parameter("number"));
  if (number.empty() || number.size() > 2 ||
      !std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }))
    return fail(Code::not_found, "There is no such attachment.");
  const auto bytes = DEMUR_TRY(service::read_attachment(visit.house, visit.member, id, std::stoi(number)));
  return Sent{.type = "application/octet-stream", .body = std::string(core::text_of(bytes))};
}

Reply agree_to_open(const Visit& visit) {
  const auto id = DEMUR_TRY(dissent_id(visit));
  const auto body = DEMUR_TRY(json_body(visit));
  std::vector<service::AgreedShare> shares;
  for (const auto& one : DEMUR_TRY(core::array_member(body, "shares"))) {
    if (!one.is_object()) return fail(Code::invalid, "Each share is an object.", "shares");
    service::AgreedShare share;
    share.recipient = DEMUR_TRY(
        exact_bytes<32>(DEMUR_TRY(core::string_member(one.get_object(), "recipient")), "recipient"));
    share.envelope =
        DEMUR_TRY(core::from_base64(DEMUR_TRY(core::string_member(one.get_object(), "envelope"))));
    if (one.get_object().contains("of"))
      share.subject =
          DEMUR_TRY(exact_bytes<32>(DEMUR_TRY(core::string_member(one.get_object(), "of")), "of"));
    shares.push_back(std::move(share));
  }
  DEMUR_TRY(service::agree_to_open(visit.house, visit.member, id, shares));
  return back(id);
}

Reply hand_over(const Visit& visit) {
  const auto id = DEMUR_TRY(dissent_id(visit));
  const auto body = DEMUR_TRY(json_body(visit));
  service::HandingOver handing{
      .successor = DEMUR_TRY(exact_bytes<32>(DEMUR_TRY(core::string_member(body, "successor")), "successor")),
      .records = {}};
  for (const auto& record : DEMUR_TRY(core::array_member(body, "records"))) {
    if (!record.is_string()) return fail(Code::invalid, "Each record is a text.", "records");
    handing.records.emplace_back(record.get_string());
  }
  const int taken = DEMUR_TRY(service::hand_over(visit.house, visit.member, id, handing));
  return Moved{.path = "/dissents/" + id.text + "/sealed", .also = {{"handed", taken}}};
}

Reply open_text(const Visit& visit) {
  const auto id = DEMUR_TRY(dissent_id(visit));
  DEMUR_TRY(service::perform(visit.house, visit.member.id, domain::OpenText{id, visit.field("reason")}));
  return back(id);
}

Reply release_text(const Visit& visit) {
  const auto id = DEMUR_TRY(dissent_id(visit));
  DEMUR_TRY(service::perform(visit.house, visit.member.id,
                             domain::ReleaseText{id, visit.field("title"), visit.field("text")}));
  return back(id);
}

Reply write_to_author(const Visit& visit) {
  const auto id = DEMUR_TRY(dissent_id(visit));
  const auto reply = DEMUR_TRY(core::from_base64(visit.field("reply")));
  DEMUR_TRY(service::reply_to_author(visit.house, visit.member, id, reply));
  return back(id);
}

}  // namespace demur::web
