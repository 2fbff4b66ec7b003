// A drop's receipt (sending.hpp), checked without any server: that the drop's key promised, on that day, that
// this very item would be in the log by the other. Who keeps the item beside it, as the browser's file does,
// sees too that it is for that one.
//
//   const AnonymousReceipt kept = DEMUR_TRY(check_drop_receipt(text, key));
//
// `key` is the drop's public key, base64, as the institution's keys log has it; empty: the receipt's own,
// which shows only that it agrees with itself. Errors: Code::invalid for the form, Code::unproven.
#pragma once

#include <string_view>

#include "demur/cli/commands.hpp"
#include "demur/cli/sending.hpp"

namespace demur::cli {

// Whether the drop's key signed it, and that is the one that `key` names.
[[nodiscard]] core::Status check_promise(const service::drop::Receipt& receipt, std::string_view key);
[[nodiscard]] bool is_drop_receipt(std::string_view text);
[[nodiscard]] core::Result<AnonymousReceipt> check_drop_receipt(std::string_view text, std::string_view key);
[[nodiscard]] int verify_drop_receipt(std::string_view text, const VerifyOptions& options);

}  // namespace demur::cli
