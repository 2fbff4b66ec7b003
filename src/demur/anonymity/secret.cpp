#include "demur/anonymity/secret.hpp"

#include <sodium.h>

namespace demur::anonymity {

void wipe(std::span<std::uint8_t> bytes) noexcept {
  if (!bytes.empty()) sodium_memzero(bytes.data(), bytes.size());
}

}  // namespace demur::anonymity
