#include "demur/domain/poll.hpp"

#include "demur/domain/meeting.hpp"
#include "demur/domain/opinion_round.hpp"
#include "demur/domain/words.hpp"

namespace demur::domain {

DEMUR_WORDS(PollKind, "round", "session")

bool is_by_token(const Mandate& mandate) {
  return mandate.attribution == Attribution::not_recorded;
}

std::optional<Poll> poll_of(const OpinionRound& round) {
  if (!is_by_token(round.mandate)) return std::nullopt;
  return Poll{.kind = PollKind::round,
              .id = round.id.text,
              .title = round.title,
              .owner = round.owner,
              .mandate = round.mandate,
              .opened_on = round.opened_on,
              .proposals_until = last_proposals_on(round),
              .votes_until = round.closes_on,
              .counted_until = last_counted_in(round.mandate, round.closes_on),
              .is_open = round.state == RoundState::open};
}

std::optional<Poll> poll_of(const Meeting& meeting) {
  if (!meeting.gathers_until || !meeting.mandate) return std::nullopt;
  return Poll{.kind = PollKind::session,
              .id = meeting.id.text,
              .title = meeting.title,
              .owner = meeting.office,
              .mandate = *meeting.mandate,
              .opened_on = meeting.asked_on,
              .proposals_until = *meeting.gathers_until - kHandInDays - kLookDays,
              .votes_until = *meeting.gathers_until - kHandInDays,
              .counted_until = *meeting.gathers_until,
              .is_open = meeting.state == MeetingState::scheduled && !meeting.gathered_on};
}

core::Status may_take_ballot(const std::optional<Poll>& poll, Day today) {
  if (!poll) return core::fail(core::Code::not_found, "There is no such round that takes votes by token.");
  if (poll->is_open && today <= poll->counted_until) return {};
  return core::fail(core::Code::conflict, poll->kind == PollKind::round
                                              ? "The round is closed: votes stay as they are."
                                              : "The questions are gathered, or the session is called off.");
}

core::Status can_ask_by_token(const ChannelPolicy& policy, int eligible, int open) {
  if (!policy.anonymous)
    return core::fail(core::Code::invalid,
                      "This channel has no tokens. Without them votes are kept in the members' own names, so "
                      "that they can be changed, and it cannot promise that nothing is recorded.",
                      "attribution");
  if (eligible < policy.anonymous->floor)
    return core::fail(core::Code::conflict, "Fewer than " + std::to_string(policy.anonymous->floor) +
                                                " people may vote here, and tokens for fewer hide nobody.");
  if (open >= kMostByToken)
    return core::fail(core::Code::conflict,
                      std::to_string(kMostByToken) +
                          " rounds and sessions by token are open: drops hold no more. Wait until one "
                          "closes.");
  return {};
}

std::string ref_to(const Poll& poll) {
  return poll.kind == PollKind::round ? ref_to(OpinionRoundId{poll.id}) : ref_to(MeetingId{poll.id});
}

}  // namespace demur::domain
