// HTTP as a benchmark speaks it: keep-alive connections to this machine. Whoever breaks one ends the program:
// a benchmark has nothing better to do.
//
//   Connection connection(port);
//   const int status = connection.exchange("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace demur::bench {

[[noreturn]] void give_up(const char* why);

[[nodiscard]] int connect_to(std::uint16_t port);

// The status once the answer is whole, else 0.
[[nodiscard]] int status_of_whole(std::string_view received);

// Sends, and waits for the whole answer. By one thread.
class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(connect_to(port)) {}
  Connection(const Connection&) = delete;
  ~Connection();

  [[nodiscard]] int exchange(std::string_view request);
  [[nodiscard]] const std::string& received() const { return received_; }  // head and body

 private:
  int socket_;
  std::string received_;
};

}  // namespace demur::bench
