// For tests: issuers' keys, real and of the product's size. Making one takes half a second, so each is made
// once a program; within one house no two are the same.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>

#include "demur/service/scopes.hpp"

namespace demur::service::testing {

inline const anonymity::IssuerKey& kept_issuer_key(std::size_t which) {
  struct Kept {
    std::mutex mutex;
    std::deque<anonymity::IssuerKey> keys;
  };
  static Kept kept;
  const std::lock_guard lock(kept.mutex);
  while (kept.keys.size() <= which) kept.keys.push_back(anonymity::IssuerKey::generate().value());
  return kept.keys[which];
}

// A source for one house: the first at the first call, and so on.
inline IssuerKeySource kept_issuer_keys() {
  return [next = std::make_shared<std::atomic<std::size_t>>(0)] { return kept_issuer_key((*next)++); };
}

}  // namespace demur::service::testing
