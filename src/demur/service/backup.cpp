#include "demur/service/backup.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "demur/service/backup_manifest.hpp"
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
  auto examined = DEMUR_TRY(examine_all(opened->readers(), key, today, progress));
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

// A finding without its numbers: the server goes on, and what it counts has grown when it is looked at again.
std::string in_words(std::string finding) {
  std::erase_if(finding, [](char c) { return c >= '0' && c <= '9'; });
  return finding;
}

// What was found in the copy must be so in the database too.
Status check_like_source(const fs::path& folder, const Examined& copy, const translog::VerifierKey& key,
                         core::Day today, const translog::Progress& progress) {
  const auto readers = DEMUR_TRY(store::read_beside(folder));
  const auto source = DEMUR_TRY(examine_all(*readers, key, today, progress));
  std::set<std::string> known;
  for (const std::string& finding : source.findings) known.insert(in_words(finding));
  for (const std::string& finding : copy.findings)
    if (!known.contains(in_words(finding)))
      return fail(Code::unproven,
                  "the copy is not as the database is, and was not kept: try again, to another disk. In the "
                  "copy only: " +
                      finding);
  return {};
}

// A backup that does not hold is put back only as it was made: whoever altered it since cannot say that it
// was.
Status check_as_made(const fs::path& backup, const core::Digest& sha256, const translog::SigningKey& key,
                     const Examined& examined) {
  if (examined.findings.empty()) return {};
  const auto known = read_manifest(manifest_of(backup), key);
  const std::string& finding = examined.findings.front();
  if (!known)
    return fail(Code::unproven, finding + ". That it was made so would stand in the manifest beside it: " +
                                    known.error().what);
  if (is_there(log_of(backup)) || sha256 != known->sha256)
    return fail(Code::unproven,
                finding + ". It is not the file that its manifest is of: it was altered since");
  return {};
}

}  // namespace

Result<Copy> back_up(const fs::path& folder, const fs::path& file, core::Day today,
                     const translog::Progress& progress) {
  const KeyPointer key = DEMUR_TRY(read_key(folder, translog::KeyType::log));
  // One of a backup that was killed, or is gone, is written over.
  if (const fs::path beside = manifest_of(file); is_there(beside) && !read_manifest(beside, *key))
    return fail(Code::conflict, fmt::format("{} is there and is no manifest of this log's: name a new file",
                                            beside.string()));
  LastCheckpoint last(folder, key->verifier());
  const auto shown = DEMUR_TRY(last.read());
  Copy copy;
  DEMUR_TRY(store::back_up(folder, file, [&](store::ReaderPool& readers, const fs::path& made) -> Status {
    copy.examined = DEMUR_TRY(examine_all(readers, key->verifier(), today, progress));
    const Examined& found = copy.examined;
    if (!found.findings.empty())
      DEMUR_TRY(check_like_source(folder, found, key->verifier(), today, progress));
    const auto& log = found.log;
    if (!log.note.empty()) {
      DEMUR_TRY(readers.read([&](const store::Reader& reader) {
        return shown ? LastCheckpoint::check(reader, *shown) : Status{};
      }));
      DEMUR_TRY(last.remember({log.checkpoint.size, log.note}));  // a backup leaves the machine
    }
    std::error_code unknown;
    copy.bytes = fs::file_size(made, unknown);
    return write_manifest(manifest_of(file),
                          {.sha256 = DEMUR_TRY(sha256_of_file(made)),
                           .bytes = copy.bytes,
                           .day = today,
                           .institution = found.institution,
                           .size = log.checkpoint.size,
                           .checkpoint = log.note,
                           .findings = found.findings},
                          *key);
  }));
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
  const core::Digest copied = DEMUR_TRY(sha256_of_file(work / kDatabase));
  Copy copy{.examined = DEMUR_TRY(examine_work(work, from, key->verifier(), today, progress))};
  DEMUR_TRY(check_as_made(from.backup, copied, *key, copy.examined));
  DEMUR_TRY(put_in_place(from, work));
  const auto& log = copy.examined.log;
  if (!log.note.empty())
    DEMUR_TRY(LastCheckpoint(from.folder, key->verifier()).remember({log.checkpoint.size, log.note}));
  std::error_code left;
  fs::remove_all(work, left);
  copy.bytes = fs::file_size(from.folder / kDatabase, left);
  return copy;
}

}  // namespace demur::service
