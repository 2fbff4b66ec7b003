// Challenges of passkey ceremonies. Stateless until answered: a challenge carries its own expiry and
// a MAC over both and over its purpose, so that asking for a million of them costs the server nothing.
//
//   std::string challenge = challenges.make(kSignInPurpose, clock());
//   DEMUR_TRY(challenges.check(kSignInPurpose, answered, clock()));
//   ...verify the passkey's signature...
//   DEMUR_TRY(challenges.spend(answered, clock()));        // a second answer is refused
//
//   challenge = base64url(nonce[16] expires[8, big-endian, seconds] mac[32])
//   mac       = crypto_auth(key, "demur challenge 1\n" purpose "\n" nonce expires)
//
// spend() remembers answered challenges until they expire, at most `limit` of them: only what a real
// signature answered should be spent. The memory is one process's own; several processes share the
// key and rely on the passkey's counter between them. Thread-safe.
// Errors: Code::unproven (not ours, another purpose, expired, used), Code::too_many (memory is full).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/core/random.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::service {

inline constexpr std::chrono::minutes kChallengeLife{5};
inline constexpr std::string_view kSignInPurpose = "sign-in";
[[nodiscard]] std::string register_purpose(const domain::MemberId& member);

class Challenges {
 public:
  using Key = std::array<std::uint8_t, 32>;

  Challenges(const Key& key, core::Random random, std::size_t limit = 10'000)
      : key_(key), random_(std::move(random)), limit_(limit) {}

  [[nodiscard]] std::string make(std::string_view purpose, core::Time now) const;
  [[nodiscard]] core::Status check(std::string_view purpose, std::string_view challenge,
                                   core::Time now) const;
  [[nodiscard]] core::Status spend(std::string_view challenge, core::Time now);

 private:
  Key key_;
  core::Random random_;
  std::size_t limit_;
  mutable std::mutex mutex_;
  std::map<std::string, core::Time, std::less<>> spent_;  // and when it expires
};

}  // namespace demur::service
