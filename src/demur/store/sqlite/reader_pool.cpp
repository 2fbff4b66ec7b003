#include "demur/store/sqlite/reader_pool.hpp"

namespace demur::store {

std::unique_ptr<Database> ReaderPool::take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return !idle_.empty(); });
  std::unique_ptr<Database> database = std::move(idle_.back());
  idle_.pop_back();
  return database;
}

void ReaderPool::give_back(std::unique_ptr<Database> database) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(database));
  }
  returned_.notify_one();
}

core::Status ReaderPool::Loan::begin() {
  DEMUR_TRY(database_->execute("BEGIN DEFERRED"));
  return {};
}

ReaderPool::Loan::~Loan() {
  if (database_->in_transaction()) (void)database_->execute("ROLLBACK");
  pool_.give_back(std::move(database_));
}

}  // namespace demur::store
