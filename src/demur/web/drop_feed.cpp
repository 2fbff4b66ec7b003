// What drops and everybody else read of anonymous filing, and where drops hand in. No cookie is looked at.
#include "demur/service/drop_feed.hpp"

#include "demur/service/keys_log.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/service/taking_in.hpp"
#include "demur/web/pages.hpp"
#include "demur/web/site.hpp"

namespace demur::web {
namespace {

constexpr const char* kBytes = "application/octet-stream";
constexpr const char* kJson = "application/json";

Reply send_json(const core::json::object& object) {
  return Sent{.type = kJson, .body = DEMUR_TRY(core::canonical_json(object))};
}

Reply send_bytes(const core::Bytes& bytes) {
  return Sent{.type = kBytes, .body = std::string(core::text_of(bytes))};
}

}  // namespace

Reply show_drop_view(const Visit& visit) {
  return send_json(DEMUR_TRY(service::drop_view(visit.house)));
}

Reply send_rounds(const Visit& visit) {
  return Sent{.type = "text/plain; charset=utf-8", .body = *DEMUR_TRY(visit.site.rounds_feed().text())};
}

Reply show_anonymous_filings(const Visit& visit) {
  return send_json(DEMUR_TRY(service::anonymous_filings(visit.house)));
}

Reply send_reply_feed(const Visit& visit) {
  return send_bytes(DEMUR_TRY(service::reply_feed(visit.house, visit.request.parameter("quarter"))));
}

Reply take_hand_in(const Visit& visit) {
  const auto signature = visit.request.header("Demur-Signature").value_or("");
  return Sent{.type = kJson, .body = DEMUR_TRY(service::take_in(visit.house, visit.request.body, signature))};
}

Reply send_keys_file(const Visit& visit) {
  auto log = DEMUR_TRY(visit.house.store().read(service::KeysLog::read));
  const auto path = visit.request.parameter("file");
  if (path == "all") return send_bytes(DEMUR_TRY(log.all()));
  const bool is_checkpoint = path == "checkpoint";
  return Sent{.type = is_checkpoint ? "text/plain; charset=utf-8" : kBytes,
              .body = std::string(core::text_of(DEMUR_TRY(service::log_file(log, path))))};
}

}  // namespace demur::web
