#include "demur/http/guards.hpp"

#include <algorithm>

namespace demur::http {
namespace {

using core::Code;

core::Status refuse() {
  return core::fail(Code::forbidden, "this request came from another site; send the form from its own page");
}

bool is_at(const core::Origin& site, const core::Origin& asked) {
  return asked == site || (core::is_loopback(site.host) && core::is_loopback(asked.host));
}

}  // namespace

core::Status check_same_origin(const Request& request, const core::Origin& site) {
  const auto asked =
      core::parse_origin(site.scheme + "://" + std::string(request.header("Host").value_or("")));
  if (!asked || !is_at(site, *asked))
    return core::fail(Code::forbidden,
                      "this form was sent to another name than this site's own: open it at " + site.text() +
                          ", and let the proxy in front of it hand on Host unchanged");
  const auto sites = request.all_headers("Sec-Fetch-Site");
  if (!sites.empty()) {
    if (sites.size() == 1 && sites.front() == "same-origin") return {};
    return refuse();
  }
  const auto origins = request.all_headers("Origin");
  const auto origin = core::parse_origin(origins.size() == 1 ? origins.front() : std::string_view());
  if (!origin || *origin != *asked) return refuse();
  return {};
}

void RateLimiter::refill(Bucket& bucket, core::Time now) const {
  if (now <= bucket.filled) return;
  const auto refills = (now - bucket.filled) / limits_.refill;
  if (refills >= limits_.burst - bucket.tokens) {
    bucket.tokens = limits_.burst;
    bucket.filled = now;
    return;
  }
  bucket.tokens += static_cast<int>(refills);
  bucket.filled += refills * limits_.refill;
}

bool RateLimiter::allow(std::string_view key, core::Time now) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
  } else {
    if (buckets_.size() >= limits_.keys && !buckets_.empty()) {
      by_key_.erase(buckets_.back().key);
      buckets_.pop_back();
    }
    buckets_.push_front({std::string(key), limits_.burst, now});
    by_key_.emplace(buckets_.front().key, buckets_.begin());
  }
  Bucket& bucket = buckets_.front();
  refill(bucket, now);
  if (bucket.tokens == 0) return false;
  --bucket.tokens;
  return true;
}

std::size_t RateLimiter::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace demur::http
