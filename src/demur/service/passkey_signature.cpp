#include "demur/service/passkey_signature.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

namespace demur::service {
namespace {

using core::ByteView;
using core::Code;
using core::Result;
using core::Status;

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct KeyContextFree {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
struct DigestContextFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, KeyContextFree>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, DigestContextFree>;

// Everything of SubjectPublicKeyInfo before the point itself, and that point's size.
struct FixedForm {
  ByteView prefix;
  std::size_t size;
};

constexpr std::uint8_t kP256Prefix[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                        0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                        0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};
constexpr std::uint8_t kEd25519Prefix[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                           0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
constexpr int kSmallestRsaBits = 2048;
constexpr int kLargestRsaBits = 4096;

bool has_form(ByteView key, const FixedForm& form) {
  return key.size() == form.prefix.size() + form.size &&
         std::ranges::equal(key.first(form.prefix.size()), form.prefix);
}

std::unexpected<core::Error> wrong_key() {
  ERR_clear_error();
  return core::fail(Code::unproven, "the passkey's public key is not one of its algorithm", "publicKey");
}

bool is_whole_der(ByteView der, EVP_PKEY* key) {
  std::uint8_t* encoded = nullptr;
  const int size = i2d_PUBKEY(key, &encoded);
  const bool same = size > 0 && std::ranges::equal(der, ByteView(encoded, static_cast<std::size_t>(size)));
  OPENSSL_free(encoded);
  return same;
}

bool is_rsa_form(ByteView der, EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  return EVP_PKEY_is_a(key, "RSA") == 1 && bits >= kSmallestRsaBits && bits <= kLargestRsaBits &&
         is_whole_der(der, key);
}

bool has_form_of(PasskeyAlgorithm algorithm, ByteView der, EVP_PKEY* key) {
  switch (algorithm) {
    case PasskeyAlgorithm::es256:
      return has_form(der, {kP256Prefix, 64});
    case PasskeyAlgorithm::eddsa:
      return has_form(der, {kEd25519Prefix, 32});
    case PasskeyAlgorithm::rs256:
      return is_rsa_form(der, key);
  }
  return false;
}

Result<Key> read_key(PasskeyAlgorithm algorithm, ByteView der) {
  constexpr std::size_t kLargestKey = 1024;
  if (der.empty() || der.size() > kLargestKey) return wrong_key();
  const std::uint8_t* start = der.data();
  Key key(d2i_PUBKEY(nullptr, &start, static_cast<long>(der.size())));
  if (key == nullptr || !has_form_of(algorithm, der, key.get())) return wrong_key();
  return key;
}

}  // namespace

Result<PasskeyAlgorithm> passkey_algorithm(std::int64_t cose_number) {
  for (const auto known : {PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa, PasskeyAlgorithm::rs256})
    if (static_cast<std::int64_t>(known) == cose_number) return known;
  return core::fail(Code::unproven, "the passkey's algorithm is not ES256, EdDSA or RS256", "algorithm");
}

Status check_passkey_key(PasskeyAlgorithm algorithm, ByteView public_key) {
  const Key key = DEMUR_TRY(read_key(algorithm, public_key));
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (context == nullptr || EVP_PKEY_public_check_quick(context.get()) != 1) return wrong_key();
  return {};
}

Status check_passkey_signature(PasskeyAlgorithm algorithm, ByteView public_key, ByteView message,
                               ByteView signature) {
  const Key key = DEMUR_TRY(read_key(algorithm, public_key));
  const DigestContext context(EVP_MD_CTX_new());
  const EVP_MD* digest = algorithm == PasskeyAlgorithm::eddsa ? nullptr : EVP_sha256();
  const bool holds =
      context != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) ==
          1;
  ERR_clear_error();
  if (!holds) return core::fail(Code::unproven, "the passkey's signature does not hold", "signature");
  return {};
}

}  // namespace demur::service
