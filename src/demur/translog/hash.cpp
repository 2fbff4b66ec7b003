// The low-level SHA256_* calls are deprecated in OpenSSL 3 but take an eighth of the time of what
// replaces them for 65-byte messages (no fetch, no allocation), and a fifth of libsodium's.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "demur/translog/hash.hpp"

#include <openssl/sha.h>

namespace demur::translog {
namespace {

constexpr std::uint8_t kLeafPrefix = 0;
constexpr std::uint8_t kNodePrefix = 1;

}  // namespace

Hash leaf_hash(ByteView entry) {
  SHA256_CTX state;
  Hash hash;
  SHA256_Init(&state);
  SHA256_Update(&state, &kLeafPrefix, 1);
  SHA256_Update(&state, entry.data(), entry.size());
  SHA256_Final(hash.data(), &state);
  return hash;
}

Hash node_hash(const Hash& left, const Hash& right) {
  SHA256_CTX state;
  Hash hash;
  SHA256_Init(&state);
  SHA256_Update(&state, &kNodePrefix, 1);
  SHA256_Update(&state, left.data(), left.size());
  SHA256_Update(&state, right.data(), right.size());
  SHA256_Final(hash.data(), &state);
  return hash;
}

Hash empty_root() {
  return core::sha256({});
}

}  // namespace demur::translog
