#include "demur/cli/secret_terminal.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

namespace demur::cli {
namespace {

using anonymity::SecretBytes;
using core::Code;
using core::fail;
using core::Result;
using core::Status;

constexpr std::size_t kLongest = 1'024;
constexpr std::size_t kLeast = 12;

// Typed characters are not shown while this lives.
class NoEcho {
 public:
  NoEcho() : on_terminal_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &shown_) == 0) {
    if (!on_terminal_) return;
    termios hidden = shown_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    if (!on_terminal_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown_);
    std::fputc('\n', stderr);
  }
  [[nodiscard]] bool on_terminal() const { return on_terminal_; }

 private:
  termios shown_{};
  bool on_terminal_;
};

// One line, byte by byte: a stream would keep a copy in its buffer.
Result<SecretBytes> read_line() {
  SecretBytes buffer(kLongest);
  std::size_t size = 0;
  for (;;) {
    std::uint8_t byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 && size == 0)
      return fail(Code::unauthenticated, "standard input ended where a secret was asked for");
    if (got <= 0 || byte == '\n') break;
    if (size == kLongest) return fail(Code::invalid, "a secret has 1,024 bytes at most");
    buffer.bytes()[size++] = byte;
  }
  if (size > 0 && buffer.bytes()[size - 1] == '\r') --size;
  return SecretBytes(core::ByteView(buffer.bytes()).first(size));
}

int open_terminal() {
  return ::open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);
}

}  // namespace

void leave_no_core() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

Result<SecretBytes> ask_secret(std::string_view what) {
  const NoEcho hidden;
  if (hidden.on_terminal()) fmt::print(stderr, "{}: ", what);
  return read_line();
}

Result<SecretBytes> ask_new_secret(std::string_view what) {
  SecretBytes secret = DEMUR_TRY(ask_secret(what));
  if (secret.size() < kLeast)
    return fail(Code::invalid, "a passphrase has 12 characters at least: six words from a list are better");
  if (::isatty(STDIN_FILENO) != 1) return secret;
  const SecretBytes again = DEMUR_TRY(ask_secret("The same again"));
  if (!core::equal_in_constant_time(secret.bytes(), again.bytes()))
    return fail(Code::invalid, "the two passphrases differ");
  return secret;
}

Status can_show(int descriptor) {
  if (descriptor >= 0)
    return ::fcntl(descriptor, F_GETFD) >= 0 && descriptor > STDERR_FILENO
               ? Status()
               : fail(Code::invalid, "--phrase-fd takes an open descriptor above 2");
  const int terminal = open_terminal();
  if (terminal < 0)
    return fail(Code::invalid,
                "there is no terminal to show the phrase on; a program takes it by --phrase-fd");
  ::close(terminal);
  return {};
}

Status show_once(std::string_view text, int descriptor) {
  const int terminal = descriptor >= 0 ? descriptor : open_terminal();
  anonymity::SecretBytes line(text.size() + 1);
  std::ranges::copy(text, line.bytes().begin());
  line.bytes().back() = '\n';
  core::ByteView rest = line.bytes();
  while (!rest.empty() && terminal >= 0) {
    const ssize_t written = ::write(terminal, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest = rest.subspan(static_cast<std::size_t>(written));
  }
  if (descriptor < 0 && terminal >= 0) ::close(terminal);
  if (!rest.empty()) return fail(Code::unavailable, "the phrase could not be shown");
  return {};
}

void wait_until_written_down() {
  if (::isatty(STDIN_FILENO) != 1) return;
  fmt::print(stderr, "Return, when it is written down on paper: ");
  (void)read_line();
}

}  // namespace demur::cli
