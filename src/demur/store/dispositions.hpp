// Answers: rows of `disposition` and `citation`. A dissent has at most one published disposition; a
// new one is saved after supersede_dispositions.
#pragma once

#include <optional>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

[[nodiscard]] core::Status save_disposition(Transaction& transaction, const domain::Disposition& disposition);

// Marks the published disposition of the dissent, if there is one, as superseded.
[[nodiscard]] core::Status supersede_dispositions(Transaction& transaction, const domain::DissentId& dissent);

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

}  // namespace demur::store
