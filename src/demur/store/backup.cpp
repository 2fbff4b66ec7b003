#include "demur/store/backup.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "demur/store/migrate.hpp"
#include "demur/store/sqlite/data_directory.hpp"
#include "demur/store/store.hpp"

namespace demur::store {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
namespace fs = std::filesystem;

namespace {

fs::path with_ending(fs::path file, const char* ending) {
  file += ending;
  return file;
}

// An empty file of ours, held against another backup until it is closed. What one that was killed had
// left in it goes.
Result<FileHandle> hold_empty(const fs::path& file) {
  FileHandle held(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!held.is_open())
    return fail(Code::invalid, fmt::format("{} cannot be written: does its folder exist?", file.string()));
  if (::flock(held.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(Code::conflict, fmt::format("another backup is writing {}", file.string()));
  if (::ftruncate(held.get(), 0) != 0 || ::fchmod(held.get(), 0600) != 0)
    return fail(Code::invalid, fmt::format("{} cannot be written over", file.string()));
  return held;
}

Result<std::unique_ptr<ReaderPool>> read_file(const fs::path& file) {
  std::vector<std::unique_ptr<Database>> readers;
  readers.push_back(DEMUR_TRY(Database::open({file, Access::read})));
  return std::make_unique<ReaderPool>(std::move(readers));
}

Status copy_into(const fs::path& directory, const fs::path& copy, const CheckCopy& check) {
  {
    const auto source = DEMUR_TRY(Database::open({directory / "demur.db", Access::backup}));
    DEMUR_TRY(check_version(*source));
    DEMUR_TRY(source->execute("VACUUM INTO ?1", std::string_view(copy.native())));
  }
  DEMUR_TRY(sync_to_disk(copy));
  if (!check) return {};
  const auto pool = DEMUR_TRY(read_file(copy));
  return check(*pool, copy);
}

}  // namespace

Status back_up(const fs::path& directory, const fs::path& file, const CheckCopy& check) {
  if (!holds_database(directory)) return no_institution();
  std::error_code failed;
  if (fs::exists(file, failed))
    return fail(Code::conflict, fmt::format("{} exists already: name a new file", file.string()));
  const fs::path partial = with_ending(file, ".partial");
  const FileHandle held = DEMUR_TRY(hold_empty(partial));
  const Status copied = copy_into(directory, partial, check);
  if (copied) fs::rename(partial, file, failed);
  if (copied && !failed) return sync_to_disk(file.parent_path().empty() ? "." : file.parent_path());
  fs::remove(partial, failed);
  return copied ? fail(Code::internal, "the backup cannot be given its name") : copied;
}

Result<std::unique_ptr<ReaderPool>> read_beside(const fs::path& directory) {
  return read_file(directory / "demur.db");
}

}  // namespace demur::store
