#include "demur/cli/software_passkey.hpp"

#include <gtest/gtest.h>

#include "demur/service/passkey.hpp"

namespace demur::cli {
namespace {

const service::RelyingParty kParty{.id = "localhost", .origin = "http://localhost:8080"};
const std::string kChallenge = core::to_base64url(core::bytes_of("thirty-two bytes of a challenge."));

SoftwarePasskey some_passkey() {
  return make_passkey("localhost", core::Bytes{1, 2, 3}, core::seeded_random(3));
}

service::Passkey registered() {
  const std::string body =
      core::canonical_json(registration_of(some_passkey(), kChallenge, kParty.origin)).value();
  const auto sent = service::parse_passkey_registration(body).value();
  return service::verify_passkey_registration(sent, kParty, kChallenge).value();
}

TEST(SoftwarePasskey, IsAnAuthenticatorThatTheHouseTakes) {
  EXPECT_EQ(registered().algorithm, service::PasskeyAlgorithm::eddsa);
  EXPECT_EQ(registered().credential_id, some_passkey().id);
}

TEST(SoftwarePasskey, SignsAChallengeForItsHouseAndNoOther) {
  const auto asserted = [](std::string_view origin) {
    const auto object = assertion_of(some_passkey(), kChallenge, origin);
    return service::parse_passkey_assertion(core::canonical_json(object).value()).value();
  };
  EXPECT_TRUE(service::verify_passkey_assertion(asserted(kParty.origin), registered(), kParty, kChallenge));
  EXPECT_FALSE(
      service::verify_passkey_assertion(asserted("http://localhost:9090"), registered(), kParty, kChallenge));
  EXPECT_FALSE(service::verify_passkey_assertion(asserted(kParty.origin), registered(), kParty, "AAAA"));
}

}  // namespace
}  // namespace demur::cli
