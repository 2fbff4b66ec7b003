// A client for tests that sends exactly the bytes it is told to, over a real socket. It knows
// nothing of the server's code: POSIX sockets, and as much of HTTP as it takes to find the end of
// an answer. Reads give up after ten seconds, so that a test that hangs fails instead.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace demur::http {

class TestClient {
 public:
  explicit TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  TestClient(TestClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)),
        connected_(other.connected_),
        buffer_(std::move(other.buffer_)) {}
  TestClient& operator=(TestClient&&) = delete;
  ~TestClient() {
    if (socket_ >= 0) ::close(socket_);
  }

  [[nodiscard]] bool is_connected() const { return connected_; }

  // False when the server does not take all of it.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  // One whole answer, or what came before the server closed.
  std::string read_answer() {
    std::size_t head = buffer_.find("\r\n\r\n");
    while (head == std::string::npos && fill()) head = buffer_.find("\r\n\r\n");
    if (head == std::string::npos) return std::exchange(buffer_, {});
    std::size_t size = head + 4;
    const std::size_t length = buffer_.find("Content-Length: ");
    if (length < head) size += std::strtoull(buffer_.c_str() + length + 16, nullptr, 10);
    while (buffer_.size() < size && fill()) continue;
    std::string answer = buffer_.substr(0, size);
    buffer_.erase(0, answer.size());
    return answer;
  }

  std::string read_to_end() {
    while (fill()) continue;
    return std::exchange(buffer_, {});
  }

  // True once the server has closed, with nothing more to read; false after ten seconds of silence.
  bool is_closed() {
    if (!buffer_.empty()) return false;
    char byte = 0;
    const ssize_t count = ::recv(socket_, &byte, 1, 0);
    return count == 0 || (count < 0 && errno == ECONNRESET);
  }

 private:
  bool fill() {
    char bytes[16 * 1024];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  bool connected_ = false;
  std::string buffer_;
};

// 200 of "HTTP/1.1 200 OK"; 0 when that is not how the answer begins.
inline int status_in(std::string_view answer) {
  if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
  return std::atoi(std::string(answer.substr(9, 3)).c_str());
}

inline std::string_view body_in(std::string_view answer) {
  const std::size_t head = answer.find("\r\n\r\n");
  return head == std::string_view::npos ? std::string_view() : answer.substr(head + 4);
}

}  // namespace demur::http
