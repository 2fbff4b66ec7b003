// Files dissents over HTTP as fast as the server answers: one thread, one epoll, a keep-alive
// connection for each client, which sends its next filing when the last was answered.
//
//   Loaded seen = file_over_http({.port = port, .cookies = cookies, .decision = id, .clients = 64,
//                                 .filings = 10'000});
//
// Blocks until every filing was answered. Exits the process when a connection breaks: a benchmark has
// nothing better to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace demur::bench {

struct Load {
  std::uint16_t port = 0;
  std::vector<std::string> cookies;  // one for each client, "name=token"
  std::string decision;
  std::size_t clients = 1;
  std::size_t filings = 1;
};

struct Loaded {
  double seconds = 0;
  std::size_t refused = 0;           // answered with anything but 200
  std::vector<double> milliseconds;  // of each filing, from its first byte sent to its last received
};

[[nodiscard]] Loaded file_over_http(const Load& load);

// The text of every filing here: 400 bytes.
[[nodiscard]] std::string dissent_text();

}  // namespace demur::bench
