// Decisions with all wordings: rows of `decision` and `text_version`. Numbers are unique.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/store/reader.hpp"

namespace demur::store {

// The versions must be numbered 1, 2, ... in their order.
[[nodiscard]] core::Status save_decision(Transaction& transaction, const domain::Decision& decision);
// A new one whose text is secret from the start: its words never come into the index of what everybody may
// read.
[[nodiscard]] core::Status add_secret_decision(Transaction& transaction, const domain::Decision& decision);

[[nodiscard]] core::Result<std::optional<domain::Decision>> find_decision(const Reader& reader,
                                                                          const domain::DecisionId& id);
[[nodiscard]] core::Result<std::optional<domain::Decision>> find_decision_by_number(const Reader& reader,
                                                                                    std::string_view number);

// Newest first, by the day they were registered.
[[nodiscard]] core::Result<std::vector<domain::Decision>> list_decisions(const Reader& reader);
[[nodiscard]] core::Result<std::vector<domain::Decision>> decisions_in_state(const Reader& reader,
                                                                             domain::DecisionState state);
[[nodiscard]] core::Result<std::vector<domain::Decision>> decisions_of_office(const Reader& reader,
                                                                              const domain::OfficeId& owner);

}  // namespace demur::store
