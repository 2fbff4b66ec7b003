// The data directory: made for its owner only (0700, files 0600) and held by one process. The hold
// is an flock on the file "lock", which the kernel lets go when the process ends, however it ends.
//
//   DataDirectory directory = DEMUR_TRY(DataDirectory::hold("/var/lib/demur"));
//   auto database = Database::open({.file = directory.database_file()});
//
// A directory or a database in which others may write is refused: they could put another one in its
// place.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "demur/core/result.hpp"

namespace demur::store {

// An open file, closed at the end.
class FileHandle {
 public:
  explicit FileHandle(int fd = -1) : fd_(fd) {}
  FileHandle(FileHandle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileHandle();

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

class DataDirectory {
 public:
  [[nodiscard]] static core::Result<DataDirectory> hold(const std::filesystem::path& path);

  [[nodiscard]] std::filesystem::path database_file() const { return path_ / "demur.db"; }

 private:
  DataDirectory(std::filesystem::path path, FileHandle lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;
  FileHandle lock_;
};

// Makes an empty file for its owner only; fails where there is one.
[[nodiscard]] core::Status make_private_file(const std::filesystem::path& file);

// Makes a file, or a directory's list of names, durable.
[[nodiscard]] core::Status sync_to_disk(const std::filesystem::path& path);

// Makes or replaces a small file, for its owner only, and durably: whenever the machine stops, the
// file is the old one or the new one, whole. A file NAME.new that a crash left goes.
[[nodiscard]] core::Status replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace demur::store
