// A drop served: its HTTP server, and beside it the clock's work, fetching from the institution and handing
// in. It listens before it knows its drop, since a drop's own address holds the port.
//
//   auto server = DEMUR_TRY(DropServer::listen("127.0.0.1", 8082));
//   DEMUR_TRY(server->open(*drop, {}));      // until then it answers 503
//
// What a request brings about is not logged at all: a line at that moment would tell the moment, whatever it
// said. `drop` must outlive it. By one thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "demur/core/log.hpp"
#include "demur/core/result.hpp"
#include "demur/http/server.hpp"
#include "demur/service/drop/relay.hpp"
#include "demur/web/drop/site.hpp"

namespace demur::cli {

// When the clock's work is done. The default is a real drop's: at hours that have nothing to do with
// anybody's visit.
struct DropPace {
  std::chrono::seconds between_rounds = std::chrono::minutes{15};
  std::chrono::seconds until_reached{15};  // between tries, before the institution was ever reached
  std::function<core::Result<bool>(service::drop::Drop&)> is_due = service::drop::relay_is_due;
};

class DropChores;

class DropServer {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<DropServer>> listen(const std::string& address,
                                                                        std::uint16_t port);
  ~DropServer();
  DropServer(const DropServer&) = delete;
  DropServer& operator=(const DropServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] core::Status open(service::drop::Drop& drop, DropPace pace);

 private:
  DropServer() = default;
  [[nodiscard]] http::Response answer(const http::Request& request);

  std::unique_ptr<web::drop::DropSite> site_;
  http::Router router_;
  std::atomic<bool> is_open_ = false;  // site_ and router_ are there, and stay as they are
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<DropChores> chores_;
};

}  // namespace demur::cli
