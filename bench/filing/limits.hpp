// What a filing cannot be faster than, on this disk and in this minute: the same rows written by the
// same store with group commit and nothing around it.
#pragma once

#include <cstddef>
#include <filesystem>

#include "demur/core/result.hpp"

namespace demur::bench {

// Filings a second: `writers` threads, each waiting for its rows to be durable before the next. The
// rows are those of one filing (dissent, two duties, opening, leaf) and of one batch (tiles,
// checkpoint), of their true sizes; nothing is judged, hashed or signed. `folder` must be empty.
[[nodiscard]] core::Result<double> bare_rows(const std::filesystem::path& folder, std::size_t writers,
                                             std::size_t filings);

}  // namespace demur::bench
