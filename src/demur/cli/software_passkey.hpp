// An authenticator of our own (WebAuthn level 3, section 6): an Ed25519 key in the wallet, for those who let
// no browser in between. Attestation is "none". The wallet's passphrase is the user's verification; its
// counter stays 0, which says that there is none.
//
//   const SoftwarePasskey passkey = make_passkey(rp_id, user_handle, random);
//   POST /passkey/register  registration_of(passkey, challenge, origin)
//   POST /sign-in/passkey   assertion_of(passkey, challenge, origin)
//
// The objects are those of service/passkey.hpp. A challenge is base64url, as the server sent it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "demur/anonymity/key_pair.hpp"
#include "demur/core/json.hpp"

namespace demur::cli {

struct SoftwarePasskey {
  std::string rp_id;        // the house's host
  core::Bytes id;           // of the credential, 32 bytes
  core::Bytes user_handle;  // what the house calls the member
  anonymity::Seed seed;
};

[[nodiscard]] SoftwarePasskey make_passkey(std::string rp_id, core::Bytes user_handle,
                                           const core::Random& random);
[[nodiscard]] core::json::object registration_of(const SoftwarePasskey& passkey, std::string_view challenge,
                                                 std::string_view origin);
[[nodiscard]] core::json::object assertion_of(const SoftwarePasskey& passkey, std::string_view challenge,
                                              std::string_view origin);

}  // namespace demur::cli
