// What members are asked by token, where the mandate says that nothing is recorded of who said what: the
// statements of an opinion round, or the questions before a session. One value for both, since what is put
// to a vote, who may vote and what becomes of ballots is the same.
//
//   const std::optional<Poll> poll = poll_of(meeting);   // nothing where it is asked in one's own name
//
// Days are dates of UTC, each the last on which something is still taken.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

struct OpinionRound;
struct Meeting;

enum class PollKind { round, session };

struct Poll {
  PollKind kind = PollKind::round;
  std::string id = {};  // of the round or the meeting
  std::string title = {};
  OfficeId owner;  // the office that asks
  Mandate mandate;
  Day opened_on{};
  Day proposals_until{};  // at a drop
  Day votes_until{};      // at a drop
  Day counted_until{};    // what was at a drop by then comes to the institution up to kHandInDays later
  bool is_open = true;    // neither closed nor void nor called off
};

// Drops hand in once a day; a day that fails is made up for.
constexpr std::chrono::days kHandInDays{2};
// For moderators, and to vote, after the last proposals came to a drop.
constexpr std::chrono::days kLookDays{3};
constexpr int kProposalsByToken = 3;  // of one member in one poll
// Polls that are open: every drop holds all of them.
constexpr int kMostByToken = 20;

// The mandate promises it.
[[nodiscard]] bool is_by_token(const Mandate& mandate);

[[nodiscard]] std::optional<Poll> poll_of(const OpinionRound& round);
[[nodiscard]] std::optional<Poll> poll_of(const Meeting& meeting);

// Ballots arrived, which the service has verified: whether any are taken on this day.
[[nodiscard]] core::Status may_take_ballot(const std::optional<Poll>& poll, Day today);

// Whether the channel can keep that promise now: it has tokens, enough people to hide among (`eligible` may
// vote), and drops have room beside the polls that are `open`. Errors: invalid, with the field "attribution";
// conflict.
[[nodiscard]] core::Status can_ask_by_token(const ChannelPolicy& policy, int eligible, int open);

// How records name it: "opinion_round:ID", "meeting:ID".
[[nodiscard]] std::string ref_to(const Poll& poll);

[[nodiscard]] const char* word(PollKind value);

}  // namespace demur::domain
