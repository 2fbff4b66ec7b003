// Hashing of the log's tree: RFC 6962 section 2.1 (RFC 9162 section 2.1 is the same tree).
//
//   leaf(d)      = SHA-256(0x00 || d)
//   node(l, r)   = SHA-256(0x01 || l || r)
//   root of none = SHA-256("")
//
// The two prefixes keep an entry from posing as an inner node. Hash many at once where there are many:
// on a processor with SHA instructions that takes half the time. Pure functions; nothing here fails.
#pragma once

#include <cstdint>
#include <span>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"

namespace demur::translog {

using core::Bytes;
using core::ByteView;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

using Hash = core::Digest;

[[nodiscard]] Hash leaf_hash(ByteView entry);
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);
[[nodiscard]] Hash empty_root();

// What many hashes are computed with. Both give the same bytes.
enum class Engine {
  openssl,  // one after the other, anywhere
  sha_ni,   // two at a time, by the SHA instructions of x86-64 processors that have them
};
// The fastest that this processor has. Only tests and benchmarks name one themselves.
[[nodiscard]] Engine best_engine();

// hashes[i] = leaf_hash(entries[i]). The two are of one length.
void leaf_hashes(std::span<const ByteView> entries, std::span<Hash> hashes, Engine engine = best_engine());

// parents[i] = node_hash(children[2 i], children[2 i + 1]); there are twice as many children. `parents`
// may be the first half of `children` itself.
void node_hashes(std::span<const Hash> children, std::span<Hash> parents, Engine engine = best_engine());

}  // namespace demur::translog
