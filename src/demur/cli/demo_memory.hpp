// What the demo's ministry remembers of earlier years: a dissent that was declined and that its office later
// called partly right, and twelve on one decision, half of them adopted, whose review is due soon.
#pragma once

#include "demur/cli/demo_teller.hpp"

namespace demur::cli {

// Working days before today on which the memory begins: nearly five years.
inline constexpr int kMemoryBegins = 1'240;

[[nodiscard]] core::Status tell_of_earlier_years(service::Institution& house, Teller& story);

// A decision of today that rests on the answer of then.
[[nodiscard]] core::Status cite_the_cutters(service::Institution& house, const Teller& story,
                                            const domain::DecisionId& decision);

}  // namespace demur::cli
