// Long computations that somebody waits for, but not at the cost of everybody else: signing a batch of
// tokens.
//
//   giving_way([&] { signature = key.blind_sign(message); });
//
// Runs `work` on a thread of its own that the scheduler lets run when nothing else wants the processor
// (SCHED_IDLE, sched(7)), and waits for it. Lower niceness is not enough there: a page that comes while it
// runs waits out its turn of some milliseconds. Where others want every processor as it is, by the load
// average, that would be to wait for ever: it has niceness 10 then, a tenth of one's share. Hold no lock
// meanwhile that others need in a hurry. `work` must not throw.
#pragma once

#include <functional>

namespace demur::core {

void giving_way(const std::function<void()>& work);

}  // namespace demur::core
