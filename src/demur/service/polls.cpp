#include "demur/service/polls.hpp"

#include "demur/store/meetings.hpp"
#include "demur/store/opinion.hpp"
#include "demur/store/question_polls.hpp"

namespace demur::service {
namespace {

using core::Result;
using domain::OpinionStatement;
using domain::Poll;
using domain::PollKind;
using domain::StatementState;
using store::TokenQuestion;

std::optional<Asked> asked_by(const OpinionStatement& statement) {
  if (statement.state != StatementState::shown && statement.state != StatementState::retired)
    return std::nullopt;
  return Asked{.id = statement.id.text,
               .number = statement.number,
               .text = statement.text,
               .is_shown = statement.state == StatementState::shown};
}

Asked asked_by(const TokenQuestion& question) {
  return {.id = question.question.id.text, .number = question.number, .text = question.question.text};
}

}  // namespace

Result<std::vector<Poll>> open_polls(const store::Reader& reader) {
  std::vector<Poll> open;
  const auto add = [&](std::optional<Poll> poll) {
    if (poll && poll->is_open) open.push_back(std::move(*poll));
  };
  for (const auto& round : DEMUR_TRY(store::list_opinion_rounds(reader))) add(domain::poll_of(round));
  for (const auto& meeting : DEMUR_TRY(store::sessions_gathering(reader))) add(domain::poll_of(meeting));
  return open;
}

Result<std::optional<Poll>> find_poll(const store::Reader& reader, const std::string& id) {
  if (const auto round = DEMUR_TRY(store::find_opinion_round(reader, domain::OpinionRoundId{id})))
    return domain::poll_of(*round);
  const auto meeting = DEMUR_TRY(store::find_meeting(reader, domain::MeetingId{id}));
  return meeting ? domain::poll_of(*meeting) : std::nullopt;
}

Result<std::int64_t> poll_number(const store::Reader& reader, const Poll& poll) {
  if (poll.kind == PollKind::round)
    return store::opinion_round_number(reader, domain::OpinionRoundId{poll.id});
  return store::question_poll_number(reader, domain::MeetingId{poll.id});
}

Result<std::optional<Asked>> find_asked(const store::Reader& reader, const Poll& poll,
                                        const std::string& id) {
  if (poll.kind == PollKind::round) {
    const auto statement = DEMUR_TRY(store::find_opinion_statement(reader, domain::StatementId{id}));
    if (!statement || statement->round.text != poll.id) return std::nullopt;
    return asked_by(*statement);
  }
  const auto question = DEMUR_TRY(store::find_token_question(reader, domain::QuestionId{id}));
  if (!question || question->question.meeting.text != poll.id) return std::nullopt;
  return asked_by(*question);
}

Result<std::vector<Asked>> all_asked(const store::Reader& reader, const Poll& poll, core::Day today) {
  std::vector<Asked> all;
  if (poll.kind == PollKind::round) {
    for (const auto& each : DEMUR_TRY(store::statements_of_round(reader, domain::OpinionRoundId{poll.id})))
      if (auto asked = asked_by(each)) all.push_back(std::move(*asked));
    return all;
  }
  for (const TokenQuestion& each : DEMUR_TRY(store::token_questions(reader, domain::MeetingId{poll.id})))
    if (each.question.asked_on < today) all.push_back(asked_by(each));
  return all;
}

}  // namespace demur::service
