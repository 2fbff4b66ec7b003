// Where a site is, or where a request comes from: a web origin (RFC 6454).
//
//   Origin site = DEMUR_TRY(parse_origin("https://Dissent.example.org"));
//   site.text();   // "https://dissent.example.org"
//
// Two origins are the same when all three parts are: letter case and a port that goes without saying
// do not count. Errors: Code::invalid, for whatever is more or less than scheme, host and port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "demur/core/result.hpp"

namespace demur::core {

struct Origin {
  std::string scheme;      // "http" or "https"
  std::string host;        // in lower case; an IPv6 address stands in its brackets
  std::uint16_t port = 0;  // 80 and 443 go without saying
  auto operator<=>(const Origin&) const = default;

  [[nodiscard]] std::string authority() const;  // "dissent.example.org:8443", as in Host
  [[nodiscard]] std::string text() const;       // as browsers write it in the Origin header
};

[[nodiscard]] Result<Origin> parse_origin(std::string_view text);

// This machine: localhost, 127.0.0.0/8 written in full, [::1]. An address or that one name, never a
// name that begins like one.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace demur::core
