#include "demur/service/opinion_ballots.hpp"

#include <algorithm>
#include <bit>

#include "demur/store/opinion.hpp"

namespace demur::service {
namespace {

using core::Code;
using core::fail;
using core::Result;
using domain::OpinionRound;
using store::CastVote;
using translog::Hash;

Hash derive(std::string_view purpose, const store::Secret& secret, std::uint64_t number) {
  core::Bytes bytes;
  for (const char each : purpose) bytes.push_back(static_cast<std::uint8_t>(each));
  bytes.push_back(0);
  bytes.insert(bytes.end(), secret.begin(), secret.end());
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
  return core::sha256(bytes);
}

core::json::array to_json(const std::vector<CastVote>& votes) {
  core::json::array all;
  for (const CastVote& vote : votes)
    all.push_back(core::json::array{vote.statement, domain::word(vote.vote)});
  return all;
}

Result<translog::Opening> opening_of(const OpinionRound& round, const std::vector<CastVote>& votes,
                                     const store::Secret& secret) {
  translog::Opening opening;
  const auto voter = static_cast<std::uint64_t>(votes.front().voter);
  opening.salt = derive("demur/ballot/v1", secret, voter);
  opening.private_text = DEMUR_TRY(
      core::canonical_json(core::json::object{{"round", round.id.text}, {"votes", to_json(votes)}}));
  return opening;
}

// The levels of the tree above the leaves' hashes; their number is a power of two.
std::vector<std::vector<Hash>> levels_over(const std::vector<Hash>& leaves) {
  std::vector<std::vector<Hash>> levels(1);
  for (const Hash& leaf : leaves) levels[0].push_back(translog::leaf_hash(leaf));
  while (levels.back().size() > 1) {
    std::vector<Hash> parents(levels.back().size() / 2);
    translog::node_hashes(levels.back(), parents);
    levels.push_back(std::move(parents));
  }
  return levels;
}

}  // namespace

Result<SealedBallots> seal_ballots(const store::Reader& reader, const OpinionRound& round,
                                   const store::Secret& secret, int floor) {
  const std::int64_t number = DEMUR_TRY(store::opinion_round_number(reader, round.id));
  SealedBallots sealed;
  std::vector<CastVote> one;
  core::Status wrong;
  const auto seal = [&] {
    if (one.empty()) return;
    const auto opening = opening_of(round, one, secret);
    if (opening)
      sealed.leaves.push_back(translog::commit_to(*opening));
    else
      wrong = std::unexpected(opening.error());
    one.clear();
  };
  DEMUR_TRY(store::each_vote(reader, number, [&](const CastVote& vote) {
    if (!one.empty() && one.front().voter != vote.voter) seal();
    one.push_back(vote);
  }));
  seal();
  DEMUR_TRY(std::move(wrong));
  const auto least = static_cast<std::size_t>(std::max(floor, 1));
  const std::size_t size = std::bit_ceil(std::max(sealed.leaves.size(), least));
  for (std::uint64_t at = 0; sealed.leaves.size() < size; ++at)
    sealed.leaves.push_back(derive("demur/ballot-padding/v1", secret, at));
  std::ranges::sort(sealed.leaves);
  sealed.root = core::to_hex(levels_over(sealed.leaves).back().front());
  return sealed;
}

Result<core::json::object> ballot_receipt(Institution& house, const domain::Member& who,
                                          const domain::OpinionRoundId& id) {
  return house.store().read([&](const store::Reader& reader) -> Result<core::json::object> {
    const auto round = DEMUR_TRY(store::find_opinion_round(reader, id));
    if (!round) return fail(Code::not_found, "There is no such round.");
    if (domain::is_by_token(round->mandate))
      return fail(Code::not_found,
                  "Nobody here knows which ballot is yours: your token and your votes lead to its record.");
    const auto secret = DEMUR_TRY(store::ballot_secret(reader, id));
    if (!secret) return fail(Code::conflict, "Ballots can be had once the round is closed.");
    const auto voter = DEMUR_TRY(store::find_voter(reader, round->series, who.id));
    const std::int64_t number = DEMUR_TRY(store::opinion_round_number(reader, id));
    const auto votes = voter ? DEMUR_TRY(store::votes_by(reader, number, *voter)) : std::vector<CastVote>();
    if (votes.empty()) return fail(Code::not_found, "You cast no vote in this round.");
    const auto opening = DEMUR_TRY(opening_of(*round, votes, *secret));
    const auto sealed = DEMUR_TRY(seal_ballots(reader, *round, *secret, house.policy().floor));
    const auto place = std::ranges::lower_bound(sealed.leaves, translog::commit_to(opening));
    std::size_t index = static_cast<std::size_t>(place - sealed.leaves.begin());
    core::json::object receipt{{"demur", "ballot/v1"},    {"round", id.text},
                               {"votes", to_json(votes)}, {"salt", core::to_hex(opening.salt)},
                               {"index", index},          {"size", sealed.leaves.size()},
                               {"ballots", sealed.root}};
    core::json::array proof;
    for (const auto& level : levels_over(sealed.leaves)) {
      if (level.size() == 1) break;
      proof.push_back(core::json::string(core::to_hex(level[index ^ 1])));
      index /= 2;
    }
    receipt["proof"] = std::move(proof);
    return receipt;
  });
}

}  // namespace demur::service
