#include "demur/core/random.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

namespace demur::core {

Random system_random() {
  if (sodium_init() < 0) std::abort();  // no source of randomness: nothing here may run
  return [](std::span<std::uint8_t> out) {
    if (!out.empty()) randombytes_buf(out.data(), out.size());
  };
}

Random seeded_random(std::uint64_t seed) {
  return [seed, counter = std::uint64_t{0}](std::span<std::uint8_t> out) mutable {
    std::array<std::uint8_t, randombytes_SEEDBYTES> key{};
    std::memcpy(key.data(), &seed, sizeof seed);
    std::memcpy(key.data() + sizeof seed, &counter, sizeof counter);
    ++counter;
    if (!out.empty()) randombytes_buf_deterministic(out.data(), out.size(), key.data());
  };
}

}  // namespace demur::core
