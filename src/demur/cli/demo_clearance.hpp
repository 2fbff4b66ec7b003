// The demo's clearances: one decision cleared, one taken over an objection by direction, one bypassed and
// explained, and a round that is open today. (The one that was bypassed and not explained is the water
// talks, which a member registered: demo_story.cpp.)
#pragma once

#include "demur/cli/demo_teller.hpp"

namespace demur::cli {

inline constexpr const char* kNorth = "Bureau of Northern Affairs";
inline constexpr const char* kConsular = "Consular Directorate";

[[nodiscard]] core::Result<domain::OpenClearance> ask_about_the_coast(Teller& story,
                                                                      const domain::DecisionId& coast);
[[nodiscard]] core::Status object_to_the_coast(Teller& story, const domain::OpenClearance& round);
[[nodiscard]] core::Status take_over_the_objection(Teller& story, const domain::DecisionId& coast);
[[nodiscard]] core::Status report_on_the_coast(Teller& story, const domain::OpenClearance& round);
[[nodiscard]] core::Result<domain::OpenClearance> clear_the_rotation(Teller& story,
                                                                     const domain::DecisionId& rotation);
[[nodiscard]] core::Status report_on_the_rotation(Teller& story, const domain::OpenClearance& round);
[[nodiscard]] core::Status tell_of_the_visas(Teller& story);
[[nodiscard]] core::Status ask_about_the_fees(Teller& story, const domain::DecisionId& fees);

}  // namespace demur::cli
