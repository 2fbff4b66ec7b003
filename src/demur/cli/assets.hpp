// The channel policies that are built into the program.
#pragma once

#include <span>
#include <string_view>

#include "demur/core/embedded.hpp"

namespace demur::cli {

namespace policies {
[[nodiscard]] std::span<const core::EmbeddedFile> files();  // "state-dissent.toml", "demo.toml"
}

// The policy of that name, such as "state-dissent"; empty where there is none.
[[nodiscard]] std::string_view policy_text(std::string_view name);

}  // namespace demur::cli
