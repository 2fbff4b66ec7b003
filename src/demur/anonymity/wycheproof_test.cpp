// Our own verifiers on the vectors of Project Wycheproof that apply to what they call: RSA-PSS, Ed25519,
// X25519. (Of ChaCha20-Poly1305 only libsodium's secretstream and sealed boxes are used here, for which it
// has none.)
#include <gtest/gtest.h>

#include "demur/anonymity/blind_signature.hpp"
#include "demur/anonymity/envelope_parts.hpp"
#include "demur/anonymity/key_pair.hpp"
#include "demur/anonymity/recipient.hpp"
#include "demur/anonymity/test_support.hpp"

namespace demur::anonymity {
namespace {

using core::json::value;
using test::array_of;
using test::hex;

value wycheproof(const std::string& name) {
  return core::parse_json(test::read_text(DEMUR_TESTS "/vectors/wycheproof/" + name)).value();
}

TEST(Wycheproof, ASignatureHoldsForOursOfAllPssParametersOnly) {
  const value file = wycheproof("rsa_pss.json");
  const VerifyKey key = VerifyKey::from_modulus(hex(file.at("modulus"))).value();
  int held = 0;
  for (const value& one : file.at("tests").as_array()) {
    const bool ours = test::text(one.at("mgf")) == "SHA-384" && one.at("salt").as_int64() == 48;
    const bool unsalted = test::text(one.at("mgf")) == "SHA-384" && one.at("salt").as_int64() == 0;
    const Bytes message = hex(one.at("msg"));
    const Bytes signature = hex(one.at("sig"));
    const bool holds = key.verify(kSuite, message, signature).has_value();
    EXPECT_EQ(holds, ours) << one.at("id");
    EXPECT_EQ(key.verify(Suite::sha384_psszero, message, signature).has_value(), unsalted) << one.at("id");
    held += holds ? 1 : 0;
    if (!holds) continue;
    Bytes longer = signature;
    longer.push_back(0);
    EXPECT_FALSE(key.verify(kSuite, message, longer));
    longer.insert(longer.begin(), 0);
    EXPECT_FALSE(key.verify(kSuite, message, ByteView(longer).first(key.size())));
    EXPECT_FALSE(key.verify(kSuite, message, ByteView(signature).first(key.size() - 1)));
  }
  EXPECT_EQ(held, 1);
}

TEST(Wycheproof, Ed25519HasOneSignatureForOneMessage) {
  int held = 0;
  for (const value& one : wycheproof("ed25519.json").at("tests").as_array()) {
    const auto holds =
        check_signature(array_of<32>(hex(one.at("key"))), hex(one.at("msg")), hex(one.at("sig")));
    EXPECT_EQ(holds, one.at("valid").as_bool()) << one.at("id") << ' ' << one.at("comment");
    held += holds ? 1 : 0;
  }
  EXPECT_EQ(held, 51);
}

// What is sealed to such a key, anybody could open.
TEST(Wycheproof, NothingIsSealedToAKeyWithWhichEverySecretIsZero) {
  const core::Random random = core::seeded_random(3);
  EXPECT_TRUE(may_be_recipient(BoxKey::generate(random).public_key()));
  for (const value& one : wycheproof("x25519.json").at("tests").as_array()) {
    const auto key = array_of<32>(hex(one.at("public")));
    EXPECT_FALSE(may_be_recipient(key)) << one.at("public");
    EXPECT_FALSE(seal_share(Share{1, Secret<32>()}, {}, key)) << one.at("public");
  }
}

}  // namespace
}  // namespace demur::anonymity
