// Sessions: who is signed in. The browser holds a token of 32 random bytes in a cookie; we keep only
// its BLAKE2b hash, so that a stolen database signs nobody in. A session ends after 30 minutes without
// a request and after 12 hours at the latest.
//
//   SessionCookie cookie = cookie_for(site);
//   NewSession made = make_session(member, clock(), random);   // store made.session
//   header("Set-Cookie", set_cookie(cookie, made.token));
//   ...
//   auto token = session_token_in(cookie_header, cookie);      // then look up hash_of_token(*token)
//
// Times are seconds of the machine's clock. Pure, except SessionTouches, which is thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/clock.hpp"
#include "demur/core/origin.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/service/token.hpp"
#include "demur/store/sign_in.hpp"

namespace demur::service {

inline constexpr std::chrono::minutes kSessionIdle{30};
inline constexpr std::chrono::hours kSessionLife{12};
inline constexpr std::chrono::minutes kTouchEvery{1};
inline constexpr std::chrono::minutes kFreshFor{10};

using Session = store::SessionRow;

struct NewSession {
  std::string token;  // base64url, for the cookie
  Session session;
};

[[nodiscard]] NewSession make_session(const domain::MemberId& member, core::Time now,
                                      const core::Random& random);

[[nodiscard]] bool is_live(const Session& session, core::Time now);
// Who is there has just shown who they are: asked for before what outlasts the session.
[[nodiscard]] bool is_fresh(const Session& session, core::Time now);

// When sessions were last used, kept in memory and handed to the store in batches, so that reading a
// page does not write. What is not yet handed over counts too: ask last_seen() before is_live().
class SessionTouches {
 public:
  using Batch = std::vector<std::pair<core::Bytes, core::Time>>;

  // Notes a request; to be called with a session that was found live.
  void touch(const Session& session, core::Time now);
  [[nodiscard]] core::Time last_seen(const Session& session) const;
  void forget(const core::Bytes& token_hash);

  // What is to be written, when a minute has passed since the last batch; else nothing. It goes on
  // counting from here until written() says that the store has it.
  [[nodiscard]] Batch due(core::Time now);
  void written(const Batch& batch);

 private:
  mutable std::mutex mutex_;
  std::map<core::Bytes, core::Time> seen_;
  std::optional<core::Time> since_;  // the last batch, or the first touch after a quiet time
};

struct SessionCookie {
  std::string name;
  bool secure = true;
};

// "__Host-demur", Secure. On plain http to a loopback host it is "demur" without Secure, because not
// every browser takes a Secure cookie there. On plain http elsewhere browsers refuse the cookie. Behind
// a reverse proxy that speaks TLS the site's origin is https.
[[nodiscard]] SessionCookie cookie_for(const core::Origin& site);

// Values of Set-Cookie.
[[nodiscard]] std::string set_cookie(const SessionCookie& cookie, std::string_view token);
[[nodiscard]] std::string clear_cookie(const SessionCookie& cookie);

// From the value of Cookie. Nothing when it is missing, or there twice: then somebody planted one.
[[nodiscard]] std::optional<std::string> session_token_in(std::string_view cookie_header,
                                                          const SessionCookie& cookie);

}  // namespace demur::service
