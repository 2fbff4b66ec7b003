#include "demur/core/giving_way.hpp"

#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <thread>

namespace demur::core {
namespace {

constexpr int kNice = 10;

// As many others as there are processors, and this.
bool is_saturated() {
  double of_last_minute = 0;
  return ::getloadavg(&of_last_minute, 1) != 1 || of_last_minute >= std::thread::hardware_concurrency() + 1;
}

// On Linux, of the calling thread alone. Where it is forbidden, the work is done all the same.
void lower_priority() {
  if (is_saturated()) {
    (void)::setpriority(PRIO_PROCESS, 0, kNice);
    return;
  }
  const sched_param unused{};
  (void)::sched_setscheduler(0, SCHED_IDLE, &unused);
}

}  // namespace

void giving_way(const std::function<void()>& work) {
  std::jthread([&] {
    lower_priority();
    work();
  });
}

}  // namespace demur::core
