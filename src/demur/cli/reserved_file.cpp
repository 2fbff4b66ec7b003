#include "demur/cli/reserved_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "demur/cli/terminal.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::fail;

bool write_all(int file, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = ::pwrite(file, text.data() + at, text.size() - at, static_cast<off_t>(at));
    if (written <= 0) return false;
    at += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

core::Status flush_folder_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  const int folder = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool flushed = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (flushed) return {};
  return fail(Code::unavailable, fmt::format("cannot flush the folder of {}", path));
}

std::string path_from_anywhere(const std::string& typed) {
  if (typed.empty()) return {};
  std::error_code error;
  const std::string path = std::filesystem::absolute(typed, error).string();
  return error ? typed : path;
}

core::Result<ReservedFile> ReservedFile::at(std::string path, std::size_t most_bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST)
    return fail(Code::conflict, fmt::format("{} is there already: name another file", path), "receipt");
  if (file < 0)
    return fail(Code::invalid, fmt::format("cannot write {}: {}", path, std::strerror(errno)), "receipt");
  ReservedFile reserved(std::move(path), file);
  if (const int error = ::posix_fallocate(file, 0, static_cast<off_t>(most_bytes)); error != 0)
    return fail(Code::unavailable,
                fmt::format("there is no room for {}: {}", reserved.path_, std::strerror(error)), "receipt");
  return reserved;
}

ReservedFile::ReservedFile(ReservedFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)), is_written_(other.is_written_) {}

ReservedFile::~ReservedFile() {
  if (!is_written_) remove();
  if (file_ >= 0) ::close(file_);
}

// The second time beside it and in its place: no power cut leaves half of each.
core::Status ReservedFile::write(std::string_view text) {
  if (is_written_) return write_file(path_, text);
  const bool is_kept = write_all(file_, text) && ::ftruncate(file_, static_cast<off_t>(text.size())) == 0 &&
                       ::fsync(file_) == 0;
  if (!is_kept)
    return fail(Code::unavailable, fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
  DEMUR_TRY(flush_folder_of(path_));
  is_written_ = true;
  return {};
}

void ReservedFile::remove() {
  if (file_ < 0) return;
  ::close(std::exchange(file_, -1));
  ::unlink(path_.c_str());
}

}  // namespace demur::cli
