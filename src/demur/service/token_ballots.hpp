// Votes by token: what a drop hands in is counted, and when the round closes, or the questions before a
// session are gathered, every token that voted is in the log, with a commitment to its ballot.
//
//   ballot  = canonical JSON {"round":ID,"votes":[[statement,"agree",sequence,b64 of the signature],...]}, by
//             statement: of each that is shown when the round closes the last vote. ID is the round's or
//             the session's; of a question "agree" is that it is wanted, "pass" that this is taken back
//   record  = anonymous.voted {"ballot": b64 of translog::commit_to({nonce, ballot}), "credential", "key"}
//   ballots = root of the tree of RFC 6962 over all commitments, ascending
//
// The nonce is that of the newest ballot that counted, drawn by its voter and in no wallet. So who kept what
// they sent computes their own ballot and finds it, and asks nobody (ballot_account.hpp); who did not cannot
// open one, nor try out what it may be: the nonce is known to its voter, the drop and this house alone.
// Records come at the close and together, because one by one they would tell on which day somebody voted.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demur/anonymity/keys_view.hpp"
#include "demur/core/json.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/domain/poll.hpp"
#include "demur/service/drop/check_item.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/service/institution.hpp"
#include "demur/store/opinion_ballots.hpp"
#include "demur/translog/hash.hpp"

namespace demur::service {

// False: nothing of it counts: it was taken before, or is older than what was, or nothing that it votes on is
// shown any more. Errors: those of check_item(); Code::not_found; Code::conflict where the round takes none,
// also for one that counted, which nobody can tell any more: drops say so where they hand in again
// what they had no answer to. `ahead`:
// what check_ballot_ahead() said of it on this day, or null.
[[nodiscard]] core::Result<bool> take_ballot(Institution& house, store::Transaction& transaction,
                                             const drop::Item& ballot, const anonymity::KeysView& keys,
                                             core::Day today, const core::Result<drop::Checked>* ahead);

// A poll that is over or was called off takes no ballots any more, and nothing is to tie its votes to tokens:
// one step of that, short enough that nobody who files waits for it. Whether more may be left. The clock's
// work: a program that was killed goes on where it was.
[[nodiscard]] core::Result<bool> part_ended_ballots(Institution& house);

// A ballot's signatures, a thousand of them, checked beside the writer. Nothing where that tells nothing: it
// was counted before, or something that it votes on is not known yet.
[[nodiscard]] std::optional<core::Result<drop::Checked>> check_ballot_ahead(Institution& house,
                                                                            const drop::Item& ballot,
                                                                            const anonymity::KeysView& keys,
                                                                            core::Day today);

// A vote as a ballot has it.
struct BallotLine {
  std::string statement;  // its id
  domain::Vote vote = domain::Vote::pass;
  std::uint32_t sequence = 0;
  std::array<std::uint8_t, 64> signature{};
};
[[nodiscard]] BallotLine line_of(const drop::Item& ballot, const drop::BallotVote& vote);
// The lines in any order.
[[nodiscard]] core::Result<translog::Hash> ballot_commitment(const std::string& poll,
                                                             const core::Digest& nonce,
                                                             std::vector<BallotLine> lines);

// Over commitments in any order; hex.
[[nodiscard]] std::string ballots_root(std::vector<translog::Hash> commitments);

// What the log gets of a poll that is over: its voters' public parts, by tag, and the root. And how many
// agree with what is shown, or want it, by number.
struct TokenBallots {
  std::vector<core::json::object> spent;
  std::string root;
  std::map<int, int> agreed = {};
  store::BallotCount of = {};  // what it is made of
};

// Those of polls that end now, by id, sealed beside the writer: of thousands of voters that takes a while, in
// which nobody who files is to wait. After its last day nothing of a poll changes but by what was under way;
// then it is sealed again, where it ends.
using SealedPolls = std::map<std::string, TokenBallots>;
[[nodiscard]] core::Result<SealedPolls> seal_ended_polls(Institution& house);
[[nodiscard]] core::Result<TokenBallots> sealed_ballots_of(const store::Reader& reader,
                                                           const domain::Poll& poll,
                                                           const SealedPolls& ahead);

}  // namespace demur::service
