// Opinion rounds: members vote on statements, after a mandate told them what their votes can change.
// The nouns, and the judgement of every act but a vote's counting; decide.hpp says what a refusal is.
//
//   Result<OpinionChange> change = decide(situation, OpenOpinionRound{...}, policy, today);
//
// - The office that asks opens a round, reports what became of it by the mandate's day, and may void it.
// - Members propose statements. Custodians who do not work for that office show, reject or retire them:
//   the office that asks does not choose which answers are seen.
// - Votes are cast in one's own name: the server keeps them, so that one can be changed, and shows them to
//   nobody. Where the mandate promises that nothing is recorded of who said what, they are cast by token, and
//   statements are proposed by token: at a drop, without signing in, and nobody can tell whose they are
//   (service/token_ballots.hpp, service/token_proposals.hpp).
// - The clock closes a round. Then nothing of it changes any more, and its results are computed once.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"
#include "demur/domain/poll.hpp"

namespace demur::domain {

struct OpinionStatement;
using StatementId = core::Id<OpinionStatement>;

enum class Vote { agree, disagree, pass };
enum class StatementState { proposed, shown, rejected, retired };

// A reworded statement is a new one. Trend statements are asked again in later rounds of the series, word
// for word, and so are neither retired nor proposed.
struct OpinionStatement {
  StatementId id;
  OpinionRoundId round;
  int number = 0;  // in the round, from 1
  std::string text;
  StatementState state = StatementState::proposed;
  bool trend = false;
  std::optional<StatementId> reworded_from = {};
  std::optional<MemberId> proposed_by =
      {};                 // none: by the office that asks, or by token. Shown to nobody else
  bool by_token = false;  // by a member whom nobody knows
  Day proposed_on{};
  std::string reason = {};  // of rejecting or retiring it
  auto operator<=>(const OpinionStatement&) const = default;
};

// What the results set apart: statements on which all groups answer alike, and those that part them.
enum class StatementSet { bridges, divides };

// A statement in such a set, and what most in every group say of it: without that, nobody could tell whether
// all want what it says or nobody does.
struct SetStatement {
  StatementId id;
  std::optional<Vote> all = {};  // of what bridges: agree or disagree; none of what divides
  auto operator<=>(const SetStatement&) const = default;
};

// What became of one such set. Which statements are in it follows from the votes, and not from the owner.
// What bridges and divides too is answered once, as what bridges.
struct SetReport {
  StatementSet set = StatementSet::bridges;
  std::vector<SetStatement> statements = {};  // strongest first, never none
  std::optional<Outcome> outcome = {};        // none of a briefing
  std::string text = {};
  auto operator<=>(const SetReport&) const = default;
};

// What became of it, in the owner's words.
struct RoundReport {
  std::optional<Outcome> outcome = {};  // none of a briefing
  std::string text;
  std::string what_changed = {};  // required when adopted, wholly or in part
  Day day{};
  std::vector<SetReport> sets = {};  // that the results have; none in reports from before they were answered
  auto operator<=>(const RoundReport&) const = default;
};

struct OpinionRound {
  OpinionRoundId id;
  OfficeId owner;  // the office that asks
  std::string title;
  Mandate mandate;
  std::optional<DecisionId> decision = {};  // that it is about
  OpinionRoundId series;                    // the first round of its series; itself where there is no other
  std::optional<OpinionRoundId> continues = {};  // the round before it in the series
  RoundState state = RoundState::open;
  Day opened_on{};
  Day closes_on{};           // the last day for votes
  int eligible = 0;          // who may vote, counted when it opens and again when it closes
  std::string ballots = {};  // when closed: the root of all ballots' commitments, hex (docs/formats.md)
  std::optional<RoundReport> report = {};
  std::string void_reason = {};
  auto operator<=>(const OpinionRound&) const = default;
};

constexpr std::size_t kStatementBytes = 600;    // public, each
constexpr std::size_t kMostStatements = 1'000;  // of a round, whoever proposed them
constexpr std::size_t kMostWaiting = 10;        // proposals of one member that wait for a moderator
constexpr std::size_t kFewestTrend = 8;         // fewer tell too little of division
constexpr std::size_t kMostTrend = 12;

struct NewStatement {
  StatementId id;
  std::string text;
};

struct OpenOpinionRound {
  OpinionRoundId id;
  OfficeId owner;
  std::string title;
  Mandate mandate;
  Day closes_on{};
  std::vector<NewStatement> statements = {};  // shown from the start
  std::vector<NewStatement> trend = {};       // none, or 8 to 12; of a later round, the same texts again
  std::optional<OpinionRoundId> continues = {};
  std::optional<DecisionId> decision = {};
};
struct ProposeStatement {
  OpinionRoundId round;
  StatementId id;
  std::string text;
  std::optional<StatementId> reworded_from = {};
};
struct ShowStatement {
  StatementId statement;
};
struct RejectStatement {
  StatementId statement;
  std::string reason;
};
struct RetireStatement {
  StatementId statement;
  std::string reason;
};
// `sets`: an answer to each that the results have, each once. Whoever computed the results says which
// statements are in them, and what all say of each; the judge holds them to statements that were voted on,
// each once.
struct ReportRound {
  OpinionRoundId round;
  std::optional<Outcome> outcome = {};
  std::string text;
  std::string what_changed = {};
  std::vector<SetReport> sets = {};
};
struct VoidRound {
  OpinionRoundId round;
  std::string reason;
};
using OpinionAct = std::variant<OpenOpinionRound, ProposeStatement, ShowStatement, RejectStatement,
                                RetireStatement, ReportRound, VoidRound>;

// What the judge must know. What does not exist is absent.
struct OpinionSituation {
  Member who;
  std::optional<OpinionRound> round = {};            // the act's, or its statement's
  std::optional<OpinionStatement> statement = {};    // that is acted on, or has the new one's id
  std::optional<OpinionStatement> reworded = {};     // that the new one rewords
  std::optional<OpinionRound> earlier = {};          // that the new round continues
  std::vector<OpinionStatement> earlier_trend = {};  // its trend statements, by number
  bool earlier_is_continued = false;                 // by another one, which is not void
  std::optional<Office> office = {};                 // that asks
  std::optional<Decision> decision = {};
  std::vector<Duty> duties = {};        // of the round
  int statements = 0;                   // that the round has
  int waiting = 0;                      // proposals of `who` in it that wait
  int eligible = 0;                     // members who may vote now
  int open_by_token = 0;                // polls, of all offices
  std::vector<StatementId> asked = {};  // of a round that is reported: what was voted on to the end
};

// What follows. Values are whole: the service saves each as it stands.
struct OpinionChange {
  std::optional<OpinionRound> round = {};
  std::vector<OpinionStatement> statements = {};
  std::vector<Duty> duties = {};
  std::vector<Entry> entries = {};
  bool already_done = false;
};

[[nodiscard]] core::Result<OpinionChange> decide(const OpinionSituation& situation, const OpinionAct& act,
                                                 const ChannelPolicy& policy, Day today);

// Members vote and propose; who keeps the channel does not.
[[nodiscard]] bool may_vote(const Member& who);
// A vote on this statement of this round, today. Refuses in the words of the others: a vote is counted by
// itself, without a record of its own.
[[nodiscard]] core::Status may_vote_on(const Member& who, const OpinionRound* round,
                                       const OpinionStatement* statement, Day today);

// In one's own name; refuses in words that say where else, where votes are by token.
[[nodiscard]] core::Status takes_named_proposals(const OpinionRound& round);

// The last day on which votes are counted in: they are cast until closes_on, and of a round by token
// (poll.hpp) they come from the drops up to kHandInDays later.
[[nodiscard]] Day last_counted_in(const Mandate& mandate, Day closes_on);

// Proposals by token: the last day on which drops take them, so that somebody can look at them before votes
// end.
[[nodiscard]] Day last_proposals_on(const OpinionRound& round);
// One arrived, which the service has verified.
struct ArrivedProposal {
  StatementId id;
  std::string text;
  core::json::object spent;  // its token's, as it stands in its record
};
// A drop promised that it would be recorded, so it is, whenever it comes. What is late, or finds no room, is
// rejected at once, with the reason, and not kept: `statements` is empty then. `there`: how many statements
// the round has. Code::not_found where nothing is proposed by token.
[[nodiscard]] core::Result<OpinionChange> receive_proposal(const OpinionRound* round,
                                                           const ArrivedProposal& proposal, int there,
                                                           Day today);

// Custodians who are not of the office that asks.
[[nodiscard]] bool may_moderate(const Member& who, const OpinionRound& round);

// The last day on which votes are counted in has passed, and nobody closed it yet.
[[nodiscard]] bool closes_now(const OpinionRound& round, Day today);
// What must be counted when a round closes.
struct Closing {
  int eligible = 0;
  std::string ballots;
  std::vector<core::json::object> spent =
      {};  // of a round by token: each voter's, as it stands in its record
  std::vector<OpinionStatement> waiting = {};  // of a round by token: proposals that nobody decided on
};
// The clock's own acts: the round closes, what was owed and not done is missed. `closing` is needed where
// closes_now(). Twice does nothing more.
[[nodiscard]] OpinionChange settle(const OpinionRound& round, const std::vector<Duty>& duties,
                                   const std::optional<Closing>& closing, Day today);

[[nodiscard]] const char* word(Vote value);
[[nodiscard]] const char* word(StatementState value);
[[nodiscard]] const char* word(StatementSet value);

}  // namespace demur::domain
