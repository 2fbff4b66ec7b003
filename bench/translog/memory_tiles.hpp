// Tiles in memory.
#pragma once

#include <map>
#include <utility>

#include "demur/translog/prover.hpp"
#include "demur/translog/tree.hpp"

namespace demur::bench {

class MemoryTiles final : public translog::TileReader {
 public:
  core::Result<core::Bytes> read(const translog::TileId& tile) override {
    return rows.at({tile.level, tile.index});
  }
  core::Result<translog::Appended> grow(std::uint64_t old_size, std::span<const translog::Hash> leaves) {
    auto grown = DEMUR_TRY(translog::append(*this, old_size, leaves));
    for (const auto& tile : grown.changed) rows[{tile.level, tile.index}] = tile.hashes;
    return grown;
  }

  std::map<std::pair<std::uint8_t, std::uint64_t>, core::Bytes> rows;
};

}  // namespace demur::bench
