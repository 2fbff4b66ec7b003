// Opinion rounds and their statements: rows of `opinion_round` and `opinion_statement`. Votes are in
// opinion_votes.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "demur/domain/opinion_round.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

using OpinionRounds = core::Result<std::vector<domain::OpinionRound>>;
using OpinionStatements = core::Result<std::vector<domain::OpinionStatement>>;

[[nodiscard]] core::Status save_opinion_round(Transaction& transaction, const domain::OpinionRound& round);
[[nodiscard]] core::Result<std::optional<domain::OpinionRound>> find_opinion_round(
    const Reader& reader, const domain::OpinionRoundId& id);
// What its votes are kept under. not_found where there is no such round.
[[nodiscard]] core::Result<std::int64_t> opinion_round_number(const Reader& reader,
                                                              const domain::OpinionRoundId& id);

// Newest first.
[[nodiscard]] OpinionRounds list_opinion_rounds(const Reader& reader);
[[nodiscard]] OpinionRounds opinion_rounds_of_decision(const Reader& reader,
                                                       const domain::DecisionId& decision);
[[nodiscard]] OpinionRounds opinion_rounds_of_office(const Reader& reader, const domain::OfficeId& owner);
[[nodiscard]] OpinionRounds opinion_rounds_of_series(const Reader& reader,
                                                     const domain::OpinionRoundId& series);
// Those that the clock has something to do with: past their last day for votes, or with a duty past its day.
[[nodiscard]] OpinionRounds opinion_rounds_to_settle(const Reader& reader, core::Day today);

[[nodiscard]] core::Status save_opinion_statement(Transaction& transaction,
                                                  const domain::OpinionStatement& statement);
[[nodiscard]] core::Result<std::optional<domain::OpinionStatement>> find_opinion_statement(
    const Reader& reader, const domain::StatementId& id);
// By number.
[[nodiscard]] OpinionStatements statements_of_round(const Reader& reader,
                                                    const domain::OpinionRoundId& round);
[[nodiscard]] core::Result<std::int64_t> count_statements(const Reader& reader,
                                                          const domain::OpinionRoundId& round);
// Proposals by token that were rejected as they came, and of which nothing else is kept.
[[nodiscard]] core::Status add_late_proposal(Transaction& transaction, std::string_view id);
[[nodiscard]] core::Result<bool> is_late_proposal(const Reader& reader, std::string_view id);
[[nodiscard]] core::Result<std::int64_t> count_waiting_statements(const Reader& reader,
                                                                  const domain::OpinionRoundId& round,
                                                                  const domain::MemberId& by);

}  // namespace demur::store
