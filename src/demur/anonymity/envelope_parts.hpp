// Pieces of an envelope that more than one file of this layer needs: what a sealed share is bound to, and
// sealing and opening one. Not for others: envelope.hpp is.
#pragma once

#include "demur/anonymity/envelope.hpp"

namespace demur::anonymity {

// kdf(content key, id, 8 characters): the keys of a body and of each attachment.
[[nodiscard]] Secret<32> subkey(const ContentKey& key, std::uint64_t id, const char (&name)[9]);

// H("demur/bind/v1" 00 | fixed part of the header | commitment): which envelope a sealed share belongs to.
[[nodiscard]] core::Digest binding_of(const EnvelopeHeader& header);

// crypto_box_seal(x | y | binding).
[[nodiscard]] Result<std::array<std::uint8_t, kSealedShareBytes>> seal_share(const Share& share,
                                                                             const core::Digest& binding,
                                                                             const BoxPublicKey& recipient);
[[nodiscard]] Result<Share> open_share(ByteView sealed, const EnvelopeHeader& header,
                                       const BoxKey& recipient);

}  // namespace demur::anonymity
