// The statements that two rounds have in common, and votes on these alone (compare.hpp). Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "demur/opinion/conversation.hpp"

namespace demur::opinion {

// Columns that both rounds have, in the order of the later one. Statements are the same where their texts
// are; where they have none, where their ids are.
struct Shared {
  std::vector<std::size_t> before, after;
};
[[nodiscard]] Shared shared_statements(const Conversation& before, const Conversation& after);

// The same people with these columns only, in this order.
[[nodiscard]] Votes take_columns(const Votes& votes, const std::vector<std::size_t>& columns);

}  // namespace demur::opinion
