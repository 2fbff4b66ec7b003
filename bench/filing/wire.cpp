#include "wire.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>

namespace demur::bench {

void give_up(const char* why) {
  fmt::print(stderr, "bench: {}\n", why);
  std::exit(1);
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    give_up("cannot connect");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

int status_of_whole(std::string_view received) {
  const auto end = received.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  constexpr std::string_view kLength = "Content-Length: ";
  const auto field = received.find(kLength);
  std::size_t length = 0;
  if (field < end) {
    const char* digits = received.data() + field + kLength.size();
    std::from_chars(digits, received.data() + end, length);
  }
  if (received.size() < end + 4 + length) return 0;
  int status = 0;
  std::from_chars(received.data() + 9, received.data() + 12, status);
  return status;
}

Connection::~Connection() {
  ::close(socket_);
}

int Connection::exchange(std::string_view request) {
  while (!request.empty()) {
    const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent <= 0) give_up("a request was not taken whole");
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  received_.clear();
  std::array<char, 65'536> bytes;
  while (true) {
    const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0) give_up("the server closed a connection");
    received_.append(bytes.data(), static_cast<std::size_t>(count));
    if (const int status = status_of_whole(received_)) return status;
  }
}

}  // namespace demur::bench
