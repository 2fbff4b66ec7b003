#include "demur/cli/assets.hpp"

#include <string>

namespace demur::cli {

std::string_view policy_text(std::string_view name) {
  const std::string file = std::string(name) + ".toml";
  for (const core::EmbeddedFile& policy : policies::files())
    if (policy.name == file) return policy.text();
  return {};
}

}  // namespace demur::cli
