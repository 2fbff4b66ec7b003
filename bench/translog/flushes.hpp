// Counts this process's flushes: fsync and fdatasync are defined here and so come before the C
// library's, in SQLite too.
#pragma once

#include <cstdint>

namespace demur::bench {

[[nodiscard]] std::uint64_t flushes();

}  // namespace demur::bench
