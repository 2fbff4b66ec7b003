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

constexpr std::uint64_t kMostCommitments = 10'000;

std::pair<std::uint32_t, std::string_view> in_order(const Item& ballot) {
  return {ballot.sequence, ballot.text};
}

std::vector<Item>::iterator end_of_run(std::vector<Item>::iterator from, std::vector<Item>::iterator end) {
  return std::find_if(from, end, [&](const Item& each) { return each.sequence != from->sequence; });
}

std::vector<Item> joined(std::vector<Item> some, const std::vector<Item>& others) {
  some.insert(some.end(), others.begin(), others.end());
  std::ranges::sort(some, {}, in_order);
  return some;
}

// In how many ways they can be laid together, with the nonce of each.
bool are_too_many(std::vector<Item> all, std::size_t unanswered) {
  std::uint64_t commitments = all.size();
  const auto times = [&](std::uint64_t factor) {
    commitments = std::min(kMostCommitments + 1, commitments * factor);
  };
  for (std::size_t i = 0; i < unanswered; ++i) times(2);
  for (auto at = all.begin(); at != all.end();) {
    const auto end = end_of_run(at, all.end());
    for (std::ptrdiff_t i = 2; i <= end - at; ++i) times(static_cast<std::uint64_t>(i));
    at = end;
  }
  return commitments > kMostCommitments;
}

}  // namespace

Result<BallotAccounting> BallotAccounting::of(std::vector<Item> ballots, std::vector<Item> unanswered) {
  const std::vector<Item> all = joined(ballots, unanswered);
  std::optional<core::Digest> tag;
  for (const Item& ballot : all) {
    if (ballot.kind != drop::ItemKind::ballot || ballot.round != all.front().round)
      return fail(Code::invalid, "these are not all ballots of one round");
    const auto of_this = DEMUR_TRY(drop::tag_of(ballot));
    if (tag && tag != of_this) return fail(Code::invalid, "these ballots are not all by one token");
    tag = of_this;
  }
  if (!tag) return fail(Code::invalid, "there is no ballot");
  if (are_too_many(all, unanswered.size()))
    return fail(Code::invalid,
                "there are too many ballots of one sequence, or without an answer, to try them all");
  return BallotAccounting(std::move(ballots), std::move(unanswered), *tag);
}

BallotAccounting::BallotAccounting(std::vector<Item> answered, std::vector<Item> unanswered,
                                   const core::Digest& tag)
    : ballots_(joined(answered, unanswered)),
      answered_(std::move(answered)),
      unanswered_(std::move(unanswered)),
      tag_(tag) {}

Status BallotAccounting::read(std::uint64_t index, core::ByteView bytes) {
  const auto leaf = DEMUR_TRY(translog::parse_leaf(core::text_of(bytes)));
  newest_ = std::max(newest_, leaf.day);
  const std::string& round = ballots_.front().round;
  if (leaf.type == "opinion_round.opened" && leaf.id == round) is_opened_ = true;
  if (leaf.type == "meeting.announced" && leaf.id == round) is_opened_ = is_session_ = true;
  if (!is_about(leaf, round)) return {};
  if (leaf.type == "opinion_round.closed" || leaf.type == "meeting.gathered") closed_on_ = leaf.day;
  // Called off later, what was gathered stands as it is recorded.
  if (leaf.type == "opinion_round.voided" || (leaf.type == "meeting.cancelled" && !closed_on_))
    is_voided_ = true;
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

// Those that a drop promised. Where it promised none, nothing is shown by the others, and they are all there
// is to ask about.
const std::vector<Item>& BallotAccounting::expected() const {
  return answered_.empty() ? ballots_ : answered_;
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
  return std::ranges::all_of(expected(), [&](const Item& ballot) {
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

Result<bool> BallotAccounting::is_committed_in_some_order(std::vector<Item> ballots) const {
  do {
    if (DEMUR_TRY(is_committed(ballots))) return true;
  } while (try_next_order(ballots));
  return false;
}

// With all of those that had no answer first, and then without some: each bit of `out` leaves one out.
Status BallotAccounting::find_what_was_counted(BallotAccount& account) const {
  account.state = BallotState::other_ballot;
  for (std::uint32_t out = 0; out < 1U << unanswered_.size(); ++out) {
    std::vector<Item> arrived;
    for (std::size_t i = 0; i < unanswered_.size(); ++i)
      if ((out >> i & 1U) == 0) arrived.push_back(unanswered_[i]);
    const auto ballots = joined(answered_, arrived);
    if (!DEMUR_TRY(is_committed_in_some_order(ballots))) continue;
    account.state = BallotState::counted;
    account.votes = counted_lines(ballots).size();
    account.not_arrived = unanswered_.size() - arrived.size();
    return {};
  }
  return {};
}

// By which ballot's nonce follows from the order in which they came, with statements retired in between.
Result<bool> BallotAccounting::is_committed(const std::vector<Item>& ballots) const {
  std::vector<BallotLine> lines;
  for (const auto& [statement, line] : counted_lines(ballots)) lines.push_back(line);
  for (const Item& ballot : ballots)
    if (DEMUR_TRY(ballot_commitment(ballot.round, ballot.nonce, lines)) == voted_->ballot) return true;
  return false;
}

Result<BallotAccount> BallotAccounting::finish() const {
  if (!is_opened_) return fail(Code::not_found, "This log has no such round, and no such session.");
  const auto counted = counted_lines(expected());
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
    DEMUR_TRY(find_what_was_counted(account));
  return account;
}

}  // namespace demur::service
