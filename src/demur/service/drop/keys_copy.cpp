#include "demur/service/drop/keys_copy.hpp"

#include <algorithm>
#include <map>

#include "demur/translog/tree.hpp"

namespace demur::service::drop {
namespace {

using core::Bytes;
using core::Code;
using core::fail;
using core::Result;
using core::Status;
using translog::Hash;

Result<std::vector<std::string>> split(std::string_view all) {
  std::vector<std::string> entries;
  while (!all.empty()) {
    if (all.size() < 2) return fail(Code::invalid, "the keys log's entries end in the middle of a length");
    const std::size_t size =
        static_cast<std::uint8_t>(all[0]) * std::size_t{256} + static_cast<std::uint8_t>(all[1]);
    all.remove_prefix(2);
    if (all.size() < size) return fail(Code::invalid, "the keys log's entries end in the middle of one");
    entries.emplace_back(all.substr(0, size));
    all.remove_prefix(size);
  }
  return entries;
}

std::vector<Hash> hashes_of(std::span<const std::string> entries) {
  std::vector<Hash> hashes;
  hashes.reserve(entries.size());
  for (const std::string& entry : entries) hashes.push_back(translog::leaf_hash(core::bytes_of(entry)));
  return hashes;
}

// A tree that grows from nothing needs no tile from anywhere.
class NoTiles final : public translog::TileReader {
 public:
  Result<Bytes> read(const translog::TileId&) override {
    return fail(Code::internal, "there is no tile yet");
  }
};

Result<translog::Appended> tree_of(std::span<const std::string> entries) {
  NoTiles none;
  return translog::append(none, 0, hashes_of(entries));
}

}  // namespace

Result<KeysCopy> KeysCopy::read(std::string note, std::string entries,
                                const translog::VerifierKey& keys_key) {
  const auto opened = DEMUR_TRY(translog::open_checkpoint(note, keys_key));
  KeysCopy copy;
  copy.entries_ = DEMUR_TRY(split(entries));
  if (copy.entries_.size() != opened.checkpoint.size)
    return fail(Code::unproven, "the keys log has another number of entries than its checkpoint says");
  auto tree = DEMUR_TRY(tree_of(copy.entries_));
  if (tree.root != opened.checkpoint.root)
    return fail(Code::unproven, "the entries of the keys log are not those that its checkpoint signs");
  copy.tiles_ = std::move(tree.changed);
  copy.root_ = tree.root;
  copy.note_ = std::move(note);
  copy.all_ = std::move(entries);
  return copy;
}

Status KeysCopy::extends(const KeysCopy& older) const {
  const bool begins_alike =
      size() >= older.size() && std::equal(older.entries_.begin(), older.entries_.end(), entries_.begin());
  if (begins_alike) return {};
  if (size() < older.size() && older.extends(*this))
    return fail(Code::conflict, "the keys log that came is an older one than the copy held here");
  return fail(
      Code::unproven,
      "the keys log has forked: what the institution shows now is signed, and does not begin with what "
      "it showed and signed before");
}

Result<Bytes> KeysCopy::file(std::string_view path) const {
  const auto none = fail(Code::not_found, "the keys log has no such file");
  if (path == "checkpoint") {
    const auto bytes = core::bytes_of(note_);
    return Bytes(bytes.begin(), bytes.end());
  }
  if (path.starts_with("tile/entries/")) {
    const auto bundle = translog::parse_bundle_path(path);
    if (!bundle || bundle->index * translog::kTileWidth + bundle->width > size()) return none;
    Bytes bytes;
    for (std::uint32_t i = 0; i < bundle->width; ++i)
      DEMUR_TRY(
          translog::append_entry(bytes, core::bytes_of(entries_[bundle->index * translog::kTileWidth + i])));
    return bytes;
  }
  const auto id = translog::parse_tile_path(path);
  if (!id) return none;
  for (const translog::Tile& tile : tiles_) {
    const std::size_t wanted = id->width * sizeof(Hash);
    if (tile.level != id->level || tile.index != id->index || tile.hashes.size() < wanted) continue;
    return Bytes(tile.hashes.begin(), tile.hashes.begin() + static_cast<std::ptrdiff_t>(wanted));
  }
  return none;
}

}  // namespace demur::service::drop
