// What was said years after: rows of `review`, `look_back` and `considered`.
#pragma once

#include <optional>
#include <vector>

#include "demur/core/digest.hpp"
#include "demur/domain/precedent.hpp"
#include "demur/domain/review.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

[[nodiscard]] core::Status add_review(Transaction& transaction, const domain::Review& review);
[[nodiscard]] core::Result<std::optional<domain::Review>> find_review(const Reader& reader,
                                                                      const domain::ReviewId& id);
// Oldest first.
[[nodiscard]] core::Result<std::vector<domain::Review>> reviews_of(const Reader& reader,
                                                                   const domain::DecisionId& decision);

[[nodiscard]] core::Status save_look_back(Transaction& transaction, const domain::LookBack& look);
[[nodiscard]] core::Result<std::optional<domain::LookBack>> look_back_of(const Reader& reader,
                                                                         const domain::DissentId& dissent);

// What a drop handed in, by the digest of the item.
[[nodiscard]] core::Status add_look_back_item(Transaction& transaction, const core::Digest& digest,
                                              const domain::DissentId& dissent);
[[nodiscard]] core::Result<bool> has_look_back_item(const Reader& reader, const core::Digest& digest);

// The day of the first answer to a dissent from the decision.
[[nodiscard]] core::Result<std::optional<core::Day>> first_answer_of(const Reader& reader,
                                                                     const domain::DecisionId& decision);
// Who wrote or signed a dissent from it.
[[nodiscard]] core::Result<bool> stands_behind(const Reader& reader, const domain::MemberId& member,
                                               const domain::DecisionId& decision);
// What the clock must look at: taken, with an answered dissent, and no duty to review it yet, or an open one
// whose day was before `today`.
[[nodiscard]] core::Result<std::vector<domain::DecisionId>> decisions_to_review(const Reader& reader,
                                                                                core::Day today);

[[nodiscard]] core::Status save_considered(Transaction& transaction, const domain::DispositionId& answer,
                                           const std::vector<domain::Considered>& considered);
[[nodiscard]] core::Result<std::vector<domain::Considered>> considered_in(
    const Reader& reader, const domain::DispositionId& answer);

}  // namespace demur::store
