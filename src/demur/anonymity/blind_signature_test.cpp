#include "demur/anonymity/blind_signature.hpp"

#include <gmock/gmock.h>

#include "demur/anonymity/pss_encoding.hpp"
#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

using test::hex;
using test::rfc_issuer;

struct Vector {
  Suite suite;
  Bytes input, salt, inverse, blinded, blind_signature, signature;
};

std::vector<Vector> rfc_vectors() {
  std::vector<Vector> all;
  for (const auto& v : test::vectors("rfc9474.json").at("vectors").as_array()) {
    Bytes input = hex(v.at("msg_prefix"));
    const Bytes message = hex(v.at("msg"));
    input.insert(input.end(), message.begin(), message.end());
    const bool zero = test::text(v.at("name")).find("PSSZERO") != std::string::npos;
    all.push_back({zero ? Suite::sha384_psszero : Suite::sha384_pss, input, hex(v.at("salt")),
                   hex(v.at("inv")), hex(v.at("blinded_msg")), hex(v.at("blind_sig")), hex(v.at("sig"))});
  }
  EXPECT_EQ(all.size(), 4U);
  return all;
}

TEST(BlindSignature, MakesEveryNumberOfRfc9474) {
  const VerifyKey& key = rfc_issuer().public_key();
  for (const Vector& v : rfc_vectors()) {
    const Blinding blinding = blind_with(key, v.input, v.salt, v.inverse).value();
    EXPECT_EQ(blinding.blinded_message, v.blinded);
    EXPECT_EQ(rfc_issuer().blind_sign(v.blinded).value(), v.blind_signature);
    EXPECT_EQ(finalize(key, v.suite, v.input, blinding, v.blind_signature).value(), v.signature);
    EXPECT_TRUE(key.verify(v.suite, v.input, v.signature));
  }
}

TEST(BlindSignature, HoldsForNothingElse) {
  const VerifyKey& key = rfc_issuer().public_key();
  for (const Vector& v : rfc_vectors()) {
    const Suite other = v.suite == Suite::sha384_pss ? Suite::sha384_psszero : Suite::sha384_pss;
    EXPECT_FALSE(key.verify(other, v.input, v.signature)) << "a salt of another length";
    Bytes changed = v.input;
    changed.back() ^= 1;
    EXPECT_FALSE(key.verify(v.suite, changed, v.signature));
    EXPECT_FALSE(key.verify(v.suite, {}, v.signature));
    for (const std::size_t at : {std::size_t{0}, v.signature.size() / 2, v.signature.size() - 1}) {
      changed = v.signature;
      changed[at] ^= 1;
      EXPECT_FALSE(key.verify(v.suite, v.input, changed));
    }
    changed = v.signature;
    changed.pop_back();
    EXPECT_FALSE(key.verify(v.suite, v.input, changed));
    changed = v.signature;
    changed.insert(changed.begin(), 0);
    EXPECT_FALSE(key.verify(v.suite, v.input, changed));
    EXPECT_FALSE(test::issuer_key().public_key().verify(v.suite, v.input, v.signature));
    const Blinding blinding = blind_with(key, v.input, v.salt, v.inverse).value();
    changed = v.blind_signature;
    changed.back() ^= 1;
    EXPECT_FALSE(finalize(key, v.suite, v.input, blinding, changed));
  }
}

// The issuer's key signs whatever number it is given: so each of these carries a valid RSA signature, and
// only the encoding is wrong.
TEST(BlindSignature, RefusesEveryOtherEncodingThatTheKeySigned) {
  const VerifyKey& key = rfc_issuer().public_key();
  const Bytes message = Bytes{1, 2, 3};
  const auto verdict = [&](const Bytes& encoded) {
    return key.verify(kSuite, message, rfc_issuer().blind_sign(encoded).value()).has_value();
  };
  const Bytes salt(48, 7);
  const Bytes good = encode_pss(key.modulus(), message, salt);
  ASSERT_TRUE(verdict(good));
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{20}, std::size_t{47}, std::size_t{49}, std::size_t{64}})
    EXPECT_FALSE(verdict(encode_pss(key.modulus(), message, Bytes(length, 7)))) << length;
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{1}, std::size_t{400}, good.size() - 98, good.size() - 2}) {
    Bytes changed = good;
    changed[at] ^= 1;
    EXPECT_FALSE(verdict(changed)) << at;
  }
  Bytes trailer = good;
  trailer.back() = 0xcc;
  EXPECT_FALSE(verdict(trailer));
  Bytes top = good;  // the one bit that the encoding keeps clear
  top.front() |= 0x80;
  if (std::ranges::lexicographical_compare(top, key.modulus())) {
    EXPECT_FALSE(verdict(top));
  }
}

TEST(BlindSignature, SignsOnlyNumbersBetweenOneAndTheModulus) {
  const Bytes& n = rfc_issuer().modulus();
  Bytes number(n.size());
  EXPECT_FALSE(rfc_issuer().blind_sign(number)) << "zero";
  number.back() = 1;
  EXPECT_FALSE(rfc_issuer().blind_sign(number)) << "one";
  number.back() = 2;
  EXPECT_TRUE(rfc_issuer().blind_sign(number));
  EXPECT_FALSE(rfc_issuer().blind_sign(n));
  EXPECT_FALSE(rfc_issuer().blind_sign(Bytes(n.size(), 0xff)));
  EXPECT_FALSE(rfc_issuer().blind_sign(Bytes(n.size() - 1, 2)));
  EXPECT_FALSE(rfc_issuer().blind_sign(Bytes(n.size() + 1, 2)));
  EXPECT_FALSE(rfc_issuer().blind_sign({}));
}

// From one signature that was computed wrongly anybody could find the factors of the key.
TEST(BlindSignature, IsNeverHandedOutWithAFault) {
  const Bytes sound = test::rfc_pkcs8();
  EXPECT_FALSE(IssuerKey::from_pkcs8(test::rfc_pkcs8("d"))) << "nor a wrong key taken";
  EXPECT_NE(test::rfc_pkcs8("dp"), sound);
  const auto faulty = IssuerKey::from_pkcs8(test::rfc_pkcs8("dp"));
  if (!faulty) return;
  Bytes number(faulty->modulus().size());
  number.back() = 2;
  const auto made = faulty->blind_sign(number);
  if (made) {
    EXPECT_EQ(*made, IssuerKey::from_pkcs8(sound)->blind_sign(number).value());
  }
}

TEST(BlindSignature, BlindsOneMessageAnewEachTime) {
  const VerifyKey& key = test::issuer_key().public_key();
  const core::Random random = core::system_random();
  const Bytes input = prepare_randomize(Bytes{1}, random);
  const Blinding first = blind(key, kSuite, input, random).value();
  const Blinding second = blind(key, kSuite, input, random).value();
  EXPECT_NE(first.blinded_message, second.blinded_message);
  const Bytes a =
      finalize(key, kSuite, input, first, test::issuer_key().blind_sign(first.blinded_message).value())
          .value();
  const Bytes b =
      finalize(key, kSuite, input, second, test::issuer_key().blind_sign(second.blinded_message).value())
          .value();
  EXPECT_NE(a, b);
  EXPECT_TRUE(key.verify(kSuite, input, a));
  EXPECT_TRUE(key.verify(kSuite, input, b));
  EXPECT_FALSE(
      finalize(key, kSuite, input, first, test::issuer_key().blind_sign(second.blinded_message).value()));
}

TEST(IssuerKey, ComesBackFromItsFileAndFromNoOther) {
  const SecretBytes der = test::issuer_key().pkcs8().value();
  const IssuerKey again = IssuerKey::from_pkcs8(der.bytes()).value();
  EXPECT_EQ(again.modulus(), test::issuer_key().modulus());
  EXPECT_EQ(again.modulus().size() * 8, static_cast<std::size_t>(kModulusBits));
  Bytes changed(der.bytes().begin(), der.bytes().end());
  changed.push_back(0);
  EXPECT_FALSE(IssuerKey::from_pkcs8(changed)) << "something behind the end";
  changed.resize(changed.size() - 2);
  EXPECT_FALSE(IssuerKey::from_pkcs8(changed)) << "cut short";
  changed.assign(der.bytes().begin(), der.bytes().end());
  changed[changed.size() / 2] ^= 1;
  EXPECT_FALSE(IssuerKey::from_pkcs8(changed)) << "parts that do not fit together";
  EXPECT_FALSE(IssuerKey::from_pkcs8({}));
  EXPECT_FALSE(IssuerKey::generate(1024));
}

TEST(IssuerKey, NeedsTheExponentThatEverybodyHas) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  ASSERT_EQ(EVP_PKEY_keygen_init(context.get()), 1);
  EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048);
  const Number three(BN_new());
  BN_set_word(three.get(), 3);
  EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), three.get());
  EVP_PKEY* key = nullptr;
  ASSERT_EQ(EVP_PKEY_keygen(context.get(), &key), 1);
  const SharedKey owned = share(key);
  const PrivateKeyInfo info(EVP_PKEY2PKCS8(owned.get()));
  Bytes der(static_cast<std::size_t>(i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr)));
  std::uint8_t* next = der.data();
  i2d_PKCS8_PRIV_KEY_INFO(info.get(), &next);
  EXPECT_FALSE(IssuerKey::from_pkcs8(der));
}

TEST(VerifyKey, TakesNoModulusThatIsNone) {
  Bytes n = rfc_issuer().modulus();
  EXPECT_TRUE(VerifyKey::from_modulus(n));
  n.back() &= 0xfe;
  EXPECT_FALSE(VerifyKey::from_modulus(n)) << "even";
  n = rfc_issuer().modulus();
  n.front() &= 0x7f;
  EXPECT_FALSE(VerifyKey::from_modulus(n)) << "first bit clear";
  EXPECT_FALSE(VerifyKey::from_modulus(Bytes(255, 0xff)));
  EXPECT_FALSE(VerifyKey::from_modulus(Bytes(513, 0xff)));
  EXPECT_FALSE(VerifyKey::from_modulus({}));
}

}  // namespace
}  // namespace demur::anonymity
