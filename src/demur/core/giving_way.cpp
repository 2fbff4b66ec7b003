#include "demur/core/giving_way.hpp"

#include <sched.h>

#include <thread>

namespace demur::core {

void giving_way(const std::function<void()>& work) {
  std::jthread([&] {
    // On Linux, of the calling thread alone. Where it is forbidden, the work is done all the same.
    const sched_param unused{};
    (void)::sched_setscheduler(0, SCHED_IDLE, &unused);
    work();
  });
}

}  // namespace demur::core
