// Hands one mail to a mail server (RFC 5321), by libcurl. TLS is required: smtps://, or STARTTLS on
// smtp://, with a certificate that holds; on the loopback address alone it may be plain.
//
//   const Handed handed = hand_over(server, "a@example.org", message);
//
// Blocks for at most a minute. Thread-safe.
#pragma once

#include <string>

#include "demur/core/result.hpp"

namespace demur::mail {

struct SmtpServer {
  std::string url;        // "smtps://mail.example.org", "smtp://mail.example.org:587"
  std::string from;       // the address that mails come from
  std::string user = {};  // empty: no sign-in
  std::string password = {};
  std::string ca_file = {};  // certificates that are believed in; empty: the system's
};

// `later`: nothing was handed over, and it can be tried again. `unsure`: the line broke while the server had
// the text; it may have it. `refused`: the server will not have it.
enum class Handed { accepted, later, unsure, refused };

// The URL and the address are well formed. Errors: invalid.
[[nodiscard]] core::Status check_server(const SmtpServer& server);
// The server answers, and lets us in. Errors: unavailable, with the reason.
[[nodiscard]] core::Status greet(const SmtpServer& server);
[[nodiscard]] Handed hand_over(const SmtpServer& server, const std::string& to, const std::string& message);

}  // namespace demur::mail
