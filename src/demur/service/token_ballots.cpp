#include "demur/service/token_ballots.hpp"

#include <algorithm>

#include "demur/service/polls.hpp"
#include "demur/store/opinion_votes.hpp"
#include "demur/store/tokens.hpp"
#include "demur/translog/commitment.hpp"
#include "demur/translog/tree.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::Day;
using core::fail;
using core::Result;
using core::Status;
using domain::Poll;
using domain::Vote;
using drop::BallotVote;
using drop::Item;

constexpr int kPartedTogether = 100;  // voters, with some fifty votes each

Vote vote_of(std::int8_t value) {
  return value > 0 ? Vote::agree : value < 0 ? Vote::disagree : Vote::pass;
}

// What a ballot votes on, by id.
struct AskedIn {
  Poll poll;
  std::map<std::string, Asked> texts = {};
};

Result<AskedIn> asked_by(const store::Reader& reader, const Poll& poll, const Item& ballot) {
  AskedIn asked{.poll = poll};
  for (const BallotVote& vote : ballot.votes)
    if (auto found = DEMUR_TRY(find_asked(reader, poll, vote.statement)))
      asked.texts.emplace(vote.statement, std::move(*found));
  return asked;
}

// A ballot's votes that count, by the number of their statement.
Result<std::map<int, const BallotVote*>> counted_votes(const AskedIn& asked, const Item& ballot) {
  std::map<int, const BallotVote*> votes;
  for (const BallotVote& vote : ballot.votes) {
    const auto found = asked.texts.find(vote.statement);
    if (found == asked.texts.end())
      return fail(Code::not_found, "There is no such statement or question to vote on here.");
    if (found->second.is_shown) votes.emplace(found->second.number, &vote);
  }
  return votes;
}

// Our own words: a drop may have shown others.
drop::ItemRules rules_of(const Institution& house, const AskedIn& asked) {
  return {.instance = house.log_key().verifier().name,
          .to_open = house.policy().anonymous->to_open,
          .asked = [&asked](const std::string& id) -> std::optional<std::string> {
            const auto found = asked.texts.find(id);
            if (found == asked.texts.end()) return std::nullopt;
            return found->second.text;
          },
          .takes_disagreement = asked.poll.kind == domain::PollKind::round};
}

// What this token signed later, or before, stands: of the rest, nothing is older than the ballot.
Status leave_out_older(const store::Reader& reader, const store::TokenVoter& voter, std::uint32_t sequence,
                       std::map<int, const BallotVote*>& votes) {
  for (const store::SignedVote& kept : DEMUR_TRY(store::signed_votes_by(reader, voter.round, voter.voter)))
    if (kept.sequence >= sequence) votes.erase(kept.statement);
  return {};
}

// The same token is the same voter; a new one is spent here.
Result<std::int64_t> voter_of(store::Transaction& transaction, const std::optional<store::TokenVoter>& known,
                              const store::TokenVoter& fresh) {
  if (!known) {
    if (DEMUR_TRY(store::is_spent(transaction, fresh.tag)))
      return fail(Code::conflict, "This token was spent before.");
    DEMUR_TRY(store::add_spent(transaction, fresh.tag, fresh.key_id));
    return store::add_token_voter(transaction, fresh);
  }
  if (fresh.sequence > known->sequence)
    DEMUR_TRY(store::save_newest_ballot(transaction, fresh.tag, fresh.sequence, fresh.nonce));
  return known->voter;
}

Status keep_vote(store::Transaction& transaction, std::int64_t round, std::int64_t voter, int number,
                 const BallotVote& vote, std::uint32_t sequence) {
  DEMUR_TRY(store::save_vote(transaction, round,
                             {.voter = voter, .statement = number, .vote = vote_of(vote.value)}));
  store::SignedVote row{.statement = number, .sequence = sequence};
  std::ranges::copy(vote.signature, row.signature.begin());
  return store::save_signed_vote(transaction, round, voter, row);
}

// Of each voter the votes on what is shown now; `voters` by their number.
Result<std::vector<std::vector<BallotLine>>> lines_of(const store::Reader& reader, const Poll& poll,
                                                      std::int64_t number,
                                                      const std::vector<store::TokenVoter>& voters,
                                                      std::map<int, int>& agreed) {
  std::map<int, std::string> shown;
  for (const Asked& each : DEMUR_TRY(all_asked(reader, poll, poll.counted_until + std::chrono::days{1})))
    if (each.is_shown) shown.emplace(each.number, each.id);
  std::vector<std::vector<BallotLine>> lines(voters.size());
  DEMUR_TRY(store::each_signed_vote(
      reader, number, [&](const store::CastVote& cast, const store::SignedVote& with) {
        const auto voter = std::ranges::lower_bound(voters, cast.voter, {}, &store::TokenVoter::voter);
        const auto statement = shown.find(cast.statement);
        if (voter == voters.end() || voter->voter != cast.voter || statement == shown.end()) return;
        lines[static_cast<std::size_t>(voter - voters.begin())].push_back(
            {statement->second, cast.vote, with.sequence, with.signature});
        if (cast.vote == Vote::agree) ++agreed[cast.statement];
      }));
  return lines;
}

}  // namespace

Result<bool> take_ballot(Institution& house, store::Transaction& transaction, const Item& ballot,
                         const anonymity::KeysView& keys, Day today, const Result<drop::Checked>* ahead) {
  const auto poll = DEMUR_TRY(find_poll(transaction, ballot.round));
  const Status takes = domain::may_take_ballot(poll, today);
  if (!poll) return std::unexpected(takes.error());
  store::TokenVoter voter{.tag = *DEMUR_TRY(drop::tag_of(ballot)),
                          .round = DEMUR_TRY(poll_number(transaction, *poll)),
                          .credential = ballot.credential,
                          .sequence = ballot.sequence,
                          .nonce = ballot.nonce};
  const auto known = DEMUR_TRY(store::find_token_voter(transaction, voter.tag));
  const AskedIn asked = DEMUR_TRY(asked_by(transaction, *poll, ballot));
  auto votes = DEMUR_TRY(counted_votes(asked, ballot));
  if (known && known->round == voter.round)
    DEMUR_TRY(leave_out_older(transaction, *known, ballot.sequence, votes));
  if (votes.empty()) return false;  // handed in again, also after the round closed; or nothing to count
  DEMUR_TRY(takes);
  const auto checked = DEMUR_TRY(
      ahead != nullptr ? *ahead
                       : drop::check_item(ballot, keys, rules_of(house, asked), std::nullopt, today));
  voter.key_id = checked.key_id;
  voter.voter = DEMUR_TRY(voter_of(transaction, known, voter));
  for (const auto& [number, vote] : votes)
    DEMUR_TRY(keep_vote(transaction, voter.round, voter.voter, number, *vote, ballot.sequence));
  return true;
}

Result<bool> part_ended_ballots(Institution& house) {
  return house.store().write([&](store::Transaction& transaction) {
    return store::part_votes_from_tokens(transaction, kPartedTogether, house.environment().random);
  });
}

std::optional<Result<drop::Checked>> check_ballot_ahead(Institution& house, const Item& ballot,
                                                        const anonymity::KeysView& keys, Day today) {
  const auto asked = house.store().read([&](const store::Reader& reader) -> Result<std::optional<AskedIn>> {
    const core::Digest tag = *DEMUR_TRY(drop::tag_of(ballot));
    const auto known = DEMUR_TRY(store::find_token_voter(reader, tag));
    if (known && known->sequence >= ballot.sequence) return std::nullopt;
    if (!known && DEMUR_TRY(store::is_spent(reader, tag))) return std::nullopt;
    const auto poll = DEMUR_TRY(find_poll(reader, ballot.round));
    if (!poll) return std::nullopt;
    AskedIn found = DEMUR_TRY(asked_by(reader, *poll, ballot));
    if (found.texts.size() != ballot.votes.size()) return std::nullopt;
    return found;
  });
  if (!asked || !*asked) return std::nullopt;
  return drop::check_item(ballot, keys, rules_of(house, **asked), std::nullopt, today);
}

BallotLine line_of(const Item& ballot, const BallotVote& vote) {
  BallotLine line{
      .statement = vote.statement, .vote = vote_of(vote.value), .sequence = ballot.sequence, .signature = {}};
  std::ranges::copy(vote.signature, line.signature.begin());
  return line;
}

Result<translog::Hash> ballot_commitment(const std::string& poll, const core::Digest& nonce,
                                         std::vector<BallotLine> lines) {
  std::ranges::sort(lines, {}, &BallotLine::statement);
  core::json::array votes;
  for (const BallotLine& line : lines)
    votes.push_back(core::json::array{line.statement, domain::word(line.vote), line.sequence,
                                      core::to_base64(line.signature)});
  translog::Opening opening{.salt = nonce, .private_text = {}};
  opening.private_text =
      DEMUR_TRY(core::canonical_json(core::json::object{{"round", poll}, {"votes", std::move(votes)}}));
  return translog::commit_to(opening);
}

std::string ballots_root(std::vector<translog::Hash> commitments) {
  std::ranges::sort(commitments);
  std::vector<translog::Hash> leaves;
  leaves.reserve(commitments.size());
  for (const translog::Hash& commitment : commitments) leaves.push_back(translog::leaf_hash(commitment));
  translog::RightEdge edge;
  const auto ignore = [](const translog::Tile&) -> Status { return {}; };
  const bool added = leaves.empty() || edge.add(leaves, ignore).has_value();
  return core::to_hex(added && !leaves.empty() ? edge.root() : translog::empty_root());
}

namespace {

Result<TokenBallots> seal(const store::Reader& reader, const Poll& poll) {
  const std::int64_t number = DEMUR_TRY(poll_number(reader, poll));
  const auto voters = DEMUR_TRY(store::token_voters(reader, number));
  std::map<int, int> agreed;
  auto lines = DEMUR_TRY(lines_of(reader, poll, number, voters, agreed));
  std::map<core::Digest, core::json::object> by_tag;
  std::vector<translog::Hash> commitments;
  for (std::size_t at = 0; at < voters.size(); ++at) {
    commitments.push_back(DEMUR_TRY(ballot_commitment(poll.id, voters[at].nonce, std::move(lines[at]))));
    by_tag.emplace(voters[at].tag, core::json::object{{"ballot", core::to_base64(commitments.back())},
                                                      {"credential", core::to_base64(voters[at].credential)},
                                                      {"key", core::to_base64(voters[at].key_id)}});
  }
  TokenBallots sealed{.spent = {},
                      .root = ballots_root(std::move(commitments)),
                      .agreed = std::move(agreed),
                      .of = DEMUR_TRY(store::count_ballots(reader, number))};
  for (auto& [tag, spent] : by_tag) sealed.spent.push_back(std::move(spent));
  return sealed;
}

}  // namespace

Result<SealedPolls> seal_ended_polls(Institution& house) {
  const Day today = core::day_of(house.environment().clock());
  return house.store().read([&](const store::Reader& reader) -> Result<SealedPolls> {
    SealedPolls sealed;
    for (const Poll& poll : DEMUR_TRY(open_polls(reader)))
      if (today > poll.counted_until) sealed.emplace(poll.id, DEMUR_TRY(seal(reader, poll)));
    return sealed;
  });
}

Result<TokenBallots> sealed_ballots_of(const store::Reader& reader, const Poll& poll,
                                       const SealedPolls& ahead) {
  const std::int64_t number = DEMUR_TRY(poll_number(reader, poll));
  const auto sealed = ahead.find(poll.id);
  if (sealed != ahead.end() && sealed->second.of == DEMUR_TRY(store::count_ballots(reader, number)))
    return sealed->second;
  return seal(reader, poll);
}

}  // namespace demur::service
