#include "demur/service/sequencer.hpp"

#include <algorithm>

#include "demur/service/log_leaves.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/translog/checkpoint.hpp"
#include "demur/translog/tree.hpp"

namespace demur::service {
namespace {

using core::Result;
using core::Status;
using translog::Hash;

std::unexpected<core::Error> another_log() {
  return core::fail(
      core::Code::internal,
      "The stored log does not hash to its last signed checkpoint. Nothing more is signed: keep the "
      "folder as it is, and compare it with a backup.");
}

Status check_root(const translog::SigningKey& key, const store::SignedCheckpoint& last, const Hash& root) {
  const auto opened = DEMUR_TRY(translog::open_checkpoint(last.note, key.verifier()));
  if (opened.checkpoint.root == root && opened.checkpoint.size == last.size) return {};
  return another_log();
}

}  // namespace

Status Sequencer::check_extends(const store::SignedCheckpoint& last, const Hash& root) const {
  if (last != signed_) return check_root(key_, last, root);
  return root == signed_root_ ? Status{} : another_log();
}

Status Sequencer::sign_new_leaves(store::Transaction& transaction) {
  // 1. What is new: the rows behind those that the last checkpoint covers. A crash here, or in any step
  //    below, takes them back; whoever sent them got no answer, and sends them again.
  const auto last = DEMUR_TRY(store::latest_checkpoint(transaction));
  const std::uint64_t old_size = last ? last->size : 0;
  const std::vector<Hash> hashes = DEMUR_TRY(leaf_hashes(transaction, old_size));
  if (old_size + hashes.size() != DEMUR_TRY(store::next_leaf_index(transaction))) return another_log();
  if (hashes.empty() && last) return {};

  // 2. The tree grows from the stored right edge, which must be the one that was signed last: this is the
  //    compare of the compare-and-swap. An altered or older database ends here, unsigned.
  StoredTiles tiles(transaction);
  const auto grown = DEMUR_TRY(translog::append(tiles, old_size, hashes));
  if (last) DEMUR_TRY(check_extends(*last, grown.old_root));

  // 3. Its tiles: derived, but in the same transaction, so that no crash leaves them behind the leaves.
  for (const translog::Tile& tile : grown.changed)
    DEMUR_TRY(store::save_tile(transaction, tile.level, tile.index, tile.hashes));

  // 4. The signature. A crash from here to the commit leaves a signed note that nobody has seen: it was in
  //    memory only. The next batch may sign another one of this size, and no two are ever shown.
  const std::string note = DEMUR_TRY(translog::sign_checkpoint(
      {.origin = key_.verifier().name, .size = grown.new_size, .root = grown.root}, key_));
  signed_ = {grown.new_size, note};
  signed_root_ = grown.root;

  // 5. The swap: the one row that decides how long the log is. The writer commits next, with one flush; if
  //    that fails, nobody knows whether the row is there, and nothing is signed until a restart has looked.
  return store::add_checkpoint(transaction, signed_);
}

// The tiles of the right edge are enough for the root; the leaves of the last bundle are read too, so
// that a lost or altered row at the end of the log is seen before anything is built on it.
Status check_signed_tree(const translog::SigningKey& key, const store::Reader& reader) {
  const auto last = DEMUR_TRY(store::latest_checkpoint(reader));
  const std::uint64_t stored = DEMUR_TRY(store::next_leaf_index(reader));
  if (!last || stored != last->size)
    return core::fail(core::Code::internal,
                      "The stored log is not as long as its last signed checkpoint says.");
  StoredTiles tiles(reader);
  DEMUR_TRY(check_root(key, *last, DEMUR_TRY(translog::root_at(tiles, last->size))));
  const std::uint64_t first = (last->size - 1) / translog::kTileWidth * translog::kTileWidth;
  const auto tile = DEMUR_TRY(tiles.read({0, first / translog::kTileWidth, 1}));
  if (std::ranges::equal(DEMUR_TRY(leaf_hashes(reader, first)), translog::hashes_in(tile))) return {};
  return core::fail(core::Code::internal, "A stored leaf of the log was altered. Nothing more is signed.");
}

}  // namespace demur::service
