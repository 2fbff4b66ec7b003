#include "demur/store/sqlite/data_directory.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace demur::store {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

namespace {

std::unexpected<core::Error> system_failure(std::string_view doing, const std::filesystem::path& path) {
  const std::error_code why(errno, std::generic_category());
  return fail(Code::internal, fmt::format("cannot {} {}: {}", doing, path.string(), why.message()));
}

bool others_may_write(const struct stat& found) {
  return (found.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

Status make_directory(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0)
    return sync_to_disk(path.parent_path().empty() ? "." : path.parent_path());
  if (errno != EEXIST) return system_failure("make the data directory", path);
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return system_failure("look at the data directory", path);
  if (!S_ISDIR(found.st_mode))
    return fail(Code::invalid,
                fmt::format("{} is not a directory: name another data directory", path.string()));
  if (others_may_write(found))
    return fail(
        Code::forbidden,
        fmt::format("others may write in the data directory {}: run chmod 700 on it first", path.string()));
  return {};
}

// SQLite gives its log and index the database file's own mode.
Status make_database_file(const std::filesystem::path& file) {
  const Status made = make_private_file(file);
  if (made || made.error().code != Code::conflict) return made;
  struct stat found{};
  if (::stat(file.c_str(), &found) != 0) return system_failure("look at", file);
  if (others_may_write(found))
    return fail(
        Code::forbidden,
        fmt::format("others may write to {}: find out who could, then run chmod 600 on it", file.string()));
  return {};
}

// Who holds it, for the message only: the lock itself is the kernel's.
std::string holder(int fd) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(fd, text.data(), text.size() - 1, 0);
  std::string digits;
  for (ssize_t i = 0; i < size && text[i] >= '0' && text[i] <= '9'; ++i) digits += text[i];
  return digits.empty() ? "another process" : "process " + digits;
}

void write_holder(int fd) {
  const std::string own = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, own.data(), own.size(), 0) < 0) return;
}

}  // namespace

FileHandle::~FileHandle() {
  if (fd_ >= 0) ::close(fd_);
}

Status sync_to_disk(const std::filesystem::path& path) {
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() || ::fsync(file.get()) != 0) return system_failure("make durable", path);
  return {};
}

Status replace_file(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::path beside = file;
  beside += ".new";
  ::unlink(beside.c_str());
  {
    const FileHandle fresh(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fresh.is_open()) return system_failure("make", beside);
    if (::write(fresh.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(fresh.get()) != 0)
      return system_failure("write", beside);
  }
  if (::rename(beside.c_str(), file.c_str()) != 0) return system_failure("replace", file);
  return sync_to_disk(file.parent_path().empty() ? "." : file.parent_path());
}

Status make_private_file(const std::filesystem::path& file) {
  const FileHandle made(::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600));
  if (made.is_open()) return {};
  if (errno == EEXIST) return fail(Code::conflict, fmt::format("{} exists already", file.string()));
  return system_failure("make", file);
}

Result<DataDirectory> DataDirectory::hold(const std::filesystem::path& path) {
  DEMUR_TRY(make_directory(path));
  const std::filesystem::path lock_file = path / "lock";
  FileHandle lock(::open(lock_file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  if (!lock.is_open()) return system_failure("write in the data directory", path);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_failure("lock the data directory", path);
    return fail(Code::conflict,
                fmt::format("{} has the data directory {} open: stop it first, or name another "
                            "data directory",
                            holder(lock.get()), path.string()));
  }
  write_holder(lock.get());
  DataDirectory directory(path, std::move(lock));
  DEMUR_TRY(make_database_file(directory.database_file()));
  DEMUR_TRY(sync_to_disk(path));
  return directory;
}

}  // namespace demur::store
