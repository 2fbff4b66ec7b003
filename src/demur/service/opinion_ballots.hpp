// The ballots of a closed round, bound by one hash in the log: whoever voted can show that their votes
// were counted as they cast them, and nobody can tell from the log who voted, or how many did.
//
//   ballot    = canonical JSON {"round":ID,"votes":[[statement's number,"agree"],...]}, by number
//   salt      = SHA-256("demur/ballot/v1" || 0x00 || the round's secret || the voter's number, 8 bytes)
//   leaf      = translog::commit_to({salt, ballot})
//   leaves    = all of them, and padding, to a power of two that is the floor at least; sorted
//   "ballots" = the root of the Merkle tree of RFC 6962 over these leaves
//
// Without the secret no ballot can be opened or guessed: destroying it erases them and leaves the log whole.
#pragma once

#include <string>
#include <vector>

#include "demur/core/json.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/opinion_votes.hpp"
#include "demur/translog/commitment.hpp"

namespace demur::service {

struct SealedBallots {
  std::vector<translog::Hash> leaves;  // sorted
  std::string root;                    // hex
};

[[nodiscard]] core::Result<SealedBallots> seal_ballots(const store::Reader& reader,
                                                       const domain::OpinionRound& round,
                                                       const store::Secret& secret, int floor);

// What a member can keep of a closed round: their ballot, its salt, and the proof that leads from it to
// the root in the log. not_found where they did not vote; conflict while it is open.
[[nodiscard]] core::Result<core::json::object> ballot_receipt(Institution& house, const domain::Member& who,
                                                              const domain::OpinionRoundId& round);

}  // namespace demur::service
