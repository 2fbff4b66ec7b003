// The one thread that writes, with group commit: jobs that arrive while the disk is busy become
// durable together with the next fsync.
//
//   Status done = writer.run([&](Transaction& transaction) { return save(transaction, office); });
//   Result<std::int64_t> index = writer.run([&](Transaction& t) -> Result<std::int64_t> { ... });
//
// run() blocks until the job's change is on the disk. Each job has a savepoint of its own: if it
// returns an error or throws, it alone is undone and gets its error. Before the batch commits, the
// hook runs once on it (the service appends and signs the log there); it does not run when every
// job failed. If the hook fails, all jobs of the batch are undone and get its error. If the disk
// is full, the batch is undone, and the writer goes on as soon as there is room. If the commit fails
// otherwise, nobody knows what the disk kept: the writer then refuses every job until a restart.
//
// Who waits for an answer often has the next job at once. So, after a batch of several, the next one
// begins when as many jobs have come again, or a quarter of the time has passed that the last one took:
// else half of the clients would wait for a flush that only serves the other half.
//
// Jobs run one after another, in the order they came, and must not call run() themselves. They must
// not leave a deferred constraint broken. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

#include "demur/core/log.hpp"
#include "demur/core/result.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

struct WriterOptions {
  std::function<core::Status(Transaction&)> before_commit = {};  // once a batch, inside its transaction
  // After a batch that was not undone, when its jobs have their answers. On the writer's thread: it must
  // neither wait nor throw.
  std::function<void()> after_commit = {};
  std::size_t queue_limit = 10'000;                    // jobs waiting; more are refused
  std::int64_t passive_checkpoint_bytes = 4LL << 20;   // of log written since the last one
  std::int64_t restart_checkpoint_bytes = 64LL << 20;  // of log that readers keep from being reused
};

struct WriterCounts {
  std::uint64_t jobs = 0;
  std::uint64_t commits = 0;
  std::uint64_t checkpoints = 0;
};

class Writer {
 public:
  Writer(std::unique_ptr<Database> database, WriterOptions options, core::Log log);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();

  template <typename Job>
  auto run(Job&& job) -> std::invoke_result_t<Job&, Transaction&>;

  // Finishes what is queued, copies the log into the database file, refuses what comes later.
  void stop();

  [[nodiscard]] WriterCounts counts() const;
  [[nodiscard]] std::size_t waiting() const;  // jobs that no batch has taken yet

 private:
  using UntypedJob = std::function<core::Status(Transaction&)>;
  struct Ticket {
    UntypedJob job;
    core::Status verdict = {};
  };
  // Shared by the writer and those who wait: one call wakes them all.
  struct Batch {
    std::vector<Ticket> tickets = {};
    std::promise<void> answer = {};
    std::shared_future<void> answered = answer.get_future();
  };
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] core::Status wait_for(UntypedJob job);
  void work();
  [[nodiscard]] std::shared_ptr<Batch> take_batch();
  void carry_out(Batch& batch);
  [[nodiscard]] core::Status write_batch(std::vector<Ticket>& tickets);
  [[nodiscard]] core::Status run_in_savepoint(const UntypedJob& job);
  [[nodiscard]] core::Status commit();
  void checkpoint_if_due();
  void cut_log();
  void close();

  std::unique_ptr<Database> database_;
  Transaction transaction_;
  const WriterOptions options_;
  const core::Log log_;
  std::int64_t checkpoint_at_;
  std::size_t last_batch_ = 1;    // jobs in it
  Clock::duration last_took_{0};  // from its first job to its answers

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::shared_ptr<Batch> queue_ = std::make_shared<Batch>();  // under mutex_
  std::size_t wanted_ = 1;                                    // under mutex_: jobs that the writer waits for
  bool stopping_ = false;                                     // under mutex_
  bool broken_ = false;                                       // under mutex_: a commit of unknown fate
  WriterCounts counts_;                                       // under mutex_
  std::atomic<std::thread::id> worker_{};
  std::thread thread_;  // last: starts when all else is there
};

template <typename Job>
auto Writer::run(Job&& job) -> std::invoke_result_t<Job&, Transaction&> {
  using Answer = std::invoke_result_t<Job&, Transaction&>;
  if constexpr (std::is_same_v<Answer, core::Status>) {
    return wait_for([&](Transaction& transaction) { return job(transaction); });
  } else {
    // Filled on the writer's thread, read here after it answered.
    std::optional<typename Answer::value_type> value;
    DEMUR_TRY(wait_for([&](Transaction& transaction) -> core::Status {
      value = DEMUR_TRY(job(transaction));
      return {};
    }));
    return std::move(*value);
  }
}

}  // namespace demur::store
