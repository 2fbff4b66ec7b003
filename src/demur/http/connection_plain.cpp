#include <exception>

#include "demur/http/session.hpp"

namespace demur::http {

Response call_handler(const Shared& shared, const Request& request) noexcept {
  try {
    Response response = shared.handler(request);
    if (response.is_sound()) return response;
  } catch (...) {
    // What was thrown may hold a person's text: it goes nowhere.
  }
  shared.log.write(core::Event::request_failed, {{core::Field::status, 500}});
  return refusal(500);
}

asio::awaitable<void> serve_plain(Tcp::socket socket, Loop& loop,
                                  [[maybe_unused]] Connections::Ticket ticket) {
  try {
    std::string address = socket.remote_endpoint().address().to_string();
    Session<beast::tcp_stream> session(beast::tcp_stream(std::move(socket)), loop, std::move(address));
    co_await session.run();
  } catch (const std::exception&) {
    loop.shared.log.write(core::Event::request_failed, {{core::Field::status, 0}});
  }
}

}  // namespace demur::http
