// Backups that are proven: a copy counts only when the whole of it was examined (examine.hpp). What the
// examination finds in the institution's own database keeps no copy from being made: to have none is worse.
// The findings are said, and stand in the manifest beside the copy (backup_manifest.hpp). Refused is what is
// no good copy: one that SQLite does not find whole, or with findings that the database itself does not have;
// and a copy of a database that is an older copy itself,
// on which no server runs: it would be taken for the newest.
//
//   Copy copy = DEMUR_TRY(back_up(folder, "/backup/2026-11-23.db", today));        // beside the server
//   Copy back = DEMUR_TRY(restore({.backup = file, .folder = folder, .key = key, .since = note}, today));
//
// A backup is one SQLite file, without the log's key: whoever has both can write another history.
//
// restore() puts an institution where there is none. What it does, and what a crash after each step
// leaves:
//   1. the backup is copied to FOLDER/restoring and examined there   no institution; it may be run again
//   2. its log must extend every checkpoint that was shown of it     the same
//   3. the key is put into the folder, whole                         the same
//   4. the database is renamed into its place                        the institution, all of it
//   5. its checkpoint is remembered, FOLDER/restoring is removed     the same
// Going on from a backup that is older than what others hold would fork the log, and no file can tell
// that nothing newer exists. So whoever restores shows the newest checkpoint there is outside, a
// mirror's or the old machine's last-checkpoint, or says that there is none.
#pragma once

#include <filesystem>
#include <string>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/service/examine.hpp"

namespace demur::service {

struct Copy {
  Examined examined;  // with its findings: none where everything holds
  std::uintmax_t bytes = 0;
};

// conflict where the database is an older copy itself, or the file exists, or beside it one that is no
// manifest of this log's key; unproven where the copy is not whole or is not as the database is.
[[nodiscard]] core::Result<Copy> back_up(const std::filesystem::path& folder,
                                         const std::filesystem::path& file, core::Day today,
                                         const translog::Progress& progress = {});

struct Restoring {
  std::filesystem::path backup = {};
  std::filesystem::path folder = {};
  std::filesystem::path key = {};  // where it is kept; empty: it is in the folder already
  std::string since = {};          // the newest checkpoint known outside, a signed note
  bool nothing_newer = false;      // instead of `since`: nobody holds a later one than the backup's
};

// A backup with findings is put back where the manifest beside it shows that it was made so.
// conflict where the folder holds an institution; unproven where the backup does not hold, or ends
// before what was shown.
[[nodiscard]] core::Result<Copy> restore(const Restoring& from, core::Day today,
                                         const translog::Progress& progress = {});

}  // namespace demur::service
