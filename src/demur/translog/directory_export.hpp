// Writes a log as static files (C2SP tlog-tiles), for any web server, object store or USB stick.
//
//   DEMUR_TRY(write_static(source, "/srv/log", progress));
//
// Again and again into the same folder: full tiles under the folder's own last checkpoint are left,
// the rest is written beside and renamed. The checkpoint comes last, after everything that it
// promises was flushed, so a reader never meets a promise without its tiles, at whatever point
// the export dies. A folder whose checkpoint is not an earlier state of this log is left untouched:
// Code::conflict. Two exports into one folder at once: the second gets Code::conflict. Other errors
// are the source's, or Code::unavailable where the system refuses.
#pragma once

#include <filesystem>

#include "demur/translog/source.hpp"

namespace demur::translog {

[[nodiscard]] Status write_static(LogSource& source, const std::filesystem::path& folder,
                                  const Progress& progress = {});

}  // namespace demur::translog
