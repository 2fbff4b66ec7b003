// demur verify, of what whoever filed unseen said years after: whether the log has it, from what they kept
// and the log, without any server.
#pragma once

#include <string_view>

#include "demur/cli/commands.hpp"

namespace demur::cli {

[[nodiscard]] bool is_review_receipt(std::string_view text);
[[nodiscard]] int verify_review(std::string_view text, const VerifyOptions& options);

}  // namespace demur::cli
