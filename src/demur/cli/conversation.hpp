// JSON with a running Demur: its answers as values, its refusals in its own words.
//
//   HttpClient client(DEMUR_TRY(parse_server(options.house, "--house")).text());
//   DEMUR_TRY(sign_in_with_password(client, login, password.bytes()));
//   const object page = DEMUR_TRY(get_json(client, "/tokens"));
//
// Errors: the server's own code and words; Code::unavailable where it cannot be reached or makes no sense.
#pragma once

#include <string>
#include <string_view>

#include "demur/cli/http_client.hpp"
#include "demur/cli/software_passkey.hpp"
#include "demur/core/json.hpp"
#include "demur/core/origin.hpp"

namespace demur::cli {

// https, or this machine, or an onion service: what is sent never travels in clear.
[[nodiscard]] core::Result<core::Origin> parse_server(std::string server, std::string_view option);

// The server's own words for what it refused.
[[nodiscard]] std::unexpected<core::Error> refusal_of(const Answer& answer);

[[nodiscard]] core::Result<core::json::object> get_json(HttpClient& client, std::string_view path);
[[nodiscard]] core::Result<core::json::object> post_json(HttpClient& client, std::string_view path,
                                                         const core::json::object& fields);
[[nodiscard]] core::Result<std::string> get_bytes(HttpClient& client, std::string_view path,
                                                  std::size_t most_bytes = 16U << 20U);

[[nodiscard]] core::Status sign_in_with_password(HttpClient& client, const std::string& login,
                                                 core::ByteView password);
[[nodiscard]] core::Status sign_in_with_passkey(HttpClient& client, const SoftwarePasskey& passkey,
                                                std::string_view origin);

}  // namespace demur::cli
