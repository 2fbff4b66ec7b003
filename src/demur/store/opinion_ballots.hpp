// Votes by token: who voted is a token's tag and nothing else, and every vote has the signature by which it
// is theirs. Rows of `opinion_token_voter` and `opinion_signed_vote`; the votes themselves are
// opinion_votes.hpp's. A `round` is the number of an opinion round, or of the questions before a session
// (question_polls.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"
#include "demur/store/opinion_votes.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

struct TokenVoter {
  core::Digest tag{};
  std::int64_t round = 0;  // its number
  std::int64_t voter = 0;  // in opinion_vote
  core::Digest key_id{};   // under which the token was issued
  core::Bytes credential;
  std::uint32_t sequence = 0;  // of the newest ballot that counted
  core::Digest nonce{};        // of that one
};

// Its tag must be spent. `voter` is chosen here, from the tag, and returned.
[[nodiscard]] core::Result<std::int64_t> add_token_voter(Transaction& transaction, const TokenVoter& voter);
[[nodiscard]] core::Result<std::optional<TokenVoter>> find_token_voter(const Reader& reader,
                                                                       const core::Digest& tag);
// A later ballot of theirs counted.
[[nodiscard]] core::Status save_newest_ballot(Transaction& transaction, const core::Digest& tag,
                                              std::uint32_t sequence, const core::Digest& nonce);
// All of a round, by `voter`.
[[nodiscard]] core::Result<std::vector<TokenVoter>> token_voters(const Reader& reader, std::int64_t round);

// Of rounds that take no ballots any more: votes stay, under numbers by chance, and what tied them to tokens
// is erased, with signatures, days and nonces; of sessions votes go too, for they were counted. Who has a
// token and this file does not find its votes. So many voters at once, of one of them; whether there were
// any.
[[nodiscard]] core::Result<bool> part_votes_from_tokens(Transaction& transaction, int voters,
                                                        const core::Random& random);

// Whatever counts of a round by token changes this: its sequences only grow.
struct BallotCount {
  std::int64_t voters = 0;
  std::int64_t votes = 0;
  std::int64_t sequences = 0;  // of both together
  auto operator<=>(const BallotCount&) const = default;
};
[[nodiscard]] core::Result<BallotCount> count_ballots(const Reader& reader, std::int64_t round);

struct SignedVote {
  int statement = 0;  // its number
  std::uint32_t sequence = 0;
  std::array<std::uint8_t, 64> signature{};
};

// In the place of what the voter signed before on the statement.
[[nodiscard]] core::Status save_signed_vote(Transaction& transaction, std::int64_t round, std::int64_t voter,
                                            const SignedVote& vote);
// By statement.
[[nodiscard]] core::Result<std::vector<SignedVote>> signed_votes_by(const Reader& reader, std::int64_t round,
                                                                    std::int64_t voter);
// All of a round with their votes, by `voter` and statement, without keeping them. An error where a vote
// stands without its signature.
[[nodiscard]] core::Status each_signed_vote(
    const Reader& reader, std::int64_t round,
    const std::function<void(const CastVote& cast, const SignedVote& signed_vote)>& take);

}  // namespace demur::store
