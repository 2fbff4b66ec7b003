// One connection: read a request, have a worker answer it, write the answer, again. A template over
// the stream, so that the plain file and a TLS file each compile it once.
//
// Requests of a pipeline are answered one after the other: nothing is read from the socket while a
// handler runs. After a refusal the connection is closed, because where the next request begins is
// no longer certain. Everything but the handler runs on the loop's thread.
//
// gcc 12 miscompiles capturing lambdas, braced aggregates and conditional operators inside a
// co_await expression: there are none here.
#pragma once

#include <array>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <utility>

#include "demur/http/edge.hpp"
#include "demur/http/loop.hpp"

namespace demur::http {

namespace beast = boost::beast;

template <typename Stream>
class Session final : public Connection {
 public:
  Session(Stream stream, Loop& loop, std::string remote_address)
      : stream_(std::move(stream)), loop_(loop), remote_address_(std::move(remote_address)) {
    loop_.connections.insert(this);
  }
  ~Session() override { loop_.connections.erase(this); }

  asio::awaitable<void> run();
  void close() override { beast::get_lowest_layer(stream_).close(); }
  [[nodiscard]] bool is_idle() const override { return idle_; }

 private:
  using Parser = beast::http::request_parser<beast::http::string_body>;
  using ErrorCode = beast::error_code;
  enum class Next { request, close, gone };  // gone: the socket is of no use any more

  [[nodiscard]] const ServerOptions& options() const { return loop_.shared.options; }
  [[nodiscard]] std::string_view received() const {
    return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
  }
  void expire_after(std::chrono::milliseconds timeout) {
    beast::get_lowest_layer(stream_).expires_after(timeout);
  }

  asio::awaitable<Next> serve_request();
  asio::awaitable<HeadState> read_head(HeadScanner& scanner, ErrorCode& error);
  [[nodiscard]] std::expected<Request, int> parse_head(std::size_t size);
  [[nodiscard]] int admit_body(const Request& request, BodyShare& share);
  asio::awaitable<int> read_body(const Request& request, BodyShare& share, ErrorCode& error);
  asio::awaitable<Response> answer(const Request& request);
  asio::awaitable<Next> write(const Response& response, Method method, Persistence persistence);
  asio::awaitable<Next> refuse(int status);
  asio::awaitable<void> linger();

  Stream stream_;
  Loop& loop_;
  std::string remote_address_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Version version_ = Version::http_1_1;
  bool is_first_ = true;
  bool idle_ = false;
};

// What the handler makes of the request; whatever goes wrong in it becomes a plain 500.
[[nodiscard]] Response call_handler(const Shared& shared, const Request& request) noexcept;

template <typename Stream>
asio::awaitable<void> Session<Stream>::run() {
  Next next = Next::request;
  while (next == Next::request) next = co_await serve_request();
  if (next == Next::close) co_await linger();
  close();
}

template <typename Stream>
auto Session<Stream>::serve_request() -> asio::awaitable<Next> {
  ErrorCode error;
  HeadScanner scanner(options().header_limit_bytes);
  const HeadState state = co_await read_head(scanner, error);
  if (error) co_return Next::gone;
  if (state == HeadState::too_large) co_return co_await refuse(431);
  if (state == HeadState::malformed) co_return co_await refuse(400);

  std::expected<Request, int> request = parse_head(scanner.size());
  if (!request) co_return co_await refuse(request.error());
  BodyShare share(loop_.shared);
  const int refused = co_await read_body(*request, share, error);
  if (error) co_return Next::gone;
  if (refused != 0) co_return co_await refuse(refused);
  request->body = std::move(parser_->get().body());

  const Response response = co_await answer(*request);
  Persistence persistence = Persistence::close;
  if (version_ == Version::http_1_1 && parser_->keep_alive() && !loop_.shared.draining)
    persistence = Persistence::keep;
  co_return co_await write(response, request->method, persistence);
}

// Reads until the head is whole or wrong. A timeout closes the socket and comes as an error.
template <typename Stream>
asio::awaitable<HeadState> Session<Stream>::read_head(HeadScanner& scanner, ErrorCode& error) {
  constexpr std::size_t kReadBytes = 4096;
  idle_ = buffer_.size() == 0;
  if (idle_ && loop_.shared.draining) error = asio::error::operation_aborted;
  if (idle_ && !is_first_) {
    expire_after(options().idle_timeout);
  } else {
    expire_after(options().header_timeout);
  }
  HeadState state = scanner.scan(received());
  while (!error && state == HeadState::incomplete) {
    const auto space = buffer_.prepare(kReadBytes);
    const std::size_t count =
        co_await stream_.async_read_some(space, asio::redirect_error(asio::use_awaitable, error));
    buffer_.commit(count);
    if (idle_ && !is_first_) expire_after(options().header_timeout);
    idle_ = false;
    state = scanner.scan(received());
  }
  is_first_ = false;
  co_return state;
}

template <typename Stream>
std::expected<Request, int> Session<Stream>::parse_head(std::size_t size) {
  parser_.emplace();
  parser_->body_limit(boost::none);  // admit_body() sets it, by the head
  parser_->header_limit(static_cast<std::uint32_t>(size + 1));
  ErrorCode error;
  const std::size_t used = parser_->put(asio::buffer(buffer_.data(), size), error);
  if (error || used != size) return std::unexpected(400);
  buffer_.consume(size);

  const auto& message = parser_->get();
  version_ = message.version() == 11 ? Version::http_1_1 : Version::http_1_0;
  Head head{version_, std::string(message.method_string()), std::string(message.target()), {}};
  for (const auto& field : message)
    head.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  auto request = to_request(std::move(head));
  if (request) request->remote_address = remote_address_;
  return request;
}

// The status of a refusal, or 0: how long the body may be, and whether there is room for it.
template <typename Stream>
int Session<Stream>::admit_body(const Request& request, BodyShare& share) {
  const auto& limit_of = options().body_limit_of;
  const std::size_t limit = limit_of ? limit_of(request) : options().body_limit_bytes;
  const auto announced = parser_->content_length();
  if (announced && *announced > limit) return 413;
  parser_->body_limit(limit);
  return share.take(announced ? static_cast<std::size_t>(*announced) : limit) ? 0 : 503;
}

// The status of a refusal, or 0. What follows the head is read by Beast; trailers are dropped with
// the parser's own headers.
template <typename Stream>
asio::awaitable<int> Session<Stream>::read_body(const Request& request, BodyShare& share, ErrorCode& error) {
  const Expectation expectation = expectation_of(request, version_);
  if (expectation == Expectation::unknown) co_return 417;
  if (parser_->is_done()) co_return 0;
  const int refused = admit_body(request, share);
  if (refused != 0) co_return refused;
  expire_after(options().body_timeout);
  if (expectation == Expectation::go_on && buffer_.size() == 0) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto line = asio::buffer(kContinue);
    co_await asio::async_write(stream_, line, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return 0;
  }
  co_await beast::http::async_read(stream_, buffer_, *parser_,
                                   asio::redirect_error(asio::use_awaitable, error));
  if (!error) co_return 0;
  const bool too_large =
      error == beast::http::error::body_limit || error == beast::http::error::buffer_overflow;
  const bool malformed = error.category() == make_error_code(beast::http::error::bad_chunk).category() &&
                         error != beast::http::error::partial_message;
  if (too_large || malformed) error = {};
  if (too_large) co_return 413;
  co_return 400;
}

// Over to a worker and back: the handler may block.
template <typename Stream>
asio::awaitable<Response> Session<Stream>::answer(const Request& request) {
  Shared& shared = loop_.shared;
  const std::size_t limit = options().worker_threads + options().queued_requests;
  if (shared.requests_in_hand.fetch_add(1) >= limit) {
    shared.requests_in_hand.fetch_sub(1);
    co_return refusal(503).set_header("Retry-After", "1");
  }
  co_await asio::post(asio::bind_executor(shared.workers, asio::use_awaitable));
  Response response = call_handler(shared, request);
  shared.requests_in_hand.fetch_sub(1);
  co_await asio::post(asio::bind_executor(loop_.context, asio::use_awaitable));
  co_return response;
}

// In slices, each with the whole write timeout: a large file over a poor line gets through, and a
// client that stops reading does not.
template <typename Stream>
auto Session<Stream>::write(const Response& response, Method method, Persistence persistence)
    -> asio::awaitable<Next> {
  constexpr std::size_t kSliceBytes = std::size_t{256} * 1024;
  const std::string head = head_of(response, persistence, options().clock());
  std::string_view rest;
  if (sends_body(response, method)) rest = response.content();
  std::array<asio::const_buffer, 2> slice{asio::buffer(head), asio::buffer(rest.substr(0, kSliceBytes))};
  ErrorCode error;
  do {
    expire_after(options().write_timeout);
    co_await asio::async_write(stream_, slice, asio::redirect_error(asio::use_awaitable, error));
    rest.remove_prefix(slice[1].size());
    slice = {asio::const_buffer(), asio::buffer(rest.substr(0, kSliceBytes))};
  } while (!error && !rest.empty());
  if (error) co_return Next::gone;
  if (persistence == Persistence::close) co_return Next::close;
  co_return Next::request;
}

template <typename Stream>
auto Session<Stream>::refuse(int status) -> asio::awaitable<Next> {
  const Response response = refusal(status);
  co_return co_await write(response, Method::get, Persistence::close);
}

// Says that nothing more comes, then reads and drops what the client still sends: a socket closed
// with unread bytes is reset, and the reset can overtake the answer.
template <typename Stream>
asio::awaitable<void> Session<Stream>::linger() {
  constexpr std::size_t kMostBytes = std::size_t{4} * 1024 * 1024;
  ErrorCode error;
  beast::get_lowest_layer(stream_).socket().shutdown(Tcp::socket::shutdown_send, error);
  expire_after(std::chrono::seconds(2));
  buffer_.clear();
  std::size_t total = 0;
  while (!error && total < kMostBytes) {
    const auto space = buffer_.prepare(16 * 1024);
    total += co_await stream_.async_read_some(space, asio::redirect_error(asio::use_awaitable, error));
  }
}

}  // namespace demur::http
