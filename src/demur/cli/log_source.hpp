// A log by what a person names it: a folder of `demur log export`, or a web address.
#pragma once

#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/translog/note.hpp"
#include "demur/translog/source.hpp"

namespace demur::cli {

[[nodiscard]] bool is_url(const std::string& log);
[[nodiscard]] translog::StaticSource log_source(const std::string& folder_or_url);

// All entries of the keys log that stands with a log, as its own checkpoint signs them. None where there is
// no keys log: a log that answers for keys which are not there is found out by its own records.
[[nodiscard]] core::Result<std::vector<std::string>> read_keys_log(const std::string& log,
                                                                   const translog::VerifierKey& key);

}  // namespace demur::cli
