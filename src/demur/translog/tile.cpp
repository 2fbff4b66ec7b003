#include "demur/translog/tile.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "demur/translog/lines.hpp"

namespace demur::translog {
namespace {

constexpr std::string_view kTiles = "tile/";
constexpr std::string_view kBundles = "tile/entries/";

std::string index_path(std::uint64_t index) {
  std::string path = fmt::format("{:03}", index % 1000);
  while (index >= 1000) {
    index /= 1000;
    path = fmt::format("x{:03}/{}", index % 1000, path);
  }
  return path;
}

std::string with_width(std::string path, std::uint32_t width) {
  return width == kTileWidth ? path : path + fmt::format(".p/{}", width);
}

std::unexpected<core::Error> not_a_path() {
  return fail(Code::invalid, "not the path of a tile or entry bundle (C2SP tlog-tiles)");
}

// index[.p/width]. Reads leniently, then compares with the one spelling there is.
Result<BundleId> parse_index_and_width(std::string_view text) {
  BundleId id;
  std::string_view digits = text;
  if (const auto dot = text.find(".p/"); dot != std::string_view::npos) {
    const std::uint64_t width = DEMUR_TRY(parse_decimal(text.substr(dot + 3)));
    if (width == 0 || width >= kTileWidth) return not_a_path();
    id.width = static_cast<std::uint32_t>(width);
    digits = text.substr(0, dot);
  }
  if (digits.size() > 40) return not_a_path();
  for (const char c : digits) {
    if (c == 'x' || c == '/') continue;
    if (c < '0' || c > '9' || id.index > kMaxTreeSize / 10) return not_a_path();
    id.index = id.index * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (with_width(index_path(id.index), id.width) != text) return not_a_path();
  return id;
}

bool fits_a_tree(std::uint8_t level, const BundleId& id) {
  const std::uint64_t most = hashes_at_level(level, kMaxTreeSize);
  return id.index <= most / kTileWidth && id.index * kTileWidth + id.width <= most;
}

// The bytes that the first `width` entries of a bundle take; nothing when they are cut short.
Result<std::size_t> length_of_entries(ByteView bundle, std::uint32_t width, std::vector<ByteView>* entries) {
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < width; ++i) {
    if (bundle.size() - at < 2)
      return fail(Code::invalid, fmt::format("the entry bundle ends before entry {}", i));
    const std::size_t length = std::size_t{bundle[at]} << 8 | bundle[at + 1];
    at += 2;
    if (bundle.size() - at < length)
      return fail(Code::invalid, fmt::format("the entry bundle ends inside entry {}", i));
    if (entries != nullptr) entries->push_back(bundle.subspan(at, length));
    at += length;
  }
  return at;
}

}  // namespace

std::string path_of(const TileId& tile) {
  return with_width(fmt::format("{}{}/{}", kTiles, tile.level, index_path(tile.index)), tile.width);
}

std::string path_of(const BundleId& bundle) {
  return with_width(fmt::format("{}{}", kBundles, index_path(bundle.index)), bundle.width);
}

Result<TileId> parse_tile_path(std::string_view path) {
  if (!path.starts_with(kTiles)) return not_a_path();
  path.remove_prefix(kTiles.size());
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return not_a_path();
  const std::uint64_t level = DEMUR_TRY(parse_decimal(path.substr(0, slash)));
  if (level > kMaxTileLevel) return not_a_path();
  const BundleId place = DEMUR_TRY(parse_index_and_width(path.substr(slash + 1)));
  const TileId tile{static_cast<std::uint8_t>(level), place.index, place.width};
  if (!fits_a_tree(tile.level, place)) return not_a_path();
  return tile;
}

Result<BundleId> parse_bundle_path(std::string_view path) {
  if (!path.starts_with(kBundles)) return not_a_path();
  const BundleId id = DEMUR_TRY(parse_index_and_width(path.substr(kBundles.size())));
  if (!fits_a_tree(0, id)) return not_a_path();
  return id;
}

std::uint64_t hashes_at_level(std::uint8_t level, std::uint64_t size) {
  return level > kMaxTileLevel ? 0 : size >> (8 * level);
}

std::uint32_t width_of_tile(std::uint8_t level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t hashes = hashes_at_level(level, size);
  if (index > hashes / kTileWidth) return 0;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(hashes - index * kTileWidth, kTileWidth));
}

std::vector<TileId> tiles_of_size(std::uint64_t size) {
  std::vector<TileId> tiles;
  for (std::uint8_t level = 0; hashes_at_level(level, size) > 0; ++level)
    for (std::uint64_t index = 0; const std::uint32_t width = width_of_tile(level, index, size); ++index)
      tiles.push_back({level, index, width});
  return tiles;
}

std::vector<BundleId> bundles_of_size(std::uint64_t size) {
  std::vector<BundleId> bundles;
  for (std::uint64_t index = 0; const std::uint32_t width = width_of_tile(0, index, size); ++index)
    bundles.push_back({index, width});
  return bundles;
}

static_assert(sizeof(Hash) == 32 && alignof(Hash) == 1);

std::span<const Hash> hashes_in(ByteView tile) {
  return {reinterpret_cast<const Hash*>(tile.data()), tile.size() / sizeof(Hash)};
}

ByteView bytes_of(std::span<const Hash> hashes) {
  return {reinterpret_cast<const std::uint8_t*>(hashes.data()), hashes.size_bytes()};
}

Status append_entry(Bytes& bundle, ByteView entry) {
  if (entry.size() > kMaxEntryBytes)
    return fail(Code::too_large, fmt::format("an entry of the log holds at most {} bytes", kMaxEntryBytes));
  bundle.push_back(static_cast<std::uint8_t>(entry.size() >> 8));
  bundle.push_back(static_cast<std::uint8_t>(entry.size() & 0xff));
  bundle.insert(bundle.end(), entry.begin(), entry.end());
  return {};
}

Result<std::vector<ByteView>> decode_bundle(ByteView bundle, std::uint32_t width) {
  std::vector<ByteView> entries;
  entries.reserve(std::min(width, kTileWidth));
  if (DEMUR_TRY(length_of_entries(bundle, width, &entries)) != bundle.size())
    return fail(Code::invalid, "the entry bundle has bytes after its last entry");
  return entries;
}

Result<Bytes> cut_bundle(ByteView bundle, std::uint32_t width) {
  const ByteView cut = bundle.first(DEMUR_TRY(length_of_entries(bundle, width, nullptr)));
  return Bytes(cut.begin(), cut.end());
}

}  // namespace demur::translog
