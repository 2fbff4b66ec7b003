#include "demur/cli/terminal.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "demur/cli/reserved_file.hpp"

namespace demur::cli {

using core::Code;
using core::fail;

namespace {

// C0, DEL, and C1 as UTF-8 writes it (U+0080 to U+009F), but for what is kept.
std::string without_controls(std::string_view text, std::string_view kept) {
  std::string clean;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (c1) ++i;
    const bool control = c1 || ((byte < 0x20 || byte == 0x7f) && !kept.contains(text[i]));
    clean += control ? '?' : text[i];
  }
  return clean;
}

constexpr std::string_view kLineBreaks = "\n\t";

}  // namespace

void say(std::string_view line) {
  fmt::print("{}\n", without_controls(line, kLineBreaks));
}
void warn(std::string_view line) {
  fmt::print(stderr, "{}\n", without_controls(line, kLineBreaks));
}
std::string printable(std::string_view text) {
  return without_controls(text, "");
}
void say_json(const core::json::value& value) {
  fmt::print("{}", core::pretty_json(value));
}

int refuse(const core::Error& error, bool json) {
  if (json)
    say_json({{"error", {{"code", core::name(error.code)}, {"what", error.what}, {"field", error.field}}}});
  else
    warn("demur: " + error.what);
  return core::exit_code(error.code);
}

Progress::Progress(std::string what) : what_(std::move(what)), on_terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  if (!on_terminal_ || total == 0) return;
  const int percent = static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * 100.0);
  if (percent == last_percent_) return;
  last_percent_ = percent;
  fmt::print(stderr, "\r{} {:3} %", what_, percent);
}

Progress::~Progress() {
  if (last_percent_ >= 0) std::fputc('\n', stderr);
}

core::Result<std::string> read_file(const std::string& path, std::size_t limit_bytes) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(
      path == "-" ? nullptr : std::fopen(path.c_str(), "rb"), std::fclose);
  std::FILE* file = path == "-" ? stdin : opened.get();
  if (file == nullptr) {
    const auto code = errno == ENOENT ? Code::not_found : Code::invalid;
    return fail(code, fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  }
  std::string text;
  char buffer[65536];
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, file)) {
    text.append(buffer, size);
    if (text.size() > limit_bytes)
      return fail(Code::too_large, fmt::format("{} is larger than {} bytes", path, limit_bytes));
  }
  if (std::ferror(file) != 0) return fail(Code::invalid, fmt::format("cannot read {}", path));
  return text;
}

core::Status write_file(const std::string& path, std::string_view text) {
  const std::string fresh = path + ".new";
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = file >= 0 &&
                       ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    ::unlink(fresh.c_str());
    return fail(Code::invalid, fmt::format("cannot write {}: {}", path, std::strerror(error)));
  }
  return flush_folder_of(path);
}

}  // namespace demur::cli
