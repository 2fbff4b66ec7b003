#include "demur/service/proposal_account.hpp"

#include <algorithm>

#include "demur/anonymity/token.hpp"
#include "demur/core/fixed_bytes.hpp"
#include "demur/service/drop/check_item.hpp"
#include "demur/service/recorded_case.hpp"
#include "demur/service/token_proposals.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

bool refers_to(const translog::Leaf& leaf, const std::string& ref) {
  return std::ranges::find(leaf.refs, ref) != leaf.refs.end();
}

}  // namespace

Result<ProposalAccounting> ProposalAccounting::of(drop::Item proposal) {
  if (proposal.kind != drop::ItemKind::proposal) return fail(Code::invalid, "this is no proposal");
  const core::Digest tag = *DEMUR_TRY(drop::tag_of(proposal));
  const auto commitment = DEMUR_TRY(proposal_commitment(proposal));
  return ProposalAccounting(std::move(proposal), tag, commitment);
}

Status ProposalAccounting::read(std::uint64_t index, core::ByteView bytes) {
  const auto leaf = DEMUR_TRY(translog::parse_leaf(core::text_of(bytes)));
  newest_ = std::max(newest_, leaf.day);
  if (leaf.type == "anonymous.proposed") take_record(index, leaf);
  const bool is_void =
      (leaf.type == "opinion_round.voided" && refers_to(leaf, "opinion_round:" + proposal_.round)) ||
      (leaf.type == "meeting.cancelled" && refers_to(leaf, "meeting:" + proposal_.round));
  if (is_void) {
    is_voided_ = true;
    if (reason_.empty() && leaf.public_part) reason_ = said_text(*leaf.public_part, "reason");
  }
  if (leaf.type == "meeting.gathered" && refers_to(leaf, "meeting:" + proposal_.round) && leaf.public_part) {
    const auto ids = core::array_member(*leaf.public_part, "questions").value_or(core::json::array{});
    is_left_out_ = std::ranges::find(ids, core::json::value(proposal_.filing)) == ids.end();
  }
  is_closed_ = is_closed_ ||
               (leaf.type == "opinion_round.closed" && refers_to(leaf, "opinion_round:" + proposal_.round));
  const bool is_there =
      refers_to(leaf, "opinion_round:" + proposal_.round) || refers_to(leaf, "meeting:" + proposal_.round);
  const bool is_it =
      refers_to(leaf, "statement:" + proposal_.filing) || refers_to(leaf, "question:" + proposal_.filing);
  if (is_there && is_it) take_decision(leaf);
  return {};
}

void ProposalAccounting::take_record(std::uint64_t index, const translog::Leaf& leaf) {
  if (!leaf.public_part) return;
  const auto credential = core::from_base64(said_text(*leaf.public_part, "credential"));
  const auto decoded = credential ? anonymity::decode_credential(*credential)
                                  : Result<anonymity::Credential>(std::unexpected(credential.error()));
  if (!decoded || anonymity::spent_tag(*decoded) != tag_) return;
  if (recorded_ && recorded_->is_this) return;  // the audit finds the second
  const auto said = core::bytes_member<32>(*leaf.public_part, "proposal");
  recorded_ =
      Recorded{index, leaf.day, said && *said == commitment_, refers_to(leaf, "meeting:" + proposal_.round)};
}

void ProposalAccounting::take_decision(const translog::Leaf& leaf) {
  if (!leaf.public_part) return;
  if (leaf.type == "statement.shown") shown_ = said_text(*leaf.public_part, "text");
  const bool is_rejection = leaf.type == "statement.rejected" || leaf.type == "question.rejected";
  if (is_rejection && !rejected_on_) {
    rejected_on_ = leaf.day;
    is_rejected_by_clock_ = leaf.type == "question.rejected" || said_text(*leaf.public_part, "by") == "clock";
  }
  is_retired_ = is_retired_ || leaf.type == "statement.retired";
  if (leaf.type != "statement.shown") reason_ = said_text(*leaf.public_part, "reason");
}

// A question is rejected when it comes, and recorded on the same day, or else it is asked.
bool ProposalAccounting::is_rejected_afterwards() const {
  return recorded_->is_question && rejected_on_ && *rejected_on_ != recorded_->day;
}

// A record after the promised day is as bad as none where the clock then rejects it: a question that whoever
// runs the server took only when the others were gathered would be late by nobody's doing.
ProposalState ProposalAccounting::decided(bool is_late) const {
  if (shown_ && *shown_ != proposal_.proposal) return ProposalState::other_words;
  if (is_rejected_afterwards()) return ProposalState::left_out;
  if (rejected_on_)
    return is_late && is_rejected_by_clock_ ? ProposalState::rejected_late : ProposalState::rejected;
  if (is_left_out_) return ProposalState::left_out;
  if (is_retired_) return ProposalState::retired;
  if (is_voided_) return ProposalState::voided;
  if (shown_) return ProposalState::shown;
  return is_closed_ ? ProposalState::undecided : ProposalState::recorded;
}

ProposalAccount ProposalAccounting::finish(core::Day by) const {
  ProposalAccount account{.as_of = newest_};
  if (recorded_) {
    account.index = recorded_->index;
    account.recorded_on = recorded_->day;
    account.is_late = recorded_->is_this && recorded_->day > by;
  }
  account.is_question = recorded_ && recorded_->is_question;
  if (!recorded_)
    account.state = newest_ > by ? ProposalState::missing : ProposalState::awaited;
  else
    account.state = recorded_->is_this ? decided(account.is_late) : ProposalState::other_proposal;
  const bool has_reason = account.state == ProposalState::rejected ||
                          account.state == ProposalState::rejected_late ||
                          account.state == ProposalState::retired || account.state == ProposalState::voided;
  if (has_reason) account.reason = reason_;
  return account;
}

}  // namespace demur::service
