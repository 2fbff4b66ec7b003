#include "load.hpp"

#include <fmt/core.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "demur/core/id.hpp"
#include "wire.hpp"

namespace demur::bench {
namespace {

using Moment = std::chrono::steady_clock::time_point;

struct Client {
  int socket = -1;
  std::string head;  // all of a request before its body
  std::string received = {};
  Moment sent = {};
};

std::string head_for(const Load& load, const std::string& cookie, std::size_t body_bytes) {
  return fmt::format(
      "POST /decisions/{0}/dissent HTTP/1.1\r\nHost: localhost:{1}\r\nOrigin: http://localhost:{1}\r\n"
      "Accept: application/json\r\nContent-Type: application/json\r\nCookie: {2}\r\n"
      "Content-Length: {3}\r\n\r\n",
      load.decision, load.port, cookie, body_bytes);
}

// Every body has the same length: only the id differs.
std::string body_of(const std::string& id) {
  return fmt::format(
      R"({{"id":"{}","step":"file","kind":"change_of_policy","standing":"named","title":"We disagree",)"
      R"("text":"{}"}})",
      id, dissent_text());
}

class Filing {
 public:
  explicit Filing(const Load& load)
      : load_(load), random_(core::system_random()), epoll_(::epoll_create1(0)) {
    const std::size_t body_bytes = body_of(core::random_id_text(random_)).size();
    for (std::size_t i = 0; i < load.clients; ++i)
      clients_.push_back({connect_to(load.port), head_for(load, load.cookies.at(i), body_bytes)});
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_[i].socket, &event);
    }
    loaded_.milliseconds.reserve(load.filings);
  }
  Filing(const Filing&) = delete;
  ~Filing() {
    for (const Client& client : clients_) ::close(client.socket);
    ::close(epoll_);
  }

  Loaded run() {
    const Moment begin = std::chrono::steady_clock::now();
    for (Client& client : clients_) send_next(client);
    std::array<epoll_event, 64> events{};
    while (loaded_.milliseconds.size() < load_.filings) {
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), -1);
      for (int i = 0; i < count; ++i) receive(clients_[events.at(i).data.u64]);
    }
    loaded_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::move(loaded_);
  }

 private:
  void send_next(Client& client) {
    if (sent_ == load_.filings) return;
    ++sent_;
    const std::string request = client.head + body_of(core::random_id_text(random_));
    client.received.clear();
    client.sent = std::chrono::steady_clock::now();
    if (::send(client.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
      give_up("a request was not taken whole");
  }

  void receive(Client& client) {
    std::array<char, 8192> bytes;
    const ssize_t count = ::recv(client.socket, bytes.data(), bytes.size(), 0);
    if (count <= 0) give_up("the server closed a connection");
    client.received.append(bytes.data(), static_cast<std::size_t>(count));
    const int status = status_of_whole(client.received);
    if (status == 0) return;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - client.sent;
    loaded_.milliseconds.push_back(took.count());
    if (status != 200 && loaded_.refused++ == 0) fmt::print(stderr, "refused:\n{}\n", client.received);
    send_next(client);
  }

  const Load& load_;
  core::Random random_;
  int epoll_;
  std::vector<Client> clients_;
  std::size_t sent_ = 0;
  Loaded loaded_;
};

}  // namespace

Loaded file_over_http(const Load& load) {
  return Filing(load).run();
}

std::string dissent_text() {
  constexpr std::string_view kSentence = "It was decided without those who must carry it out. ";
  std::string text;
  while (text.size() < 399) text += kSentence;
  text.resize(399);
  return text + "x";
}

}  // namespace demur::bench
