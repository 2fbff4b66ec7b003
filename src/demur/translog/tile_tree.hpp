// A tile, and above its hashes the roots of all perfect subtrees in it: each node is hashed once, when
// the last hash below it comes. For tree.cpp and prover.cpp. RFC 6962 section 2.1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demur/translog/tile.hpp"

namespace demur::translog {

class TileTree {
 public:
  // No more than fit: 256 in all.
  void extend(std::span<const Hash> hashes);
  void clear() { width_ = 0; }

  [[nodiscard]] std::uint32_t width() const { return width_; }
  [[nodiscard]] std::span<const Hash> hashes() const { return std::span(nodes_).first(width_); }
  // The root over the hashes [position 2^height, (position + 1) 2^height), which are all there.
  [[nodiscard]] const Hash& root(std::size_t height, std::size_t position) const {
    return nodes_[begin_of(height) + position];
  }

 private:
  // Over 256 hashes lie 128 roots over two, over these 64, and so on: each height behind the one below.
  static std::size_t begin_of(std::size_t height) { return 2 * kTileWidth - (2 * kTileWidth >> height); }

  std::uint32_t width_ = 0;
  std::vector<Hash> nodes_;  // 511 of them from the first hash on
};

}  // namespace demur::translog
