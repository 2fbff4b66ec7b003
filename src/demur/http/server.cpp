#include "demur/http/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <bit>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <thread>
#include <vector>

#include "demur/http/loop.hpp"

namespace demur::http {
namespace {

using core::Code;
using core::Event;
using ErrorCode = boost::system::error_code;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// How many connections the limit on open files allows, after raising it as far as it goes.
std::size_t affordable_connections(std::size_t wanted) {
  constexpr rlim_t kOtherFiles = 128;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = wanted + kOtherFiles;
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur >= needed ? wanted : std::max<rlim_t>(limit.rlim_cur, kOtherFiles + 2) - kOtherFiles;
}

// One person's share: an address, or the /64 that a person gets with IPv6.
std::string share_of(const asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const asio::ip::address_v6 v6 = address.to_v6();
  if (v6.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return asio::ip::address_v6(bytes).to_string();
}

core::Status listen(Tcp::acceptor& acceptor, const Tcp::endpoint& endpoint) {
  ErrorCode error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(Tcp::acceptor::max_listen_connections, error);
  if (error)
    return core::fail(Code::unavailable, "cannot listen on that address and port: " + error.message());
  return {};
}

// Sharing a port between our loops would also share it with a second server of the same user,
// silently: a socket that does not share finds out first.
core::Status check_port_is_free(asio::io_context& context, const Tcp::endpoint& endpoint) {
  ErrorCode error;
  Tcp::acceptor probe(context);
  probe.open(endpoint.protocol(), error);
  if (!error) probe.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) probe.bind(endpoint, error);
  if (error)
    return core::fail(Code::unavailable, "cannot listen on that address and port: " + error.message());
  return {};
}

// Refusals come in floods: the log has the 1st, 2nd, 4th, 8th...
void log_refusal(const Shared& shared) {
  const std::size_t refused = shared.connections.refused();
  if (std::has_single_bit(refused))
    shared.log.write(Event::connection_limited, {{core::Field::count, static_cast<std::int64_t>(refused)}});
}

void admit(Loop& loop, Tcp::socket socket) {
  ErrorCode error;
  const Tcp::endpoint peer = socket.remote_endpoint(error);
  if (error || loop.shared.draining) return;
  auto ticket = loop.shared.connections.admit(share_of(peer.address()));
  if (!ticket) {
    log_refusal(loop.shared);
    return;
  }
  socket.set_option(Tcp::no_delay(true), error);
  asio::co_spawn(loop.context, serve_plain(std::move(socket), loop, std::move(*ticket)), asio::detached);
}

asio::awaitable<void> accept_connections(Loop& loop) {
  while (loop.acceptor.is_open()) {
    ErrorCode error;
    Tcp::socket socket =
        co_await loop.acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      admit(loop, std::move(socket));
      continue;
    }
    // Out of files, most likely: taking up the next at once would only spin.
    asio::steady_timer pause(loop.context, std::chrono::milliseconds(50));
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

void drain(Loop& loop) {
  ErrorCode ignored;
  loop.acceptor.close(ignored);
  for (Connection* connection : loop.connections)
    if (connection->is_idle()) connection->close();
}

void close_all(Loop& loop) {
  for (Connection* connection : loop.connections) connection->close();
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, Handler handler, core::Log log)
      : shared(std::move(options), std::move(handler), std::move(log)) {}

  core::Status listen_on(Tcp::endpoint endpoint);
  void run();
  void on_each_loop(void (*act)(Loop&));
  void stop(std::chrono::milliseconds patience);

  Shared shared;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
  std::mutex stopping;
  bool stopped = false;
};

core::Status Server::Impl::listen_on(Tcp::endpoint endpoint) {
  for (unsigned i = 0; i < shared.options.event_threads; ++i) loops.push_back(std::make_unique<Loop>(shared));
  if (endpoint.port() != 0) DEMUR_TRY(check_port_is_free(loops.front()->context, endpoint));
  for (const auto& loop : loops) {
    DEMUR_TRY(listen(loop->acceptor, endpoint));
    endpoint.port(loop->acceptor.local_endpoint().port());
  }
  port = endpoint.port();
  return {};
}

void Server::Impl::run() {
  for (const auto& loop : loops) {
    asio::co_spawn(loop->context, accept_connections(*loop), asio::detached);
    threads.emplace_back([&context = loop->context] { context.run(); });
  }
  shared.log.write(Event::server_started, {{core::Field::port, port}});
}

void Server::Impl::on_each_loop(void (*act)(Loop&)) {
  for (const auto& loop : loops) asio::post(loop->context, [act, &loop = *loop] { act(loop); });
}

void Server::Impl::stop(std::chrono::milliseconds patience) {
  const std::lock_guard lock(stopping);
  if (std::exchange(stopped, true)) return;
  if (!threads.empty()) {
    shared.log.write(Event::server_stopping);
    shared.draining = true;
    on_each_loop(drain);
    shared.connections.wait_until_none(std::chrono::steady_clock::now() + patience);
    on_each_loop(close_all);
    shared.connections.wait_until_none();
    for (const auto& loop : loops) loop->work.reset();
    for (std::thread& thread : threads) thread.join();
    shared.log.write(Event::server_stopped);
  }
  shared.workers.join();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->stop(std::chrono::milliseconds(0));
}

core::Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler, core::Log log) {
  ErrorCode error;
  const asio::ip::address address = asio::ip::make_address(options.address, error);
  if (error)
    return core::fail(Code::invalid, "the address to listen on must be an IPv4 or IPv6 address", "address");
  if (options.event_threads == 0 || options.worker_threads == 0)
    return core::fail(Code::invalid, "a server needs at least one event thread and one worker", "threads");
  const Tcp::endpoint endpoint(address, options.port);
  options.max_connections = affordable_connections(options.max_connections);
  options.max_connections_per_address =
      std::min(options.max_connections_per_address, std::max<std::size_t>(options.max_connections / 2, 1));
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler), std::move(log));
  std::unique_ptr<Server> server(new Server(std::move(impl)));
  DEMUR_TRY(server->impl_->listen_on(endpoint));
  server->impl_->run();
  return server;
}

std::uint16_t Server::port() const {
  return impl_->port;
}

void Server::stop(std::chrono::milliseconds patience) {
  impl_->stop(patience);
}

}  // namespace demur::http
