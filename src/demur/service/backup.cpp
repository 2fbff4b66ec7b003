#include "demur/service/backup.hpp"

#include <fmt/core.h>

#include "demur/service/key_file.hpp"
#include "demur/service/last_checkpoint.hpp"
#include "demur/service/stored_log.hpp"
#include "demur/store/backup.hpp"
#include "demur/store/log_witnesses.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
namespace fs = std::filesystem;
using KeyPointer = std::unique_ptr<translog::SigningKey>;

constexpr const char* kDatabase = "demur.db";
constexpr const char* kLeftLog = "demur.db-wal";

bool is_there(const fs::path& path) {
  std::error_code unknown;
  return fs::exists(path, unknown);
}

fs::path log_of(fs::path database) {
  database += "-wal";
  return database;
}

// SQLite would read a log that is left of another database into this one.
Status check_vacant(const fs::path& folder) {
  if (store::holds_database(folder))
    return fail(Code::conflict,
                fmt::format("{} holds an institution already: restore into another folder, or move its "
                            "demur.db, demur.db-wal and demur.db-shm away together",
                            folder.string()));
  if (!is_there(folder / kLeftLog)) return {};
  return fail(Code::conflict, fmt::format("{} is left of another database, and would be read into this one: "
                                          "move it to where that database is",
                                          (folder / kLeftLog).string()));
}

Status check_told(const Restoring& from) {
  if (!from.since.empty() || from.nothing_newer || is_there(from.folder / LastCheckpoint::kFile)) return {};
  return fail(Code::invalid,
              "To go on from a backup that is older than what others hold of the log would fork it. Show the "
              "newest checkpoint that there is outside, with --since: a mirror's, or the old machine's "
              "last-checkpoint. Where nobody holds a later one than the backup's, say "
              "--nothing-newer.");
}

Status copy_durably(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::copy_file(from, to, failed);
  if (failed) return fail(Code::invalid, fmt::format("cannot copy {}: {}", from.string(), failed.message()));
  return store::sync_to_disk(to);
}

// A folder of its own inside the one to fill, on the same disk. What a restore that was cut off had
// left there goes.
Status fill_work(const fs::path& backup, const fs::path& work) {
  std::error_code failed;
  if (!fs::is_regular_file(backup, failed))
    return fail(Code::not_found, fmt::format("{} is not there, or is no file", backup.string()));
  fs::remove_all(work, failed);
  DEMUR_TRY(make_private_folder(work));
  DEMUR_TRY(copy_durably(backup, work / kDatabase));
  // A copy of the files of a server that was not stopped well is whole only with its log.
  return is_there(log_of(backup)) ? copy_durably(log_of(backup), work / kLeftLog) : Status{};
}

// Leaves the copy closed, in one file.
Result<Examined> examine_work(const fs::path& work, const Restoring& from, const translog::VerifierKey& key,
                              core::Day today, const translog::Progress& progress) {
  const auto opened = DEMUR_TRY(store::Store::open({.directory = work, .readers = 1}));
  auto examined = DEMUR_TRY(examine(opened->readers(), key, today, progress));
  const LastCheckpoint last(from.folder, key);
  DEMUR_TRY(opened->read([&](const store::Reader& reader) { return last.check(reader); }));
  // More may have been shown since than the backup knows of, but nothing beyond its newest checkpoint.
  DEMUR_TRY(opened->write(store::show_newest));
  if (from.since.empty()) return examined;
  StoredLog log(opened->readers());
  if (const Status extends = translog::check_extends(from.since, key, log); !extends)
    return fail(Code::unproven,
                "The backup does not extend the checkpoint that was shown: " + extends.error().what);
  return examined;
}

Status put_in_place(const Restoring& from, const fs::path& work) {
  if (!from.key.empty()) DEMUR_TRY(copy_log_key(from.key, from.folder));
  if (is_there(work / kLeftLog))
    return fail(Code::internal, "the examined copy is not in one file: try again");
  std::error_code failed;
  fs::rename(work / kDatabase, from.folder / kDatabase, failed);
  if (failed) return fail(Code::internal, "the database cannot be put in its place: " + failed.message());
  return store::sync_to_disk(from.folder);
}

}  // namespace

Result<Copy> back_up(const fs::path& folder, const fs::path& file, core::Day today,
                     const translog::Progress& progress) {
  const KeyPointer key = DEMUR_TRY(read_key(folder, translog::KeyType::log));
  LastCheckpoint last(folder, key->verifier());
  const auto shown = DEMUR_TRY(last.read());
  Copy copy;
  DEMUR_TRY(store::back_up(folder, file, [&](store::ReaderPool& readers) -> Status {
    copy.examined = DEMUR_TRY(examine(readers, key->verifier(), today, progress));
    const auto& log = copy.examined.log;
    DEMUR_TRY(readers.read([&](const store::Reader& reader) {
      return shown ? LastCheckpoint::check(reader, *shown) : Status{};
    }));
    return last.remember({log.checkpoint.size, log.note});  // a backup leaves the machine
  }));
  std::error_code unknown;
  copy.bytes = fs::file_size(file, unknown);
  return copy;
}

Result<Copy> restore(const Restoring& from, core::Day today, const translog::Progress& progress) {
  DEMUR_TRY(check_vacant(from.folder));
  DEMUR_TRY(check_told(from));
  const KeyPointer key = DEMUR_TRY(from.key.empty() ? read_key(from.folder, translog::KeyType::log)
                                                    : read_key_file(from.key, translog::KeyType::log));
  const auto held = DEMUR_TRY(store::DataDirectory::hold(from.folder));
  DEMUR_TRY(check_vacant(from.folder));  // again, now that nobody else can fill it
  const fs::path work = from.folder / "restoring";
  DEMUR_TRY(fill_work(from.backup, work));
  Copy copy{.examined = DEMUR_TRY(examine_work(work, from, key->verifier(), today, progress))};
  DEMUR_TRY(put_in_place(from, work));
  const auto& log = copy.examined.log;
  DEMUR_TRY(LastCheckpoint(from.folder, key->verifier()).remember({log.checkpoint.size, log.note}));
  std::error_code left;
  fs::remove_all(work, left);
  copy.bytes = fs::file_size(from.folder / kDatabase, left);
  return copy;
}

}  // namespace demur::service
