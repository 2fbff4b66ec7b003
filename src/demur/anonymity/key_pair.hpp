// The two kinds of key pair that people hold, by libsodium: one that things are sealed to (X25519, for
// crypto_box_seal) and one that signs (Ed25519, RFC 8032).
//
//   const SignKey holder = SignKey::generate(random);
//   Signature signature = holder.sign(message);
//   check_signature(holder.public_key(), message, signature)   // true
//
// A key is its seed of 32 bytes: that is what is kept. Thread-safe; nothing fails.
#pragma once

#include <array>
#include <cstdint>

#include "demur/anonymity/secret.hpp"
#include "demur/core/random.hpp"

namespace demur::anonymity {

using BoxPublicKey = std::array<std::uint8_t, 32>;
using SignPublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;
using Seed = Secret<32>;

class BoxKey {
 public:
  explicit BoxKey(const Seed& seed);
  [[nodiscard]] static BoxKey generate(const core::Random& random);

  [[nodiscard]] const BoxPublicKey& public_key() const { return public_key_; }
  [[nodiscard]] const Secret<32>& secret_key() const { return secret_key_; }

 private:
  BoxPublicKey public_key_{};
  Secret<32> secret_key_;
};

class SignKey {
 public:
  explicit SignKey(const Seed& seed);
  [[nodiscard]] static SignKey generate(const core::Random& random);

  [[nodiscard]] const SignPublicKey& public_key() const { return public_key_; }
  [[nodiscard]] Seed seed() const;
  [[nodiscard]] Signature sign(core::ByteView message) const;

 private:
  SignPublicKey public_key_{};
  Secret<64> secret_key_;  // seed | public key, as libsodium keeps it
};

// False too for a public key that is no point of the curve, not canonical, or of small order.
[[nodiscard]] bool check_signature(const SignPublicKey& key, core::ByteView message,
                                   core::ByteView signature);

// Whether it can be anybody's key: on the curve, in the main subgroup, in its one spelling. As dear as a
// signature's check.
[[nodiscard]] bool is_sign_key(const SignPublicKey& key);

// What of it can be seen at once: in its one spelling and not of small order, which everybody could sign for.
// check_signature() looks at the rest.
[[nodiscard]] bool may_be_sign_key(const SignPublicKey& key);

}  // namespace demur::anonymity
