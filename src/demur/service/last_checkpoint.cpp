#include "demur/service/last_checkpoint.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "demur/service/stored_log.hpp"
#include "demur/store/sqlite/data_directory.hpp"

namespace demur::service {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

namespace {

constexpr std::size_t kMostBytes = 1 << 16;  // of a note, witnesses' lines included

std::unexpected<core::Error> unreadable(const std::filesystem::path& path) {
  return fail(
      Code::internal,
      fmt::format("{} is not a checkpoint of this log, which a crash cannot cause. Nothing is signed: "
                  "find out who wrote it, and compare the database with what others kept of the log",
                  path.string()));
}

}  // namespace

Result<std::optional<LastCheckpoint::Remembered>> LastCheckpoint::read() const {
  const auto path = folder_ / kFile;
  const store::FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() && errno == ENOENT) return std::nullopt;
  struct stat found{};
  std::string note(kMostBytes, '\0');
  if (!file.is_open() || ::fstat(file.get(), &found) != 0) return unreadable(path);
  const ssize_t size = ::read(file.get(), note.data(), note.size());
  note.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  auto opened = translog::open_checkpoint(note, log_key_);
  if (!opened) return unreadable(path);
  const core::Time written{std::chrono::seconds{found.st_mtim.tv_sec}};
  return Remembered{std::move(opened->checkpoint), core::day_of(written)};
}

Status LastCheckpoint::check(const store::Reader& reader) const {
  const auto remembered = DEMUR_TRY(read());
  return remembered ? check(reader, *remembered) : Status{};
}

Status LastCheckpoint::check(const store::Reader& reader, const Remembered& remembered) {
  const translog::Checkpoint& shown = remembered.checkpoint;
  const auto newest = DEMUR_TRY(store::latest_checkpoint(reader));
  const std::uint64_t end = newest ? newest->size : 0;
  if (end < shown.size)
    return fail(
        Code::conflict,
        fmt::format("The database is an older copy: its log ends at {}, and this node signed {} on {} "
                    "(in {}). Nothing is signed on top of it, for that would fork the log: put the "
                    "newest copy back.",
                    end, shown.size, core::to_string(remembered.written), kFile));
  StoredTiles tiles(reader);
  if (DEMUR_TRY(translog::root_at(tiles, shown.size)) == shown.root) return {};
  return fail(Code::conflict,
              fmt::format("The database holds another history than this node signed at {} on {} (in {}). "
                          "Nothing is signed on top of it: put the newest copy of the right one back.",
                          shown.size, core::to_string(remembered.written), kFile));
}

// Those who wait here come out together, with one write of the newest that any of them wants.
Status LastCheckpoint::remember(const store::SignedCheckpoint& shown) {
  if (shown.size <= remembered_) return {};
  {
    const std::lock_guard lock(wanted_mutex_);
    if (wanted_.size < shown.size) wanted_ = shown;
  }
  const std::lock_guard one_writes(writing_);
  if (shown.size <= remembered_) return {};
  store::SignedCheckpoint newest;
  {
    const std::lock_guard lock(wanted_mutex_);
    newest = wanted_;
  }
  if (const Status written = write(newest); !written)
    return fail(Code::unavailable,
                "The log's checkpoint is not shown, because it could not be remembered first: " +
                    written.error().what);
  remembered_ = newest.size;
  return {};
}

// Another process may have remembered a newer one meanwhile: what is in the file never gets older. It
// may have been killed before it flushed the folder, too.
Status LastCheckpoint::write(const store::SignedCheckpoint& newest) const {
  const store::FileHandle folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::flock(folder.get(), LOCK_EX) != 0)
    return fail(Code::internal, fmt::format("{} cannot be locked", folder_.string()));
  const auto present = DEMUR_TRY(read());
  if (present && present->checkpoint.size >= newest.size) return store::sync_to_disk(folder_);
  return store::replace_file(folder_ / kFile, newest.note);
}

}  // namespace demur::service
