#include "demur/service/passkey.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "demur/core/digest.hpp"
#include "demur/service/test_authenticator.hpp"

namespace demur::service {
namespace {

using core::Bytes;
using core::Code;
using testing_keys::Key;
using testing_keys::make_key;
using testing_keys::sign;
using testing_keys::spki_of;

const RelyingParty kParty{"demur.example", "https://demur.example"};
const std::string kChallenge = "AAECAwQFBgcICQoLDA0ODw";
const Bytes kCredential = {9, 8, 7, 6, 5, 4, 3, 2, 1};
constexpr std::uint8_t kSeen = 0x05;        // user present and verified
constexpr std::uint8_t kSeenAndNew = 0x45;  // and a credential attested

std::string client_data(const std::string& type, const std::string& challenge = kChallenge,
                        const std::string& origin = kParty.origin, const std::string& more = "") {
  return R"({"type":")" + type + R"(","challenge":")" + challenge + R"(","origin":")" + origin + "\"" + more +
         "}";
}

Bytes authenticator_data(std::uint8_t flags, std::uint32_t count, const std::string& rp_id = kParty.id) {
  const auto hash = core::sha256(core::bytes_of(rp_id));
  Bytes data(hash.begin(), hash.end());
  data.push_back(flags);
  for (const int shift : {24, 16, 8, 0}) data.push_back(static_cast<std::uint8_t>(count >> shift));
  return data;
}

// With {1: 2} for the COSE key: the key itself comes beside it.
Bytes attested_data(std::uint8_t flags = kSeenAndNew, const Bytes& id = kCredential,
                    const std::string& rp_id = kParty.id) {
  Bytes data = authenticator_data(flags, 0, rp_id);
  data.resize(data.size() + 16);
  data.push_back(static_cast<std::uint8_t>(id.size() >> 8));
  data.push_back(static_cast<std::uint8_t>(id.size()));
  data.insert(data.end(), id.begin(), id.end());
  data.insert(data.end(), {0xa1, 0x01, 0x02});
  return data;
}

class EveryAlgorithm : public testing::TestWithParam<PasskeyAlgorithm> {
 protected:
  PasskeyRegistration registration() const {
    return {kCredential, spki_of(key), static_cast<std::int64_t>(GetParam()), attested_data(),
            client_data("webauthn.create")};
  }
  Passkey passkey(std::uint32_t count = 0) const { return {kCredential, spki_of(key), GetParam(), count}; }

  PasskeyAssertion assertion(const std::string& client, const Bytes& data) const {
    Bytes message = data;
    std::ranges::copy(core::sha256(core::bytes_of(client)), std::back_inserter(message));
    return {kCredential, data, client, sign(key, GetParam(), message)};
  }
  PasskeyAssertion assertion(std::uint32_t count = 1) const {
    return assertion(client_data("webauthn.get"), authenticator_data(kSeen, count));
  }

  // One for all tests of an algorithm: RSA keys take long to make.
  static const Key& key_of(PasskeyAlgorithm algorithm) {
    static std::map<PasskeyAlgorithm, Key> keys;
    Key& found = keys[algorithm];
    if (found == nullptr) found = make_key(algorithm);
    return found;
  }
  const Key& key = key_of(GetParam());
};

bool registers(const PasskeyRegistration& sent) {
  return verify_passkey_registration(sent, kParty, kChallenge).has_value();
}
bool signs_in(const PasskeyAssertion& sent, const Passkey& passkey) {
  return verify_passkey_assertion(sent, passkey, kParty, kChallenge).has_value();
}

INSTANTIATE_TEST_SUITE_P(Passkey, EveryAlgorithm,
                         testing::Values(PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa,
                                         PasskeyAlgorithm::rs256),
                         [](const auto& tested) {
                           switch (tested.param) {
                             case PasskeyAlgorithm::es256:
                               return "ES256";
                             case PasskeyAlgorithm::eddsa:
                               return "EdDSA";
                             case PasskeyAlgorithm::rs256:
                               return "RS256";
                           }
                           return "";
                         });

TEST_P(EveryAlgorithm, RegistersAndThenSignsIn) {
  const Passkey made = verify_passkey_registration(registration(), kParty, kChallenge).value();
  EXPECT_EQ(made.algorithm, GetParam());
  EXPECT_EQ(verify_passkey_assertion(assertion(7), made, kParty, kChallenge).value(), 7U);
}

TEST_P(EveryAlgorithm, RefusesASignatureWithAnyByteChanged) {
  const Passkey mine = passkey();
  const PasskeyAssertion good = assertion();
  ASSERT_TRUE(signs_in(good, mine));
  for (std::size_t i = 0; i < good.signature.size(); ++i) {
    PasskeyAssertion bad = good;
    bad.signature[i] ^= 0x01;
    EXPECT_FALSE(signs_in(bad, mine)) << "byte " << i;
  }
  PasskeyAssertion longer = good;
  longer.signature.push_back(0);
  EXPECT_FALSE(signs_in(longer, mine));
  PasskeyAssertion none = good;
  none.signature.clear();
  EXPECT_FALSE(signs_in(none, mine));
}

TEST_P(EveryAlgorithm, SignsBothHalves) {
  const Passkey mine = passkey();
  PasskeyAssertion data = assertion(3);
  data.authenticator_data.back() ^= 0x01;
  EXPECT_FALSE(signs_in(data, mine));
  PasskeyAssertion client = assertion(3);
  client.client_data = client_data("webauthn.get", kChallenge, kParty.origin, R"(,"crossOrigin":false)");
  EXPECT_FALSE(signs_in(client, mine));
}

TEST_P(EveryAlgorithm, RefusesAKeyOfAnotherAlgorithm) {
  for (const auto other : {PasskeyAlgorithm::es256, PasskeyAlgorithm::eddsa, PasskeyAlgorithm::rs256}) {
    if (other == GetParam()) continue;
    PasskeyRegistration sent = registration();
    sent.algorithm = static_cast<std::int64_t>(other);
    EXPECT_FALSE(registers(sent));
    Passkey confused = passkey();
    confused.algorithm = other;
    EXPECT_FALSE(signs_in(assertion(), confused));
    Passkey foreign = passkey();
    foreign.public_key = spki_of(make_key(other));
    EXPECT_FALSE(signs_in(assertion(), foreign));
  }
  Passkey another = passkey();
  another.public_key = spki_of(make_key(GetParam()));
  EXPECT_FALSE(signs_in(assertion(), another));
}

TEST_P(EveryAlgorithm, RefusesAKeyThatIsNotWhole) {
  const Bytes whole = spki_of(key);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    PasskeyRegistration sent = registration();
    sent.public_key.resize(size);
    EXPECT_FALSE(registers(sent)) << size;
  }
  PasskeyRegistration longer = registration();
  longer.public_key.push_back(0);
  EXPECT_FALSE(registers(longer));
}

TEST_P(EveryAlgorithm, RefusesAnAnswerToAnythingElse) {
  const Passkey mine = passkey();
  const Bytes data = authenticator_data(kSeen, 1);
  const auto get = [&](const std::string& challenge, const std::string& origin,
                       const std::string& more = "") {
    return signs_in(assertion(client_data("webauthn.get", challenge, origin, more), data), mine);
  };
  ASSERT_TRUE(get(kChallenge, kParty.origin));
  EXPECT_FALSE(get("AAECAwQFBgcICQoLDA0ODg", kParty.origin));
  EXPECT_FALSE(get("", kParty.origin));
  EXPECT_FALSE(get(kChallenge + "=", kParty.origin));
  EXPECT_FALSE(get(kChallenge, "https://demur.example.evil"));
  EXPECT_FALSE(get(kChallenge, "http://demur.example"));
  EXPECT_FALSE(get(kChallenge, "https://demur.example:8443"));
  EXPECT_FALSE(get(kChallenge, "https://sub.demur.example"));
  EXPECT_TRUE(get(kChallenge, kParty.origin, R"(,"crossOrigin":false)"));
  EXPECT_FALSE(get(kChallenge, kParty.origin, R"(,"crossOrigin":true)"));
  EXPECT_FALSE(get(kChallenge, kParty.origin, R"(,"origin":"https://demur.example")"));
  EXPECT_FALSE(signs_in(assertion(client_data("webauthn.create"), data), mine));
  EXPECT_FALSE(signs_in(assertion(client_data("payment.get"), data), mine));
  PasskeyAssertion another = assertion();
  another.credential_id.back() ^= 1;
  EXPECT_FALSE(signs_in(another, mine));
}

TEST_P(EveryAlgorithm, NeedsThisSiteAndItsOwnerPresentAndVerified) {
  const Passkey mine = passkey();
  const auto with = [&](const Bytes& data) {
    return signs_in(assertion(client_data("webauthn.get"), data), mine);
  };
  ASSERT_TRUE(with(authenticator_data(kSeen, 1)));
  EXPECT_FALSE(with(authenticator_data(0x04, 1)));
  EXPECT_FALSE(with(authenticator_data(0x01, 1)));
  EXPECT_FALSE(with(authenticator_data(0x00, 1)));
  EXPECT_FALSE(with(authenticator_data(0x15, 1)));  // backed up, though it cannot be
  EXPECT_TRUE(with(authenticator_data(0x1d, 1)));
  EXPECT_FALSE(with(authenticator_data(kSeen, 1, "other.example")));
  EXPECT_FALSE(with(authenticator_data(kSeenAndNew, 1)));  // says more follows, and nothing does
  EXPECT_FALSE(with(authenticator_data(0x85, 1)));
}

TEST_P(EveryAlgorithm, CounterMustGrowUnlessThereIsNone) {
  EXPECT_TRUE(signs_in(assertion(0), passkey(0)));
  EXPECT_TRUE(signs_in(assertion(6), passkey(5)));
  EXPECT_FALSE(signs_in(assertion(5), passkey(5)));
  EXPECT_FALSE(signs_in(assertion(4), passkey(5)));
  EXPECT_FALSE(signs_in(assertion(0), passkey(5)));
  EXPECT_TRUE(signs_in(assertion(0xffffffff), passkey(0x7fffffff)));
}

TEST_P(EveryAlgorithm, RefusesAuthenticatorDataCutShortOrExtended) {
  const Passkey mine = passkey();
  Bytes with_extension = authenticator_data(0x85, 1);
  with_extension.insert(with_extension.end(), {0xa1, 0x61, 0x78, 0x82, 0x18, 0x2a, 0xf5});
  ASSERT_TRUE(signs_in(assertion(client_data("webauthn.get"), with_extension), mine));
  for (Bytes data = with_extension; !data.empty();) {
    data.pop_back();
    EXPECT_FALSE(signs_in(assertion(client_data("webauthn.get"), data), mine)) << data.size();
  }
  with_extension.push_back(0);
  EXPECT_FALSE(signs_in(assertion(client_data("webauthn.get"), with_extension), mine));
}

// Registration is the same for every algorithm but for the key: one is enough.

PasskeyRegistration good_registration() {
  static const Bytes key = spki_of(make_key(PasskeyAlgorithm::es256));
  return {kCredential, key, -7, attested_data(), client_data("webauthn.create")};
}

bool registers_with_data(const Bytes& data) {
  PasskeyRegistration sent = good_registration();
  sent.authenticator_data = data;
  return registers(sent);
}

TEST(PasskeyRegistration, RefusesAnAnswerToAnythingElse) {
  const auto with = [](const std::string& client) {
    PasskeyRegistration sent = good_registration();
    sent.client_data = client;
    return verify_passkey_registration(sent, kParty, kChallenge);
  };
  ASSERT_TRUE(with(client_data("webauthn.create")));
  EXPECT_EQ(with(client_data("webauthn.get")).error().code, Code::unproven);
  EXPECT_EQ(with(client_data("webauthn.create", "AAAA")).error().code, Code::unproven);
  EXPECT_EQ(with(client_data("webauthn.create", kChallenge, "https://evil.example")).error().code,
            Code::unproven);
  for (const std::string bad : {"", "{}", "[]", "null", "{\"type\":1}", "{\"type\":\"webauthn.create\"}"})
    EXPECT_EQ(with(bad).error().code, Code::invalid) << bad;
  EXPECT_EQ(with(client_data("webauthn.create") + " x").error().code, Code::invalid);
  EXPECT_EQ(with(client_data("webauthn.create", kChallenge, kParty.origin,
                             ",\"padding\":\"" + std::string(5000, 'x') + "\""))
                .error()
                .code,
            Code::too_large);
}

TEST(PasskeyRegistration, NeedsThisSiteItsOwnerAndThePasskeyInside) {
  ASSERT_TRUE(registers_with_data(attested_data()));
  EXPECT_FALSE(registers_with_data(attested_data(0x41)));
  EXPECT_FALSE(registers_with_data(attested_data(0x44)));
  EXPECT_FALSE(registers_with_data(attested_data(kSeenAndNew, kCredential, "other.example")));
  EXPECT_FALSE(registers_with_data(attested_data(kSeenAndNew, {1, 2, 3})));
  EXPECT_FALSE(registers_with_data(authenticator_data(kSeen, 0)));  // nothing attested
  PasskeyRegistration renamed = good_registration();
  renamed.credential_id.push_back(0);
  EXPECT_FALSE(registers(renamed));
}

TEST(PasskeyRegistration, RefusesAuthenticatorDataCutShortOrExtended) {
  for (Bytes data = attested_data(); !data.empty();) {
    data.pop_back();
    EXPECT_FALSE(registers_with_data(data)) << data.size();
  }
  Bytes longer = attested_data();
  longer.push_back(0);
  EXPECT_FALSE(registers_with_data(longer));
  Bytes no_map = attested_data();
  no_map[no_map.size() - 3] = 0x82;  // a list of two
  EXPECT_FALSE(registers_with_data(no_map));
  EXPECT_FALSE(registers_with_data(attested_data(kSeenAndNew, {})));
}

TEST(PasskeyRegistration, RefusesCredentialIdsBeyond1023Bytes) {
  const auto with_size = [](std::size_t size) {
    PasskeyRegistration sent = good_registration();
    sent.credential_id = Bytes(size, 7);
    sent.authenticator_data = attested_data(kSeenAndNew, sent.credential_id);
    return registers(sent);
  };
  EXPECT_TRUE(with_size(1023));
  EXPECT_FALSE(with_size(1024));
}

TEST(PasskeyRegistration, RefusesNestingWithoutEnd) {
  Bytes deep = attested_data();
  deep.pop_back();
  deep.insert(deep.end(), 40, 0x81);
  deep.push_back(0x00);
  EXPECT_FALSE(registers_with_data(deep));
}

TEST(PasskeyRegistration, TakesOnlyTheThreeAlgorithmsAndTheirKeys) {
  for (const std::int64_t other : {-35, -36, -37, -39, -65535, 0, 7, -9}) {
    PasskeyRegistration sent = good_registration();
    sent.algorithm = other;
    EXPECT_FALSE(registers(sent)) << other;
  }
  const auto with_key = [](std::int64_t algorithm, const Key& key) {
    PasskeyRegistration sent = good_registration();
    sent.algorithm = algorithm;
    sent.public_key = spki_of(key);
    return registers(sent);
  };
  EXPECT_FALSE(with_key(-7, Key(EVP_EC_gen("P-384"))));
  EXPECT_FALSE(with_key(-7, Key(EVP_EC_gen("secp256k1"))));
  EXPECT_FALSE(with_key(-8, Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"))));
  EXPECT_FALSE(with_key(-8, Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"))));
  EXPECT_FALSE(with_key(-257, Key(EVP_RSA_gen(1024))));
  EXPECT_TRUE(with_key(-257, Key(EVP_RSA_gen(2048))));
}

TEST(PasskeyRegistration, RefusesAPointThatIsNotOnTheCurve) {
  PasskeyRegistration sent = good_registration();
  sent.public_key.back() ^= 1;
  EXPECT_FALSE(registers(sent));
}

// ---- what a browser really sent: tests/tools/record_webauthn.mjs

core::json::object recording() {
  std::ifstream file(std::string(DEMUR_TESTS) + "/vectors/webauthn.json");
  std::stringstream text;
  text << file.rdbuf();
  return core::parse_json(text.str()).value().as_object();
}

std::string text_at(const core::json::object& object, std::string_view name) {
  return core::string_member(object, name).value();
}

std::string body_of(const core::json::object& ceremony) {
  return core::canonical_json(ceremony.at("body")).value();
}

TEST(PasskeyRecording, OfChromiumRegistersAndSignsIn) {
  const auto all = recording();
  const RelyingParty party{text_at(all, "rpId"), text_at(all, "origin")};
  const auto& registration = all.at("registration").as_object();
  const auto& assertion = all.at("assertion").as_object();

  const auto sent = parse_passkey_registration(body_of(registration)).value();
  EXPECT_EQ(challenge_of(sent.client_data).value(), text_at(registration, "challenge"));
  EXPECT_EQ(sent.name, "Blue key");
  const Passkey passkey =
      verify_passkey_registration(sent, party, text_at(registration, "challenge")).value();
  EXPECT_EQ(passkey.algorithm, PasskeyAlgorithm::es256);

  const auto answer = parse_passkey_assertion(body_of(assertion)).value();
  EXPECT_EQ(core::to_base64url(answer.user_handle), text_at(all, "user"));
  const auto count = verify_passkey_assertion(answer, passkey, party, text_at(assertion, "challenge"));
  EXPECT_GT(count.value(), passkey.sign_count);

  for (std::size_t i = 0; i < answer.signature.size(); ++i) {
    PasskeyAssertion bad = answer;
    bad.signature[i] ^= 0x80;
    EXPECT_FALSE(verify_passkey_assertion(bad, passkey, party, text_at(assertion, "challenge"))) << i;
  }
}

TEST(PasskeyBody, SaysWhichMemberIsWrong) {
  const auto all = recording();
  const auto body = all.at("assertion").as_object().at("body").as_object();
  for (const auto& member : body) {
    core::json::object without = body;
    without.erase(member.key());
    const auto missing = parse_passkey_assertion(core::canonical_json(without).value());
    EXPECT_EQ(missing.error().field, std::string_view(member.key()));
    core::json::object padded = body;
    padded[member.key()] = "AAA=";
    const auto strict = parse_passkey_assertion(core::canonical_json(padded).value());
    EXPECT_EQ(strict.error().field, std::string_view(member.key()));
  }
  EXPECT_EQ(parse_passkey_assertion(std::string(20000, ' ')).error().code, Code::too_large);
}

}  // namespace
}  // namespace demur::service
