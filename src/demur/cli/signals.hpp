// The end of a server: SIGTERM or SIGINT. Made before any thread starts, so that every thread leaves
// the two to wait(). A closed socket raises no signal.
#pragma once

#include <signal.h>

namespace demur::cli {

class EndSignals {
 public:
  EndSignals();
  void wait() const;

 private:
  sigset_t set_;
};

}  // namespace demur::cli
