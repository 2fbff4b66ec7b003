// SHA-256 (FIPS 180-4) of whole messages, by libsodium. For the many small hashes of a Merkle tree
// see translog/hash.hpp.
#pragma once

#include <array>
#include <cstdint>

#include "demur/core/bytes.hpp"

namespace demur::core {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(ByteView message);

}  // namespace demur::core
