#include "demur/store/opinion_votes.hpp"

namespace demur::store {
namespace {

using core::Result;
using core::Status;
using domain::OpinionRoundId;
using domain::Vote;

constexpr std::int64_t kVoterMask = (std::int64_t{1} << 47) - 1;  // six bytes of a row

int number_of(Vote vote) {
  return vote == Vote::agree ? 1 : vote == Vote::disagree ? -1 : 0;
}

Vote vote_of(int number) {
  return number > 0 ? Vote::agree : number < 0 ? Vote::disagree : Vote::pass;
}

CastVote read_vote(Row& row) {
  CastVote vote;
  vote.voter = row.next<std::int64_t>();
  vote.statement = row.next<int>();
  vote.vote = vote_of(row.next<int>());
  return vote;
}

}  // namespace

std::int64_t draw_voter(const core::Random& random) {
  std::int64_t number = 0;
  random({reinterpret_cast<std::uint8_t*>(&number), sizeof number});
  return number & kVoterMask;
}

Result<std::optional<std::int64_t>> find_voter(const Reader& reader, const OpinionRoundId& series,
                                               const domain::MemberId& member) {
  return reader.one<std::int64_t>("SELECT voter FROM opinion_voter WHERE series = ?1 AND member = ?2", series,
                                  member);
}

Result<std::int64_t> voter_of(Transaction& transaction, const OpinionRoundId& series,
                              const domain::MemberId& member, const core::Random& random) {
  if (const auto known = DEMUR_TRY(find_voter(transaction, series, member))) return *known;
  std::int64_t voter = draw_voter(random);
  while (DEMUR_TRY(
      transaction.one<int>("SELECT 1 FROM opinion_voter WHERE series = ?1 AND voter = ?2", series, voter)))
    voter = draw_voter(random);
  DEMUR_TRY(transaction.execute("INSERT INTO opinion_voter(series, member, voter) VALUES (?1, ?2, ?3)",
                                series, member, voter));
  return voter;
}

Status save_vote(Transaction& transaction, std::int64_t round, const CastVote& vote) {
  DEMUR_TRY(
      transaction.execute("INSERT INTO opinion_vote(round, voter, statement, vote) VALUES (?1, ?2, ?3, ?4) "
                          "ON CONFLICT(round, voter, statement) DO UPDATE SET vote = excluded.vote",
                          round, vote.voter, vote.statement, number_of(vote.vote)));
  return {};
}

Result<std::vector<CastVote>> votes_by(const Reader& reader, std::int64_t round, std::int64_t voter) {
  return reader.rows(
      "SELECT voter, statement, vote FROM opinion_vote WHERE round = ?1 AND voter = ?2 ORDER BY statement",
      read_vote, round, voter);
}

Status each_vote(const Reader& reader, std::int64_t round, const std::function<void(const CastVote&)>& take) {
  const auto handed = [&](Row& row) {
    take(read_vote(row));
    return true;
  };
  DEMUR_TRY(reader.rows(
      "SELECT voter, statement, vote FROM opinion_vote WHERE round = ?1 ORDER BY voter, statement", handed,
      round));
  return {};
}

Status save_ballot_secret(Transaction& transaction, const OpinionRoundId& round, const Secret& secret) {
  DEMUR_TRY(transaction.execute("INSERT INTO opinion_secret(round, secret) VALUES (?1, ?2)", round, secret));
  return {};
}

Result<std::optional<Secret>> ballot_secret(const Reader& reader, const OpinionRoundId& round) {
  return reader.one<Secret>("SELECT secret FROM opinion_secret WHERE round = ?1", round);
}

}  // namespace demur::store
