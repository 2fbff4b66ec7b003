#include "demur/store/sqlite/writer.hpp"

#include <pthread.h>
#include <signal.h>

#include <exception>

namespace demur::store {

using core::Code;
using core::fail;
using core::Status;

namespace {

// What a job or hook throws is not passed on: its text may hold anything.
Status call(const std::function<Status(Transaction&)>& function, Transaction& transaction) {
  try {
    return function(transaction);
  } catch (...) {
    return fail(Code::internal,
                "a change failed by an exception and was undone: this is a fault of the program");
  }
}

// The program's end is for the thread that waits for it: where this one took the signal, nothing would be
// finished.
void leave_signals_to_others() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Writer::Writer(std::unique_ptr<Database> database, WriterOptions options, core::Log log)
    : database_(std::move(database)),
      transaction_(*database_),
      options_(std::move(options)),
      log_(std::move(log)),
      checkpoint_at_(options_.passive_checkpoint_bytes),
      thread_([this] { work(); }) {}

Writer::~Writer() {
  stop();
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

WriterCounts Writer::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

std::size_t Writer::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_->tickets.size();
}

Status Writer::wait_for(UntypedJob job) {
  if (std::this_thread::get_id() == worker_.load())
    return fail(Code::internal, "a job waits for another job: both would wait for ever");
  std::shared_ptr<Batch> batch;
  std::size_t place = 0;
  bool enough = false;
  {
    const std::lock_guard lock(mutex_);
    if (broken_)
      return fail(
          Code::unavailable,
          "nothing is written since the disk failed in a commit: restart the server, which finds out what "
          "was kept");
    if (stopping_) return fail(Code::unavailable, "the server is stopping: try again in a moment");
    batch = queue_;
    place = batch->tickets.size();
    if (place >= options_.queue_limit)
      return fail(Code::unavailable, "too many changes are waiting to be written: try again in a moment");
    batch->tickets.push_back({std::move(job)});
    enough = place + 1 >= wanted_;
  }
  if (enough) arrived_.notify_one();
  batch->answered.wait();
  return std::move(batch->tickets[place].verdict);
}

void Writer::work() {
  leave_signals_to_others();
  worker_ = std::this_thread::get_id();
  for (auto batch = take_batch(); !batch->tickets.empty(); batch = take_batch()) {
    const auto begin = Clock::now();
    carry_out(*batch);
    last_batch_ = batch->tickets.size();
    last_took_ = Clock::now() - begin;
    checkpoint_if_due();
  }
  close();
}

// Empty: stopping, and nothing is left to do.
std::shared_ptr<Writer::Batch> Writer::take_batch() {
  std::unique_lock lock(mutex_);
  const auto enough = [this] { return stopping_ || queue_->tickets.size() >= wanted_; };
  wanted_ = 1;
  arrived_.wait(lock, enough);
  wanted_ = last_batch_;
  arrived_.wait_for(lock, last_took_ / 4, enough);
  return std::exchange(queue_, std::make_shared<Batch>());
}

void Writer::carry_out(Batch& batch) {
  const Status written = write_batch(batch.tickets);
  if (!written && database_->in_transaction()) (void)database_->execute("ROLLBACK");
  for (Ticket& ticket : batch.tickets)
    if (ticket.verdict && !written) ticket.verdict = written;
  batch.answer.set_value();
  if (written && options_.after_commit) options_.after_commit();
}

// The verdict on the batch as a whole; a job that failed by itself keeps its own.
Status Writer::write_batch(std::vector<Ticket>& tickets) {
  {
    const std::lock_guard lock(mutex_);
    if (broken_)
      return fail(Code::unavailable, "nothing is written since the disk failed: restart the server");
    counts_.jobs += tickets.size();
  }
  DEMUR_TRY(database_->execute("BEGIN IMMEDIATE"));
  bool any = false;
  for (Ticket& ticket : tickets) {
    ticket.verdict = run_in_savepoint(ticket.job);
    any = any || ticket.verdict.has_value();
    // A full or failing disk makes SQLite undo the whole transaction by itself.
    if (!database_->in_transaction())
      return fail(Code::unavailable,
                  "the disk is full or failing, and the change was undone: free some space");
  }
  if (!any) {
    (void)DEMUR_TRY(database_->execute("ROLLBACK"));
    return {};
  }
  if (options_.before_commit) DEMUR_TRY(call(options_.before_commit, transaction_));
  return commit();
}

Status Writer::run_in_savepoint(const UntypedJob& job) {
  DEMUR_TRY(database_->execute("SAVEPOINT job"));
  Status verdict = call(job, transaction_);
  if (!database_->in_transaction()) return verdict;
  if (!verdict) DEMUR_TRY(database_->execute("ROLLBACK TO job"));
  DEMUR_TRY(database_->execute("RELEASE job"));
  return verdict;
}

Status Writer::commit() {
  const auto committed = database_->execute("COMMIT");
  // Of a full disk it is known: the log got no whole commit, and what it got is written over.
  if (!committed && database_->disk_was_full())
    return fail(Code::unavailable,
                "the disk is full, and the change was undone: free some space, then try again");
  const std::lock_guard lock(mutex_);
  if (committed) {
    ++counts_.commits;
    return {};
  }
  broken_ = true;
  log_.write(core::Event::commit_failed);
  return fail(
      Code::unavailable,
      "the disk failed while the change was being kept, and nobody knows whether it was: restart the server, "
      "and look before doing it again. " +
          committed.error().what);
}

void Writer::checkpoint_if_due() {
  if (transaction_.has_erased()) return cut_log();
  const std::int64_t size = database_->wal_bytes();
  if (size < checkpoint_at_) {
    // The log started anew.
    checkpoint_at_ = std::min(checkpoint_at_, size + options_.passive_checkpoint_bytes);
    return;
  }
  const bool restart = size > options_.restart_checkpoint_bytes;
  const auto whole = database_->checkpoint(restart ? Checkpoint::restart : Checkpoint::passive);
  // Readers in the way, or a failing disk: the log keeps everything, so it is tried again later.
  checkpoint_at_ = size + options_.passive_checkpoint_bytes;
  const std::lock_guard lock(mutex_);
  if (whole) ++counts_.checkpoints;
}

// The database file overwrites what is deleted, but the log still holds the page as it was. Where a
// reader is in the way, it is tried again after the next batch, and at the end.
void Writer::cut_log() {
  const auto whole = database_->checkpoint(Checkpoint::truncate);
  if (!whole || !*whole) return;
  transaction_.erasure_done();
  checkpoint_at_ = options_.passive_checkpoint_bytes;
  const std::lock_guard lock(mutex_);
  ++counts_.checkpoints;
}

void Writer::close() {
  const std::lock_guard lock(mutex_);
  if (broken_)
    database_->leave_wal_alone();
  else
    (void)database_->checkpoint(Checkpoint::truncate);
}

}  // namespace demur::store
