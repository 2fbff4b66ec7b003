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

using translog::KeyType;

constexpr std::string_view kPrefix = "PRIVATE+KEY+";

struct Kind {
  const char* file;
  const char* word;
  const char* when_missing;
};

Kind kind_of(KeyType type) {
  if (type == KeyType::witness)
    return {
        "witness.key", "witness key",
        "`demur witness init` makes a new witness in an empty folder; those who asked the old one must be "
        "told the new key"};
  return {"log.key", "log key",
          "`demur init` makes an institution; the key of one that was made is where you keep it apart from "
          "the database"};
}

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

Result<translog::SigningKey> named_key(std::string name, KeyType type, const Seed& seed) {
  constexpr std::string_view kHash = "{key}";
  if (const auto at = name.find(kHash); at != std::string::npos) {
    const auto unnamed = DEMUR_TRY(translog::SigningKey::create("unnamed", type, seed));
    name.replace(at, kHash.size(), core::to_hex(core::sha256(unnamed.verifier().public_key)));
  }
  return translog::SigningKey::create(std::move(name), type, seed);
}

// PRIVATE+KEY+name+id+base64: base64 may itself hold a plus, the name may not.
Result<translog::SigningKey> parse_key_line(std::string_view line, KeyType type) {
  const auto damaged = fail(Code::invalid, "not a key");
  if (!line.starts_with(kPrefix) || !line.ends_with('\n')) return damaged;
  const auto rest = line.substr(kPrefix.size(), line.size() - kPrefix.size() - 1);
  const auto name_end = rest.find('+');
  const auto id_end = rest.find('+', name_end + 1);
  if (name_end == std::string_view::npos || id_end == std::string_view::npos) return damaged;
  auto typed = core::from_base64(rest.substr(id_end + 1));
  if (!typed || typed->size() != 1 + translog::SigningKey::kSeedBytes) return damaged;
  auto key = translog::SigningKey::create(std::string(rest.substr(0, name_end)), type,
                                          core::ByteView(*typed).subspan(1));
  const bool is_of_type = (*typed)[0] == static_cast<std::uint8_t>(type);
  sodium_memzero(typed->data(), typed->size());
  const auto id = rest.substr(name_end + 1, id_end - name_end - 1);
  if (!key || !is_of_type || key_id_text(key->verifier()) != id) return damaged;
  return key;
}

Status must_be_private(const File& file, const std::filesystem::path& path) {
  struct stat found{};
  if (::fstat(file.descriptor, &found) != 0) return system_failure("look at", path);
  if ((found.st_mode & 077) == 0) return {};
  return fail(Code::forbidden,
              fmt::format("{} can be read by others than its owner. Whoever read it can sign in its name: "
                          "find out who could, then `chmod 600 {}`",
                          path.string(), path.string()));
}

Status write_new_file(const std::filesystem::path& path, std::string_view text) {
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.descriptor < 0 && errno == EEXIST)
    return fail(Code::conflict, fmt::format("{} exists already: name another folder", path.string()));
  if (file.descriptor < 0) return system_failure("make", path);
  if (::write(file.descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::fsync(file.descriptor) != 0)
    return system_failure("write", path);
  const File folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.descriptor < 0 || ::fsync(folder.descriptor) != 0)
    return system_failure("flush", path.parent_path());
  return {};
}

// Each name is on the disk when this returns: what is flushed inside of a folder does not keep the folder.
Status make_folders(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return {};
  const auto parent = folder.parent_path();
  DEMUR_TRY(make_folders(parent));
  if (!std::filesystem::create_directory(folder, error) && error)
    return fail(Code::internal, fmt::format("cannot make {}: {}", folder.string(), error.message()));
  return store::sync_to_disk(parent.empty() ? "." : parent);
}

}  // namespace

Status make_private_folder(const std::filesystem::path& folder) {
  DEMUR_TRY(make_folders(folder));
  if (::chmod(folder.c_str(), 0700) != 0) return system_failure("protect", folder);
  return {};
}

Result<std::unique_ptr<translog::SigningKey>> create_key(const std::filesystem::path& folder, KeyType type,
                                                         const std::string& name,
                                                         const core::Random& random) {
  return create_key_file(folder / kind_of(type).file, type, name, random);
}

Result<std::unique_ptr<translog::SigningKey>> create_key_file(const std::filesystem::path& file, KeyType type,
                                                              const std::string& name,
                                                              const core::Random& random) {
  Seed seed{};
  random(seed);
  auto key = named_key(name, type, seed);
  if (!key) return std::unexpected(key.error());
  std::string line = key_line(key->verifier(), seed);
  sodium_memzero(seed.data(), seed.size());
  const Status written = write_new_file(file, line);
  sodium_memzero(line.data(), line.size());
  DEMUR_TRY(written);
  return std::make_unique<translog::SigningKey>(std::move(*key));
}

void remove_key(const std::filesystem::path& folder, KeyType type) {
  std::error_code ignored;
  std::filesystem::remove(folder / kind_of(type).file, ignored);
}

Result<std::unique_ptr<translog::SigningKey>> read_key(const std::filesystem::path& folder, KeyType type) {
  return read_key_file(folder / kind_of(type).file, type);
}

Status copy_log_key(const std::filesystem::path& file, const std::filesystem::path& folder) {
  const auto key = DEMUR_TRY(read_key_file(file, KeyType::log));
  const auto own = folder / kind_of(KeyType::log).file;
  if (std::filesystem::exists(own)) {
    if (DEMUR_TRY(read_key_file(own, KeyType::log))->verifier() == key->verifier()) return {};
    return fail(Code::conflict, fmt::format("{} is there already, and is another key", own.string()));
  }
  const File opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 1024> buffer{};
  const ssize_t size = ::read(opened.descriptor, buffer.data(), buffer.size());
  const Status written = store::replace_file(
      own, std::string_view(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0));
  sodium_memzero(buffer.data(), buffer.size());
  return written;
}

Result<std::unique_ptr<translog::SigningKey>> read_key_file(const std::filesystem::path& path, KeyType type) {
  const Kind kind = kind_of(type);
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor < 0 && errno == ENOENT)
    return fail(Code::not_found, fmt::format("{} is missing: {}", path.string(), kind.when_missing));
  if (file.descriptor < 0) return system_failure("open", path);
  DEMUR_TRY(must_be_private(file, path));
  std::array<char, 1024> buffer{};
  const ssize_t size = ::read(file.descriptor, buffer.data(), buffer.size());
  const std::string_view line(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  auto key = parse_key_line(line, type);
  sodium_memzero(buffer.data(), buffer.size());
  if (!key)
    return fail(Code::invalid,
                fmt::format("{} is not a {}: restore it from a backup", path.string(), kind.word));
  return std::make_unique<translog::SigningKey>(std::move(*key));
}

}  // namespace demur::service
