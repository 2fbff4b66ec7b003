#include "demur/core/origin.hpp"

#include <algorithm>
#include <charconv>

namespace demur::core {
namespace {

constexpr std::size_t kMostBytes = 300;  // a name of DNS has 253 at most

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_name(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

bool is_bracketed(std::string_view host) {
  if (host.size() < 4 || !host.starts_with('[') || !host.ends_with(']')) return false;
  return std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
  });
}

std::uint16_t usual_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

// Nothing where it is not a port.
std::uint16_t parse_port(std::string_view text) {
  std::uint16_t port = 0;
  if (!is_digits(text)) return 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() ? port : 0;
}

bool is_loopback_v4(std::string_view host) {
  if (!host.starts_with("127.") || std::ranges::count(host, '.') != 3) return false;
  for (std::size_t start = 0; start <= host.size();) {
    const std::size_t end = std::min(host.find('.', start), host.size());
    if (end - start > 3 || !is_digits(host.substr(start, end - start))) return false;
    start = end + 1;
  }
  return true;
}

}  // namespace

std::string Origin::authority() const {
  return port == usual_port(scheme) ? host : host + ":" + std::to_string(port);
}

std::string Origin::text() const {
  return scheme + "://" + authority();
}

Result<Origin> parse_origin(std::string_view text) {
  const auto not_one =
      fail(Code::invalid, "this is no origin: write https://, a host, and a port if need be");
  if (text.size() > kMostBytes) return not_one;
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  std::string_view rest = lowered;
  Origin origin;
  for (const char* scheme : {"http", "https"})
    if (rest.starts_with(std::string(scheme) + "://")) origin.scheme = scheme;
  if (origin.scheme.empty()) return not_one;
  rest.remove_prefix(origin.scheme.size() + 3);
  const std::size_t bracket = rest.starts_with('[') ? rest.find(']') : 0;
  if (bracket == std::string_view::npos) return not_one;
  const std::size_t colon = rest.find(':', bracket);
  origin.host = rest.substr(0, colon);
  origin.port =
      colon == std::string_view::npos ? usual_port(origin.scheme) : parse_port(rest.substr(colon + 1));
  if (origin.port == 0 || (!is_name(origin.host) && !is_bracketed(origin.host))) return not_one;
  return origin;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || is_loopback_v4(host);
}

}  // namespace demur::core
