// demur verify, of a proposal by token: whether it was recorded, and what was decided on it and why, from
// what its proposer kept and the log, without any server.
#pragma once

#include <string_view>

#include "demur/cli/commands.hpp"

namespace demur::cli {

[[nodiscard]] bool is_proposal_receipt(std::string_view text);
[[nodiscard]] int verify_proposal(std::string_view text, const VerifyOptions& options);

}  // namespace demur::cli
