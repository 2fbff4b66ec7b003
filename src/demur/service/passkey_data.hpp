// Authenticator data (WebAuthn level 3, section 6.1): the binary half of what a passkey signs.
//
//   data       = rp_id_hash[32] flags[1] sign_count[4, big-endian] [credential] [extensions]
//   credential = aaguid[16] length[2, big-endian] id[length] public_key     where flag AT (0x40)
//   public_key, extensions = one CBOR map each (RFC 8949)                   extensions: flag ED (0x80)
//
// The maps are walked, not read: the length must come out exactly. Nothing may follow. Pure.
// Errors: Code::invalid.
#pragma once

#include <cstdint>
#include <optional>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/core/result.hpp"

namespace demur::service {

struct AuthenticatorData {
  core::Digest rp_id_hash{};
  bool user_present = false;
  bool user_verified = false;
  std::uint32_t sign_count = 0;
  std::optional<core::Bytes> credential_id = {};  // where a new credential is attested
};

[[nodiscard]] core::Result<AuthenticatorData> parse_authenticator_data(core::ByteView data);

}  // namespace demur::service
