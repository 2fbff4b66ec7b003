#include "demur/cli/signals.hpp"

#include <pthread.h>

namespace demur::cli {

EndSignals::EndSignals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGTERM);
  sigaddset(&set_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  (void)signal(SIGPIPE, SIG_IGN);
}

void EndSignals::wait() const {
  int number = 0;
  sigwait(&set_, &number);
}

}  // namespace demur::cli
