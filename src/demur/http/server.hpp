// A server of HTTP/1.1 and 1.0 without TLS (a reverse proxy on the same host ends TLS).
//
//   auto server = DEMUR_TRY(Server::start({.port = 8080}, handler, log));
//   ... wait for a signal ...
//   server->stop(10s);      // or destroy it: the same, with no patience
//
// Event threads read and write without blocking; a whole request goes to a pool of workers, where
// the handler may block. So a client that is slow or silent holds a socket, never a worker. The
// handler is called by many threads at once; what it throws becomes a plain 500.
// Requests that two readers could take differently are refused (RFC 9112 sections 3.2, 5, 6.1, 11).
// Nothing about who asked, or what, is logged. Errors of `start`: Code::invalid for an address,
// Code::unavailable when the port is taken.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "demur/core/clock.hpp"
#include "demur/core/log.hpp"
#include "demur/core/result.hpp"
#include "demur/http/router.hpp"

namespace demur::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  unsigned event_threads = 2;
  unsigned worker_threads = 64;
  std::size_t queued_requests = 4096;  // waiting for a worker; one more is answered 503
  std::size_t body_limit_bytes = std::size_t{1024} * 1024;
  // Where some paths take larger bodies than others: asked with the head alone, in place of the above.
  // It must neither wait nor throw.
  std::function<std::size_t(const Request& head)> body_limit_of = {};
  // Of all bodies that are being received or answered, by the lengths that were announced (of a chunked
  // one, its limit); one more is answered 503.
  std::size_t bodies_limit_bytes = std::size_t{1024} * 1024 * 1024;
  std::size_t header_limit_bytes = std::size_t{16} * 1024;
  std::chrono::milliseconds header_timeout{10'000};  // from the first byte to the empty line
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds write_timeout{30'000};  // for each 256 KiB of an answer
  std::chrono::milliseconds idle_timeout{60'000};   // between requests
  std::size_t max_connections = 8192;               // lowered to what the file limit allows
  std::size_t max_connections_per_address = 2048;   // an IPv6 /64 counts as one address
  core::Clock clock = core::system_clock();         // for the Date header
};

class Server {
 public:
  [[nodiscard]] static core::Result<std::unique_ptr<Server>> start(ServerOptions options, Handler handler,
                                                                   core::Log log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  // Stops accepting, closes idle connections, lets requests under way finish until the deadline,
  // then cuts the rest; returns when no handler runs any more. Any thread but a handler's own may
  // call it, also twice.
  void stop(std::chrono::milliseconds patience);

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace demur::http
