// Sessions whose questions are asked and voted for by token: rows of `question_poll` and `token_question`.
// The ballots are opinion_ballots.hpp's, under the number that is given here.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "demur/domain/meeting.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// Less than zero. Made with the session; not_found where it has none.
[[nodiscard]] core::Status add_question_poll(Transaction& transaction, const domain::MeetingId& meeting);
[[nodiscard]] core::Result<std::int64_t> question_poll_number(const Reader& reader,
                                                              const domain::MeetingId& meeting);

struct TokenQuestion {
  int number = 0;  // by which votes name it
  domain::Question question;
};

// Nobody's: who asked it is not known. Its number is returned.
[[nodiscard]] core::Result<int> add_token_question(Transaction& transaction,
                                                   const domain::Question& question);
[[nodiscard]] core::Result<std::optional<TokenQuestion>> find_token_question(const Reader& reader,
                                                                             const domain::QuestionId& id);
// By number.
[[nodiscard]] core::Result<std::vector<TokenQuestion>> token_questions(const Reader& reader,
                                                                       const domain::MeetingId& meeting);
[[nodiscard]] core::Status save_question_votes(Transaction& transaction,
                                               const domain::CountedQuestion& counted);

}  // namespace demur::store
