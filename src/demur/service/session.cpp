#include "demur/service/session.hpp"

#include <algorithm>

namespace demur::service {
namespace {

using core::Time;

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

bool is_fresh(const Session& session, Time now) {
  return is_live(session, now) && now - session.created < kFreshFor;
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

SessionCookie cookie_for(const core::Origin& site) {
  if (site.scheme == "http" && core::is_loopback(site.host)) return {.name = "demur", .secure = false};
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
