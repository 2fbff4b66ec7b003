#include "demur/translog/tree.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <optional>

namespace demur::translog {
namespace {

Tile tile_of(std::uint8_t level, std::uint64_t index, std::span<const Hash> hashes) {
  const ByteView bytes = bytes_of(hashes);
  return {level, index, Bytes(bytes.begin(), bytes.end())};
}

}  // namespace

Result<Bytes> read_exactly(TileReader& reader, const TileId& tile) {
  Bytes bytes = DEMUR_TRY(reader.read(tile));
  const std::size_t wanted = tile.width * sizeof(Hash);
  if (bytes.size() < wanted || bytes.size() > kTileWidth * sizeof(Hash) || bytes.size() % sizeof(Hash) != 0)
    return fail(Code::internal, fmt::format("{} must hold {} hashes of 32 bytes but has {} bytes",
                                            path_of(tile), tile.width, bytes.size()));
  bytes.resize(wanted);
  return bytes;
}

Result<RightEdge> RightEdge::load(TileReader& reader, std::uint64_t size) {
  if (size > kMaxTreeSize) return fail(Code::invalid, "a log holds at most 2^63 - 1 entries");
  RightEdge edge;
  edge.size_ = size;
  for (std::uint8_t level = 0; level <= kMaxTileLevel; ++level) {
    const std::uint64_t index = hashes_at_level(level, size) / kTileWidth;
    const std::uint32_t width = width_of_tile(level, index, size);
    if (width == 0) continue;
    const Bytes tile = DEMUR_TRY(read_exactly(reader, {level, index, width}));
    edge.levels_[level].tile.extend(hashes_in(tile));
  }
  return edge;
}

Status RightEdge::add(std::span<const Hash> leaves, const OnTile& on_tile) {
  if (leaves.size() > kMaxTreeSize - size_) return fail(Code::conflict, "the log is full");
  while (!leaves.empty()) {
    const std::size_t room = kTileWidth - levels_[0].tile.width();
    const auto fitting = leaves.first(std::min(room, leaves.size()));
    size_ += fitting.size();
    DEMUR_TRY(push(0, fitting, on_tile));
    leaves = leaves.subspan(fitting.size());
  }
  return {};
}

// The hashes fit into the tile. A full tile is handed out, and its root goes up a level.
Status RightEdge::push(std::uint8_t level, std::span<const Hash> hashes, const OnTile& on_tile) {
  Level& edge = levels_[level];
  edge.tile.extend(hashes);
  edge.changed = edge.tile.width() < kTileWidth;
  if (edge.changed) return {};
  DEMUR_TRY(on_tile(tile_of(level, hashes_at_level(level, size_) / kTileWidth - 1, edge.tile.hashes())));
  const Hash root = edge.tile.root(8, 0);
  edge.tile.clear();
  return push(level + 1, {&root, 1}, on_tile);
}

Status RightEdge::finish(const OnTile& on_tile) {
  for (std::uint8_t level = 0; level <= kMaxTileLevel; ++level) {
    Level& edge = levels_[level];
    if (!edge.changed) continue;
    DEMUR_TRY(on_tile(tile_of(level, hashes_at_level(level, size_) / kTileWidth, edge.tile.hashes())));
    edge.changed = false;
  }
  return {};
}

// From the right, and so from the small to the large: the perfect subtrees, one for each bit of the
// size, folded together.
Hash RightEdge::root() const {
  std::optional<Hash> right;
  for (const Level& level : levels_)
    for (std::uint32_t rest = level.tile.width(); rest > 0; rest &= rest - 1) {
      const auto height = static_cast<std::size_t>(std::countr_zero(rest));
      const Hash& left = level.tile.root(height, (rest >> height) - 1);
      right = right ? node_hash(left, *right) : left;
    }
  return right.value_or(empty_root());
}

Result<Appended> append(TileReader& reader, std::uint64_t old_size, std::span<const Hash> leaves) {
  RightEdge edge = DEMUR_TRY(RightEdge::load(reader, old_size));
  Appended appended;
  appended.old_root = edge.root();
  const auto keep = [&](Tile tile) -> Status {
    appended.changed.push_back(std::move(tile));
    return {};
  };
  DEMUR_TRY(edge.add(leaves, keep));
  DEMUR_TRY(edge.finish(keep));
  appended.new_size = edge.size();
  appended.root = edge.root();
  return appended;
}

Result<Hash> root_at(TileReader& reader, std::uint64_t size) {
  return DEMUR_TRY(RightEdge::load(reader, size)).root();
}

}  // namespace demur::translog
