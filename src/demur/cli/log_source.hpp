// A log by what a person names it: a folder of `demur log export`, or a web address.
#pragma once

#include <string>

#include "demur/translog/source.hpp"

namespace demur::cli {

[[nodiscard]] bool is_url(const std::string& log);
[[nodiscard]] translog::StaticSource log_source(const std::string& folder_or_url);

}  // namespace demur::cli
