#include "demur/service/stored_log.hpp"

#include <algorithm>

#include "demur/service/log_leaves.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/log_witnesses.hpp"
#include "demur/translog/checkpoint.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

using core::Code;
using core::fail;
using core::Result;

namespace {

std::unexpected<core::Error> no_checkpoint() {
  return fail(Code::not_found, "the log has no checkpoint yet");
}

}  // namespace

Result<StoredLeaf> find_stored_leaf(const store::Reader& reader, std::string_view id) {
  if (const auto index = DEMUR_TRY(store::leaf_index(reader, id))) {
    const auto placed = DEMUR_TRY(leaves(reader, *index, *index + 1));
    const std::string text(placed.empty() ? "" : core::text_of(placed.front()));
    const auto leaf = translog::parse_leaf(text);
    if (leaf && leaf->id == id) return StoredLeaf{text, index};
    return fail(Code::internal, "A record is not at its place in the log.");
  }
  if (const auto waiting = DEMUR_TRY(store::find_pending_leaf(reader, id)))
    return StoredLeaf{std::string(core::text_of(waiting->leaf)), {}};
  return fail(Code::not_found, "There is no such record.");
}

Result<translog::Opening> opening_of(const store::Opening& row) {
  translog::Opening opening{.private_text = row.private_part};
  if (row.salt.size() != opening.salt.size())
    return fail(Code::internal, "a stored salt has the wrong length");
  std::ranges::copy(row.salt, opening.salt.begin());
  return opening;
}

Result<core::Bytes> StoredTiles::read(const translog::TileId& tile) {
  auto hashes = DEMUR_TRY(store::tile(reader_, tile.level, tile.index));
  if (!hashes) return fail(Code::not_found, "there is no such tile in the log");
  return std::move(*hashes);
}

Result<std::string> StoredLog::checkpoint() {
  const auto newest = DEMUR_TRY(readers_.read(store::latest_checkpoint));
  if (!newest) return no_checkpoint();
  return newest->note;
}

Result<std::string> ShownLog::checkpoint() {
  const auto shown = DEMUR_TRY(readers_.read(store::shown_checkpoint));
  if (!shown) return no_checkpoint();
  DEMUR_TRY(last_.remember(*shown));
  return shown->note;
}

Result<core::Bytes> StoredLog::tile(const translog::TileId& tile) {
  return readers_.read([&](const store::Reader& reader) -> Result<core::Bytes> {
    StoredTiles tiles(reader);
    core::Bytes hashes = DEMUR_TRY(tiles.read(tile));
    const std::size_t wanted = tile.width * sizeof(translog::Hash);
    if (hashes.size() < wanted) return fail(Code::not_found, "the tile is not that wide yet");
    hashes.resize(wanted);
    return hashes;
  });
}

Result<core::Bytes> StoredLog::bundle(const translog::BundleId& bundle) {
  return readers_.read([&](const store::Reader& reader) -> Result<core::Bytes> {
    const auto latest = DEMUR_TRY(store::latest_checkpoint(reader));
    if (!latest || bundle.index * translog::kTileWidth + bundle.width > latest->size)
      return fail(Code::not_found, "the log is not that long yet");
    return stored_bundle(reader, bundle.index, bundle.width);
  });
}

Result<core::Bytes> log_file(translog::LogSource& log, std::string_view path) {
  if (path == "checkpoint") {
    const std::string note = DEMUR_TRY(log.checkpoint());
    const auto bytes = core::bytes_of(note);
    return core::Bytes(bytes.begin(), bytes.end());
  }
  const auto not_a_file =
      fail(Code::not_found, "The log has no such file. Its paths are those of C2SP tlog-tiles.");
  if (path.starts_with("tile/entries/")) {
    const auto bundle = translog::parse_bundle_path(path);
    if (!bundle) return not_a_file;
    return log.bundle(*bundle);
  }
  const auto tile = translog::parse_tile_path(path);
  if (!tile) return not_a_file;
  return log.tile(*tile);
}

}  // namespace demur::service
