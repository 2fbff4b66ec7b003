// What `demur drop doctor` tells: read from the folder alone, also beside a running server. Refused items are
// named by their digest, which their author has on the receipt; nothing here says what they hold.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "demur/core/day.hpp"
#include "demur/store/reader.hpp"

namespace demur::service::drop {

struct Finding {
  std::string what;
  bool good = false;
  std::string why = {};
};

// not_found where the database is no drop's.
[[nodiscard]] core::Result<std::vector<Finding>> findings(const store::Reader& reader,
                                                          const std::filesystem::path& folder,
                                                          core::Day today);

}  // namespace demur::service::drop
