// What stands before a handler that changes something.
//
//   DEMUR_TRY(check_same_origin(request, site));              // every POST, PUT and DELETE
//   if (!sign_ins.allow(account, clock())) return too_many();
//
// check_same_origin is the defence against cross-site request forgery that needs no token: browsers
// say where a request comes from. Sec-Fetch-Site (W3C Fetch Metadata) must be same-origin; where a
// browser does not send it, Origin (RFC 6454) must be ours. A request with neither is refused:
// programs send Origin. Before that, Host must be the site's own: a page that reached this server
// under another name is of its own origin, and still not ours. A site on this machine goes by every
// loopback name and port. A reverse proxy must hand on Host unchanged.
// Errors: Code::forbidden.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "demur/core/clock.hpp"
#include "demur/core/origin.hpp"
#include "demur/core/result.hpp"
#include "demur/http/request.hpp"

namespace demur::http {

[[nodiscard]] core::Status check_same_origin(const Request& request, const core::Origin& site);

// Token buckets, one a key: `burst` at once, then one more every `refill`. Memory is bounded: beyond
// `keys`, the key that was quiet longest is forgotten, which a flood of new keys can bring about, so
// a key should be something that costs (an account, a network), not something anyone can invent.
// Thread-safe. Keys stay in memory and are never logged.
class RateLimiter {
 public:
  struct Limits {
    int burst = 5;
    std::chrono::seconds refill{60};
    std::size_t keys = 10'000;
  };

  explicit RateLimiter(Limits limits) : limits_(limits) {}

  // Takes a token; false when there is none. A clock that went back refills nothing.
  [[nodiscard]] bool allow(std::string_view key, core::Time now);

  [[nodiscard]] std::size_t size() const;

 private:
  struct Bucket {
    std::string key;
    int tokens;
    core::Time filled;  // until when refills have been counted
  };

  void refill(Bucket& bucket, core::Time now) const;

  Limits limits_;
  mutable std::mutex mutex_;
  std::list<Bucket> buckets_;  // the one used last comes first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key_;
};

}  // namespace demur::http
