// Read-only connections that threads share, one call at a time each. A call sees one consistent
// snapshot: everything that was acknowledged before it began, and nothing that came later.
//
//   auto open_duties = readers.read([&](Reader& reader) { return list_duties(reader, filter); });
//
// read() waits while all connections are busy, so a call should be short and must not call read()
// itself. Readers never wait for the writer, nor it for them. Thread-safe.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

class ReaderPool {
 public:
  explicit ReaderPool(std::vector<std::unique_ptr<Database>> connections) : idle_(std::move(connections)) {}

  template <typename Query>
  auto read(Query&& query) -> std::invoke_result_t<Query&, Reader&>;

 private:
  // A connection taken from the pool, inside a read transaction; gives it back at its end.
  class Loan {
   public:
    explicit Loan(ReaderPool& pool) : pool_(pool), database_(pool.take()) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan();

    [[nodiscard]] core::Status begin();
    [[nodiscard]] Database& database() { return *database_; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Database> database_;
  };

  [[nodiscard]] std::unique_ptr<Database> take();
  void give_back(std::unique_ptr<Database> database);

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Database>> idle_;  // under mutex_
};

template <typename Query>
auto ReaderPool::read(Query&& query) -> std::invoke_result_t<Query&, Reader&> {
  Loan loan(*this);
  DEMUR_TRY(loan.begin());
  Reader reader(loan.database());
  return query(reader);
}

}  // namespace demur::store
