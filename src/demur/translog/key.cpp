#include "demur/translog/key.hpp"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>

#include "demur/translog/lines.hpp"

namespace demur::translog {
namespace {

constexpr std::size_t kMaxKeyNameBytes = 256;

Bytes typed_key(KeyType type, const PublicKey& public_key) {
  Bytes bytes{static_cast<std::uint8_t>(type)};
  bytes.insert(bytes.end(), public_key.begin(), public_key.end());
  return bytes;
}

std::uint32_t key_id(std::string_view name, KeyType type, const PublicKey& public_key) {
  Bytes message(name.begin(), name.end());
  message.push_back('\n');
  const Bytes key = typed_key(type, public_key);
  message.insert(message.end(), key.begin(), key.end());
  const Hash hash = core::sha256(message);
  return std::uint32_t{hash[0]} << 24 | std::uint32_t{hash[1]} << 16 | std::uint32_t{hash[2]} << 8 | hash[3];
}

}  // namespace

Result<VerifierKey> VerifierKey::create(std::string name, KeyType type, const PublicKey& public_key) {
  if (!is_key_name(name) || name.size() > kMaxKeyNameBytes)
    return fail(Code::invalid, "a key name has 1 to 256 bytes and neither spaces nor '+'");
  const std::uint32_t id = key_id(name, type, public_key);
  return VerifierKey{std::move(name), id, type, public_key};
}

Result<VerifierKey> VerifierKey::parse(std::string_view vkey) {
  // The name has no '+', but base64 may.
  const auto first = vkey.find('+');
  const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos || second - first != 9)
    return fail(Code::invalid, "a verifier key is written name+8 hex digits+base64");
  const Bytes bytes = DEMUR_TRY(parse_base64(vkey.substr(second + 1)));
  PublicKey public_key;
  if (bytes.size() != 1 + public_key.size() || (bytes[0] != 0x01 && bytes[0] != 0x04))
    return fail(Code::invalid,
                "only Ed25519 verifier keys are known here: type 1 for logs, type 4 for witnesses");
  std::copy(bytes.begin() + 1, bytes.end(), public_key.begin());
  VerifierKey key = DEMUR_TRY(create(std::string(vkey.substr(0, first)), KeyType{bytes[0]}, public_key));
  if (key.text() != vkey)
    return fail(Code::invalid, "the verifier key's id does not belong to its name and key");
  return key;
}

std::string VerifierKey::text() const {
  return fmt::format("{}+{:08x}+{}", name, id, core::to_base64(typed_key(type, public_key)));
}

bool VerifierKey::verifies(ByteView message, ByteView signature) const {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) ==
             0;
}

struct SigningKey::Secret {
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> bytes;
};

void SigningKey::Wipe::operator()(Secret* secret) const {
  sodium_memzero(secret->bytes.data(), secret->bytes.size());
  delete secret;
}

Result<SigningKey> SigningKey::create(std::string name, KeyType type, ByteView seed) {
  if (seed.size() != kSeedBytes) return fail(Code::invalid, "the seed of a signing key has 32 bytes");
  SecretPointer secret(new Secret);
  PublicKey public_key;
  crypto_sign_seed_keypair(public_key.data(), secret->bytes.data(), seed.data());
  VerifierKey verifier = DEMUR_TRY(VerifierKey::create(std::move(name), type, public_key));
  return SigningKey(std::move(verifier), std::move(secret));
}

Result<SigningKey> SigningKey::generate(std::string name, KeyType type, const core::Random& random) {
  std::array<std::uint8_t, kSeedBytes> seed;
  random(seed);
  auto key = create(std::move(name), type, seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

Result<SigningKey> SigningKey::named(std::string name) const {
  return create(std::move(name), verifier_.type, ByteView(secret_->bytes).first(kSeedBytes));
}

std::array<std::uint8_t, 32> SigningKey::derive(std::string_view purpose) const {
  std::array<std::uint8_t, 32> key;
  crypto_generichash(key.data(), key.size(), reinterpret_cast<const std::uint8_t*>(purpose.data()),
                     purpose.size(), secret_->bytes.data(), kSeedBytes);
  return key;
}

Signature SigningKey::sign(ByteView message) const {
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_->bytes.data());
  return signature;
}

}  // namespace demur::translog
