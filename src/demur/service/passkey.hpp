// Passkeys (WebAuthn level 3, sections 7.1 and 7.2): what a browser sends, verified. Attestation is
// "none": which make of authenticator a person owns is nobody's business here. User verification is
// required, so a passkey is two factors. Pure: no clock, no store; thread-safe.
//
//   auto sent = DEMUR_TRY(parse_passkey_registration(body));
//   DEMUR_TRY(challenges.check(register_purpose(member), DEMUR_TRY(challenge_of(sent.client_data)), now));
//   Passkey passkey = DEMUR_TRY(verify_passkey_registration(sent, party, challenge));
//
// Bodies, as client/passkey.ts sends and expects them; binary values are base64url without padding:
//   POST /passkey/register/options  {}
//     -> {"challenge", "rp":{"id","name"}, "user":{"id","name","displayName"}, "exclude":[credential id]}
//   POST /passkey/register          {"id","publicKey","algorithm","authenticatorData","clientData","name"}
//     -> {"location"}               publicKey is SubjectPublicKeyInfo, DER; algorithm a COSE number
//   POST /sign-in/passkey/options   {}
//     -> {"challenge", "rpId"}
//   POST /sign-in/passkey           {"id","authenticatorData","clientData","signature","userHandle"}
//     -> {"location"}               userHandle is "" where the authenticator gives none
// Errors: Code::invalid where a body is malformed, Code::unproven where it proves nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "demur/core/bytes.hpp"
#include "demur/core/json.hpp"
#include "demur/core/result.hpp"

namespace demur::service {

// COSE numbers (RFC 9053 and RFC 8812): ECDSA P-256, Ed25519, RSA PKCS #1 v1.5; the first and the
// last with SHA-256.
enum class PasskeyAlgorithm : std::int32_t { es256 = -7, eddsa = -8, rs256 = -257 };

// Whom a passkey is for.
struct RelyingParty {
  std::string id;      // a host: "demur.example"
  std::string origin;  // "https://demur.example", or "http://localhost:8080"
};

struct Passkey {
  core::Bytes credential_id;
  core::Bytes public_key;  // SubjectPublicKeyInfo, DER
  PasskeyAlgorithm algorithm = PasskeyAlgorithm::es256;
  std::uint32_t sign_count = 0;
};

struct PasskeyRegistration {
  core::Bytes credential_id;
  core::Bytes public_key;
  std::int64_t algorithm = 0;
  core::Bytes authenticator_data;
  std::string client_data;  // the JSON text, byte for byte
  std::string name = {};    // what its owner calls it
};

struct PasskeyAssertion {
  core::Bytes credential_id;
  core::Bytes authenticator_data;
  std::string client_data;
  core::Bytes signature;
  core::Bytes user_handle = {};
};

[[nodiscard]] core::Result<PasskeyRegistration> parse_passkey_registration(std::string_view body);
[[nodiscard]] core::Result<PasskeyAssertion> parse_passkey_assertion(std::string_view body);

// The challenge that the browser says it answered, base64url.
[[nodiscard]] core::Result<std::string> challenge_of(std::string_view client_data);
// And where it says that it was: an origin.
[[nodiscard]] core::Result<std::string> origin_of(std::string_view client_data);

[[nodiscard]] core::Result<Passkey> verify_passkey_registration(const PasskeyRegistration& sent,
                                                                const RelyingParty& party,
                                                                std::string_view challenge);

// The new sign_count, to be stored. A count that does not grow means that the passkey was copied.
[[nodiscard]] core::Result<std::uint32_t> verify_passkey_assertion(const PasskeyAssertion& sent,
                                                                   const Passkey& passkey,
                                                                   const RelyingParty& party,
                                                                   std::string_view challenge);

}  // namespace demur::service
