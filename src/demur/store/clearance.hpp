// Clearance: rows of `clearance_round`, `position` with what was said there and the comments, changes that
// were called editorial, and takings. Lists of a decision are in the order of its rounds.
#pragma once

#include <optional>
#include <vector>

#include "demur/domain/clearance.hpp"
#include "demur/domain/explanation.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

[[nodiscard]] core::Status save_clearance_round(Transaction& transaction,
                                                const domain::ClearanceRound& round);
// With all that was ever said there.
[[nodiscard]] core::Status save_position(Transaction& transaction, const domain::Position& position);
[[nodiscard]] core::Status save_editorial(Transaction& transaction, const domain::EditorialChange& change);
// Once for a decision; a conflict after that.
[[nodiscard]] core::Status add_taking(Transaction& transaction, const domain::Taking& taking);

// Of a bypass, after the fact: once, where none was declared with the taking. From then on it stands with
// that.
[[nodiscard]] core::Status add_explanation(Transaction& transaction, const domain::Explanation& explanation);
[[nodiscard]] core::Result<std::optional<domain::Explanation>> explanation_of(
    const Reader& reader, const domain::DecisionId& decision);

// As registered, or by the ground of its bypass (domain/secrecy.hpp).
[[nodiscard]] core::Result<bool> is_text_secret(const Reader& reader, const domain::DecisionId& decision);
[[nodiscard]] core::Result<bool> is_secret_from_start(const Reader& reader,
                                                      const domain::DecisionId& decision);

[[nodiscard]] core::Result<std::optional<domain::ClearanceRound>> find_clearance_round(
    const Reader& reader, const domain::ClearanceRoundId& id);
[[nodiscard]] core::Result<std::optional<domain::Position>> find_position(const Reader& reader,
                                                                          const domain::PositionId& id);
// All about one decision, but for what today's rules require.
[[nodiscard]] core::Result<domain::Clearance> clearance_of(const Reader& reader,
                                                           const domain::DecisionId& decision);

// What the clock may have work with: open rounds whose last day has passed, or that are closed and
// unreported.
[[nodiscard]] core::Result<std::vector<domain::ClearanceRound>> clearances_to_settle(const Reader& reader,
                                                                                     core::Day today);
[[nodiscard]] core::Result<std::vector<domain::ClearanceRound>> open_clearances(const Reader& reader);

}  // namespace demur::store
