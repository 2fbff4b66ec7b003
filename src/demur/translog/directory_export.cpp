#include "demur/translog/directory_export.hpp"

#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "demur/translog/checkpoint.hpp"
#include "demur/translog/directory_source.hpp"
#include "demur/translog/file.hpp"
#include "demur/translog/proof.hpp"
#include "demur/translog/prover.hpp"

namespace demur::translog {
namespace {

namespace fs = std::filesystem;

std::unexpected<core::Error> refused(const char* what, std::string_view path) {
  return fail(Code::unavailable, std::string("the system refuses to ") + what + " " + std::string(path));
}

Status write_all(const File& file, ByteView bytes, std::string_view path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return refused("write", path);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

enum class Flush { later, now };

// Beside it first, then in its place: a reader sees the old file or the new one, never half of one.
Status put_file(const fs::path& folder, std::string_view path, ByteView bytes, Flush flush) {
  const fs::path target = folder / path;
  fs::path beside = target;
  beside += ".new";
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) return refused("make the folder of", path);
  {
    const File file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.is_open()) return refused("create", path);
    DEMUR_TRY(write_all(file, bytes, path));
    if (flush == Flush::now && ::fsync(file.get()) != 0) return refused("flush", path);
  }
  fs::rename(beside, target, error);
  if (error) return refused("rename", path);
  return {};
}

// What the folder holds already, as far as its own checkpoint vouches for it: its size.
Result<std::uint64_t> size_in_folder(const fs::path& folder, const Checkpoint& next, LogSource& source) {
  const auto note = directory_source(folder).checkpoint();
  if (!note && note.error().code == Code::not_found) return std::uint64_t{0};
  if (!note) return std::unexpected(note.error());
  const auto present = unverified_checkpoint(*note);
  if (!present)
    return fail(Code::conflict, "the folder has a checkpoint that cannot be read; choose another folder");
  if (present->origin != next.origin) return fail(Code::conflict, "the folder holds another log");
  if (present->size > next.size) return fail(Code::conflict, "the folder holds a later state of the log");
  SourceTiles tiles(source);
  const auto proof = DEMUR_TRY(prove_consistency(tiles, present->size, next.size));
  if (!verify_consistency(present->size, next.size, proof, present->root, next.root))
    return fail(Code::conflict, "the folder's checkpoint contradicts this log: one of the two is a fork");
  return present->size;
}

// Everything below `size` that the folder does not hold yet.
class Exporter {
 public:
  Exporter(LogSource& source, const fs::path& folder, std::uint64_t held, std::uint64_t size,
           const Progress& progress)
      : source_(source), folder_(folder), held_(held), size_(size), progress_(progress) {}

  Status run() {
    total_ = total();
    for (std::uint64_t index = 0; const std::uint32_t width = width_of_tile(0, index, size_); ++index)
      DEMUR_TRY(put(BundleId{index, width}, is_held(0, index)));
    for (std::uint8_t level = 0; hashes_at_level(level, size_) > 0; ++level)
      for (std::uint64_t index = 0; const std::uint32_t width = width_of_tile(level, index, size_); ++index)
        DEMUR_TRY(put(TileId{level, index, width}, is_held(level, index)));
    return {};
  }

 private:
  [[nodiscard]] bool is_held(std::uint8_t level, std::uint64_t index) const {
    return width_of_tile(level, index, held_) == kTileWidth;
  }

  [[nodiscard]] std::uint64_t total() const {
    const auto tiles = [&](std::uint8_t level) {
      return (hashes_at_level(level, size_) + kTileWidth - 1) / kTileWidth;
    };
    std::uint64_t count = tiles(0);
    for (std::uint8_t level = 0; level <= kMaxTileLevel; ++level) count += tiles(level);
    return count;
  }

  template <typename Id>
  Status put(const Id& id, bool held) {
    const std::string path = path_of(id);
    std::error_code error;
    if (!held || !fs::exists(folder_ / path, error)) {
      const Bytes bytes = DEMUR_TRY(read(id));
      DEMUR_TRY(put_file(folder_, path, bytes, Flush::later));
    }
    if (progress_) progress_(++done_, total_);
    return {};
  }

  Result<Bytes> read(const TileId& tile) { return source_.tile(tile); }
  Result<Bytes> read(const BundleId& bundle) { return source_.bundle(bundle); }

  LogSource& source_;
  const fs::path& folder_;
  std::uint64_t held_;
  std::uint64_t size_;
  const Progress& progress_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace

Status write_static(LogSource& source, const fs::path& folder, const Progress& progress) {
  std::error_code error;
  fs::create_directories(folder, error);
  const File directory(folder, O_RDONLY | O_DIRECTORY);
  if (error || !directory.is_open()) return refused("open", "the folder");
  if (::flock(directory.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(Code::conflict, "another export is writing to this folder");

  const std::string note = DEMUR_TRY(source.checkpoint());
  const Checkpoint checkpoint = DEMUR_TRY(unverified_checkpoint(note));
  const std::uint64_t held = DEMUR_TRY(size_in_folder(folder, checkpoint, source));
  DEMUR_TRY(Exporter(source, folder, held, checkpoint.size, progress).run());

  // One flush for all tiles, before the checkpoint that promises them.
  if (::syncfs(directory.get()) != 0) return refused("flush", "the folder");
  DEMUR_TRY(put_file(folder, "checkpoint", core::bytes_of(note), Flush::now));
  if (::fsync(directory.get()) != 0) return refused("flush", "the folder");
  return {};
}

}  // namespace demur::translog
