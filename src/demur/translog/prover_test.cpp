#include "demur/translog/prover.hpp"

#include <random>

#include "demur/translog/proof.hpp"
#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;

MemoryTiles tiles_over(std::span<const Hash> leaves) {
  MemoryTiles tiles;
  tiles.grow(0, leaves);
  return tiles;
}

// Sizes around the edges of tiles and of perfect trees.
TEST(Prover, ProvesTheSameWhateverItKeeps) {
  const std::vector<Hash> leaves = numbered_leaves(66'100);
  std::mt19937 random(8);
  for (const std::size_t size : {1, 2, 255, 256, 257, 1'000, 4'096, 65'536, 65'537, 66'100}) {
    MemoryTiles tiles = tiles_over(std::span(leaves).first(size));
    const Hash root = root_at(tiles, size).value();
    std::vector<Prover> provers{{tiles, size}, {tiles, size, 2}, {tiles, size, 10'000}};
    for (int i = 0; i < 30; ++i) {
      const std::uint64_t index = i == 0 ? size - 1 : random() % size;
      const std::uint64_t old_size = 1 + random() % size;
      const Hash old_root = root_by_definition(std::span(leaves).first(old_size));
      for (Prover& prover : provers) {
        ASSERT_TRUE(verify_inclusion(leaves[index], index, size, prover.inclusion(index).value(), root));
        ASSERT_TRUE(verify_consistency(old_size, size, prover.consistency(old_size).value(), old_root, root));
      }
    }
  }
}

TEST(Prover, ReadsEachTileOnceForOneProof) {
  const std::vector<Hash> leaves = numbered_leaves(66'100);
  MemoryTiles tiles = tiles_over(leaves);
  // Of level 0 the entry's own tile and the one at the right edge; of level 1 and 2 the only ones.
  for (const std::uint64_t index : {0, 700, 65'535}) {
    tiles.reads = 0;
    ASSERT_TRUE(prove_inclusion(tiles, index, leaves.size()));
    EXPECT_EQ(tiles.reads, 4) << index;
  }
  tiles.reads = 0;
  ASSERT_TRUE(prove_consistency(tiles, 700, leaves.size()));
  EXPECT_EQ(tiles.reads, 4);
}

TEST(Prover, ReadsWhatItKeepsOnce) {
  const std::vector<Hash> leaves = numbered_leaves(2'000);
  MemoryTiles tiles = tiles_over(leaves);
  tiles.reads = 0;
  Prover prover(tiles, leaves.size(), 8);
  for (int round = 0; round < 3; ++round)
    for (std::uint64_t index = 0; index < leaves.size(); ++index) ASSERT_TRUE(prover.inclusion(index));
  EXPECT_EQ(tiles.reads, 8 + 1);
}

TEST(Prover, ReachesTheTopOfTheLargestTree) {
  ZeroTiles tiles;
  EXPECT_EQ(prove_inclusion(tiles, 0, kMaxTreeSize).value().size(), 63U);
  EXPECT_EQ(prove_inclusion(tiles, kMaxTreeSize - 1, kMaxTreeSize).value().size(), 62U);
  EXPECT_EQ(prove_consistency(tiles, 1, kMaxTreeSize).value().size(), 63U);
  EXPECT_EQ(prove_inclusion(tiles, 0, kMaxTreeSize + 1).error().code, Code::invalid);
}

TEST(Prover, RefusesWhatLiesOutsideOfTheTree) {
  MemoryTiles tiles = tiles_over(numbered_leaves(300));
  EXPECT_EQ(prove_inclusion(tiles, 300, 300).error().code, Code::invalid);
  EXPECT_EQ(prove_inclusion(tiles, 0, 0).error().code, Code::invalid);
  EXPECT_EQ(prove_consistency(tiles, 301, 300).error().code, Code::invalid);
  EXPECT_TRUE(prove_consistency(tiles, 0, 300).value().empty());
  EXPECT_TRUE(prove_consistency(tiles, 300, 300).value().empty());
}

TEST(Prover, SaysWhichTileIsTooShort) {
  MemoryTiles tiles = tiles_over(numbered_leaves(300));
  tiles.rows[{0, 1}].resize(43 * 32);
  EXPECT_EQ(prove_inclusion(tiles, 299, 300).error().code, Code::internal);
  tiles.rows.erase({0, 1});
  EXPECT_EQ(prove_inclusion(tiles, 299, 300).error().code, Code::not_found);
}

}  // namespace
}  // namespace demur::translog
