// SHA-256 (FIPS 180-4) of two messages at a time with the SHA instructions of x86-64 processors. One
// message alone leaves them idle half of the time, because two rounds take four cycles and the next
// two could begin after two; a third or fourth has no registers left, and is slower.
// For hash.cpp only. Where is_available() is false, nothing else here may be called.
// Source: Intel, "Intel SHA Extensions", 2013.
#pragma once

#include <cstddef>
#include <span>

#include "demur/translog/hash.hpp"

namespace demur::translog::sha_ni {

inline constexpr std::size_t kLanes = 2;

[[nodiscard]] bool is_available();

// Four children, which are all read before the first of the two parents is written.
void two_node_hashes(const Hash* children, Hash* parents);

// As many hashes as entries.
void leaf_hashes(std::span<const ByteView> entries, std::span<Hash> hashes);

}  // namespace demur::translog::sha_ni
