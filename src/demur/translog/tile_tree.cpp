#include "demur/translog/tile_tree.hpp"

#include <algorithm>

namespace demur::translog {

void TileTree::extend(std::span<const Hash> hashes) {
  nodes_.resize(2 * kTileWidth - 1);
  std::ranges::copy(hashes, nodes_.begin() + width_);
  std::size_t had = width_;
  width_ += static_cast<std::uint32_t>(hashes.size());
  std::size_t have = width_;
  for (std::size_t height = 0; have > 1; ++height) {
    had /= 2;
    have /= 2;
    const auto children = std::span(nodes_).subspan(begin_of(height) + 2 * had, 2 * (have - had));
    node_hashes(children, std::span(nodes_).subspan(begin_of(height + 1) + had, have - had));
  }
}

}  // namespace demur::translog
