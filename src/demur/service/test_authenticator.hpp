// Keys and signatures as an authenticator makes them, by OpenSSL: for tests only.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

#include "demur/core/bytes.hpp"
#include "demur/service/passkey.hpp"

namespace demur::service::testing_keys {

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;

inline Key make_key(PasskeyAlgorithm algorithm) {
  switch (algorithm) {
    case PasskeyAlgorithm::es256:
      return Key(EVP_EC_gen("P-256"));
    case PasskeyAlgorithm::eddsa:
      return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    case PasskeyAlgorithm::rs256:
      return Key(EVP_RSA_gen(2048));
  }
  return nullptr;
}

inline core::Bytes spki_of(const Key& key) {
  std::uint8_t* encoded = nullptr;
  const int size = i2d_PUBKEY(key.get(), &encoded);
  core::Bytes bytes(encoded, encoded + size);
  OPENSSL_free(encoded);
  return bytes;
}

inline core::Bytes sign(const Key& key, PasskeyAlgorithm algorithm, const core::Bytes& message) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const EVP_MD* digest = algorithm == PasskeyAlgorithm::eddsa ? nullptr : EVP_sha256();
  EVP_DigestSignInit(context, nullptr, digest, nullptr, key.get());
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, message.data(), message.size());
  core::Bytes signature(size);
  EVP_DigestSign(context, signature.data(), &size, message.data(), message.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

}  // namespace demur::service::testing_keys
