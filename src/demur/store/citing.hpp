// What decisions cite: rows of `decision_citation`.
#pragma once

#include <vector>

#include "demur/domain/citing.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// Behind those that are there; Code::conflict where it cites the same already.
[[nodiscard]] core::Status add_citation(Transaction& transaction, const domain::DecisionId& decision,
                                        const domain::DecisionCitation& citation);
// Oldest first.
[[nodiscard]] core::Result<std::vector<domain::DecisionCitation>> cited_in(
    const Reader& reader, const domain::DecisionId& decision);

struct CitingDecision {
  domain::DecisionId decision = {};
  domain::DecisionCitation citation = {};
};
// Those that cite the decision, or an answer on it; newest first.
[[nodiscard]] core::Result<std::vector<CitingDecision>> decisions_citing(const Reader& reader,
                                                                         const domain::DecisionId& decision,
                                                                         int limit);

}  // namespace demur::store
