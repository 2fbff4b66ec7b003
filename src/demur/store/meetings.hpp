// Meetings and the questions before a session: rows of `meeting` with its signatures and reservations,
// `question`, `question_asked`, `question_vote`.
#pragma once

#include <optional>
#include <vector>

#include "demur/domain/meeting.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

using Meetings = core::Result<std::vector<domain::Meeting>>;

[[nodiscard]] core::Status save_meeting(Transaction& transaction, const domain::Meeting& meeting);
[[nodiscard]] core::Result<std::optional<domain::Meeting>> find_meeting(const Reader& reader,
                                                                        const domain::MeetingId& id);
// Newest first.
[[nodiscard]] Meetings meetings_on(const Reader& reader, const domain::DissentId& dissent);
[[nodiscard]] Meetings meetings_on_dissents_from(const Reader& reader, const domain::DecisionId& decision);
// Oldest first.
[[nodiscard]] Meetings sessions_of(const Reader& reader, const std::string& series);
// Requested or scheduled.
[[nodiscard]] Meetings meetings_ahead(const Reader& reader);
[[nodiscard]] Meetings list_meetings(const Reader& reader, int limit);
// For the clock: requested, scheduled or held, or with a duty that is open.
[[nodiscard]] Meetings meetings_to_settle(const Reader& reader);
// Scheduled, and their questions by token are not gathered yet; newest first.
[[nodiscard]] Meetings sessions_gathering(const Reader& reader);

// Who asks is told apart from what is asked: two rows that nothing joins.
[[nodiscard]] core::Status add_question(Transaction& transaction, const domain::Question& question,
                                        const domain::MemberId& asked_by);
[[nodiscard]] core::Result<std::optional<domain::Question>> find_question(const Reader& reader,
                                                                          const domain::QuestionId& id);
// One that was asked in a member's own name, with its votes. Nothing where there is none.
[[nodiscard]] core::Status rename_question(Transaction& transaction, const domain::QuestionId& from,
                                           const domain::QuestionId& to);
[[nodiscard]] core::Result<int> questions_asked(const Reader& reader, const domain::MeetingId& meeting,
                                                const domain::MemberId& member);
[[nodiscard]] core::Status save_vote(Transaction& transaction, const domain::QuestionVote& vote);
[[nodiscard]] core::Result<bool> has_voted(const Reader& reader, const domain::QuestionId& question,
                                           const domain::MemberId& member);
// The member's own votes before a session.
[[nodiscard]] core::Result<std::vector<domain::QuestionId>> votes_of(const Reader& reader,
                                                                     const domain::MeetingId& meeting,
                                                                     const domain::MemberId& member);
// Those asked before `day`, with the votes given before it; by id. Votes by token are in it once they are
// gathered.
[[nodiscard]] core::Result<std::vector<domain::CountedQuestion>> questions_before(
    const Reader& reader, const domain::MeetingId& meeting, core::Day day);

}  // namespace demur::store
