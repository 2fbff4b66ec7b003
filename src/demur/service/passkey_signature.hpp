// Public keys and signatures of passkeys, by OpenSSL. A key must be of the one kind its algorithm
// names, in the one encoding that kind has: P-256 as an uncompressed point on the named curve,
// Ed25519 (RFC 8410), RSA of 2048 to 4096 bits. Pure, thread-safe.
// Errors: Code::unproven.
#pragma once

#include "demur/service/passkey.hpp"

namespace demur::service {

[[nodiscard]] core::Result<PasskeyAlgorithm> passkey_algorithm(std::int64_t cose_number);

[[nodiscard]] core::Status check_passkey_key(PasskeyAlgorithm algorithm, core::ByteView public_key);

[[nodiscard]] core::Status check_passkey_signature(PasskeyAlgorithm algorithm, core::ByteView public_key,
                                                   core::ByteView message, core::ByteView signature);

}  // namespace demur::service
