#include "demur/translog/prover.hpp"

#include <algorithm>
#include <bit>

namespace demur::translog {
namespace {

// The largest power of two smaller than `count`, which is at least 2.
std::uint64_t split_point(std::uint64_t count) {
  return std::bit_floor(count - 1);
}

}  // namespace

Result<std::vector<Hash>> prove_inclusion(TileReader& reader, std::uint64_t index, std::uint64_t size) {
  return Prover(reader, size).inclusion(index);
}

Result<std::vector<Hash>> prove_consistency(TileReader& reader, std::uint64_t old_size,
                                            std::uint64_t new_size) {
  return Prover(reader, new_size).consistency(old_size);
}

Prover::Prover(TileReader& reader, std::uint64_t size, std::size_t tiles_kept)
    : reader_(reader), size_(size), tiles_kept_(std::max<std::size_t>(tiles_kept, 1)) {}

Result<std::vector<Hash>> Prover::inclusion(std::uint64_t index) {
  if (size_ > kMaxTreeSize || index >= size_)
    return fail(Code::invalid, "there is no such entry in a log of this size");
  std::vector<Hash> proof;
  proof.reserve(static_cast<std::size_t>(std::bit_width(size_ - 1)));
  for (std::uint8_t level = 0; hashes_at_level(level, size_ - 1) > 0; ++level)
    DEMUR_TRY(climb_tile(level, index, proof));
  return proof;
}

// The siblings of what stands over the leaf, up the eight heights that lie in one tile.
Status Prover::climb_tile(std::uint8_t level, std::uint64_t index, std::vector<Hash>& proof) {
  const TileTree* tile = nullptr;
  for (std::size_t height = 0; height < 8; ++height) {
    const std::size_t height_in_tree = std::size_t{8} * level + height;
    const std::uint64_t sibling = (index >> height_in_tree) ^ 1;
    const std::uint64_t begin = sibling << height_in_tree;
    if (sibling < size_ >> height_in_tree) {
      if (tile == nullptr) tile = DEMUR_TRY(tile_tree(level, (index >> (8 * level)) / kTileWidth));
      proof.push_back(tile->root(height, sibling % (kTileWidth >> height)));
    } else if (begin < size_) {
      proof.push_back(DEMUR_TRY(root(begin, size_)));
    }
  }
  return {};
}

// SUBPROOF of RFC 6962: down to the part that ends where the old tree ends. What lies right of it is
// new; what lies left of it is in both trees.
Result<std::vector<Hash>> Prover::consistency(std::uint64_t old_size) {
  if (size_ > kMaxTreeSize || old_size > size_)
    return fail(Code::invalid, "the old size exceeds the new one");
  std::vector<Hash> proof;
  if (old_size == 0 || old_size == size_) return proof;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  while (end != old_size) {
    const std::uint64_t middle = begin + split_point(end - begin);
    if (old_size <= middle) {
      proof.push_back(DEMUR_TRY(root(middle, end)));
      end = middle;
    } else {
      proof.push_back(DEMUR_TRY(root(begin, middle)));
      begin = middle;
    }
  }
  if (begin != 0) proof.push_back(DEMUR_TRY(root(begin, end)));
  std::ranges::reverse(proof);
  return proof;
}

// MTH(D[begin : end]), for a part that the recursive definition of the tree's root passes through. One
// that is not perfect ends where the tree ends: there is one of each height.
Result<Hash> Prover::root(std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) return perfect_root(begin, count);
  std::optional<Hash>& kept = right_edge_.at(static_cast<std::size_t>(std::bit_width(count)) - 1);
  if (!kept) {
    const std::uint64_t middle = begin + split_point(count);
    const Hash left = DEMUR_TRY(root(begin, middle));
    const Hash right = DEMUR_TRY(root(middle, end));
    kept = node_hash(left, right);
  }
  return *kept;
}

// A perfect subtree lies over hashes that stand side by side in one tile.
Result<Hash> Prover::perfect_root(std::uint64_t begin, std::uint64_t count) {
  const auto height = static_cast<std::size_t>(std::countr_zero(count));
  const auto level = static_cast<std::uint8_t>(height / 8);
  const std::uint64_t position = begin >> (8 * level);
  const TileTree* tile = DEMUR_TRY(tile_tree(level, position / kTileWidth));
  return tile->root(height % 8, position % kTileWidth >> height % 8);
}

Result<const TileTree*> Prover::tile_tree(std::uint8_t level, std::uint64_t index) {
  std::vector<KeptTile>& kept = levels_[level];
  if (kept.empty())
    kept.resize(std::min<std::uint64_t>(tiles_kept_, hashes_at_level(level, size_) / kTileWidth + 1));
  KeptTile& place = kept[index % kept.size()];
  if (place.tree.width() == 0 || place.index != index) {
    const Bytes tile = DEMUR_TRY(read_exactly(reader_, {level, index, width_of_tile(level, index, size_)}));
    place.index = index;
    place.tree.clear();
    place.tree.extend(hashes_in(tile));
  }
  return &place.tree;
}

}  // namespace demur::translog
