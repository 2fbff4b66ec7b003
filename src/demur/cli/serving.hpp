// An institution served: the HTTP server, and beside it the clock's work (publishing, duties missed,
// sessions that ended) and the asking of witnesses, until a signal comes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "demur/core/origin.hpp"
#include "demur/core/result.hpp"
#include "demur/mail/smtp.hpp"
#include "demur/service/institution.hpp"

namespace demur::cli {

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

// "127.0.0.1:8080", "[::1]:8080".
[[nodiscard]] core::Result<Address> parse_address(std::string_view text);
[[nodiscard]] bool is_loopback(const Address& address);

struct Serving {
  Address address;
  std::optional<core::Origin> site = {};  // none: http://localhost:PORT
  // Once requests are answered. What it refuses ends the serving.
  std::function<core::Status(const std::string& url)> on_ready = {};
  std::string witness_policy = {};            // a tlog-policy's text; empty: nobody is asked
  std::optional<mail::SmtpServer> mail = {};  // none: no mail is made or sent
  int mail_hour = 18;                         // of the day, UTC
};

// Returns after SIGTERM or SIGINT, when the requests under way are finished.
[[nodiscard]] core::Status serve_until_signal(service::Institution& house, const Serving& serving);

}  // namespace demur::cli
