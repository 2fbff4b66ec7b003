#include "demur/core/digest.hpp"

#include <sodium.h>

namespace demur::core {

Digest sha256(ByteView message) {
  Digest digest{};
  crypto_hash_sha256(digest.data(), message.data(), message.size());
  return digest;
}

}  // namespace demur::core
