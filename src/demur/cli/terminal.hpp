// What the program says to a person: results on standard output, the rest on standard error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "demur/core/json.hpp"
#include "demur/core/result.hpp"

namespace demur::cli {

// Control characters do not reach the terminal: what is said may hold words of a server or a log.
void say(std::string_view line);
void warn(std::string_view line);
void say_json(const core::json::value& value);

// Somebody else's text on one line of ours: every control character becomes a question mark.
[[nodiscard]] std::string printable(std::string_view text);

// Says the error; its exit code. With `json`, as {"error": {...}} on standard output.
[[nodiscard]] int refuse(const core::Error& error, bool json = false);

// A line that counts up, on a terminal only.
class Progress {
 public:
  explicit Progress(std::string what);
  void show(std::uint64_t done, std::uint64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  std::string what_;
  bool on_terminal_;
  int last_percent_ = -1;
};

[[nodiscard]] core::Result<std::string> read_file(const std::string& path, std::size_t limit_bytes);
// Replaces the file as a whole, durably, or leaves it as it was. For its owner only (mode 0600).
[[nodiscard]] core::Status write_file(const std::string& path, std::string_view text);

}  // namespace demur::cli
