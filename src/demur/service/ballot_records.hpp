// The ballots of a poll by token as the log has them: one record for each token that voted, all of them
// together, and right after them one that closes it, with their number and one hash over their commitments.
// So votes counted are tokens spent, and everybody can count them. What makes each token a member's is
// anonymous_audit.hpp's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "demur/service/recorded_case.hpp"

namespace demur::service {

using FindInRecord = std::function<void(std::uint64_t index, std::string what)>;

// `closed` has `voters` and `ballots` in its public part. What contradicts goes to `find`.
void check_ballots(const std::vector<RecordedEvent>& voted, const RecordedEvent& closed,
                   const FindInRecord& find);

}  // namespace demur::service
