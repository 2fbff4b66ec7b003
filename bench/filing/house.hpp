// An institution for a benchmark, and the real program that serves it.
//
//   House house = DEMUR_TRY(make_house(folder, policy_toml, 64));
//   Served served = DEMUR_TRY(Served::start(program, folder));
//   ... load on served.port() ...
//   double cpu = served.stop();
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "demur/core/result.hpp"

namespace demur::bench {

struct House {
  std::string decision;
  std::vector<std::string> cookies;  // of members with live sessions
};

// Members and sessions go straight to the store: no password is hashed.
[[nodiscard]] core::Result<House> make_house(const std::filesystem::path& folder,
                                             const std::string& policy_toml, std::size_t members);

// `demur serve` in a process of its own.
class Served {
 public:
  [[nodiscard]] static core::Result<Served> start(const std::string& program,
                                                  const std::filesystem::path& folder);
  Served(Served&& other) noexcept;
  Served& operator=(Served&&) = delete;
  ~Served();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] double cpu_seconds() const;  // so far
  void stop();

 private:
  Served(pid_t process, std::uint16_t port) : process_(process), port_(port) {}

  pid_t process_;
  std::uint16_t port_;
};

struct LogSize {
  std::uint64_t leaves = 0;
  std::uint64_t checkpoints = 0;
};
[[nodiscard]] core::Result<LogSize> log_size(const std::filesystem::path& folder);

// Seconds that it takes to publish what waits.
[[nodiscard]] core::Result<double> publish_all(const std::filesystem::path& folder);

}  // namespace demur::bench
