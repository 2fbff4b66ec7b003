// When the records of members' own acts go into the log, and who presses the button: the clock.
#pragma once

#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

// Publishes what waits, now.
[[nodiscard]] core::Status publish(Institution& house);

// The next moment to publish after `now`, by the policy in force.
[[nodiscard]] core::Time next_publication(const domain::Publishing& publishing, core::Time now);

// When a server that starts now publishes first: at once, where the last publishing hour passed while
// no server ran, because a receipt's promise does not wait for the next one.
[[nodiscard]] core::Result<core::Time> first_publication(Institution& house);

// At founding: the hours to publish count from here.
[[nodiscard]] core::Status begin_publishing(const Institution& house, store::Transaction& transaction);

}  // namespace demur::service
