#include "demur/core/json.hpp"
#include "demur/service/drop/copies.hpp"
#include "demur/web/drop/answers.hpp"
#include "demur/web/render.hpp"

namespace demur::web::drop {
namespace {

using core::Code;
using core::Error;
using http::Response;
using service::drop::Shared;

constexpr const char* kJson = "application/json";
constexpr const char* kBytes = "application/octet-stream";

Response send(Shared body, const char* type) {
  Response response(200);
  response.shared_body = std::move(body);
  response.set_header("Content-Type", type);
  return response;
}

Response send(std::string_view body, const char* type) {
  Response response(200);
  response.body = body;
  response.set_header("Content-Type", type);
  return response;
}

Response nothing_there() {
  return refusal({Code::not_found, "There is no such file."});
}

Response not_reached() {
  return refusal({Code::unavailable, "This drop has not reached its institution yet. Come back later."});
}

}  // namespace

Response refusal(const Error& error) {
  const std::string what = error.code == Code::internal ? "Something went wrong on this server." : error.what;
  return http::json(
      http::status_of(error.code),
      core::pretty_json(
          {{"error", {{"code", core::name(error.code)}, {"field", error.field}, {"what", what}}}}));
}

Response send_view(Drop& drop, const Question&) {
  const auto copy = drop.house_copy();
  return copy ? send(copy->view_json, kJson) : not_reached();
}

Response send_rounds(Drop& drop, const Question&) {
  const auto copy = drop.house_copy();
  if (!copy) return not_reached();
  return copy->rounds_text ? send(copy->rounds_text, "text/plain; charset=utf-8") : nothing_there();
}

Response send_filings(Drop& drop, const Question&) {
  const auto copy = drop.house_copy();
  return copy ? send(copy->filings_json, kJson) : not_reached();
}

Response send_replies(Drop& drop, const Question& question) {
  const auto copy = drop.house_copy();
  if (!copy) return not_reached();
  const auto feed = copy->replies.find(question.name);
  return feed == copy->replies.end() ? nothing_there() : send(feed->second, kBytes);
}

Response send_keys(Drop& drop, const Question& question) {
  const auto copy = drop.house_copy();
  if (!copy) return not_reached();
  if (question.name == "all") return send(copy->keys.all(), kBytes);
  const auto file = copy->keys.file(question.name);
  if (!file) return nothing_there();
  return send(core::text_of(*file), question.name == "checkpoint" ? "text/plain; charset=utf-8" : kBytes);
}

Response send_asset(Drop&, const Question& question) {
  const std::string_view name = question.name;
  const char* type = name.ends_with(".css")   ? "text/css; charset=utf-8"
                     : name.ends_with(".js")  ? "text/javascript; charset=utf-8"
                     : name.ends_with(".svg") ? "image/svg+xml"
                                              : "";
  const std::string_view text = asset(name);
  return text.empty() || *type == '\0' ? nothing_there() : send(text, type);
}

Response show_health(Drop& drop, const Question&) {
  return http::json(200, core::pretty_json({{"day", core::to_string(drop.today())}, {"ok", true}}));
}

Response take_item(Drop& drop, const Question& question) {
  const auto receipt = drop.take(question.body);
  return receipt ? http::json(200, service::drop::to_json(*receipt)) : refusal(receipt.error());
}

}  // namespace demur::web::drop
