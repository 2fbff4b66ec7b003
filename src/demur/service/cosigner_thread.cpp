#include "demur/service/cosigner_thread.hpp"

namespace demur::service {
namespace {

constexpr std::chrono::seconds kAfterAFault{15};  // of the database

}  // namespace

// What is committed before the thread looks is seen by its first round.
CosignerThread::CosignerThread(Cosigners& cosigners) : cosigners_(cosigners) {
  cosigners_.house().on_commit([this] {
    {
      const std::lock_guard lock(mutex_);
      grown_ = true;
    }
    wake_.notify_all();
  });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

CosignerThread::~CosignerThread() {
  cosigners_.house().on_commit({});
}

void CosignerThread::run(const std::stop_token& stop) {
  const Environment& environment = cosigners_.house().environment();
  while (!stop.stop_requested()) {
    {
      const std::lock_guard lock(mutex_);
      grown_ = false;
    }
    const auto again = cosigners_.round(stop);
    if (!again)
      environment.log.write(core::Event::request_failed,
                            {{core::Field::code, static_cast<std::int64_t>(again.error().code)}});
    wait(stop, again ? *again : environment.clock() + kAfterAFault);
  }
}

void CosignerThread::wait(const std::stop_token& stop, std::optional<core::Time> until) {
  std::unique_lock lock(mutex_);
  const auto grown = [this] { return grown_; };
  if (until)
    wake_.wait_for(lock, stop, *until - cosigners_.house().environment().clock(), grown);
  else
    wake_.wait(lock, stop, grown);
}

}  // namespace demur::service
