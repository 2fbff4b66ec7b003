// EMSA-PSS-ENCODE (RFC 8017 9.1.1) with SHA-384 and MGF1 of it, for a message that is blinded before it is
// signed; OpenSSL has it only bound to a signature. Pure.
#pragma once

#include "demur/core/bytes.hpp"

namespace demur::anonymity {

// As long as the modulus, and below it: emBits is its bits less one.
[[nodiscard]] core::Bytes encode_pss(core::ByteView modulus, core::ByteView message, core::ByteView salt);

}  // namespace demur::anonymity
