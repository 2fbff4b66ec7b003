// Votes, compactly: who somebody is in a series is one random number, and a vote is a row of four small
// ones. Only the last vote of each on each statement is kept. Rounds by their number (opinion.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "demur/core/random.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

struct CastVote {
  std::int64_t voter = 0;
  int statement = 0;  // its number in the round
  domain::Vote vote = domain::Vote::pass;
  auto operator<=>(const CastVote&) const = default;
};

// A number by chance that may stand for somebody.
[[nodiscard]] std::int64_t draw_voter(const core::Random& random);

[[nodiscard]] core::Result<std::optional<std::int64_t>> find_voter(const Reader& reader,
                                                                   const domain::OpinionRoundId& series,
                                                                   const domain::MemberId& member);
// The same, made where there is none yet.
[[nodiscard]] core::Result<std::int64_t> voter_of(Transaction& transaction,
                                                  const domain::OpinionRoundId& series,
                                                  const domain::MemberId& member, const core::Random& random);

[[nodiscard]] core::Status save_vote(Transaction& transaction, std::int64_t round, const CastVote& vote);
// By statement.
[[nodiscard]] core::Result<std::vector<CastVote>> votes_by(const Reader& reader, std::int64_t round,
                                                           std::int64_t voter);
// All of a round, by voter and statement, without keeping them.
[[nodiscard]] core::Status each_vote(const Reader& reader, std::int64_t round,
                                     const std::function<void(const CastVote&)>& take);

using Secret = std::array<std::uint8_t, 32>;
[[nodiscard]] core::Status save_ballot_secret(Transaction& transaction, const domain::OpinionRoundId& round,
                                              const Secret& secret);
[[nodiscard]] core::Result<std::optional<Secret>> ballot_secret(const Reader& reader,
                                                                const domain::OpinionRoundId& round);

}  // namespace demur::store
