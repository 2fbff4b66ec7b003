// The low-level SHA256_* calls are deprecated in OpenSSL 3 but take an eighth of the time of what
// replaces them for 65-byte messages (no fetch, no allocation), and a fifth of libsodium's.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "demur/translog/hash.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "demur/translog/hash_sha_ni.hpp"

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
  std::array<std::uint8_t, 1 + 2 * sizeof(Hash)> message{kNodePrefix};
  std::ranges::copy(left, message.begin() + 1);
  std::ranges::copy(right, message.begin() + 1 + sizeof(Hash));
  SHA256_CTX state;
  Hash hash;
  SHA256_Init(&state);
  SHA256_Update(&state, message.data(), message.size());
  SHA256_Final(hash.data(), &state);
  return hash;
}

Hash empty_root() {
  return core::sha256({});
}

// Asked once: the question is slow in a virtual machine.
Engine best_engine() {
  static const Engine best = sha_ni::is_available() ? Engine::sha_ni : Engine::openssl;
  return best;
}

void leaf_hashes(std::span<const ByteView> entries, std::span<Hash> hashes, Engine engine) {
  if (engine == Engine::sha_ni) return sha_ni::leaf_hashes(entries, hashes);
  for (std::size_t i = 0; i < hashes.size(); ++i) hashes[i] = leaf_hash(entries[i]);
}

void node_hashes(std::span<const Hash> children, std::span<Hash> parents, Engine engine) {
  std::size_t done = 0;
  if (engine == Engine::sha_ni)
    for (; done + sha_ni::kLanes <= parents.size(); done += sha_ni::kLanes)
      sha_ni::two_node_hashes(&children[2 * done], &parents[done]);
  for (; done < parents.size(); ++done) parents[done] = node_hash(children[2 * done], children[2 * done + 1]);
}

}  // namespace demur::translog
