// A round's votes as demur::opinion takes them. Whole rows of people: for what is computed of all of them
// and shown through a floor, never for a page.
//
// Errors: not_found where there is no such round.
#pragma once

#include <cstdint>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/opinion/conversation.hpp"
#include "demur/opinion/map.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/opinion_votes.hpp"

namespace demur::service {

// Which statements. The map of a series' round leaves trend statements out, because the comparison with
// another round shows them: whoever had both could subtract the one from the other.
enum class Asked { once, in_every_round, all };

// Those shown when it closed, by number; people by their number in the series, so that the same person is
// the same in the next round. Their order is random, and tells nothing of when they voted.
[[nodiscard]] core::Result<opinion::Conversation> conversation_of(Institution& house,
                                                                  const domain::OpinionRoundId& round,
                                                                  Asked asked);
// The round that it asked again, if it did.
[[nodiscard]] core::Result<std::optional<domain::OpinionRoundId>> continued_by(
    Institution& house, const domain::OpinionRoundId& round);
[[nodiscard]] core::Result<opinion::Conversation> conversation_of(const store::Reader& reader,
                                                                  const domain::OpinionRoundId& round,
                                                                  Asked asked);

// The votes of a round under way, for a map that is kept near them: rows of people and columns stay where
// they are when others are added, as refit() wants it. Statements that are shown no more keep theirs.
struct LiveVotes {
  std::vector<std::int64_t> voters;  // by row
  std::vector<int> numbers;          // of statements, by column
  opinion::Votes votes;
};
[[nodiscard]] core::Result<LiveVotes> live_votes(Institution& house, const domain::OpinionRoundId& round,
                                                 const LiveVotes& earlier);

[[nodiscard]] opinion::Vote to_opinion(domain::Vote vote);

}  // namespace demur::service
