#include <fmt/core.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "demur/cli/commands.hpp"
#include "demur/cli/drop_link.hpp"
#include "demur/cli/secret_terminal.hpp"
#include "demur/cli/signals.hpp"
#include "demur/cli/terminal.hpp"
#include "demur/http/server.hpp"
#include "demur/web/drop/site.hpp"

namespace demur::cli {
namespace {

using core::Code;
using core::Event;
using core::Field;
using core::Status;
using service::drop::Drop;

constexpr std::chrono::seconds kPatience{20};
constexpr std::chrono::minutes kBetweenRounds{15};
constexpr std::chrono::seconds kUntilReached{15};  // between tries, before the institution was ever reached

// What the clock does, on a thread of its own: fetching and handing in, at hours that have nothing to do with
// anybody's visit. An error is logged and tried again in the next round.
class DropChores {
 public:
  DropChores(Drop& drop, core::Log log)
      : drop_(drop), log_(std::move(log)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    const auto ask = ask_house_at(drop_.founding().house, stop);
    const auto send = send_to_house_at(drop_.founding().house, stop);
    while (!stop.stop_requested()) {
      note(service::drop::refresh(drop_, ask));
      const auto due = service::drop::relay_is_due(drop_);
      if (due && *due && drop_.house_copy()) {
        hand_in(send);
        note(service::drop::refresh(drop_, ask));
      }
      note(service::drop::tidy(drop_));
      std::unique_lock lock(mutex_);
      const std::chrono::seconds pause = drop_.house_copy() ? kBetweenRounds : kUntilReached;
      wake_.wait_for(lock, stop, pause, [] { return false; });
    }
  }

  void hand_in(const service::drop::SendHandIn& send) {
    const auto handed = service::drop::relay(drop_, send);
    if (!handed) return note(std::unexpected(handed.error()));
    log_.write(Event::drop_handed_in, {{Field::count, handed->taken}, {Field::status, handed->refused}});
  }

  void note(const Status& status) {
    if (status) return;
    const Code code = status.error().code;
    log_.write(code == Code::unavailable ? Event::drop_house_away : Event::drop_house_wrong,
               {{Field::code, static_cast<std::int64_t>(code)}});
  }

  Drop& drop_;
  const core::Log log_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses all of the above
};

// What a request brings about is not logged at all, and so the server has no log: a line at that moment would
// tell the moment, whatever it said.
Status run(const DropServeOptions& options) {
  leave_no_core();  // in memory there are the addresses of who is connected
  const EndSignals signals;
  const auto drop = DEMUR_TRY(Drop::open(options.data, {}));
  web::drop::DropSite site(*drop);
  const http::Router router = DEMUR_TRY(site.router());
  const auto server = DEMUR_TRY(http::Server::start(
      {.address = options.address,
       .port = options.port,
       .worker_threads = 8,
       .body_limit_of = web::drop::body_limit_of,
       .bodies_limit_bytes = std::size_t{256} << 20U,
       .body_timeout = std::chrono::minutes{2},
       .max_connections = 1024},
      [&](const http::Request& request) { return site.handle(router, request); }, core::silent_log()));
  const DropChores chores(*drop, core::standard_error_log_by_day());
  say(fmt::format("The drop of {} is served at http://{}:{}", drop->founding().house, options.address,
                  server->port()));
  (void)std::fflush(stdout);
  signals.wait();
  server->stop(kPatience);
  return {};
}

}  // namespace

int drop_serve(const DropServeOptions& options) {
  const Status served = run(options);
  return served ? 0 : refuse(served.error());
}

}  // namespace demur::cli
