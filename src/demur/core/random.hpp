// Where random bytes come from: passed in, so that a test can repeat a run.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace demur::core {

using Random = std::function<void(std::span<std::uint8_t>)>;

// The operating system's generator, by libsodium. Thread-safe.
[[nodiscard]] Random system_random();

// The same bytes for the same seed: for tests and the demo's invented story, never for secrets.
[[nodiscard]] Random seeded_random(std::uint64_t seed);

}  // namespace demur::core
