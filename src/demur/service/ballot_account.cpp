#include "demur/service/ballot_account.hpp"

#include <algorithm>

#include "demur/anonymity/token.hpp"
#include "demur/core/fixed_bytes.hpp"
#include "demur/service/drop/ballot.hpp"
#include "demur/service/drop/check_item.hpp"
#include "demur/service/recorded_case.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using core::Status;
using drop::BallotVote;
using drop::Item;

std::string ref_of(const translog::Leaf& leaf, std::string_view noun) {
  for (const std::string& ref : leaf.refs)
    if (ref.starts_with(noun)) return ref.substr(noun.size());
  return {};
}

bool is_about(const translog::Leaf& leaf, const std::string& poll) {
  return ref_of(leaf, "opinion_round:") == poll || ref_of(leaf, "meeting:") == poll;
}

constexpr std::ptrdiff_t kMostOfOneSequence = 5;

std::pair<std::uint32_t, std::string_view> in_order(const Item& ballot) {
  return {ballot.sequence, ballot.text};
}

std::vector<Item>::iterator end_of_run(std::vector<Item>::iterator from, std::vector<Item>::iterator end) {
  return std::find_if(from, end, [&](const Item& each) { return each.sequence != from->sequence; });
}

}  // namespace

Result<BallotAccounting> BallotAccounting::of(std::vector<Item> ballots) {
  std::optional<core::Digest> tag;
  for (const Item& ballot : ballots) {
    if (ballot.kind != drop::ItemKind::ballot || ballot.round != ballots.front().round)
      return fail(Code::invalid, "these are not all ballots of one round");
    const auto of_this = DEMUR_TRY(drop::tag_of(ballot));
    if (tag && tag != of_this) return fail(Code::invalid, "these ballots are not all by one token");
    tag = of_this;
  }
  if (!tag) return fail(Code::invalid, "there is no ballot");
  std::ranges::sort(ballots, {}, in_order);
  for (auto at = ballots.begin(); at != ballots.end();) {
    const auto end = end_of_run(at, ballots.end());
    if (end - at > kMostOfOneSequence)
      return fail(Code::invalid, "there are more ballots of one sequence than two devices send");
    at = end;
  }
  return BallotAccounting(std::move(ballots), *tag);
}

Status BallotAccounting::read(std::uint64_t index, core::ByteView bytes) {
  const auto leaf = DEMUR_TRY(translog::parse_leaf(core::text_of(bytes)));
  newest_ = std::max(newest_, leaf.day);
  const std::string& round = ballots_.front().round;
  if (leaf.type == "opinion_round.opened" && leaf.id == round) is_opened_ = true;
  if (leaf.type == "meeting.announced" && leaf.id == round) is_opened_ = is_session_ = true;
  if (!is_about(leaf, round)) return {};
  if (leaf.type == "opinion_round.closed" || leaf.type == "meeting.gathered") closed_on_ = leaf.day;
  if (leaf.type == "opinion_round.voided" || leaf.type == "meeting.cancelled") is_voided_ = true;
  if (leaf.type == "statement.retired") retired_.insert(ref_of(leaf, "statement:"));
  if (leaf.type == "statement.shown" && leaf.public_part)
    shown_.insert_or_assign(ref_of(leaf, "statement:"), said_text(*leaf.public_part, "text"));
  return leaf.type == "anonymous.voted" ? take_vote(index, leaf) : Status{};
}

Status BallotAccounting::take_vote(std::uint64_t index, const translog::Leaf& leaf) {
  if (!leaf.public_part) return {};
  const auto credential = core::from_base64(said_text(*leaf.public_part, "credential"));
  const auto ballot = core::bytes_member<32>(*leaf.public_part, "ballot");
  if (!credential || !ballot) return {};  // the audit says what is wrong with it
  const auto decoded = anonymity::decode_credential(*credential);
  if (decoded && anonymity::spent_tag(*decoded) == tag_) voted_ = Voted{index, *ballot};
  return {};
}

// A statement that an open round's log does not have yet is no other one: it may be newer than that copy. The
// words of questions are not in the log.
bool BallotAccounting::are_for_these_words() const {
  if (is_session_) return true;
  const auto text_of = [this](const std::string& statement) -> std::optional<std::string> {
    const auto found = shown_.find(statement);
    if (found == shown_.end()) return std::nullopt;
    return found->second;
  };
  return std::ranges::all_of(ballots_, [&](const Item& ballot) {
    const auto credential = anonymity::decode_credential(ballot.credential);
    if (!closed_on_ && std::ranges::any_of(ballot.votes, [&](const BallotVote& vote) {
          return !shown_.contains(vote.statement);
        }))
      return true;
    return credential && drop::check_votes(ballot, *credential, text_of);
  });
}

// Of each statement the last vote; the ballots are in their order.
BallotAccounting::Lines BallotAccounting::counted_lines(const std::vector<Item>& ballots) const {
  Lines lines;
  for (const Item& ballot : ballots)
    for (const BallotVote& vote : ballot.votes)
      if (!retired_.contains(vote.statement)) lines.insert_or_assign(vote.statement, line_of(ballot, vote));
  return lines;
}

// Those of one sequence in another order, run by run, as the figures of a counter go. False: that was all.
bool BallotAccounting::try_next_order(std::vector<Item>& ballots) {
  for (auto at = ballots.begin(); at != ballots.end();) {
    const auto end = end_of_run(at, ballots.end());
    if (std::ranges::next_permutation(at, end, {}, in_order).found) return true;
    at = end;
  }
  return false;
}

Result<bool> BallotAccounting::is_committed_in_some_order() const {
  std::vector<Item> ballots = ballots_;
  do {
    if (DEMUR_TRY(is_committed(counted_lines(ballots)))) return true;
  } while (try_next_order(ballots));
  return false;
}

// By which ballot's nonce follows from the order in which they came, with statements retired in between.
Result<bool> BallotAccounting::is_committed(const Lines& counted) const {
  std::vector<BallotLine> lines;
  lines.reserve(counted.size());
  for (const auto& [statement, line] : counted) lines.push_back(line);
  for (const Item& ballot : ballots_)
    if (DEMUR_TRY(ballot_commitment(ballot.round, ballot.nonce, lines)) == voted_->ballot) return true;
  return false;
}

Result<BallotAccount> BallotAccounting::finish() const {
  if (!is_opened_) return fail(Code::not_found, "This log has no such round, and no such session.");
  const auto counted = counted_lines(ballots_);
  std::set<std::string> left_out;
  for (const Item& ballot : ballots_)
    for (const BallotVote& vote : ballot.votes)
      if (retired_.contains(vote.statement)) left_out.insert(vote.statement);
  BallotAccount account{.votes = counted.size(),
                        .left_out = left_out.size(),
                        .is_session = is_session_,
                        .closed_on = closed_on_,
                        .as_of = newest_};
  if (voted_) account.index = voted_->index;
  if (is_voided_)
    account.state = BallotState::voided;
  else if (!are_for_these_words())
    account.state = BallotState::other_words;
  else if (!closed_on_)
    account.state = BallotState::awaited;
  else if (!voted_)
    account.state = counted.empty() ? BallotState::nothing_shown : BallotState::missing;
  else
    account.state =
        DEMUR_TRY(is_committed_in_some_order()) ? BallotState::counted : BallotState::other_ballot;
  return account;
}

}  // namespace demur::service
