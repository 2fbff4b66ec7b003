// When the records of members' own acts go into the log, and who presses the button: the clock.
#pragma once

#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

// Publishes what waits, now.
[[nodiscard]] core::Status publish(Institution& house);

// The next moment to publish after `now`, by the policy in force.
[[nodiscard]] core::Time next_publication(const domain::Publishing& publishing, core::Time now);

}  // namespace demur::service
