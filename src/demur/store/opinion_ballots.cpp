#include "demur/store/opinion_ballots.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace demur::store {
namespace {

using core::Digest;
using core::Result;
using core::Status;

constexpr std::int64_t kVoterMask = (std::int64_t{1} << 47) - 1;  // six bytes of a row

// From the tag, which is a hash: no order of taking votes in shows in the numbers.
std::int64_t number_from(const Digest& tag) {
  std::int64_t number = 0;
  for (std::size_t at = 0; at < 6; ++at) number = number << 8 | tag[at];
  return number & kVoterMask;
}

TokenVoter read_voter(Row& row) {
  TokenVoter voter;
  voter.tag = row.next<Digest>();
  voter.round = row.next<std::int64_t>();
  voter.voter = row.next<std::int64_t>();
  voter.key_id = row.next<Digest>();
  voter.credential = row.next<core::Bytes>();
  voter.sequence = static_cast<std::uint32_t>(row.next<std::int64_t>());
  voter.nonce = row.next<Digest>();
  return voter;
}

SignedVote read_signed(Row& row) {
  SignedVote vote;
  vote.statement = row.next<int>();
  vote.sequence = static_cast<std::uint32_t>(row.next<std::int64_t>());
  vote.signature = row.next<std::array<std::uint8_t, 64>>();
  return vote;
}

domain::Vote vote_of(int number) {
  return number > 0 ? domain::Vote::agree : number < 0 ? domain::Vote::disagree : domain::Vote::pass;
}

// None that stands for anybody, parted already or not.
Result<std::int64_t> draw_free_voter(const Reader& reader, std::int64_t round, const core::Random& random) {
  for (;;) {
    const std::int64_t number = draw_voter(random);
    if (!DEMUR_TRY(reader.one<int>("SELECT 1 FROM opinion_vote WHERE round = ?1 AND voter = ?2 LIMIT 1",
                                   round, number)))
      return number;
  }
}

// From a place by chance on: which voters a step takes follows from no order of their tokens.
Result<std::vector<std::int64_t>> some_voters(const Reader& reader, std::int64_t round, int most,
                                              const core::Random& random) {
  const std::int64_t from = draw_voter(random);
  auto some = DEMUR_TRY(reader.all<std::int64_t>(
      "SELECT voter FROM opinion_token_voter WHERE round = ?1 AND voter >= ?2 ORDER BY voter LIMIT ?3", round,
      from, most));
  const auto rest = DEMUR_TRY(reader.all<std::int64_t>(
      "SELECT voter FROM opinion_token_voter WHERE round = ?1 AND voter < ?2 ORDER BY voter LIMIT ?3", round,
      from, most - static_cast<int>(some.size())));
  some.insert(some.end(), rest.begin(), rest.end());
  return some;
}

// Their votes under numbers by chance, in the order of these: where a row stands in the file follows from
// when it was written.
Result<std::vector<CastVote>> votes_anew(const Reader& reader, std::int64_t round,
                                         const std::vector<std::int64_t>& voters,
                                         const core::Random& random) {
  std::vector<CastVote> votes;
  for (const std::int64_t voter : voters) {
    const std::int64_t drawn = DEMUR_TRY(draw_free_voter(reader, round, random));
    for (CastVote vote : DEMUR_TRY(votes_by(reader, round, voter))) {
      vote.voter = drawn;
      votes.push_back(vote);
    }
  }
  std::ranges::sort(votes, {}, [](const CastVote& vote) { return std::pair(vote.voter, vote.statement); });
  return votes;
}

}  // namespace

Result<std::int64_t> add_token_voter(Transaction& transaction, const TokenVoter& voter) {
  std::int64_t number = number_from(voter.tag);
  while (DEMUR_TRY(transaction.one<int>("SELECT 1 FROM opinion_token_voter WHERE round = ?1 AND voter = ?2",
                                        voter.round, number)))
    number = (number + 1) & kVoterMask;
  DEMUR_TRY(
      transaction.execute("INSERT INTO opinion_token_voter(tag, round, voter, key_id, credential, sequence, "
                          "nonce) VALUES (?1, ?2, "
                          "?3, ?4, ?5, ?6, ?7)",
                          voter.tag, voter.round, number, voter.key_id, voter.credential,
                          static_cast<std::int64_t>(voter.sequence), voter.nonce));
  return number;
}

Status save_newest_ballot(Transaction& transaction, const Digest& tag, std::uint32_t sequence,
                          const Digest& nonce) {
  DEMUR_TRY(transaction.execute("UPDATE opinion_token_voter SET sequence = ?2, nonce = ?3 WHERE tag = ?1",
                                tag, static_cast<std::int64_t>(sequence), nonce));
  return {};
}

Result<std::optional<TokenVoter>> find_token_voter(const Reader& reader, const Digest& tag) {
  return reader.row(
      "SELECT tag, round, voter, key_id, credential, sequence, nonce FROM opinion_token_voter WHERE tag = ?1",
      read_voter, tag);
}

Result<BallotCount> count_ballots(const Reader& reader, std::int64_t round) {
  const auto count = [](Row& row) {
    BallotCount counted;
    counted.voters = row.next<std::int64_t>();
    counted.votes = row.next<std::int64_t>();
    counted.sequences = row.next<std::int64_t>() + row.next<std::int64_t>();
    return counted;
  };
  return DEMUR_TRY(reader.row("SELECT v.number, s.number, v.sequences, s.sequences FROM "
                              "(SELECT count(*) AS number, coalesce(sum(sequence), 0) AS sequences FROM "
                              "opinion_token_voter WHERE round = ?1) v, "
                              "(SELECT count(*) AS number, coalesce(sum(sequence), 0) AS sequences FROM "
                              "opinion_signed_vote WHERE round = ?1) s",
                              count, round))
      .value_or(BallotCount{});
}

Result<std::vector<TokenVoter>> token_voters(const Reader& reader, std::int64_t round) {
  return reader.rows(
      "SELECT tag, round, voter, key_id, credential, sequence, nonce FROM opinion_token_voter WHERE round = "
      "?1 "
      "ORDER BY voter",
      read_voter, round);
}

Result<bool> part_votes_from_tokens(Transaction& transaction, int voters, const core::Random& random) {
  const auto round = DEMUR_TRY(transaction.one<std::int64_t>(
      "SELECT number FROM (SELECT number FROM opinion_round WHERE state <> 'open' UNION ALL "
      "SELECT p.number FROM question_poll p JOIN meeting m ON m.id = p.meeting WHERE "
      "m.gathered_on IS NOT NULL OR m.state <> 'scheduled') ended WHERE "
      "EXISTS (SELECT 1 FROM opinion_token_voter WHERE round = ended.number) LIMIT 1"));
  if (!round) return false;
  const auto some = DEMUR_TRY(some_voters(transaction, *round, voters, random));
  const bool is_round = *round > 0;  // else they are on questions, and were counted: none is needed
  const auto votes =
      is_round ? DEMUR_TRY(votes_anew(transaction, *round, some, random)) : std::vector<CastVote>();
  for (const std::int64_t voter : some)
    for (const char* erase : {"DELETE FROM opinion_vote WHERE round = ?1 AND voter = ?2",
                              "DELETE FROM opinion_signed_vote WHERE round = ?1 AND voter = ?2",
                              "DELETE FROM opinion_token_voter WHERE round = ?1 AND voter = ?2"})
      DEMUR_TRY(transaction.execute(erase, *round, voter));
  for (const CastVote& vote : votes) DEMUR_TRY(save_vote(transaction, *round, vote));
  transaction.overwrite_erased();
  return true;
}

Status save_signed_vote(Transaction& transaction, std::int64_t round, std::int64_t voter,
                        const SignedVote& vote) {
  DEMUR_TRY(transaction.execute(
      "INSERT INTO opinion_signed_vote(round, voter, statement, sequence, signature) VALUES (?1, ?2, ?3, ?4, "
      "?5) ON CONFLICT(round, voter, statement) DO UPDATE SET sequence = excluded.sequence, signature = "
      "excluded.signature",
      round, voter, vote.statement, static_cast<std::int64_t>(vote.sequence), vote.signature));
  return {};
}

Result<std::vector<SignedVote>> signed_votes_by(const Reader& reader, std::int64_t round,
                                                std::int64_t voter) {
  return reader.rows(
      "SELECT statement, sequence, signature FROM opinion_signed_vote WHERE round = ?1 AND voter = ?2 "
      "ORDER BY statement",
      read_signed, round, voter);
}

Status each_signed_vote(const Reader& reader, std::int64_t round,
                        const std::function<void(const CastVote&, const SignedVote&)>& take) {
  const auto handed = [&](Row& row) {
    CastVote cast;
    cast.voter = row.next<std::int64_t>();
    cast.vote = vote_of(row.next<int>());
    const SignedVote with = read_signed(row);
    cast.statement = with.statement;
    take(cast, with);
    return true;
  };
  DEMUR_TRY(
      reader.rows("SELECT v.voter, v.vote, v.statement, s.sequence, s.signature FROM opinion_vote v "
                  "LEFT JOIN opinion_signed_vote s USING (round, voter, statement) WHERE v.round = ?1 "
                  "ORDER BY v.voter, v.statement",
                  handed, round));
  return {};
}

}  // namespace demur::store
