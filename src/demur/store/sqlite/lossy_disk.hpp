// For tests: a disk that loses its power. While it lives it is SQLite's default VFS, over the system's
// own, and keeps a record of what SQLite does to its files. Afterwards it makes, for any moment of that
// record, a folder as the machine could find it: what was flushed by then is there; of what was not,
// any part may be missing.
//
//   LossyDisk disk;
//   ... open a store, write to it, note disk.moment() whenever something is acknowledged, close it
//   disk.unplug();
//   disk.power_cut(moment, random, folder);
//
// What the disk keeps without a flush, drawn by `random`: of a write, each sector of 512 bytes, or all,
// or nothing; a file's new length, or the old; a name that was made or removed, or not. A flush of a
// file makes it whole; the first one of a journal or log that SQLite made flushes the folder's names too
// (os_unix.c, UNIXFILE_DIRSYNC; tests/faults/power.mjs records the calls of the real one).
// Sources: https://sqlite.org/vfs.html, https://sqlite.org/atomiccommit.html#_hardware_assumptions
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "demur/core/bytes.hpp"

namespace demur::store {

class LossyDisk {
 public:
  using Random = std::minstd_rand;

  LossyDisk() : base_(sqlite3_vfs_find(nullptr)), vfs_{*base_, this} {
    vfs_.methods.zName = "lossy";
    vfs_.methods.xOpen = &LossyDisk::open;
    vfs_.methods.xDelete = &LossyDisk::remove;
    sqlite3_vfs_register(&vfs_.methods, 1);
  }
  LossyDisk(const LossyDisk&) = delete;
  ~LossyDisk() { unplug(); }

  // What is opened from here on is on the system's own disk.
  void unplug() { sqlite3_vfs_unregister(&vfs_.methods); }

  // So many things were done. What is acknowledged now must be there after a cut at this moment, or later.
  [[nodiscard]] std::size_t moment() const {
    const std::lock_guard lock(mutex_);
    return done_.size();
  }

  // Makes, in an existing folder, the files as they may be found when power goes after `moment` things
  // were done.
  void power_cut(std::size_t moment, Random& random, const std::filesystem::path& folder) const {
    Folder found;
    for (std::size_t i = 0; i < moment; ++i) found.take(done_[i]);
    for (const auto& [name, bytes] : found.after_power_cut(random)) {
      std::ofstream out(folder / std::filesystem::path(name).filename(), std::ios::binary);
      out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
  }

 private:
  enum class What { found, made, removed, names_flushed, written, cut, flushed };
  struct Deed {
    What what;
    std::string file;
    std::int64_t at = 0;  // offset of a write; length after a cut
    core::Bytes bytes = {};
  };

  static constexpr std::size_t kSector = 512;

  // One file, as it is on the disk for certain, and what was done since.
  struct File {
    core::Bytes bytes;
    std::vector<const Deed*> waiting = {};

    void flush() {
      for (const Deed* deed : waiting) apply(*deed);
      waiting.clear();
    }
    void lose_some(Random& random) {
      enum { nothing, everything, some, sectors } fate = decltype(fate)(random() % 4);
      for (const Deed* deed : waiting) {
        if (fate == nothing || (fate != everything && random() % 2 == 0)) continue;
        if (fate == sectors && deed->what == What::written)
          apply_in_part(*deed, random);
        else
          apply(*deed);
      }
    }
    void apply(const Deed& deed) {
      if (deed.what == What::cut) bytes.resize(static_cast<std::size_t>(deed.at));
      if (deed.what == What::written) put(static_cast<std::size_t>(deed.at), deed.bytes);
    }
    void apply_in_part(const Deed& deed, Random& random) {
      const core::ByteView all(deed.bytes);
      for (std::size_t from = 0; from < all.size();) {
        const std::size_t at = static_cast<std::size_t>(deed.at) + from;
        const std::size_t size = std::min(kSector - at % kSector, all.size() - from);
        if (random() % 2 == 0) put(at, all.subspan(from, size));
        from += size;
      }
    }
    void put(std::size_t at, core::ByteView part) {
      if (bytes.size() < at + part.size()) bytes.resize(at + part.size());
      std::ranges::copy(part, bytes.begin() + static_cast<std::ptrdiff_t>(at));
    }
  };

  // The files under their names: as the program sees them, and as the disk has them for certain.
  class Folder {
   public:
    void take(const Deed& deed) {
      switch (deed.what) {
        case What::found:
          files_.push_back({deed.bytes});
          seen_[deed.file] = kept_[deed.file] = files_.size() - 1;
          return;
        case What::made:
          files_.push_back({});
          seen_[deed.file] = files_.size() - 1;
          return waiting_.push_back({deed.file, files_.size() - 1});
        case What::removed:
          seen_.erase(deed.file);
          return waiting_.push_back({deed.file, std::nullopt});
        case What::names_flushed:
          for (const Change& change : waiting_) apply(change);
          return waiting_.clear();
        case What::flushed:
          return files_[seen_.at(deed.file)].flush();
        case What::written:
        case What::cut:
          return files_[seen_.at(deed.file)].waiting.push_back(&deed);
      }
    }
    std::map<std::string, core::Bytes> after_power_cut(Random& random) {
      for (const Change& change : waiting_)
        if (random() % 2 == 0) apply(change);
      std::map<std::string, core::Bytes> found;
      for (const auto& [name, file] : kept_) {
        files_[file].lose_some(random);
        found[name] = files_[file].bytes;
      }
      return found;
    }

   private:
    struct Change {
      std::string name;
      std::optional<std::size_t> file;
    };
    void apply(const Change& change) {
      if (change.file)
        kept_[change.name] = *change.file;
      else
        kept_.erase(change.name);
    }

    std::vector<File> files_;
    std::map<std::string, std::size_t> seen_;
    std::map<std::string, std::size_t> kept_;
    std::vector<Change> waiting_;
  };

  struct Vfs {
    sqlite3_vfs methods;  // first: SQLite hands back a pointer to it
    LossyDisk* disk;
  };
  struct Methods {
    sqlite3_io_methods own;  // first, for the same reason
    const sqlite3_io_methods* original;
    LossyDisk* disk;
    std::string file;
    bool flushes_names;  // at its first flush, as SQLite does for a journal or log that it made
  };

  static Methods& methods_of(sqlite3_file* file) {
    return *reinterpret_cast<Methods*>(const_cast<sqlite3_io_methods*>(file->pMethods));
  }

  void keep(Deed deed) {
    const std::lock_guard lock(mutex_);
    done_.push_back(std::move(deed));
  }

  static core::Bytes read_whole(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    LossyDisk& disk = *reinterpret_cast<Vfs*>(vfs)->disk;
    const bool was_there = path && std::filesystem::exists(path);
    const int code = disk.base_->xOpen(vfs, path, file, flags, flags_out);
    if (!file->pMethods) return code;
    const std::string name = path ? path : "";
    {
      const std::lock_guard lock(disk.mutex_);
      const bool is_new = disk.known_.insert(name).second;
      if (!was_there)
        disk.done_.push_back({What::made, name});
      else if (is_new)
        disk.done_.push_back({What::found, name, 0, read_whole(path)});
      Methods& methods =
          disk.methods_.emplace_back(Methods{*file->pMethods, file->pMethods, &disk, name, !was_there});
      methods.own.xSync = &LossyDisk::sync;
      methods.own.xWrite = &LossyDisk::write;
      methods.own.xTruncate = &LossyDisk::truncate;
      file->pMethods = &methods.own;
    }
    return code;
  }
  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    const Methods& methods = methods_of(file);
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    methods.disk->keep({What::written, methods.file, offset, {bytes, bytes + size}});
    return methods.original->xWrite(file, data, size, offset);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const Methods& methods = methods_of(file);
    methods.disk->keep({What::cut, methods.file, size});
    return methods.original->xTruncate(file, size);
  }
  static int sync(sqlite3_file* file, int flags) {
    Methods& methods = methods_of(file);
    const int code = methods.original->xSync(file, flags);
    if (code != SQLITE_OK) return code;
    methods.disk->keep({What::flushed, methods.file});
    if (std::exchange(methods.flushes_names, false)) methods.disk->keep({What::names_flushed, methods.file});
    return code;
  }
  static int remove(sqlite3_vfs* vfs, const char* path, int flush_folder) {
    LossyDisk& disk = *reinterpret_cast<Vfs*>(vfs)->disk;
    const int code = disk.base_->xDelete(vfs, path, flush_folder);
    if (code == SQLITE_OK) disk.keep({What::removed, path});
    if (code == SQLITE_OK && flush_folder != 0) disk.keep({What::names_flushed, path});
    return code;
  }

  sqlite3_vfs* base_;
  Vfs vfs_;
  mutable std::mutex mutex_;
  std::vector<Deed> done_;       // under mutex_
  std::set<std::string> known_;  // under mutex_
  std::list<Methods> methods_;   // under mutex_
};

}  // namespace demur::store
