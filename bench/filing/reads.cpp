#include "reads.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "demur/anonymity/issuance.hpp"
#include "demur/core/random.hpp"
#include "wire.hpp"

namespace demur::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReaders = 4;
constexpr std::chrono::milliseconds kPace{20};  // between the pages of one reader

std::string page_request(std::uint16_t port, const std::string& cookie) {
  return fmt::format(
      "GET /decisions HTTP/1.1\r\nHost: localhost:{}\r\nAccept: text/html\r\nCookie: {}\r\n\r\n", port,
      cookie);
}

// By the clock, whatever the last page took.
std::vector<double> read_steadily(std::uint16_t port, const std::string& cookie, Clock::time_point first,
                                  Clock::time_point end) {
  Connection connection(port);
  const std::string request = page_request(port, cookie);
  std::vector<double> took;
  for (auto due = first; due < end; due += kPace) {
    std::this_thread::sleep_until(due);
    if (connection.exchange(request) != 200) give_up("a page was refused");
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - due).count());
  }
  return took;
}

}  // namespace

std::vector<double> read_pages(std::uint16_t port, const std::vector<std::string>& cookies,
                               std::chrono::seconds time) {
  const auto begin = Clock::now();
  std::vector<std::vector<double>> each(kReaders);
  {
    std::vector<std::jthread> readers;
    for (std::size_t i = 0; i < kReaders; ++i)
      readers.emplace_back([&, i] {
        const auto first = begin + kPace * static_cast<int>(i) / static_cast<int>(kReaders);
        each[i] = read_steadily(port, cookies.at(i), first, begin + time);
      });
  }
  std::vector<double> all;
  for (const auto& took : each) std::ranges::copy(took, std::back_inserter(all));
  return all;
}

Issuing::Issuing(IssuingLoad load) : load_(std::move(load)) {
  for (std::size_t i = 0; i < load_.clients; ++i)
    clients_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

std::string Issuing::request_of(const std::string& cookie) const {
  const core::Random random = core::system_random();
  anonymity::IssueRequest request;
  for (int i = 0; i < load_.batch; ++i) {
    core::Bytes drawn(load_.modulus.size());
    random(drawn);
    drawn.front() = 0;  // below the modulus, whose first bit is set
    request.tokens.push_back({load_.key_id, 0, std::move(drawn)});
  }
  const auto body = anonymity::format_issue_request(request);
  if (!body) give_up("a batch of tokens cannot be asked for");
  return fmt::format(
      "POST /tokens HTTP/1.1\r\nHost: localhost:{0}\r\nOrigin: http://localhost:{0}\r\n"
      "Accept: application/json\r\nContent-Type: application/json\r\nCookie: {1}\r\n"
      "Content-Length: {2}\r\n\r\n{3}",
      load_.port, cookie, body->size(), *body);
}

void Issuing::run(const std::stop_token& stop) {
  Connection connection(load_.port);
  while (!stop.stop_requested()) {
    const std::size_t member = next_++;
    if (member >= load_.cookies.size()) return;
    if (connection.exchange(request_of(load_.cookies[member])) != 200) {
      fmt::print(stderr, "{}\n", connection.received());
      give_up("tokens were refused");
    }
    issued_ += load_.batch;
  }
}

Issuing::Done Issuing::stop() {
  const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  const Done done{.rate = static_cast<double>(issued_) / seconds, .ran_out = next_ >= load_.cookies.size()};
  clients_.clear();
  return done;
}

}  // namespace demur::bench
