// Where the log's hashes and entries are kept: C2SP tlog-tiles v0.1.0.
//
// A tile holds up to 256 hashes of one level: level 0 the leaf hashes, level l + 1 the roots of the
// full tiles of level l. An entry bundle holds the entries under one tile of level 0.
//
//   tile/<level>/<index>[.p/<width>]     width hashes of 32 bytes
//   tile/entries/<index>[.p/<width>]     width times: big-endian uint16 length, the entry's bytes
//
// An index is written in groups of three digits, all but the last behind an x: 1234067 is
// x001/x234/067. A width below 256 is written, and marks a partial tile. Parsing accepts the one
// canonical spelling only, and only tiles that a tree of at most 2^63 - 1 leaves can have.
// Pure functions; errors are Code::invalid.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "demur/translog/hash.hpp"

namespace demur::translog {

inline constexpr std::uint32_t kTileWidth = 256;
inline constexpr std::uint8_t kMaxTileLevel = 7;  // 256^8 leaves are more than 2^63 - 1
inline constexpr std::size_t kMaxEntryBytes = 65'535;
inline constexpr std::size_t kMaxBundleBytes = kTileWidth * (kMaxEntryBytes + 2);
inline constexpr std::uint64_t kMaxTreeSize = (std::uint64_t{1} << 63) - 1;

struct TileId {
  std::uint8_t level = 0;
  std::uint64_t index = 0;
  std::uint32_t width = kTileWidth;  // 1 to 256

  auto operator<=>(const TileId&) const = default;
};

struct BundleId {
  std::uint64_t index = 0;
  std::uint32_t width = kTileWidth;

  auto operator<=>(const BundleId&) const = default;
};

struct Tile {
  std::uint8_t level = 0;
  std::uint64_t index = 0;
  Bytes hashes;  // 32 bytes each, 1 to 256 of them

  [[nodiscard]] TileId id() const {
    return {level, index, static_cast<std::uint32_t>(hashes.size() / sizeof(Hash))};
  }
  bool operator==(const Tile&) const = default;
};

[[nodiscard]] std::string path_of(const TileId& tile);
[[nodiscard]] std::string path_of(const BundleId& bundle);
[[nodiscard]] Result<TileId> parse_tile_path(std::string_view path);
[[nodiscard]] Result<BundleId> parse_bundle_path(std::string_view path);

// How many hashes a level has in a tree of this size, and how wide one of its tiles is (0: it does
// not exist).
[[nodiscard]] std::uint64_t hashes_at_level(std::uint8_t level, std::uint64_t size);
[[nodiscard]] std::uint32_t width_of_tile(std::uint8_t level, std::uint64_t index, std::uint64_t size);

// Everything that a tree of this size consists of, lowest level first.
[[nodiscard]] std::vector<TileId> tiles_of_size(std::uint64_t size);
[[nodiscard]] std::vector<BundleId> bundles_of_size(std::uint64_t size);

// A tile's bytes as hashes, and hashes as a tile's bytes: views of the same memory.
[[nodiscard]] std::span<const Hash> hashes_in(ByteView tile);
[[nodiscard]] ByteView bytes_of(std::span<const Hash> hashes);

// Adds an entry to the end of a bundle.
[[nodiscard]] Status append_entry(Bytes& bundle, ByteView entry);
// The entries of a bundle, as views into it: exactly `width` of them, with nothing after.
[[nodiscard]] Result<std::vector<ByteView>> decode_bundle(ByteView bundle, std::uint32_t width);
// The first `width` entries of a bundle that has at least as many.
[[nodiscard]] Result<Bytes> cut_bundle(ByteView bundle, std::uint32_t width);

}  // namespace demur::translog
