#include "demur/anonymity/key_pair.hpp"

#include <sodium.h>

#include <algorithm>
#include <ranges>

namespace demur::anonymity {
namespace {

static_assert(crypto_box_SEEDBYTES == 32 && crypto_box_PUBLICKEYBYTES == 32 &&
              crypto_box_SECRETKEYBYTES == 32);
static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32 &&
              crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_BYTES == 64);

Seed draw(const core::Random& random) {
  Seed seed;
  random(seed.bytes());
  return seed;
}

}  // namespace

BoxKey::BoxKey(const Seed& seed) {
  crypto_box_seed_keypair(public_key_.data(), secret_key_.bytes().data(), seed.bytes().data());
}

BoxKey BoxKey::generate(const core::Random& random) {
  return BoxKey(draw(random));
}

SignKey::SignKey(const Seed& seed) {
  crypto_sign_seed_keypair(public_key_.data(), secret_key_.bytes().data(), seed.bytes().data());
}

SignKey SignKey::generate(const core::Random& random) {
  return SignKey(draw(random));
}

Seed SignKey::seed() const {
  return Seed(secret_key_.bytes().first<32>());
}

Signature SignKey::sign(core::ByteView message) const {
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_key_.bytes().data());
  return signature;
}

bool check_signature(const SignPublicKey& key, core::ByteView message, core::ByteView signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

bool may_be_sign_key(const SignPublicKey& key) {
  // y of the points of order 1, 2, 4 and 8, little-endian as keys are; the last bit is the sign of x.
  constexpr SignPublicKey kOne = {1};
  constexpr SignPublicKey kZero = {};
  constexpr auto filled = [](std::uint8_t first) {
    SignPublicKey y{};
    y.fill(0xff);
    y.front() = first;
    y.back() = 0x7f;
    return y;
  };
  constexpr SignPublicKey kMinusOne = filled(0xec);
  constexpr SignPublicKey kPrime = filled(0xed);
  constexpr SignPublicKey kEight = {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
                                    0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
                                    0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05};
  constexpr SignPublicKey kOtherEight = {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
                                         0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
                                         0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};
  SignPublicKey y = key;
  y.back() &= 0x7f;
  const bool is_below =
      std::ranges::lexicographical_compare(std::views::reverse(y), std::views::reverse(kPrime));
  return is_below && y != kZero && y != kOne && y != kMinusOne && y != kEight && y != kOtherEight;
}

bool is_sign_key(const SignPublicKey& key) {
  return crypto_core_ed25519_is_valid_point(key.data()) == 1;
}

}  // namespace demur::anonymity
