// What the clock does for an institution that is served, on a thread of its own: records published, duties
// missed, keys opened and retired, votes of ended rounds parted from tokens, sessions that ended. An error is
// logged, and tried again at the next step.
//
//   Chores chores(house, site, [] { return anonymity::IssuerKey::generate(); });
//   ...                      // at its end the step under way is finished: seconds at most
//
// One step makes one issuer's key at most, and parts a hundred voters from their tokens, and the next follows
// at once while more are left: whatever else is due, and the end of the program, waits for one key and not
// for hundreds. No step waits for tokens that are being signed, which on a machine at full load takes as long
// as it takes.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "demur/service/institution.hpp"
#include "demur/service/scopes.hpp"
#include "demur/web/site.hpp"

namespace demur::cli {

class Chores {
 public:
  // `new_key` is called on the thread.
  Chores(service::Institution& house, web::Site& site, service::IssuerKeySource new_key);
  Chores(const Chores&) = delete;
  Chores& operator=(const Chores&) = delete;
  ~Chores();

  // No step begins after this. Any thread may ask.
  void ask_to_stop();

 private:
  void run();
  [[nodiscard]] bool do_due();  // whether more may be left, for the next step at once
  bool note(const core::Status& status);
  [[nodiscard]] bool note(const core::Result<bool>& step);  // whether more may be left

  service::Institution& house_;
  web::Site& site_;
  service::IssuerKeySource new_key_;
  core::Time publish_at_{};
  core::Day settled_{};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace demur::cli
