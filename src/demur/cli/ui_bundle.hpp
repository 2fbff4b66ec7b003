// The files that browsers get from this program, as the keys log records them, and the program's version.
#pragma once

#include <string_view>

#include "demur/anonymity/key_record.hpp"

namespace demur::cli {

[[nodiscard]] std::string_view program_version();

// Paths as they are served, without the first slash: "assets/demur.js". The instance is left empty.
[[nodiscard]] anonymity::BundleRecord built_in_bundle();

}  // namespace demur::cli
