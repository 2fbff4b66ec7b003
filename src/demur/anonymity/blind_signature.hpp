// Blind RSA signatures: RFC 9474, all four suites; Demur uses RSABSSA-SHA384-PSS-Randomized with
// RSA-3072 and e = 65537. Who signs learns nothing of what is signed, whatever key they chose and
// whatever computer they may have one day: the message is blinded by a number that is thrown away.
//
//   const IssuerKey issuer = DEMUR_TRY(IssuerKey::generate());                  // the server
//   const VerifyKey key = DEMUR_TRY(VerifyKey::from_modulus(issuer.modulus()));
//   const Bytes input = prepare_randomize(message, random);                     // the member
//   const Blinding blinding = DEMUR_TRY(blind(key, kSuite, input, random));
//   const Bytes answer = DEMUR_TRY(issuer.blind_sign(blinding.blinded_message));// the server
//   const Bytes signature = DEMUR_TRY(finalize(key, kSuite, input, blinding, answer));
//   DEMUR_TRY(key.verify(kSuite, input, signature));                            // anyone; so does openssl
//   dgst
//
// A modulus n is its big-endian bytes, without DER: 256 to 512 bytes whose first bit is set, odd. Private
// keys are used by OpenSSL's EVP only, which blinds them against timing. Key generation draws OpenSSL's own
// random numbers. All of it is thread-safe. Errors: Code::invalid for sizes and ranges, Code::unproven for
// a signature that does not hold, Code::internal for a private key's fault (then nothing goes out).
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "demur/anonymity/secret.hpp"
#include "demur/core/bytes.hpp"
#include "demur/core/random.hpp"
#include "demur/core/result.hpp"

struct evp_pkey_st;    // OpenSSL's EVP_PKEY
struct evp_md_ctx_st;  // and EVP_MD_CTX

namespace demur::anonymity {

using core::Bytes;
using core::ByteView;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

// "Randomized" and "Deterministic" differ only in what the input message is: prepare_randomize() or the
// message itself. So to sign and to verify there are two.
enum class Suite : std::uint8_t {
  sha384_pss,      // RSABSSA-SHA384-PSS-Randomized, -Deterministic: salt of 48 bytes
  sha384_psszero,  // RSABSSA-SHA384-PSSZERO-Randomized, -Deterministic: no salt
};
inline constexpr Suite kSuite = Suite::sha384_pss;
inline constexpr int kModulusBits = 3072;
inline constexpr std::size_t kPrefixBytes = 32;

[[nodiscard]] constexpr std::size_t salt_bytes(Suite suite) {
  return suite == Suite::sha384_pss ? 48 : 0;
}

// Whether these bytes can be a modulus at all: size, first bit, odd.
[[nodiscard]] bool is_modulus(ByteView n);

// What checks signatures: a modulus that OpenSSL has prepared, so keep it rather than make it each time.
class VerifyKey {
 public:
  [[nodiscard]] static Result<VerifyKey> from_modulus(ByteView n);

  [[nodiscard]] const Bytes& modulus() const { return modulus_; }
  [[nodiscard]] std::size_t size() const { return modulus_.size(); }  // bytes; of a signature too
  // RSASSA-PSS-VERIFY (RFC 8017 8.1.2) with SHA-384, MGF1 of it and exactly the suite's salt length.
  [[nodiscard]] Status verify(Suite suite, ByteView input_message, ByteView signature) const;
  // m^e mod n, for m < n of the modulus's length.
  [[nodiscard]] Result<Bytes> raise(ByteView m) const;

 private:
  // A verification that is set up and copied for each signature: setting it up takes a fifth as long as the
  // arithmetic. Nobody changes it.
  using Prepared = std::shared_ptr<const evp_md_ctx_st>;

  VerifyKey(Bytes modulus, std::shared_ptr<evp_pkey_st> key, std::array<Prepared, 2> prepared)
      : modulus_(std::move(modulus)), key_(std::move(key)), prepared_(std::move(prepared)) {}
  [[nodiscard]] static Result<Prepared> prepare(evp_pkey_st* key, Suite suite);

  Bytes modulus_;
  std::shared_ptr<evp_pkey_st> key_;
  std::array<Prepared, 2> prepared_;  // by suite
};

class IssuerKey {
 public:
  [[nodiscard]] static Result<IssuerKey> generate(int bits = kModulusBits);
  // PrivateKeyInfo (RFC 5958), DER, unencrypted; e must be 65537 and the parts must fit together.
  [[nodiscard]] static Result<IssuerKey> from_pkcs8(ByteView der);
  [[nodiscard]] Result<SecretBytes> pkcs8() const;

  [[nodiscard]] const Bytes& modulus() const { return public_key_.modulus(); }
  [[nodiscard]] const VerifyKey& public_key() const { return public_key_; }
  // BlindSign (RFC 9474 4.3): refuses what is not 1 < m < n, and checks its own result before it answers.
  [[nodiscard]] Result<Bytes> blind_sign(ByteView blinded_message) const;

 private:
  IssuerKey(VerifyKey public_key, std::shared_ptr<evp_pkey_st> key)
      : public_key_(std::move(public_key)), key_(std::move(key)) {}
  [[nodiscard]] static Result<IssuerKey> adopt(std::shared_ptr<evp_pkey_st> key);

  VerifyKey public_key_;
  std::shared_ptr<evp_pkey_st> key_;
};

// PrepareRandomize (4.1): prefix[32] | message.
[[nodiscard]] Bytes prepare_randomize(ByteView message, const core::Random& random);

struct Blinding {
  Bytes blinded_message;  // what goes to the issuer
  SecretBytes inverse;    // what takes the blinding off again: whoever has it can link
};

// Blind (4.2), with a fresh salt and a fresh blinding number.
[[nodiscard]] Result<Blinding> blind(const VerifyKey& key, Suite suite, ByteView input_message,
                                     const core::Random& random);
// The same from given numbers: for test vectors, which state the salt and the inverse.
[[nodiscard]] Result<Blinding> blind_with(const VerifyKey& key, ByteView input_message, ByteView salt,
                                          ByteView inverse);

// Finalize (4.4): takes the blinding off and verifies.
[[nodiscard]] Result<Bytes> finalize(const VerifyKey& key, Suite suite, ByteView input_message,
                                     const Blinding& blinding, ByteView blind_signature);

}  // namespace demur::anonymity
