// Whole copies of a database, made while its server goes on.
//
//   DEMUR_TRY(back_up("/var/lib/demur", "/backup/2026-11-23.db", check));
//
// It reads beside the server, from its own process or another, in one snapshot: everything that was
// acknowledged before it began is in the copy, the server's writes go on, and its log is merely not
// cut meanwhile. What was erased is not in the copy.
// The file gets its name last, when it was flushed and `check` found it good: killed at any point, it
// leaves FILE.partial at most, over which the next backup to FILE writes.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "demur/core/result.hpp"
#include "demur/store/sqlite/reader_pool.hpp"

namespace demur::store {

// Of a copy, before it gets its name: `file` is where it lies until then.
using CheckCopy = std::function<core::Status(ReaderPool& copy, const std::filesystem::path& file)>;

// conflict where the file exists, or another backup is writing to it.
[[nodiscard]] core::Status back_up(const std::filesystem::path& directory, const std::filesystem::path& file,
                                   const CheckCopy& check = {});

// The database itself, read beside its server, to hold a copy against it.
[[nodiscard]] core::Result<std::unique_ptr<ReaderPool>> read_beside(const std::filesystem::path& directory);

}  // namespace demur::store
