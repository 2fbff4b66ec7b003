// What an answer to a dissent says, and when the clock closed what it answers, judged from the records alone.
// When an answer is due is RecordAudit's; what it cites is LedgerAudit's.
#pragma once

#include <functional>
#include <string>

#include "demur/domain/policy.hpp"
#include "demur/service/recorded_case.hpp"

namespace demur::service {

// What contradicts the rules, by the leaf's index.
using FindAnswer = std::function<void(std::uint64_t index, std::string what)>;

// An outcome that the policy has, with reasons, and what that outcome asks for beside them.
void judge_answer(const RecordedEvent& answer, const domain::ChannelPolicy& policy, const FindAnswer& find);

// A dissent is closed once it is answered, no decision on it is owed any more, and its author had the last
// word or has let the days for it pass. `newest`: the day of the newest record; the last word waits for its
// batch, and so may stand below, or not stand there yet.
void judge_closing(const RecordedCase& one, const domain::ChannelPolicy& policy, core::Day newest,
                   const FindAnswer& find);

}  // namespace demur::service
