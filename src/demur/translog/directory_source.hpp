// A log in a folder of static files, as directory_export.hpp writes it and as any web server can
// hand it out. Reads files; writes none. Errors: Code::not_found, Code::unavailable where the system
// refuses.
//
//   StaticSource source = directory_source("/srv/log");
#pragma once

#include <filesystem>

#include "demur/translog/source.hpp"

namespace demur::translog {

[[nodiscard]] StaticSource directory_source(std::filesystem::path folder);

// Partial tiles and bundles of earlier sizes may stay in the folder. Whatever is there must be the
// beginning of today's tile or bundle, and every file under tile/ must be one: a leftover that says
// otherwise is the trace of a fork. Code::unproven, naming the file. `size` is the tree's size; today's
// tiles and bundles themselves are left to the audit.
[[nodiscard]] Status check_leftovers(const std::filesystem::path& folder, std::uint64_t size);

}  // namespace demur::translog
