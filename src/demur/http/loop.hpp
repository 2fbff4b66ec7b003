// Inside the server: what the event threads share and what each has for itself. Asio, not Beast;
// only server.cpp and the connection files include it.
//
// A Loop belongs to one thread: whoever wants something from another thread posts to its context.
// Shared is read-only but for its thread-safe members.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <set>
#include <string>
#include <utility>

#include "demur/core/log.hpp"
#include "demur/http/connections.hpp"
#include "demur/http/server.hpp"

namespace demur::http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

struct Shared {
  Shared(ServerOptions the_options, Handler the_handler, core::Log the_log)
      : options(std::move(the_options)),
        handler(std::move(the_handler)),
        log(std::move(the_log)),
        connections(options.max_connections, options.max_connections_per_address),
        workers(options.worker_threads) {}

  const ServerOptions options;
  const Handler handler;
  const core::Log log;
  Connections connections;
  std::atomic<bool> draining = false;             // set before any connection is closed for it
  std::atomic<std::size_t> requests_in_hand = 0;  // running or waiting for a worker
  std::atomic<std::size_t> body_bytes = 0;        // held by BodyShares
  asio::thread_pool workers;
};

// One request's part of bodies_limit_bytes, given back at its end.
class BodyShare {
 public:
  explicit BodyShare(Shared& shared) : shared_(shared) {}
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;
  ~BodyShare() { shared_.body_bytes -= bytes_; }

  [[nodiscard]] bool take(std::size_t bytes) {
    bytes_ += bytes;
    return shared_.body_bytes.fetch_add(bytes) + bytes <= shared_.options.bodies_limit_bytes;
  }

 private:
  Shared& shared_;
  std::size_t bytes_ = 0;
};

// A connection as its loop sees it.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  virtual void close() = 0;
  [[nodiscard]] virtual bool is_idle() const = 0;  // no byte of a request has come yet
};

struct Loop {
  explicit Loop(Shared& the_shared) : shared(the_shared) {}

  Shared& shared;
  std::set<Connection*> connections;  // before the context: its end may end connections
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  Tcp::acceptor acceptor{context};
};

// Serves one connection to its end. connection_plain.cpp; TLS would stand beside it.
asio::awaitable<void> serve_plain(Tcp::socket socket, Loop& loop, Connections::Ticket ticket);

}  // namespace demur::http
