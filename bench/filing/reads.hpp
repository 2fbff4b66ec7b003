// Pages read at a steady pace, alone or while tokens are issued as fast as the server signs them.
//
//   const Reading idle = read_pages(port, cookies, 8s);
//   Issuing issuing({.port = port, .cookies = cookies, .key_id = id, .modulus = n, .clients = 8, .batch =
//   20}); const Reading loaded = read_pages(port, cookies, 8s); const double rate = issuing.stop();
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "demur/core/bytes.hpp"
#include "demur/core/digest.hpp"

namespace demur::bench {

// Milliseconds of each page, from the moment at which it was due to its last byte: a page that waits behind
// another is not forgiven.
[[nodiscard]] std::vector<double> read_pages(std::uint16_t port, const std::vector<std::string>& cookies,
                                             std::chrono::seconds time);

struct IssuingLoad {
  std::uint16_t port = 0;
  std::vector<std::string> cookies;  // of members who have all of their tokens left
  core::Digest key_id{};
  core::Bytes modulus;
  std::size_t clients = 8;
  int batch = 20;  // tokens of one member, asked for at once
};

// Each client asks for one member's tokens after another's, until it is stopped or nobody is left. The
// blinded messages are drawn, not blinded: the server cannot know, and the client's half costs as much as its
// own.
class Issuing {
 public:
  explicit Issuing(IssuingLoad load);
  // Tokens a second, from the start until now. `ran_out`: there was nobody left before.
  struct Done {
    double rate = 0;
    bool ran_out = false;
  };
  [[nodiscard]] Done stop();

 private:
  void run(const std::stop_token& stop);
  [[nodiscard]] std::string request_of(const std::string& cookie) const;

  const IssuingLoad load_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::int64_t> issued_ = 0;
  std::vector<std::jthread> clients_;  // last: they use all of the above
};

}  // namespace demur::bench
