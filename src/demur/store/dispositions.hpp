// Answers: rows of `disposition` and `citation`. The database refuses a second published disposition
// of a dissent (save the superseded one first), and one without what its outcome owes.
#pragma once

#include <optional>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

[[nodiscard]] core::Status save_disposition(Transaction& transaction, const domain::Disposition& disposition);

[[nodiscard]] core::Result<std::optional<domain::Disposition>> find_disposition(
    const Reader& reader, const domain::DispositionId& id);
[[nodiscard]] core::Result<std::optional<domain::Disposition>> published_disposition_of(
    const Reader& reader, const domain::DissentId& dissent);

// Newest first; drafts too.
[[nodiscard]] core::Result<std::vector<domain::Disposition>> dispositions_of_dissent(
    const Reader& reader, const domain::DissentId& dissent);
// Newest first; without drafts.
[[nodiscard]] core::Result<std::vector<domain::Disposition>> dispositions_of_decision(
    const Reader& reader, const domain::DecisionId& decision);
[[nodiscard]] core::Result<std::vector<domain::Disposition>> latest_dispositions(const Reader& reader,
                                                                                 int limit);
// The same: those that cite the decision, or an answer on it.
[[nodiscard]] core::Result<std::vector<domain::Disposition>> dispositions_citing(
    const Reader& reader, const domain::DecisionId& decision, int limit);

}  // namespace demur::store
