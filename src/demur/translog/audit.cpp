#include "demur/translog/audit.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "demur/translog/proof.hpp"
#include "demur/translog/prover.hpp"

namespace demur::translog {
namespace {

std::unexpected<core::Error> fault(std::string what) {
  return fail(Code::unproven, std::move(what));
}

Status check_length(const TileId& tile, const Bytes& bytes) {
  if (bytes.size() == tile.width * sizeof(Hash)) return {};
  return fault(fmt::format("{} has {} bytes where {} are expected", path_of(tile), bytes.size(),
                           tile.width * sizeof(Hash)));
}

class Auditor {
 public:
  Auditor(LogSource& source, std::uint64_t size, const OnLeaf& on_leaf, const Progress& progress)
      : source_(source), size_(size), on_leaf_(on_leaf), progress_(progress) {}

  // The root that the entries lead to.
  Result<Hash> run() {
    for (std::uint64_t index = 0; const std::uint32_t width = width_of_tile(0, index, size_); ++index) {
      DEMUR_TRY(check_bundle({index, width}));
      if (progress_) progress_(edge_.size(), size_);
    }
    DEMUR_TRY(edge_.finish(check_tile_));
    return edge_.root();
  }

 private:
  // Entries against the tile over them, so that a fault is found at its entry.
  Status check_bundle(const BundleId& id) {
    const Bytes bundle = DEMUR_TRY(source_.bundle(id));
    const auto entries = decode_bundle(bundle, id.width);
    if (!entries) return fault(path_of(id) + ": " + entries.error().what);
    const TileId tile{0, id.index, id.width};
    const Bytes found = DEMUR_TRY(source_.tile(tile));
    DEMUR_TRY(check_length(tile, found));
    std::array<Hash, kTileWidth> made;
    const std::span<Hash> hashes = std::span(made).first(id.width);
    leaf_hashes(*entries, hashes);
    const std::uint64_t first = id.index * kTileWidth;
    if (const auto wrong = std::ranges::mismatch(hashes, hashes_in(found)).in1; wrong != hashes.end())
      return fault(fmt::format("entry {} in {} does not have the hash in {}",
                               first + static_cast<std::uint64_t>(wrong - hashes.begin()), path_of(id),
                               path_of(tile)));
    DEMUR_TRY(edge_.add(hashes, check_tile_));
    if (on_leaf_)
      for (std::uint32_t i = 0; i < id.width; ++i) DEMUR_TRY(on_leaf_(first + i, (*entries)[i]));
    return {};
  }

  // A tile above level 0, made from what is below it.
  Status check_tile(const Tile& made) {
    if (made.level == 0) return {};
    const Bytes found = DEMUR_TRY(source_.tile(made.id()));
    DEMUR_TRY(check_length(made.id(), found));
    const auto [at, _] = std::ranges::mismatch(made.hashes, found);
    if (at == made.hashes.end()) return {};
    const auto position = static_cast<std::size_t>(at - made.hashes.begin()) / sizeof(Hash);
    return fault(fmt::format("hash {} of {} is not that of the tile below it", position, path_of(made.id())));
  }

  LogSource& source_;
  std::uint64_t size_;
  const OnLeaf& on_leaf_;
  const Progress& progress_;
  RightEdge edge_;
  RightEdge::OnTile check_tile_ = [this](const Tile& made) { return check_tile(made); };
};

}  // namespace

Result<AuditedTree> audit_tree(LogSource& source, const VerifierKey& log_key, const OnLeaf& on_leaf,
                               const Progress& progress) {
  AuditedTree tree;
  tree.note = DEMUR_TRY(source.checkpoint());
  const auto opened = open_checkpoint(tree.note, log_key);
  if (!opened) return fault("checkpoint: " + opened.error().what);
  tree.checkpoint = opened->checkpoint;
  const Hash root = DEMUR_TRY(Auditor(source, tree.checkpoint.size, on_leaf, progress).run());
  if (root != tree.checkpoint.root)
    return fault(fmt::format("checkpoint: the {} entries lead to another root than the one signed",
                             tree.checkpoint.size));
  return tree;
}

Status check_extends(std::string_view old_note, const VerifierKey& log_key, LogSource& source) {
  const OpenedCheckpoint old_opened = DEMUR_TRY(open_checkpoint(old_note, log_key));
  const std::string new_note = DEMUR_TRY(source.checkpoint());
  const OpenedCheckpoint new_opened = DEMUR_TRY(open_checkpoint(new_note, log_key));
  const Checkpoint& before = old_opened.checkpoint;
  const Checkpoint& now = new_opened.checkpoint;
  if (before.size > now.size)
    return fault(fmt::format("the log signed a size of {} before and shows {} now: entries are missing",
                             before.size, now.size));
  SourceTiles tiles(source);
  const auto proof = DEMUR_TRY(prove_consistency(tiles, before.size, now.size));
  if (!verify_consistency(before.size, now.size, proof, before.root, now.root))
    return fault(fmt::format(
        "the log does not extend the checkpoint of size {} that it signed before: a fork", before.size));
  return {};
}

}  // namespace demur::translog
