// The sequencer: turns the leaves of a batch into the next signed state of the log, inside the
// transaction that appended them, on the one writer's thread.
//
//   Sequencer sequencer(key);
//   store::Store::open({.writer = {.before_commit = [&](store::Transaction& transaction) {
//                         return sequencer.sign_new_leaves(transaction); }}});
//
// Until COMMIT nothing of it exists for anybody: a crash in any step leaves the log as it was, and so
// does an error. COMMIT makes leaves, tiles and checkpoint durable by one flush, or none of them. What a
// crash after it leaves: last_checkpoint.hpp. Source: RFC 6962 section 2.1, C2SP tlog-checkpoint ("a log
// must never sign two inconsistent checkpoints").
#pragma once

#include "demur/core/result.hpp"
#include "demur/store/log_rows.hpp"
#include "demur/store/reader.hpp"
#include "demur/translog/key.hpp"

namespace demur::service {

class Sequencer {
 public:
  explicit Sequencer(const translog::SigningKey& key) : key_(key) {}  // which outlives it

  // Before every commit: extends the tree by the leaves that this batch appended and signs one checkpoint
  // for them. internal, and nothing is signed, where the stored log is not the one that was signed last.
  [[nodiscard]] core::Status sign_new_leaves(store::Transaction& transaction);

 private:
  [[nodiscard]] core::Status check_extends(const store::SignedCheckpoint& last,
                                           const translog::Hash& root) const;

  const translog::SigningKey& key_;
  // The newest that was signed here, though its batch may have failed. A row that holds the same note
  // needs no second look at its signature.
  store::SignedCheckpoint signed_ = {};
  translog::Hash signed_root_{};
};

// At start-up: the stored leaves and tiles still hash to the last checkpoint, and it is by this key.
[[nodiscard]] core::Status check_signed_tree(const translog::SigningKey& key, const store::Reader& reader);

}  // namespace demur::service
