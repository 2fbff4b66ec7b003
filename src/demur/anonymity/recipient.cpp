#include "demur/anonymity/recipient.hpp"

#include <sodium.h>

namespace demur::anonymity {

bool may_be_recipient(const BoxPublicKey& key) {
  std::array<std::uint8_t, crypto_box_SEALBYTES + 1> sealed{};
  constexpr std::uint8_t kAnything = 0;
  return crypto_box_seal(sealed.data(), &kAnything, 1, key.data()) == 0;
}

}  // namespace demur::anonymity
