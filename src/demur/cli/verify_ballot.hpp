// demur verify, of a ballot by token: whether it was counted as it was cast, from what its voter kept and the
// log, without any server. Who casts several ballots in a round gives the files of all of them.
#pragma once

#include <string_view>

#include "demur/cli/commands.hpp"

namespace demur::cli {

[[nodiscard]] bool is_ballot_receipt(std::string_view text);
[[nodiscard]] int verify_ballot(std::string_view text, const VerifyOptions& options);

}  // namespace demur::cli
