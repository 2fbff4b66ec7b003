#include "demur/cli/conversation.hpp"

#include <fmt/core.h>

#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using core::json::object;

Code code_of(long status) {
  switch (status) {
    case 401:
      return Code::unauthenticated;
    case 403:
      return Code::forbidden;
    case 404:
      return Code::not_found;
    case 409:
      return Code::conflict;
    case 413:
      return Code::too_large;
    case 422:
      return Code::unproven;
    case 429:
      return Code::too_many;
    default:
      return status >= 500 ? Code::unavailable : Code::invalid;
  }
}

Result<object> object_of(Result<Answer> answered) {
  const Answer answer = DEMUR_TRY(std::move(answered));
  if (answer.status < 200 || answer.status > 299) return refusal_of(answer);
  auto body = DEMUR_TRY(core::parse_json(answer.body));
  if (!body.is_object()) return fail(Code::unavailable, "the server's answer is not a JSON object");
  return std::move(body.get_object());
}

}  // namespace

Result<core::Origin> parse_server(std::string server, std::string_view option) {
  while (server.ends_with('/')) server.pop_back();
  auto origin = core::parse_origin(server);
  if (!origin)
    return fail(Code::invalid, fmt::format("{} takes https://, a host, and a port if need be", option));
  if (origin->scheme == "https" || core::is_loopback(origin->host) || origin->host.ends_with(".onion"))
    return origin;
  return fail(Code::invalid,
              fmt::format("{} must begin with https://: what you send would travel in clear", option));
}

std::unexpected<core::Error> refusal_of(const Answer& answer) {
  const Code code = code_of(answer.status);
  const auto body = core::parse_json(answer.body);
  if (body && body->is_object())
    if (const auto error = core::object_member(body->get_object(), "error"))
      if (const auto what = core::string_member(*error, "what"))
        return fail(code, printable(*what), printable(core::string_member(*error, "field").value_or("")));
  return fail(code, fmt::format("the server answers with status {}", answer.status));
}

Result<object> get_json(HttpClient& client, std::string_view path) {
  return object_of(client.get(path));
}

Result<object> post_json(HttpClient& client, std::string_view path, const object& fields) {
  return object_of(client.post(path, DEMUR_TRY(core::canonical_json(fields))));
}

Result<std::string> get_bytes(HttpClient& client, std::string_view path, std::size_t most_bytes) {
  Answer answer = DEMUR_TRY(client.get(path, most_bytes));
  if (answer.status != 200) return refusal_of(answer);
  return std::move(answer.body);
}

Status sign_in_with_password(HttpClient& client, const std::string& login, core::ByteView password) {
  DEMUR_TRY(post_json(client, "/sign-in", {{"login", login}, {"password", core::text_of(password)}}));
  return {};
}

Status sign_in_with_passkey(HttpClient& client, const SoftwarePasskey& passkey, std::string_view origin) {
  const object options = DEMUR_TRY(post_json(client, "/sign-in/passkey/options", {}));
  const std::string challenge = DEMUR_TRY(core::string_member(options, "challenge"));
  if (DEMUR_TRY(core::string_member(options, "rpId")) != passkey.rp_id)
    return fail(Code::unproven, "the server asks for a passkey of another site: nothing was signed");
  DEMUR_TRY(post_json(client, "/sign-in/passkey", assertion_of(passkey, challenge, origin)));
  return {};
}

}  // namespace demur::cli
