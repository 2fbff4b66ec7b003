#include "demur/anonymity/key_pair.hpp"

#include <sodium.h>

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

bool is_sign_key(const SignPublicKey& key) {
  return crypto_core_ed25519_is_valid_point(key.data()) == 1;
}

}  // namespace demur::anonymity
