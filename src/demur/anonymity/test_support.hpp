// For tests: the vectors under tests/vectors/anonymity, keys and records made quickly.
#pragma once

#include <gmock/gmock.h>
#include <openssl/core_names.h>

#include <fstream>
#include <iterator>
#include <string>

#include "demur/anonymity/openssl.hpp"
#include "demur/anonymity/token.hpp"
#include "demur/core/json.hpp"

namespace demur::anonymity::test {

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

inline core::json::value vectors(const std::string& name) {
  return core::parse_json(read_text(DEMUR_TESTS "/vectors/anonymity/" + name)).value();
}

inline std::string text(const core::json::value& value) {
  return {value.as_string().data(), value.as_string().size()};
}

inline Bytes hex(const core::json::value& value) {
  return core::from_hex(text(value)).value();
}

template <std::size_t N>
std::array<std::uint8_t, N> array_of(ByteView bytes) {
  std::array<std::uint8_t, N> array{};
  EXPECT_EQ(bytes.size(), N);
  std::copy_n(bytes.begin(), N, array.begin());
  return array;
}

inline core::Day day(std::string_view text) {
  return core::parse_day(text).value();
}

// The private key of RFC 9474, appendix A, as PKCS #8; with one of its numbers wrong, where it is named.
inline Bytes rfc_pkcs8(std::string_view wrong = {}) {
  const core::json::value file = vectors("rfc9474.json");
  const auto number = [&](const char* name) {
    std::string digits = text(file.at("key").at(name));
    BIGNUM* parsed = nullptr;
    BN_hex2bn(&parsed, digits.c_str());
    return Number(parsed);
  };
  const Number n = number("n");
  const Number d = number("d");
  const Number p = number("p");
  const Number q = number("q");
  const Number one(BN_new());
  BN_one(one.get());
  const BigContext context(BN_CTX_new());
  const auto reduced = [&](const Number& prime) {
    Number result(BN_new());
    const Number less(BN_dup(prime.get()));
    BN_sub(less.get(), less.get(), one.get());
    BN_mod(result.get(), d.get(), less.get(), context.get());
    return result;
  };
  const Number dp = reduced(p);
  const Number dq = reduced(q);
  const Number qi(BN_mod_inverse(nullptr, q.get(), p.get(), context.get()));
  if (wrong == "d") BN_add_word(d.get(), 2);
  if (wrong == "dp") BN_add_word(dp.get(), 2);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_ulong(builder.get(), OSSL_PKEY_PARAM_RSA_E, 65537);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_D, d.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_FACTOR1, p.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_FACTOR2, q.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi.get());
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext made(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  EXPECT_EQ(EVP_PKEY_fromdata_init(made.get()), 1);
  EXPECT_EQ(EVP_PKEY_fromdata(made.get(), &key, EVP_PKEY_KEYPAIR, params.get()), 1);
  const SharedKey owned = share(key);
  const PrivateKeyInfo info(EVP_PKEY2PKCS8(owned.get()));
  Bytes der(static_cast<std::size_t>(i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr)));
  std::uint8_t* next = der.data();
  i2d_PKCS8_PRIV_KEY_INFO(info.get(), &next);
  return der;
}

inline const IssuerKey& rfc_issuer() {
  static const IssuerKey key = IssuerKey::from_pkcs8(rfc_pkcs8()).value();
  return key;
}

// Of the size that the product uses; made once a run.
inline const IssuerKey& issuer_key() {
  static const IssuerKey key = IssuerKey::generate().value();
  return key;
}

inline IssuerKeyRecord issuer_record(std::vector<Bytes> moduli) {
  return {.instance = "example.org/dissent",
          .scope = "file:2026q4",
          .klass = "staff",
          .class_size = 2'000,
          .quota = 2,
          .not_before = day("2026-10-01"),
          .not_after = day("2026-12-31"),
          .roster_root = core::sha256(core::bytes_of("roster")),
          .moduli = std::move(moduli)};
}

inline Issuer issuer_of(const IssuerKeyRecord& record) {
  return Issuer::from_record(format_record(record).value()).value();
}

// A token that went the whole way under one key.
inline Token issued_token(const Issuer& issuer, const IssuerKey& key, const core::Random& random) {
  const TokenRequest request = make_token_request(issuer, random).value();
  const std::vector<Bytes> answer{key.blind_sign(request.parts.front().blinded_message).value()};
  return finish_token(issuer, request, answer).value();
}

inline ::testing::Matcher<core::Error> error_is(Code code) {
  return ::testing::Field("code", &core::Error::code, code);
}

}  // namespace demur::anonymity::test
