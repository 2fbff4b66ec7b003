// A part of a transaction that fails alone: what it changed is undone, and the rest goes on.
//
//   Result<bool> taken = in_savepoint(transaction, [&] { return take(transaction, item); });
//
// For many small changes that shall share one flush of the disk. Work that throws undoes the whole
// transaction, as does a disk that is full or failing. Errors: the work's own.
#pragma once

#include <type_traits>

#include "demur/store/reader.hpp"

namespace demur::store {

template <typename Work>
auto in_savepoint(Transaction& transaction, Work&& work) -> std::invoke_result_t<Work&> {
  DEMUR_TRY(transaction.execute("SAVEPOINT part"));
  auto done = work();
  if (!done) DEMUR_TRY(transaction.execute("ROLLBACK TO part"));
  DEMUR_TRY(transaction.execute("RELEASE part"));
  return done;
}

}  // namespace demur::store
