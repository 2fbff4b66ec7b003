#include "demur/translog/tile.hpp"

#include "demur/translog/test_support.hpp"

namespace demur::translog {
namespace {

using namespace test;

TEST(TilePath, SpellsTheKnownIndices) {
  const json::object paths = core::object_member(vectors(), "index_paths").value();
  EXPECT_EQ(paths.size(), 10U);
  for (const auto& member : paths) {
    const std::uint64_t index = std::stoull(std::string(member.key()));
    const std::string path = "tile/entries/" + std::string(member.value().get_string());
    EXPECT_EQ(path_of(BundleId{index, kTileWidth}), path);
    EXPECT_EQ(parse_bundle_path(path).value(), (BundleId{index, kTileWidth}));
  }
  EXPECT_EQ(path_of(TileId{1, 1, 17}), "tile/1/001.p/17");
}

TEST(TilePath, ReadsBackWhatItWrote) {
  for (const auto level : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{3}})
    for (const std::uint64_t index : {0ULL, 1ULL, 999ULL, 1'000ULL, 1'234'067ULL})
      for (const std::uint32_t width : {1U, 17U, 255U, 256U}) {
        const TileId tile{level, index, width};
        EXPECT_EQ(parse_tile_path(path_of(tile)).value(), tile);
      }
}

TEST(TilePath, HasOneSpelling) {
  for (const char* bad : {"",
                          "tile",
                          "tile/",
                          "tile/0",
                          "tile/0/",
                          "tile/0/0",
                          "tile/0/00",
                          "tile/0/0000",
                          "tile/00/000",
                          "tile/01/000",
                          "tile/+1/000",
                          "tile/-1/000",
                          "tile/8/000",
                          "tile/63/000",
                          "tile/64/000",
                          "/tile/0/000",
                          "tile/0/000/",
                          "tile/0/x000/001",
                          "tile/0/001/002",
                          "tile/0/x001/x002",
                          "tile/0/x001",
                          "tile/0/X001/000",
                          "tile/0/x001/x000/0",
                          "tile/0/000.p",
                          "tile/0/000.p/",
                          "tile/0/000.p/0",
                          "tile/0/000.p/256",
                          "tile/0/000.p/01",
                          "tile/0/000.p/1/",
                          "tile/0/000.p/1.p/1",
                          "tile/0/000.P/1",
                          "tile/0/ 00",
                          "tile/0/000\n",
                          "tile/entries/000",
                          "tile/0/..",
                          "tile/0/x009/x999/x999/x999/x999/x999/999",
                          "tile/0/x036/x028/x797/x018/x963/968"})
    EXPECT_FALSE(parse_tile_path(bad)) << bad;
  EXPECT_FALSE(parse_bundle_path("tile/0/000"));
  EXPECT_FALSE(parse_bundle_path("tile/entries/0"));
  EXPECT_FALSE(parse_bundle_path("tile/entries/"));
}

TEST(TilePath, StopsWhereNoTreeCanReach) {
  const TileId last{7, 0, 127};  // 2^63 - 1 leaves have 127 hashes at level 7
  EXPECT_TRUE(parse_tile_path(path_of(last)));
  EXPECT_FALSE(parse_tile_path("tile/7/000.p/128"));
  EXPECT_FALSE(parse_tile_path("tile/7/000"));
}

TEST(Tiles, OfASizeAreThoseOfTheSpecification) {
  const std::vector<TileId> tiles = tiles_of_size(70'000);
  EXPECT_EQ(tiles.size(), 274U + 2U + 1U);
  EXPECT_EQ(tiles[273], (TileId{0, 273, 112}));
  EXPECT_EQ(tiles[275], (TileId{1, 1, 17}));
  EXPECT_EQ(tiles[276], (TileId{2, 0, 1}));
  EXPECT_EQ(tiles_of_size(256), (std::vector<TileId>{{0, 0, 256}, {1, 0, 1}}));
  EXPECT_TRUE(tiles_of_size(0).empty());
  EXPECT_EQ(bundles_of_size(257), (std::vector<BundleId>{{0, 256}, {1, 1}}));
}

TEST(Bundle, HoldsItsEntriesAndNothingElse) {
  Bytes bundle;
  EXPECT_TRUE(append_entry(bundle, core::bytes_of("one")));
  EXPECT_TRUE(append_entry(bundle, {}));
  EXPECT_TRUE(append_entry(bundle, core::bytes_of("three")));
  EXPECT_EQ(core::to_hex(bundle),
            "00036f6e65"
            "0000"
            "00057468726565");
  const auto entries = decode_bundle(bundle, 3).value();
  EXPECT_EQ(core::text_of(entries[0]), "one");
  EXPECT_EQ(core::text_of(entries[1]), "");
  EXPECT_EQ(core::text_of(entries[2]), "three");
  EXPECT_FALSE(decode_bundle(bundle, 2));
  EXPECT_FALSE(decode_bundle(bundle, 4));
  for (std::size_t length = 0; length < bundle.size(); ++length)
    EXPECT_FALSE(decode_bundle(ByteView(bundle).first(length), 3)) << length;
  bundle.push_back(0);
  EXPECT_FALSE(decode_bundle(bundle, 3));
}

TEST(Bundle, TakesEntriesUpTo65535Bytes) {
  Bytes bundle;
  EXPECT_TRUE(append_entry(bundle, Bytes(65'535, 7)));
  EXPECT_EQ(decode_bundle(bundle, 1).value()[0].size(), 65'535U);
  EXPECT_EQ(append_entry(bundle, Bytes(65'536)).error().code, Code::too_large);
}

TEST(Bundle, IsCutToItsFirstEntries) {
  Bytes bundle;
  for (const char* entry : {"a", "bb", "ccc"}) ASSERT_TRUE(append_entry(bundle, core::bytes_of(entry)));
  EXPECT_EQ(core::to_hex(cut_bundle(bundle, 2).value()),
            "0001610002"
            "6262");
  EXPECT_FALSE(cut_bundle(bundle, 4));
}

}  // namespace
}  // namespace demur::translog
