// Opinion rounds: acts, votes, and what a member may read of them.
//
//   DEMUR_TRY(perform(house, member, domain::OpinionAct{domain::ProposeStatement{...}}));
//   DEMUR_TRY(cast_vote(house, member, round, statement, domain::Vote::agree));
//
// A vote has no record of its own: its moment could tell who cast it. When the round closes, all ballots
// are bound by one hash in the log (opinion_ballots.hpp). Nothing here shows how anybody else voted; what
// the votes say together is opinion_maps.hpp.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "demur/domain/opinion_round.hpp"
#include "demur/service/acts.hpp"
#include "demur/service/reading.hpp"
#include "demur/service/token_ballots.hpp"

namespace demur::service {

[[nodiscard]] core::Result<Done> perform(Institution& house, const domain::MemberId& who,
                                         const domain::OpinionAct& act);

// In one's own name; the last vote of each on a statement counts.
[[nodiscard]] core::Status cast_vote(Institution& house, const domain::Member& who,
                                     const domain::OpinionRoundId& round,
                                     const domain::StatementId& statement, domain::Vote vote);

// Several at once: all are taken, or none.
struct StatementVote {
  domain::StatementId statement;
  domain::Vote vote = domain::Vote::pass;
};
[[nodiscard]] core::Status cast_votes(Institution& house, const domain::Member& who,
                                      const domain::OpinionRoundId& round,
                                      std::span<const StatementVote> votes);

// What the clock does: rounds close, reports are missed.
[[nodiscard]] core::Status settle_opinion_rounds(Institution& house, store::Transaction& transaction,
                                                 core::Day today, const SealedPolls& sealed);

// Title and decision of a duty on a round, for lists of duties.
[[nodiscard]] core::Result<std::optional<DutyLine>> opinion_duty_line(const store::Reader& reader,
                                                                      const domain::Duty& duty);

// For what is computed of all of them; newest first.
[[nodiscard]] core::Result<std::vector<domain::OpinionRound>> all_opinion_rounds(Institution& house);

// Where a statement belongs; not_found where there is no such one.
[[nodiscard]] core::Result<domain::OpinionRoundId> round_of_statement(Institution& house,
                                                                      const domain::StatementId& statement);

struct OpinionLine {
  domain::OpinionRound round = {};
  std::string owner = {};  // the office's name
  int shown = 0;           // statements to vote on
  int voted = 0;           // of these, by this member
};
[[nodiscard]] core::Result<std::vector<OpinionLine>> read_opinion_rounds(Institution& house,
                                                                         const domain::Member& who);
// The same of those on one decision; and of those that are open.
[[nodiscard]] core::Result<std::vector<OpinionLine>> read_opinion_rounds_on(
    Institution& house, const domain::Member& who, const domain::DecisionId& decision);
[[nodiscard]] core::Result<std::vector<OpinionLine>> read_open_opinion_rounds(Institution& house,
                                                                              const domain::Member& who);

struct OpinionReading {
  domain::OpinionRound round = {};
  std::string owner = {};
  std::optional<domain::Decision> decision = {};
  bool is_secret = false;                              // the text of that decision
  std::optional<domain::OpinionRound> earlier = {};    // that it continues
  std::optional<domain::Duty> report = {};             // the duty to say what became of it
  std::vector<domain::OpinionStatement> shown = {};    // without who proposed them
  std::vector<domain::OpinionStatement> mine = {};     // proposed by this member, whatever became of them
  std::vector<domain::OpinionStatement> waiting = {};  // for a moderator's eyes only
  std::vector<domain::OpinionStatement> ended = {};    // retired; and rejected ones, without their text
  std::map<int, domain::Vote> votes = {};              // this member's own, by the statement's number
  bool by_token = false;                               // votes are cast at a drop, and these are none
  bool may_vote = false;                               // here, and the round is open
  bool may_propose = false;
  bool may_moderate = false;
  bool may_report = false;
  bool may_void = false;
};
[[nodiscard]] core::Result<OpinionReading> read_opinion_round(Institution& house, const domain::Member& who,
                                                              const domain::OpinionRoundId& id);

// What a new round may continue: closed ones with trend statements, the newest of each series, and of an
// office that this member answers for; with those statements' texts.
struct Continuable {
  domain::OpinionRound round = {};
  std::vector<std::string> trend = {};
};
[[nodiscard]] core::Result<std::vector<Continuable>> continuable_rounds(Institution& house,
                                                                        const domain::Member& who);

}  // namespace demur::service
