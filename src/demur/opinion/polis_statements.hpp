// What the classic pipeline says of statements, once people are grouped: representative ones, consensus,
// group-aware consensus, priorities.
#pragma once

#include <cstdint>
#include <span>

#include "demur/opinion/polis.hpp"

namespace demur::opinion {

void describe_statements(const Votes& votes, std::span<const std::uint8_t> moderated, unsigned threads,
                         Classic& classic);

}  // namespace demur::opinion
