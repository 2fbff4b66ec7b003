// What the benchmarks share: percentiles, the processor's time, and the disk's own pace.
#pragma once

#include <time.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "demur/core/result.hpp"

namespace demur::bench {

[[nodiscard]] double percentile(std::vector<double> values, double share);

[[nodiscard]] double seconds_since(std::chrono::steady_clock::time_point begin);

// policies/state-dissent.toml, by which the institutions of benchmarks are founded.
[[nodiscard]] std::string dissent_policy();

// Seconds of processor time that this thread took for it. On a shared machine it tells more than the
// wall's clock, where nothing waits for a disk.
template <typename Work>
[[nodiscard]] double cpu_seconds(Work&& work) {
  const auto now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  const double begin = now();
  work();
  return now() - begin;
}

// Milliseconds that each took: 4 KiB appended to a file in the folder, and fdatasync.
[[nodiscard]] core::Result<std::vector<double>> fdatasyncs(const std::filesystem::path& folder, int count);

}  // namespace demur::bench
