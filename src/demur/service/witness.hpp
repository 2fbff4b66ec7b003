// A witness of other people's logs: cosigns a checkpoint only when it extends what it cosigned
// before, and has written down that it did before anybody sees the cosignature. C2SP tlog-witness.
//
//   DEMUR_TRY(Witness::found(folder, "example.org/witness", random));           // once
//   auto witness = DEMUR_TRY(Witness::open(folder, log_keys, environment));
//   const auto answer = witness->add_checkpoint(body);      // signature lines, once they are on the disk
//
// The folder:  demur.db   what it cosigned last, of every log     witness.key   its key, mode 0600
//
// Read, decide and sign; then swap the row of exactly what was read for the new one, flushed. A second
// request for the same log that came in between is decided anew. A witness that lost its state must
// not go on under its key, so a folder with a key and no database is refused; so is a clock that goes
// back. Thread-safe; one process a folder.
#pragma once

#include <atomic>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "demur/core/clock.hpp"
#include "demur/core/log.hpp"
#include "demur/core/random.hpp"
#include "demur/core/result.hpp"
#include "demur/store/store.hpp"
#include "demur/store/witnessed.hpp"
#include "demur/translog/witness.hpp"

namespace demur::service {

class Witness {
 public:
  // Makes the folder, the key and an empty state; the key to tell the world. Refuses a folder with a key.
  [[nodiscard]] static core::Result<translog::VerifierKey> found(const std::filesystem::path& folder,
                                                                 const std::string& name,
                                                                 const core::Random& random);
  [[nodiscard]] static core::Result<std::unique_ptr<Witness>> open(const std::filesystem::path& folder,
                                                                   std::vector<translog::VerifierKey> logs,
                                                                   core::Clock clock, core::Log log);

  // Why not. A conflict names the size to prove from.
  struct Refusal {
    core::Error error;
    std::uint64_t cosigned_size = 0;
  };
  // The body of POST add-checkpoint; the lines of a 200.
  [[nodiscard]] std::expected<std::string, Refusal> add_checkpoint(std::string_view body);

  // The checkpoint that was cosigned last for the log whose origin has this SHA-256, in hex.
  [[nodiscard]] core::Result<std::string> latest(std::string_view origin_hash);

  [[nodiscard]] const translog::VerifierKey& key() const { return key_->verifier(); }

 private:
  using Last = std::optional<store::WitnessedLog>;

  Witness(std::unique_ptr<translog::SigningKey> key, std::vector<translog::VerifierKey> logs,
          core::Clock clock, core::Log log, std::unique_ptr<store::Store> store);
  [[nodiscard]] core::Result<Last> last_of(std::string_view origin);
  [[nodiscard]] core::Result<core::Time> now();
  [[nodiscard]] core::Result<store::WitnessedLog> cosign(const translog::Note& note);
  [[nodiscard]] core::Result<bool> swap(const Last& last, const store::WitnessedLog& next);
  void note_refusal(const core::Error& error, const translog::AddCheckpoint& request) const;

  std::unique_ptr<translog::SigningKey> key_;
  std::vector<translog::VerifierKey> logs_;
  std::map<std::string, std::string, std::less<>> origins_;  // by the hex of their hash
  core::Clock clock_;
  core::Log log_;
  std::unique_ptr<store::Store> store_;
  std::atomic<core::Time::rep> newest_ = 0;  // the latest time that was ever cosigned
};

}  // namespace demur::service
