// What the benchmarks share: percentiles, and the disk's own pace.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "demur/core/result.hpp"

namespace demur::bench {

[[nodiscard]] double percentile(std::vector<double> values, double share);

// Milliseconds that each took: 4 KiB appended to a file in the folder, and fdatasync.
[[nodiscard]] core::Result<std::vector<double>> fdatasyncs(const std::filesystem::path& folder, int count);

}  // namespace demur::bench
