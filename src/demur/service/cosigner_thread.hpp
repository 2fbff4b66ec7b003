// Asks the witnesses beside a server at work, on a thread of its own: whenever the log grew, and when a
// witness that failed is due again. No request and no commit waits for it.
//
//   const CosignerThread asking(*cosigners);      // until it goes out of scope
//
// Its end cuts off a request under way, as far as the AskWitness heeds its stop token.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "demur/service/cosigners.hpp"

namespace demur::service {

class CosignerThread {
 public:
  explicit CosignerThread(Cosigners& cosigners);
  CosignerThread(const CosignerThread&) = delete;
  CosignerThread& operator=(const CosignerThread&) = delete;
  ~CosignerThread();

 private:
  void run(const std::stop_token& stop);
  void wait(const std::stop_token& stop, std::optional<core::Time> until);

  Cosigners& cosigners_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool grown_ = true;    // under mutex_: since the last round began
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace demur::service
