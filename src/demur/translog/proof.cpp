#include "demur/translog/proof.hpp"

#include <bit>

namespace demur::translog {
namespace {

// The path from one leaf up the right edge: where it stands and where the last leaf stands, level by
// level.
struct Climb {
  std::uint64_t at;
  std::uint64_t last;

  [[nodiscard]] bool at_top() const { return last == 0; }
  [[nodiscard]] bool has_left_sibling() const { return at % 2 == 1 || at == last; }
  void up() {
    at >>= 1;
    last >>= 1;
  }
  // On the right edge a node without a sibling rises unchanged until it is a right child.
  void up_past_left_sibling() {
    while (at % 2 == 0 && at != 0) up();
    up();
  }
};

std::unexpected<core::Error> wrong_length(const char* kind) {
  return fail(Code::unproven,
              std::string("the ") + kind + " proof has the wrong number of hashes for these sizes");
}

}  // namespace

Status verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                        std::span<const Hash> proof, const Hash& root) {
  if (index >= size) return fail(Code::unproven, "the index lies outside the tree");
  Climb climb{index, size - 1};
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (climb.at_top()) return wrong_length("inclusion");
    if (climb.has_left_sibling()) {
      hash = node_hash(sibling, hash);
      climb.up_past_left_sibling();
    } else {
      hash = node_hash(hash, sibling);
      climb.up();
    }
  }
  if (!climb.at_top()) return wrong_length("inclusion");
  if (hash != root) return fail(Code::unproven, "the inclusion proof leads to another root");
  return {};
}

namespace {

Status verify_without_proof(std::span<const Hash> proof, const Hash& old_root, const Hash& expected) {
  if (!proof.empty()) return wrong_length("consistency");
  if (old_root != expected) return fail(Code::unproven, "two roots were given for one tree size");
  return {};
}

}  // namespace

Status verify_consistency(std::uint64_t old_size, std::uint64_t new_size, std::span<const Hash> proof,
                          const Hash& old_root, const Hash& new_root) {
  if (old_size > new_size) return fail(Code::unproven, "the new tree is smaller than the old one");
  if (old_size == new_size) return verify_without_proof(proof, old_root, new_root);
  if (old_size == 0) return verify_without_proof(proof, old_root, empty_root());

  // A perfect old tree is itself a node of the new one, and the proof leaves it out.
  const bool starts_at_old_root = std::has_single_bit(old_size);
  if (proof.empty()) return wrong_length("consistency");
  Hash old_hash = starts_at_old_root ? old_root : proof.front();
  Hash new_hash = old_hash;
  Climb climb{old_size - 1, new_size - 1};
  while (climb.at % 2 == 1) climb.up();

  for (const Hash& sibling : starts_at_old_root ? proof : proof.subspan(1)) {
    if (climb.at_top()) return wrong_length("consistency");
    if (climb.has_left_sibling()) {
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
      climb.up_past_left_sibling();
    } else {
      new_hash = node_hash(new_hash, sibling);
      climb.up();
    }
  }
  if (!climb.at_top()) return wrong_length("consistency");
  if (old_hash != old_root) return fail(Code::unproven, "the consistency proof leads to another old root");
  if (new_hash != new_root) return fail(Code::unproven, "the consistency proof leads to another new root");
  return {};
}

}  // namespace demur::translog
