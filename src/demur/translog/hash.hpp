// Hashing of the log's tree: RFC 6962 section 2.1 (RFC 9162 section 2.1 is the same tree).
//
//   leaf(d)      = SHA-256(0x00 || d)
//   node(l, r)   = SHA-256(0x01 || l || r)
//   root of none = SHA-256("")
//
// The two prefixes keep an entry from posing as an inner node. Pure functions; nothing here fails.
#pragma once

#include <cstdint>

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

}  // namespace demur::translog
