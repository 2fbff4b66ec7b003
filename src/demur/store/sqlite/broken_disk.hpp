// For tests: a disk that can fail. A SQLite VFS over the system's own that counts the fsyncs of the
// write-ahead log and, when told, fails them, or runs out of space.
//
//   BrokenDisk disk;
//   auto store = Store::open({.directory = directory, .vfs = disk.name()});
//   disk.fail_syncs = true;
//
// Source: https://sqlite.org/vfs.html
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <list>
#include <string>

namespace demur::store {

class BrokenDisk {
 public:
  std::atomic<int> log_syncs{0};
  std::atomic<bool> fail_syncs{false};
  std::atomic<std::int64_t> bytes_left{std::numeric_limits<std::int64_t>::max()};

  BrokenDisk()
      : base_(sqlite3_vfs_find(nullptr)), vfs_{*base_, this}, name_("broken-" + std::to_string(counter()++)) {
    vfs_.methods.zName = name_.c_str();
    vfs_.methods.xOpen = &BrokenDisk::open;
    sqlite3_vfs_register(&vfs_.methods, 0);
  }
  BrokenDisk(const BrokenDisk&) = delete;
  ~BrokenDisk() { sqlite3_vfs_unregister(&vfs_.methods); }

  [[nodiscard]] const char* name() const { return name_.c_str(); }

 private:
  struct Vfs {
    sqlite3_vfs methods;  // first: SQLite hands back a pointer to it
    BrokenDisk* disk;
  };
  struct Methods {
    sqlite3_io_methods own;  // first, for the same reason
    const sqlite3_io_methods* original;
    BrokenDisk* disk;
    bool is_log;
  };

  static int& counter() {
    static int count = 0;
    return count;
  }
  static Methods& methods_of(sqlite3_file* file) {
    return *reinterpret_cast<Methods*>(const_cast<sqlite3_io_methods*>(file->pMethods));
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    BrokenDisk& disk = *reinterpret_cast<Vfs*>(vfs)->disk;
    const int code = disk.base_->xOpen(vfs, path, file, flags, flags_out);
    if (!file->pMethods) return code;
    Methods& methods = disk.methods_.emplace_back(
        Methods{*file->pMethods, file->pMethods, &disk, (flags & SQLITE_OPEN_WAL) != 0});
    methods.own.xSync = &BrokenDisk::sync;
    methods.own.xWrite = &BrokenDisk::write;
    file->pMethods = &methods.own;
    return code;
  }
  static int sync(sqlite3_file* file, int flags) {
    const Methods& methods = methods_of(file);
    if (methods.disk->fail_syncs) return SQLITE_IOERR_FSYNC;
    if (methods.is_log) ++methods.disk->log_syncs;
    return methods.original->xSync(file, flags);
  }
  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    const Methods& methods = methods_of(file);
    if (methods.disk->bytes_left.fetch_sub(size) < size) return SQLITE_FULL;
    return methods.original->xWrite(file, data, size, offset);
  }

  sqlite3_vfs* base_;
  Vfs vfs_;
  std::string name_;
  std::list<Methods> methods_;  // connections are opened by one thread in the tests
};

}  // namespace demur::store
