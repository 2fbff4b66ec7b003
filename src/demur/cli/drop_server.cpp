#include "demur/cli/drop_server.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "demur/cli/drop_link.hpp"

namespace demur::cli {

using core::Code;
using core::Event;
using core::Field;
using core::Result;
using core::Status;
using service::drop::Drop;

namespace {

constexpr std::chrono::seconds kPatience{20};

}  // namespace

// On a thread of its own. An error is logged and tried again in the next round.
class DropChores {
 public:
  DropChores(Drop& drop, DropPace pace, core::Log log)
      : drop_(drop),
        pace_(std::move(pace)),
        log_(std::move(log)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    const auto ask = ask_house_at(drop_.founding().house, stop);
    const auto send = send_to_house_at(drop_.founding().house, stop);
    while (!stop.stop_requested()) {
      note(service::drop::refresh(drop_, ask));
      const auto due = pace_.is_due(drop_);
      if (due && *due && drop_.house_copy()) {
        hand_in(send);
        note(service::drop::refresh(drop_, ask));
      }
      note(service::drop::tidy(drop_));
      std::unique_lock lock(mutex_);
      const auto pause = drop_.house_copy() ? pace_.between_rounds : pace_.until_reached;
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
  const DropPace pace_;
  const core::Log log_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses all of the above
};

Result<std::unique_ptr<DropServer>> DropServer::listen(const std::string& address, std::uint16_t port) {
  std::unique_ptr<DropServer> made(new DropServer);
  made->server_ = DEMUR_TRY(http::Server::start(
      {.address = address,
       .port = port,
       .worker_threads = 8,
       .body_limit_of = web::drop::body_limit_of,
       .bodies_limit_bytes = std::size_t{256} << 20U,
       .body_timeout = std::chrono::minutes{2},
       .max_connections = 1024},
      [server = made.get()](const http::Request& request) { return server->answer(request); },
      core::silent_log()));
  return made;
}

Status DropServer::open(Drop& drop, DropPace pace) {
  site_ = std::make_unique<web::drop::DropSite>(drop);
  router_ = DEMUR_TRY(site_->router());
  is_open_ = true;
  chores_ = std::make_unique<DropChores>(drop, std::move(pace), core::standard_error_log_by_day());
  return {};
}

http::Response DropServer::answer(const http::Request& request) {
  if (!is_open_) return http::text(503, "This drop is being started.\n");
  return site_->handle(router_, request);
}

DropServer::~DropServer() {
  if (server_) server_->stop(kPatience);
}

}  // namespace demur::cli
