// Cosignatures: a witness says that at a time it saw this checkpoint, and none before that
// contradicts it. C2SP tlog-cosignature v1.0.1, type 0x04 (Ed25519).
//
//   signature bytes = big-endian uint64 POSIX seconds || Ed25519 signature
//   signed bytes    = "cosignature/v1\ntime <decimal>\n" || the whole text of the checkpoint
//
// Errors: Code::invalid for a key of another type, Code::unproven for a signature that fails.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/clock.hpp"
#include "demur/translog/key.hpp"

namespace demur::translog {

// The bytes that a witness signs. The time must not lie before 1970.
[[nodiscard]] std::string cosigned_message(std::string_view checkpoint_text, core::Time time);

// The bytes of a signature line behind the key id.
[[nodiscard]] Result<Bytes> make_cosignature(const SigningKey& witness, std::string_view checkpoint_text,
                                             core::Time time);

// The time that the witness signed for.
[[nodiscard]] Result<core::Time> verify_cosignature(const VerifierKey& witness,
                                                    std::string_view checkpoint_text, ByteView cosignature);

}  // namespace demur::translog
