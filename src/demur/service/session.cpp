#include "demur/service/session.hpp"

#include <algorithm>

namespace demur::service {
namespace {

using core::Time;

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A host as in the Host header, without its port.
std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || !is_digits(host.substr(colon + 1))) return host;
  return host.substr(0, colon);
}

// 127.0.0.0/8, written in full: an address, not a name that begins with it.
bool is_loopback_v4(std::string_view host) {
  if (!host.starts_with("127.") || std::ranges::count(host, '.') != 3) return false;
  for (std::size_t start = 0; start <= host.size();) {
    const std::size_t end = std::min(host.find('.', start), host.size());
    if (end - start > 3 || !is_digits(host.substr(start, end - start))) return false;
    start = end + 1;
  }
  return true;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || is_loopback_v4(host);
}

std::string attributes(const SessionCookie& cookie) {
  return cookie.secure ? "; Path=/; Secure; HttpOnly; SameSite=Lax" : "; Path=/; HttpOnly; SameSite=Lax";
}

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

}  // namespace

NewSession make_session(const domain::MemberId& member, Time now, const core::Random& random) {
  Token token = make_token(random);
  return {.token = std::move(token.text),
          .session = {.token_hash = std::move(token.hash),
                      .member = member,
                      .created = now,
                      .last_seen = now,
                      .expires = now + kSessionLife}};
}

bool is_live(const Session& session, Time now) {
  return now < session.expires && now - session.last_seen < kSessionIdle;
}

void SessionTouches::touch(const Session& session, Time now) {
  const std::scoped_lock lock(mutex_);
  Time& seen = seen_.try_emplace(session.token_hash, session.last_seen).first->second;
  seen = std::max(seen, now);
  if (!since_) since_ = now;
}

Time SessionTouches::last_seen(const Session& session) const {
  const std::scoped_lock lock(mutex_);
  const auto found = seen_.find(session.token_hash);
  return found == seen_.end() ? session.last_seen : std::max(found->second, session.last_seen);
}

void SessionTouches::forget(const core::Bytes& token_hash) {
  const std::scoped_lock lock(mutex_);
  seen_.erase(token_hash);
}

SessionTouches::Batch SessionTouches::due(Time now) {
  const std::scoped_lock lock(mutex_);
  if (!since_ || now - *since_ < kTouchEvery) return {};
  since_ = now;
  return {seen_.begin(), seen_.end()};
}

void SessionTouches::written(const Batch& batch) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [hash, seen] : batch) {
    const auto found = seen_.find(hash);
    if (found != seen_.end() && found->second == seen) seen_.erase(found);
  }
  if (seen_.empty()) since_.reset();
}

SessionCookie cookie_for(std::string_view host, Transport transport) {
  if (transport == Transport::plain && is_loopback(without_port(host)))
    return {.name = "demur", .secure = false};
  return {.name = "__Host-demur", .secure = true};
}

std::string set_cookie(const SessionCookie& cookie, std::string_view token) {
  return cookie.name + "=" + std::string(token) + attributes(cookie);
}

std::string clear_cookie(const SessionCookie& cookie) {
  return cookie.name + "=; Max-Age=0" + attributes(cookie);
}

std::optional<std::string> session_token_in(std::string_view cookie_header, const SessionCookie& cookie) {
  std::optional<std::string> found;
  while (!cookie_header.empty()) {
    const std::size_t end = std::min(cookie_header.find(';'), cookie_header.size());
    const std::string_view pair = trimmed(cookie_header.substr(0, end));
    cookie_header.remove_prefix(std::min(end + 1, cookie_header.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != cookie.name) continue;
    if (found) return std::nullopt;
    found = std::string(pair.substr(equals + 1));
  }
  return found;
}

}  // namespace demur::service
