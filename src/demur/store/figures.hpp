// What figures are made of, as the rows have it: the same that the log's records tell.
#pragma once

#include "demur/domain/figures.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// In no order. A dissent that was neither acknowledged nor missed yet is not among the waits.
[[nodiscard]] core::Result<std::vector<domain::AnsweredFact>> answered_facts(const Reader& reader);
[[nodiscard]] core::Result<std::vector<domain::WaitFact>> wait_facts(const Reader& reader);
[[nodiscard]] core::Result<std::vector<domain::MissedFact>> missed_facts(const Reader& reader);

// Of the first policy.
[[nodiscard]] core::Result<std::optional<core::Day>> founding_day(const Reader& reader);
[[nodiscard]] core::Result<std::vector<domain::DecisionId>> decisions_taken(const Reader& reader);
[[nodiscard]] core::Result<std::optional<domain::OfficeId>> first_owner_of(
    const Reader& reader, const domain::DecisionId& decision);

}  // namespace demur::store
