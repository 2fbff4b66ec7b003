// OpenSSL's objects, freed when they go: for the files of this layer that do RSA. Numbers are wiped.
#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <memory>

#include "demur/core/bytes.hpp"

namespace demur::anonymity {

template <auto free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};

using Number = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;
using BigContext = std::unique_ptr<BN_CTX, FreeWith<BN_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;
using PrivateKeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreeWith<PKCS8_PRIV_KEY_INFO_free>>;
using SharedKey = std::shared_ptr<EVP_PKEY>;

inline SharedKey share(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

inline Number number_of(core::ByteView bytes) {
  return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

}  // namespace demur::anonymity
