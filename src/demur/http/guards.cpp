#include "demur/http/guards.hpp"

#include <algorithm>

#include "demur/http/text.hpp"

namespace demur::http {
namespace {

using core::Code;

core::Status refuse() {
  return core::fail(Code::forbidden, "this request came from another site; send the form from its own page");
}

bool is_origin_of(std::string_view origin, std::string_view host) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (origin.starts_with(scheme)) return equal_ignoring_case(origin.substr(scheme.size()), host);
  return false;
}

}  // namespace

core::Status check_same_origin(const Request& request) {
  const auto sites = request.all_headers("Sec-Fetch-Site");
  if (!sites.empty()) {
    if (sites.size() == 1 && sites.front() == "same-origin") return {};
    return refuse();
  }
  const auto origins = request.all_headers("Origin");
  const auto host = request.header("Host").value_or("");
  if (origins.size() != 1 || host.empty() || !is_origin_of(origins.front(), host)) return refuse();
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
