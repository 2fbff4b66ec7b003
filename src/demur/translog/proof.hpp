// Checking proofs without the tree: the iterative algorithms of RFC 9162 sections 2.1.3.2 and
// 2.1.4.2. How long a proof must be follows from the sizes; it is never taken from the proof.
//
//   DEMUR_TRY(verify_inclusion(leaf_hash(entry), 700, 1000, proof, root));
//
// Errors are Code::unproven and say what did not hold. Pure functions.
#pragma once

#include <cstdint>
#include <span>

#include "demur/translog/hash.hpp"

namespace demur::translog {

// The leaf stands at `index` (counted from 0) in the tree of `size` leaves with this root.
[[nodiscard]] Status verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                                      std::span<const Hash> proof, const Hash& root);

// The first `old_size` leaves of the new tree are those of the old one. An old size of 0 has no
// proof to check: the proof must be empty and the old root the empty one, and nothing follows for
// the new root.
[[nodiscard]] Status verify_consistency(std::uint64_t old_size, std::uint64_t new_size,
                                        std::span<const Hash> proof, const Hash& old_root,
                                        const Hash& new_root);

}  // namespace demur::translog
