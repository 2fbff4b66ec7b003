// The newest checkpoint that this node may have shown to anybody: a signed note in a file of its own
// beside the database. A database that was put back from an older copy is known by it, and nothing
// is signed on top of that one: it would fork the log.
//
//   DEMUR_TRY(last.check(reader));           // at the start
//   DEMUR_TRY(last.remember(checkpoint));    // before anybody outside sees it
//
// A checkpoint goes its way in three steps. D is the newest one that the database has on the disk, R
// the one in the file, S the newest one that anybody outside has seen.
//
//   1. COMMIT with its fsync   D grows. A crash before it leaves neither the act nor its checkpoint; a
//                              crash after it leaves D > R, and a database that extends R opens.
//   2. remember()              R grows: written beside, flushed, renamed, the folder flushed. A crash in
//                              it leaves the old file or the new one, whole, and R <= D with either.
//   3. the answer is sent      S grows to R.
//
// So S <= R <= D at every moment. R <= D: an honest database is never refused, wherever the machine
// stopped. S <= R: a database that is older than what anybody has seen always is. A commit whose
// checkpoint nobody asks for costs no flush of its own.
//
// Thread-safe, and safe beside other processes in the same folder: an export shows checkpoints too.
#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/translog/checkpoint.hpp"

namespace demur::service {

class LastCheckpoint {
 public:
  static constexpr const char* kFile = "last-checkpoint";

  LastCheckpoint(const std::filesystem::path& folder, translog::VerifierKey log_key)
      : folder_(folder), log_key_(std::move(log_key)) {}

  struct Remembered {
    translog::Checkpoint checkpoint;
    core::Day written{};  // by the file's date
  };
  // Nothing where none was shown yet. An error where the file is not a checkpoint by the log's key.
  [[nodiscard]] core::Result<std::optional<Remembered>> read() const;

  // The database's log is the remembered one, or extends it: conflict where it does not. Beside a
  // server at work, what is remembered must be read before the database is.
  [[nodiscard]] core::Status check(const store::Reader& reader) const;
  [[nodiscard]] static core::Status check(const store::Reader& reader, const Remembered& remembered);

  // Durable when it returns. `shown` was read from the database. At once where it, or a newer one, is
  // remembered already. unavailable where it cannot be written: then it must not be shown.
  [[nodiscard]] core::Status remember(const store::SignedCheckpoint& shown);

 private:
  [[nodiscard]] core::Status write(const store::SignedCheckpoint& newest) const;

  const std::filesystem::path folder_;
  const translog::VerifierKey log_key_;
  std::atomic<std::uint64_t> remembered_ = 0;  // its size
  std::mutex wanted_mutex_;
  store::SignedCheckpoint wanted_;  // under wanted_mutex_
  std::mutex writing_;
};

}  // namespace demur::service
