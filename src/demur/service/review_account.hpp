// What became of what an author whom nobody knows said years after, from what they kept and the log alone: no
// server is asked, and nobody learns who asks.
//
//   ReviewAccounting accounting = DEMUR_TRY(ReviewAccounting::of(item));
//   DEMUR_TRY(audit_tree(source, log_key, [&](auto index, auto leaf) { return accounting.read(index, leaf);
//   })); const ReviewAccount account = accounting.finish(promised_by);
//
// The log has each word with the signature of the filing's author. Errors: Code::invalid for what is no
// review. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/translog/leaf.hpp"

namespace demur::service {

enum class ReviewState : std::uint8_t {
  awaited,     // not in the log, and its day has not passed there, or nobody promised one
  recorded,    // and it is the newest that the log has
  replaced,    // recorded, and the log has a later one
  other_word,  // under its number the log has another
  missing      // its day has passed, and it is not in the log
};

struct ReviewAccount {
  ReviewState state = ReviewState::awaited;
  bool is_authors = false;                  // signed by the key of the filing's author, as the log has it
  std::optional<std::uint64_t> index = {};  // of the record, its own or the other one
  core::Day as_of{};                        // of the newest record
};

class ReviewAccounting {
 public:
  [[nodiscard]] static core::Result<ReviewAccounting> of(drop::Item review);

  [[nodiscard]] core::Status read(std::uint64_t index, core::ByteView leaf);
  // `by`: the day by which a drop promised it.
  [[nodiscard]] ReviewAccount finish(std::optional<core::Day> by) const;

 private:
  explicit ReviewAccounting(drop::Item review) : review_(std::move(review)) {}
  void take_filing(const translog::Leaf& leaf);
  void take_word(std::uint64_t index, const translog::Leaf& leaf);

  drop::Item review_;
  core::Day newest_{};
  bool is_authors_ = false;
  bool is_replaced_ = false;
  std::optional<std::uint64_t> recorded_ = {};
  std::optional<std::uint64_t> other_ = {};
};

}  // namespace demur::service
