// Where one person stands against statements that stay.
#pragma once

#include <cstdint>
#include <vector>

#include "demur/opinion/canonical.hpp"
#include "demur/opinion/map.hpp"
#include "demur/opinion/plane.hpp"
#include "demur/opinion/vote_model.hpp"
#include "demur/opinion/votes.hpp"

namespace demur::opinion {

[[nodiscard]] Position position_of(const Plane& plane, const Place& place);

// Steps of Newton's method to where a person stands: from nothing, and from where they stood one vote ago.
inline constexpr int kSteps = 5;
inline constexpr int kStepsNear = 2;

// The record of the person with this rank, from their votes alone.
void stand_from_nothing(const VoteModel& model, const Votes& votes, const Canonical& order,
                        std::uint32_t rank, std::vector<float>& record);

}  // namespace demur::opinion
