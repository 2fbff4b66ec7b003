// Counts this process's flushes: fsync and fdatasync are defined here and so come before the C
// library's, in SQLite too.
#pragma once

#include <chrono>
#include <cstdint>

namespace demur::bench {

[[nodiscard]] std::uint64_t flushes();

// From now on each of them takes so much longer, as on a slower disk.
void lengthen_flushes(std::chrono::microseconds by);

}  // namespace demur::bench
