#include "demur/translog/tree.hpp"

#include <random>

#include "demur/translog/proof.hpp"
#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;

TEST(Tree, HasTheRootsOfRfc6962) {
  std::vector<Hash> leaves;
  EXPECT_EQ(core::to_hex(empty_root()), text_at(vectors(), "empty_root"));
  for (const json::value& item : array_at(vectors(), "rfc6962")) {
    const json::object& vector = item.get_object();
    leaves.push_back(leaf_hash(hex_bytes(text_at(vector, "Input"))));
    EXPECT_EQ(core::to_hex(leaves.back()), text_at(vector, "Leaf"));
    MemoryTiles tiles;
    EXPECT_EQ(core::to_hex(tiles.grow(0, leaves).root), text_at(vector, "Root"));
  }
  EXPECT_EQ(leaves.size(), 8U);
}

MemoryTiles rfc6962_tiles(std::size_t size) {
  std::vector<Hash> leaves;
  for (const json::value& item : array_at(vectors(), "rfc6962"))
    leaves.push_back(hex_hash(text_at(item.get_object(), "Leaf")));
  leaves.resize(size);
  MemoryTiles tiles;
  tiles.grow(0, leaves);
  return tiles;
}

TEST(Tree, MakesTheProofsOfRfc6962) {
  int count = 0;
  for (const json::value& item : array_at(vectors(), "rfc6962_inclusion")) {
    const json::object& vector = item.get_object();
    const auto size = static_cast<std::size_t>(vector.at("Size").as_int64());
    MemoryTiles tiles = rfc6962_tiles(size);
    EXPECT_EQ(prove_inclusion(tiles, static_cast<std::uint64_t>(vector.at("Index").as_int64()), size).value(),
              hashes_at(vector, "Proof"));
    ++count;
  }
  for (const json::value& item : array_at(vectors(), "rfc6962_consistency")) {
    const json::object& vector = item.get_object();
    const auto size = static_cast<std::size_t>(vector.at("Size").as_int64());
    MemoryTiles tiles = rfc6962_tiles(size);
    EXPECT_EQ(
        prove_consistency(tiles, static_cast<std::uint64_t>(vector.at("OldSize").as_int64()), size).value(),
        hashes_at(vector, "Proof"));
    ++count;
  }
  EXPECT_EQ(count, 72);
}

TEST(Tree, HasTheKnownRootsAroundTileEdges) {
  const std::vector<Hash> leaves = numbered_leaves(70'000);
  const json::object roots = core::object_member(vectors(), "entry_roots").value();
  EXPECT_EQ(roots.size(), 16U);
  for (const auto& member : roots) {
    const std::size_t size = std::stoul(std::string(member.key()));
    MemoryTiles tiles;
    EXPECT_EQ(core::to_hex(tiles.grow(0, std::span(leaves).first(size)).root),
              std::string(member.value().get_string()));
    EXPECT_EQ(core::to_hex(root_at(tiles, size).value()), std::string(member.value().get_string()));
  }
}

TEST(Tree, MakesTheKnownTilesOf70000Entries) {
  MemoryTiles tiles;
  tiles.grow(0, numbered_leaves(70'000));
  const json::object expected = core::object_member(vectors(), "tile_sha256_of_70000").value();
  EXPECT_EQ(expected.size(), 6U);
  for (const auto& member : expected) {
    const TileId id = parse_tile_path(std::string(member.key())).value();
    EXPECT_EQ(core::to_hex(core::sha256(read_exactly(tiles, id).value())),
              std::string(member.value().get_string()));
  }
  EXPECT_EQ(tiles.rows.size(), 274U + 2U + 1U);
}

// Grows one entry at a time and compares everything with the definition at every size.
TEST(Tree, AgreesWithTheDefinitionAtEverySizeTo300) {
  const std::vector<Hash> leaves = numbered_leaves(300);
  std::vector<Hash> roots{empty_root()};
  MemoryTiles tiles;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    const Appended grown = tiles.grow(size - 1, std::span(leaves).subspan(size - 1, 1));
    roots.push_back(root_by_definition(std::span(leaves).first(size)));
    ASSERT_EQ(grown.new_size, size);
    ASSERT_EQ(grown.old_root, roots[size - 1]);
    ASSERT_EQ(grown.root, roots[size]);
    ASSERT_EQ(tiles.rows.size(), tiles_of_size(size).size());
    for (std::size_t i = 0; i < size; i += size > 64 ? 7 : 1) {
      const auto proof = prove_inclusion(tiles, i, size).value();
      ASSERT_TRUE(verify_inclusion(leaves[i], i, size, proof, roots[size])) << i << " of " << size;
    }
    for (std::size_t old = 0; old <= size; old += size > 64 ? 5 : 1) {
      const auto proof = prove_consistency(tiles, old, size).value();
      ASSERT_TRUE(verify_consistency(old, size, proof, roots[old], roots[size])) << old << " to " << size;
    }
  }
}

// Batches of every length must give what one by one gives: same tiles, same root.
TEST(Tree, GrowsTheSameInBatchesOfAnyLength) {
  const std::vector<Hash> leaves = numbered_leaves(66'000);
  MemoryTiles at_once;
  const Appended all = at_once.grow(0, leaves);
  std::mt19937 random(20'260'101);
  for (int round = 0; round < 5; ++round) {
    MemoryTiles tiles;
    std::size_t size = 0;
    Appended grown;
    while (size < leaves.size()) {
      const std::size_t most = random() % 4 == 0 ? 9'000 : 300;
      const std::size_t count = std::min<std::size_t>(random() % most, leaves.size() - size);
      grown = tiles.grow(size, std::span(leaves).subspan(size, count));
      size += count;
      ASSERT_EQ(grown.new_size, size);
    }
    EXPECT_EQ(grown.root, all.root);
    EXPECT_EQ(tiles.rows, at_once.rows);
  }
}

TEST(Tree, ProvesAroundTheSecondTileEdge) {
  const std::vector<Hash> leaves = numbered_leaves(65'600);
  std::mt19937 random(7);
  for (const std::size_t size : {65'535, 65'536, 65'537, 65'600}) {
    MemoryTiles tiles;
    const Hash root = tiles.grow(0, std::span(leaves).first(size)).root;
    EXPECT_EQ(root, root_by_definition(std::span(leaves).first(size)));
    for (int i = 0; i < 40; ++i) {
      const std::uint64_t index = i == 0 ? size - 1 : random() % size;
      EXPECT_TRUE(
          verify_inclusion(leaves[index], index, size, prove_inclusion(tiles, index, size).value(), root));
      EXPECT_FALSE(verify_inclusion(leaves[index ^ 1], index, size,
                                    prove_inclusion(tiles, index, size).value(), root));
      const std::size_t old = 1 + random() % size;
      EXPECT_TRUE(verify_consistency(old, size, prove_consistency(tiles, old, size).value(),
                                     root_by_definition(std::span(leaves).first(old)), root));
    }
  }
}

TEST(Tree, GrowsFromTheRightEdgeAlone) {
  const std::vector<Hash> leaves = numbered_leaves(66'001);
  MemoryTiles tiles;
  tiles.grow(0, std::span(leaves).first(66'000));
  std::erase_if(tiles.rows, [](const auto& row) {
    return row.second.size() == kTileWidth * sizeof(Hash);  // only partial tiles are left
  });
  tiles.reads = 0;
  EXPECT_EQ(tiles.grow(66'000, std::span(leaves).subspan(66'000)).root, root_by_definition(leaves));
  EXPECT_EQ(tiles.reads, 3);
}

TEST(Tree, IsFullAtItsLargestSize) {
  ZeroTiles tiles;
  const std::vector<Hash> leaves = numbered_leaves(2);
  EXPECT_EQ(append(tiles, kMaxTreeSize - 1, leaves).error().code, Code::conflict);
  EXPECT_EQ(append(tiles, kMaxTreeSize - 1, std::span(leaves).first(1)).value().new_size, kMaxTreeSize);
}

TEST(Tree, NamesEveryChangedTileOnce) {
  const std::vector<Hash> leaves = numbered_leaves(600);
  MemoryTiles tiles;
  tiles.grow(0, std::span(leaves).first(255));
  std::vector<TileId> changed;
  for (const Tile& tile : tiles.grow(255, std::span(leaves).subspan(255)).changed)
    changed.push_back(tile.id());
  EXPECT_EQ(changed, (std::vector<TileId>{{0, 0, 256}, {0, 1, 256}, {0, 2, 88}, {1, 0, 2}}));
  EXPECT_TRUE(append(tiles, 600, {}).value().changed.empty());
}

TEST(Tree, NoticesThatTheEdgeItReadIsNotTheOldTree) {
  MemoryTiles tiles;
  const Hash root = tiles.grow(0, numbered_leaves(300)).root;
  tiles.rows[{0, 1}][5] ^= 1;
  EXPECT_NE(append(tiles, 300, {}).value().old_root, root);
}

TEST(Tree, RefusesTilesThatAreTooShortOrMissing) {
  MemoryTiles tiles;
  tiles.grow(0, numbered_leaves(300));
  tiles.rows[{0, 1}].resize(43 * 32);
  EXPECT_EQ(append(tiles, 300, {}).error().code, Code::internal);
  tiles.rows.erase({0, 1});
  EXPECT_EQ(root_at(tiles, 300).error().code, Code::not_found);
  EXPECT_FALSE(root_at(tiles, kMaxTreeSize + 1));
}

}  // namespace
}  // namespace demur::translog
