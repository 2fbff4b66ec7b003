#include "demur/service/review_account.hpp"

#include <algorithm>

#include "demur/core/fixed_bytes.hpp"
#include "demur/service/recorded_case.hpp"

namespace demur::service {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

Result<ReviewAccounting> ReviewAccounting::of(drop::Item review) {
  if (review.kind != drop::ItemKind::review) return fail(Code::invalid, "this is no look back on a dissent");
  return ReviewAccounting(std::move(review));
}

Status ReviewAccounting::read(std::uint64_t index, core::ByteView bytes) {
  const auto leaf = DEMUR_TRY(translog::parse_leaf(core::text_of(bytes)));
  newest_ = std::max(newest_, leaf.day);
  if (!leaf.public_part) return {};
  if (leaf.type == "anonymous.filed" && leaf.id == review_.filing) take_filing(leaf);
  const bool is_on_it = std::ranges::find(leaf.refs, "dissent:" + review_.filing) != leaf.refs.end();
  if (leaf.type == "dissent.looked_back" && is_on_it) take_word(index, leaf);
  return {};
}

void ReviewAccounting::take_filing(const translog::Leaf& leaf) {
  const auto author = core::bytes_member<32>(*leaf.public_part, "author");
  const auto key_id = core::bytes_member<32>(*leaf.public_part, "key");
  is_authors_ = author && key_id &&
                anonymity::check_statement(*author, *key_id, drop::statement_of(review_), review_.statement)
                    .has_value();
}

// The audit holds that each was signed by the author, and that none between is missing.
void ReviewAccounting::take_word(std::uint64_t index, const translog::Leaf& leaf) {
  const auto number = core::integer_member(*leaf.public_part, "number").value_or(0);
  const auto statement = core::bytes_member<64>(*leaf.public_part, "statement");
  is_replaced_ = is_replaced_ || number > review_.number;
  if (number != review_.number) return;
  const bool is_this = statement && std::ranges::equal(*statement, review_.statement);
  (is_this ? recorded_ : other_) = index;
}

ReviewAccount ReviewAccounting::finish(std::optional<core::Day> by) const {
  ReviewAccount account{.is_authors = is_authors_, .index = recorded_ ? recorded_ : other_, .as_of = newest_};
  if (recorded_)
    account.state = is_replaced_ ? ReviewState::replaced : ReviewState::recorded;
  else if (other_)
    account.state = ReviewState::other_word;
  else
    account.state = by && newest_ > *by ? ReviewState::missing : ReviewState::awaited;
  return account;
}

}  // namespace demur::service
