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

Status number_anew(Transaction& transaction, std::int64_t round, std::int64_t voter,
                   const core::Random& random) {
  const std::int64_t drawn = DEMUR_TRY(draw_free_voter(transaction, round, random));
  for (CastVote vote : DEMUR_TRY(votes_by(transaction, round, voter))) {
    vote.voter = drawn;
    DEMUR_TRY(save_vote(transaction, round, vote));
  }
  return {};
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
  const auto some = DEMUR_TRY(transaction.all<std::int64_t>(
      "SELECT voter FROM opinion_token_voter WHERE round = ?1 ORDER BY voter LIMIT ?2", *round, voters));
  const bool is_round = *round > 0;  // else they are on questions, and were counted: none is needed
  for (const std::int64_t voter : some) {
    if (is_round) DEMUR_TRY(number_anew(transaction, *round, voter, random));
    for (const char* erase : {"DELETE FROM opinion_vote WHERE round = ?1 AND voter = ?2",
                              "DELETE FROM opinion_signed_vote WHERE round = ?1 AND voter = ?2",
                              "DELETE FROM opinion_token_voter WHERE round = ?1 AND voter = ?2"})
      DEMUR_TRY(transaction.execute(erase, *round, voter));
  }
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
