// The Merkle tree over tiles: growing it, and its root. Nothing but tiles is stored.
//
//   Appended grown = DEMUR_TRY(append(reader, old_size, leaf_hashes));
//   store(grown.changed);                       // rows (level, index, hashes), inserted or replaced
//   sign({origin, grown.new_size, grown.root, {}});
//
// Appending reads the right edge only, at most one tile a level, and keeps no more than that in
// memory: a log of any length grows in O(levels). The caller compares `old_root` with its last
// signed checkpoint before it trusts what it read. Errors are those of the reader, or
// Code::internal where a tile is too short or does not exist in a tree of that size.
// Sources: RFC 6962 section 2.1, C2SP tlog-tiles.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "demur/translog/tile_tree.hpp"

namespace demur::translog {

// Where tiles come from. The answer holds the hashes of tile (level, index), at least the first
// `width` of them: a tile that has grown since is handed out whole.
class TileReader {
 public:
  virtual ~TileReader() = default;
  [[nodiscard]] virtual Result<Bytes> read(const TileId& tile) = 0;
};

// The first `width` hashes from the reader; checks that they are there.
[[nodiscard]] Result<Bytes> read_exactly(TileReader& reader, const TileId& tile);

// The right edge of a growing tree: on each level the hashes of the tile that is not full yet. Tiles
// come out as they fill; `finish` hands out the partial ones that changed.
class RightEdge {
 public:
  using OnTile = std::function<Status(Tile tile)>;

  RightEdge() = default;
  [[nodiscard]] static Result<RightEdge> load(TileReader& reader, std::uint64_t size);

  [[nodiscard]] Status add(std::span<const Hash> leaves, const OnTile& on_tile);
  [[nodiscard]] Status finish(const OnTile& on_tile);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;

 private:
  struct Level {
    TileTree tile;  // of fewer than 256 hashes
    bool changed = false;
  };

  [[nodiscard]] Status push(std::uint8_t level, std::span<const Hash> hashes, const OnTile& on_tile);

  std::uint64_t size_ = 0;
  std::array<Level, kMaxTileLevel + 1> levels_;
};

struct Appended {
  std::uint64_t new_size = 0;
  Hash old_root = empty_root();
  Hash root = empty_root();
  std::vector<Tile> changed;  // every tile that is new or grew, each once, with all its hashes
};

[[nodiscard]] Result<Appended> append(TileReader& reader, std::uint64_t old_size,
                                      std::span<const Hash> leaves);

// The reader must hold a tree of exactly `size` leaves, or of more and then answer for tiles as wide
// as they are at `size`.
[[nodiscard]] Result<Hash> root_at(TileReader& reader, std::uint64_t size);

}  // namespace demur::translog
