// What a browser posts when a passkey is added or used. The first byte says what the rest is:
// r a registration's body, s a sign-in's, d authenticator data alone, k a public key (DER).
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "demur/service/passkey.hpp"
#include "demur/service/passkey_data.hpp"
#include "demur/service/passkey_signature.hpp"

namespace {

using namespace demur;

const service::RelyingParty kParty{"localhost", "http://localhost:42111"};

void require(bool promise) {
  if (!promise) std::abort();
}

void registration(std::string_view body) {
  const auto sent = service::parse_passkey_registration(body);
  if (!sent) return;
  const auto challenge = service::challenge_of(sent->client_data);
  if (!challenge) return;
  const auto made = service::verify_passkey_registration(*sent, kParty, *challenge);
  require(!made || made->credential_id == sent->credential_id);
  require(!service::verify_passkey_registration(*sent, kParty, *challenge + "A"));
}

void sign_in(std::string_view body) {
  const auto sent = service::parse_passkey_assertion(body);
  if (!sent) return;
  const auto challenge = service::challenge_of(sent->client_data);
  if (!challenge) return;
  // RFC 8032, section 7.1, test 1. No input found by chance is signed with it.
  static const core::Bytes key =
      core::from_hex(
          "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
          .value();
  const service::Passkey passkey{sent->credential_id, key, service::PasskeyAlgorithm::eddsa, 0};
  require(!service::verify_passkey_assertion(*sent, passkey, kParty, *challenge));
}

// Self-delimiting: no whole is the beginning of another.
void authenticator_data(core::ByteView data) {
  if (!service::parse_authenticator_data(data)) return;
  for (std::size_t size = 0; size < data.size(); ++size)
    require(!service::parse_authenticator_data(data.first(size)));
}

void public_key(core::ByteView der) {
  int kinds = 0;
  for (const auto algorithm :
       {service::PasskeyAlgorithm::es256, service::PasskeyAlgorithm::eddsa, service::PasskeyAlgorithm::rs256})
    if (service::check_passkey_key(algorithm, der)) ++kinds;
  require(kinds <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const core::ByteView rest(data + 1, size - 1);
  switch (data[0]) {
    case 'r':
      registration(core::text_of(rest));
      break;
    case 's':
      sign_in(core::text_of(rest));
      break;
    case 'd':
      authenticator_data(rest);
      break;
    case 'k':
      public_key(rest);
      break;
    default:
      break;
  }
  return 0;
}
