#include "demur/anonymity/blind_signature.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>

#include "demur/anonymity/openssl.hpp"
#include "demur/anonymity/pss_encoding.hpp"

namespace demur::anonymity {
namespace {

constexpr std::size_t kSmallestModulus = 256;
constexpr std::size_t kLargestModulus = 512;
constexpr unsigned long kExponent = 65'537;

std::unexpected<core::Error> openssl_fault(const char* what) {
  ERR_clear_error();
  return fail(Code::internal, what);
}

std::unexpected<core::Error> wrong_key() {
  ERR_clear_error();
  return fail(Code::invalid, "not an RSA private key of 2048 to 4096 bits with the exponent 65537");
}

std::unexpected<core::Error> not_signed() {
  ERR_clear_error();
  return fail(Code::unproven, "the signature does not hold under the issuer's key");
}

Result<SharedKey> public_key_of(ByteView n) {
  const Number modulus = number_of(n);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  if (modulus == nullptr || builder == nullptr || context == nullptr ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_ulong(builder.get(), OSSL_PKEY_PARAM_RSA_E, kExponent) != 1)
    return openssl_fault("OpenSSL could not take a modulus");
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return openssl_fault("OpenSSL could not make a public key of a modulus");
  return share(key);
}

// The bare RSA function, public or private, on a number of the modulus's length.
template <auto init, auto apply>
bool raw(EVP_PKEY* key, ByteView in, std::span<std::uint8_t> out) {
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  std::size_t size = out.size();
  return context != nullptr && init(context.get()) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1 &&
         apply(context.get(), out.data(), &size, in.data(), in.size()) == 1 && size == out.size();
}

bool raise_public(EVP_PKEY* key, ByteView in, std::span<std::uint8_t> out) {
  return raw<EVP_PKEY_encrypt_init, EVP_PKEY_encrypt>(key, in, out);
}

bool raise_private(EVP_PKEY* key, ByteView in, std::span<std::uint8_t> out) {
  return raw<EVP_PKEY_decrypt_init, EVP_PKEY_decrypt>(key, in, out);
}

bool is_below(ByteView a, ByteView b) {  // of one length, both public
  return std::ranges::lexicographical_compare(a, b);
}

// 1 < m < n. 0 and 1 are their own signatures, so nothing of ours asks for them.
Status check_range(ByteView m, ByteView n) {
  const bool above_one = std::ranges::any_of(m.first(std::max<std::size_t>(m.size(), 1) - 1),
                                             [](std::uint8_t byte) { return byte != 0; }) ||
                         (!m.empty() && m.back() > 1);
  if (m.size() != n.size() || !above_one || !is_below(m, n))
    return fail(Code::invalid,
                "a blinded message is a number between 1 and the modulus, of the modulus's length");
  return {};
}

}  // namespace

bool is_modulus(ByteView n) {
  return n.size() >= kSmallestModulus && n.size() <= kLargestModulus && (n.front() & 0x80U) != 0 &&
         (n.back() & 1U) != 0;
}

Result<VerifyKey> VerifyKey::from_modulus(ByteView n) {
  if (!is_modulus(n))
    return fail(Code::invalid, "a modulus is an odd number of 256 to 512 bytes whose first bit is set");
  SharedKey key = DEMUR_TRY(public_key_of(n));
  std::array prepared{DEMUR_TRY(prepare(key.get(), Suite::sha384_pss)),
                      DEMUR_TRY(prepare(key.get(), Suite::sha384_psszero))};
  return VerifyKey(Bytes(n.begin(), n.end()), std::move(key), std::move(prepared));
}

Result<VerifyKey::Prepared> VerifyKey::prepare(EVP_PKEY* key, Suite suite) {
  const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* options = nullptr;
  if (context == nullptr || EVP_DigestVerifyInit(context.get(), &options, EVP_sha384(), nullptr, key) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, static_cast<int>(salt_bytes(suite))) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(options, EVP_sha384()) != 1)
    return openssl_fault("OpenSSL could not prepare the check of a signature");
  return context;
}

Status VerifyKey::verify(Suite suite, ByteView input_message, ByteView signature) const {
  const DigestContext context(EVP_MD_CTX_new());
  const bool holds =
      signature.size() == size() && context != nullptr &&
      EVP_MD_CTX_copy_ex(context.get(), prepared_.at(static_cast<std::size_t>(suite)).get()) == 1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), input_message.data(),
                       input_message.size()) == 1;
  if (!holds) return not_signed();
  return {};
}

Result<Bytes> VerifyKey::raise(ByteView m) const {
  Bytes out(size());
  if (m.size() != size() || !is_below(m, modulus_) || !raise_public(key_.get(), m, out))
    return openssl_fault("a number could not be raised under a public key");
  return out;
}

Result<IssuerKey> IssuerKey::adopt(std::shared_ptr<evp_pkey_st> key) {
  BIGNUM* n = nullptr;
  BIGNUM* e = nullptr;
  const bool has_both = EVP_PKEY_is_a(key.get(), "RSA") == 1 &&
                        EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_N, &n) == 1 &&
                        EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_E, &e) == 1;
  const Number modulus(n);
  const Number exponent(e);
  if (!has_both || BN_is_word(exponent.get(), kExponent) != 1) return wrong_key();
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(modulus.get())));
  BN_bn2bin(modulus.get(), bytes.data());
  auto public_key = VerifyKey::from_modulus(bytes);
  if (!public_key) return wrong_key();
  return IssuerKey(std::move(*public_key), std::move(key));
}

Result<IssuerKey> IssuerKey::generate(int bits) {
  if (bits < 2048 || bits > 4096 || bits % 8 != 0)
    return fail(Code::invalid, "an issuer's key has 2048 to 4096 bits");
  EVP_PKEY* key = EVP_RSA_gen(static_cast<unsigned int>(bits));
  if (key == nullptr) return openssl_fault("OpenSSL could not make an RSA key");
  return adopt(share(key));
}

Result<IssuerKey> IssuerKey::from_pkcs8(ByteView der) {
  constexpr std::size_t kLargestDer = 4096;
  if (der.empty() || der.size() > kLargestDer) return wrong_key();
  const std::uint8_t* next = der.data();
  const PrivateKeyInfo info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &next, static_cast<long>(der.size())));
  if (info == nullptr || next != der.data() + der.size()) return wrong_key();
  EVP_PKEY* read = EVP_PKCS82PKEY(info.get());
  if (read == nullptr) return wrong_key();
  SharedKey key = share(read);
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (context == nullptr || EVP_PKEY_pairwise_check(context.get()) != 1) return wrong_key();
  return adopt(std::move(key));
}

Result<SecretBytes> IssuerKey::pkcs8() const {
  const PrivateKeyInfo info(EVP_PKEY2PKCS8(key_.get()));
  const int size = info == nullptr ? 0 : i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr);
  if (size <= 0) return openssl_fault("OpenSSL could not write an RSA key");
  SecretBytes der(static_cast<std::size_t>(size));
  std::uint8_t* next = der.bytes().data();
  i2d_PKCS8_PRIV_KEY_INFO(info.get(), &next);
  return der;
}

Result<Bytes> IssuerKey::blind_sign(ByteView blinded_message) const {
  DEMUR_TRY(check_range(blinded_message, modulus()));
  Bytes signature(modulus().size());
  Bytes again(modulus().size());
  // A fault in the private operation could give the key away: only what proves right goes out.
  if (!raise_private(key_.get(), blinded_message, signature) || !raise_public(key_.get(), signature, again) ||
      !core::equal_in_constant_time(again, blinded_message))
    return openssl_fault("the issuer's key failed on a blinded message; nothing was signed");
  return signature;
}

Bytes prepare_randomize(ByteView message, const core::Random& random) {
  Bytes input(kPrefixBytes);
  random(input);
  input.insert(input.end(), message.begin(), message.end());
  return input;
}

namespace {

// Blinds an encoded message by the number whose inverse is given.
Result<Blinding> blind_encoded(const VerifyKey& key, ByteView encoded, ByteView inverse) {
  const BigContext context(BN_CTX_secure_new());
  const Number n = number_of(key.modulus());
  const Number m = number_of(encoded);
  const Number inv = number_of(inverse);
  const Number r(BN_secure_new());
  const Number shared(BN_new());
  if (context == nullptr || n == nullptr || m == nullptr || inv == nullptr || r == nullptr ||
      shared == nullptr || BN_gcd(shared.get(), m.get(), n.get(), context.get()) != 1)
    return openssl_fault("there was no memory to blind a message");
  BN_set_flags(inv.get(), BN_FLG_CONSTTIME);
  // RFC 9474 4.2: a message that shares a factor with the modulus would give its key away.
  if (BN_is_one(shared.get()) != 1 || BN_mod_inverse(r.get(), inv.get(), n.get(), context.get()) == nullptr)
    return openssl_fault("the message or its blinding shares a factor with the modulus");
  SecretBytes blinding(key.size());
  if (BN_bn2binpad(r.get(), blinding.bytes().data(), static_cast<int>(key.size())) < 0)
    return openssl_fault("a blinding number is greater than the modulus");
  const Bytes raised = DEMUR_TRY(key.raise(blinding.bytes()));
  const Number x = number_of(raised);
  const Number z(BN_new());
  Bytes blinded(key.size());
  if (x == nullptr || z == nullptr || BN_mod_mul(z.get(), m.get(), x.get(), n.get(), context.get()) != 1 ||
      BN_bn2binpad(z.get(), blinded.data(), static_cast<int>(blinded.size())) < 0)
    return openssl_fault("a message could not be blinded");
  return Blinding{std::move(blinded), SecretBytes(inverse)};
}

// Uniform in 1 to n - 1, by trying again (4.2 needs every number to be equally likely).
SecretBytes draw_below(ByteView n, const core::Random& random) {
  SecretBytes drawn(n.size());
  do {
    random(drawn.bytes());
  } while (!is_below(drawn.bytes(), n) ||
           std::ranges::all_of(drawn.bytes(), [](std::uint8_t byte) { return byte == 0; }));
  return drawn;
}

}  // namespace

Result<Blinding> blind_with(const VerifyKey& key, ByteView input_message, ByteView salt, ByteView inverse) {
  if (inverse.size() != key.size() || !is_below(inverse, key.modulus()))
    return fail(Code::invalid, "the inverse of a blinding is a number below the modulus, of its length");
  return blind_encoded(key, encode_pss(key.modulus(), input_message, salt), inverse);
}

Result<Blinding> blind(const VerifyKey& key, Suite suite, ByteView input_message,
                       const core::Random& random) {
  SecretBytes salt(salt_bytes(suite));
  if (salt.size() != 0) random(salt.bytes());
  // The inverse of a uniform number is uniform too, so it is the inverse that is drawn.
  const SecretBytes inverse = draw_below(key.modulus(), random);
  return blind_with(key, input_message, salt.bytes(), inverse.bytes());
}

Result<Bytes> finalize(const VerifyKey& key, Suite suite, ByteView input_message, const Blinding& blinding,
                       ByteView blind_signature) {
  if (blind_signature.size() != key.size() || blinding.inverse.size() != key.size())
    return fail(Code::invalid, "a blind signature has the modulus's length");
  const BigContext context(BN_CTX_secure_new());
  const Number n = number_of(key.modulus());
  const Number z = number_of(blind_signature);
  const Number inverse = number_of(blinding.inverse.bytes());
  const Number s(BN_new());
  Bytes signature(key.size());
  if (context == nullptr || n == nullptr || z == nullptr || inverse == nullptr || s == nullptr ||
      BN_mod_mul(s.get(), z.get(), inverse.get(), n.get(), context.get()) != 1 ||
      BN_bn2binpad(s.get(), signature.data(), static_cast<int>(signature.size())) < 0)
    return openssl_fault("a blind signature could not be finalized");
  DEMUR_TRY(key.verify(suite, input_message, signature));
  return signature;
}

}  // namespace demur::anonymity
