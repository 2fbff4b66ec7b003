#include "demur/service/key_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "demur/core/bytes.hpp"
#include "demur/store/sqlite/data_directory.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using Seed = std::array<std::uint8_t, translog::SigningKey::kSeedBytes>;

constexpr const char* kFile = "log.key";
constexpr std::string_view kPrefix = "PRIVATE+KEY+";

// A file descriptor that closes itself.
struct File {
  int descriptor = -1;
  explicit File(int opened) : descriptor(opened) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

std::unexpected<core::Error> system_failure(const char* doing, const std::filesystem::path& path) {
  return fail(Code::internal, fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(errno)));
}

std::string key_id_text(const translog::VerifierKey& key) {
  return fmt::format("{:08x}", key.id);
}

std::string key_line(const translog::VerifierKey& key, const Seed& seed) {
  core::Bytes typed{static_cast<std::uint8_t>(key.type)};
  typed.insert(typed.end(), seed.begin(), seed.end());
  std::string line = fmt::format("{}{}+{}+{}\n", kPrefix, key.name, key_id_text(key), core::to_base64(typed));
  sodium_memzero(typed.data(), typed.size());
  return line;
}

Status must_be_private(const File& file, const std::filesystem::path& path) {
  struct stat found{};
  if (::fstat(file.descriptor, &found) != 0) return system_failure("look at", path);
  if ((found.st_mode & 077) == 0) return {};
  return fail(Code::forbidden,
              fmt::format("{} can be read by others than its owner. Whoever read it can sign in the log's "
                          "name: find out who could, then `chmod 600 {}`",
                          path.string(), path.string()));
}

Status write_new_file(const std::filesystem::path& path, std::string_view text) {
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.descriptor < 0 && errno == EEXIST)
    return fail(Code::conflict,
                fmt::format("{} exists already: this folder holds an institution", path.string()));
  if (file.descriptor < 0) return system_failure("make", path);
  if (::write(file.descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::fsync(file.descriptor) != 0)
    return system_failure("write", path);
  const File folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.descriptor < 0 || ::fsync(folder.descriptor) != 0)
    return system_failure("flush", path.parent_path());
  return {};
}

}  // namespace

Status make_private_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(Code::internal, fmt::format("cannot make {}: {}", folder.string(), error.message()));
  if (::chmod(folder.c_str(), 0700) != 0) return system_failure("protect", folder);
  return {};
}

Result<std::unique_ptr<translog::SigningKey>> create_log_key(const std::filesystem::path& folder,
                                                             const std::string& origin,
                                                             const core::Random& random) {
  Seed seed{};
  random(seed);
  auto key = translog::SigningKey::create(origin, translog::KeyType::log, seed);
  if (!key) return std::unexpected(key.error());
  std::string line = key_line(key->verifier(), seed);
  sodium_memzero(seed.data(), seed.size());
  const Status written = write_new_file(folder / kFile, line);
  sodium_memzero(line.data(), line.size());
  DEMUR_TRY(written);
  return std::make_unique<translog::SigningKey>(std::move(*key));
}

void remove_log_key(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::remove(folder / kFile, ignored);
}

Result<std::unique_ptr<translog::SigningKey>> read_log_key(const std::filesystem::path& folder) {
  return read_key_file(folder / kFile);
}

Status copy_log_key(const std::filesystem::path& file, const std::filesystem::path& folder) {
  const auto key = DEMUR_TRY(read_key_file(file));
  if (std::filesystem::exists(folder / kFile)) {
    if (DEMUR_TRY(read_log_key(folder))->verifier() == key->verifier()) return {};
    return fail(Code::conflict,
                fmt::format("{} is there already, and is another key", (folder / kFile).string()));
  }
  const File opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 1024> buffer{};
  const ssize_t size = ::read(opened.descriptor, buffer.data(), buffer.size());
  const Status written = store::replace_file(
      folder / kFile, std::string_view(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0));
  sodium_memzero(buffer.data(), buffer.size());
  return written;
}

Result<std::unique_ptr<translog::SigningKey>> read_key_file(const std::filesystem::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor < 0 && errno == ENOENT)
    return fail(Code::not_found,
                fmt::format("{} is missing: `demur init` makes an institution; the key of one that was made "
                            "is where you keep it apart from the database",
                            path.string()));
  if (file.descriptor < 0) return system_failure("open", path);
  DEMUR_TRY(must_be_private(file, path));
  std::array<char, 1024> buffer{};
  const ssize_t size = ::read(file.descriptor, buffer.data(), buffer.size());
  const std::string_view line(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const auto damaged =
      fail(Code::invalid, fmt::format("{} is not a log key: restore it from a backup", path.string()));
  if (!line.starts_with(kPrefix) || !line.ends_with('\n')) return damaged;

  // PRIVATE+KEY+name+id+base64: base64 may itself hold a plus, the name may not.
  const auto rest = line.substr(kPrefix.size(), line.size() - kPrefix.size() - 1);
  const auto name_end = rest.find('+');
  const auto id_end = rest.find('+', name_end + 1);
  if (name_end == std::string_view::npos || id_end == std::string_view::npos) return damaged;
  auto typed = core::from_base64(rest.substr(id_end + 1));
  if (!typed || typed->size() != 1 + translog::SigningKey::kSeedBytes) return damaged;
  auto key = translog::SigningKey::create(std::string(rest.substr(0, name_end)), translog::KeyType::log,
                                          core::ByteView(*typed).subspan(1));
  sodium_memzero(typed->data(), typed->size());
  const bool is_named =
      key && key_id_text(key->verifier()) == rest.substr(name_end + 1, id_end - name_end - 1);
  sodium_memzero(buffer.data(), buffer.size());
  if (!is_named) return damaged;
  return std::make_unique<translog::SigningKey>(std::move(*key));
}

}  // namespace demur::service
