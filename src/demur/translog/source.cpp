#include "demur/translog/source.hpp"

#include <fmt/core.h>

#include "demur/translog/note.hpp"

namespace demur::translog {
namespace {

Status check_tile_length(const TileId& tile, const Bytes& bytes) {
  const std::size_t expected = tile.width * sizeof(Hash);
  if (bytes.size() == expected) return {};
  return fail(Code::unproven,
              fmt::format("{} has {} bytes where {} are expected", path_of(tile), bytes.size(), expected));
}

}  // namespace

Result<std::string> StaticSource::checkpoint() {
  const Bytes bytes = DEMUR_TRY(read_("checkpoint", kMaxNoteBytes));
  return std::string(core::text_of(bytes));
}

Result<Bytes> StaticSource::tile(const TileId& tile) {
  TileId stored = tile;
  auto bytes = read_(path_of(stored), kTileWidth * sizeof(Hash));
  if (!bytes && bytes.error().code == Code::not_found && tile.width < kTileWidth) {
    stored.width = kTileWidth;
    auto full = read_(path_of(stored), kTileWidth * sizeof(Hash));
    if (!full) return std::unexpected(bytes.error());
    bytes = std::move(full);
  }
  if (!bytes) return bytes;
  DEMUR_TRY(check_tile_length(stored, *bytes));
  bytes->resize(tile.width * sizeof(Hash));
  return bytes;
}

Result<Bytes> StaticSource::bundle(const BundleId& bundle) {
  auto bytes = read_(path_of(bundle), kMaxBundleBytes);
  if (bytes || bytes.error().code != Code::not_found || bundle.width == kTileWidth) return bytes;
  const BundleId whole{bundle.index, kTileWidth};
  const auto full = read_(path_of(whole), kMaxBundleBytes);
  if (!full) return std::unexpected(bytes.error());
  auto cut = cut_bundle(*full, bundle.width);
  if (!cut) return fail(Code::unproven, path_of(whole) + ": " + cut.error().what);
  return cut;
}

}  // namespace demur::translog
