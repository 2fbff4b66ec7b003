// What demur verify needs of a file that holds what was sent to a drop: that it agrees with itself, and
// whether anything in it is shown by more than the file (service/token_promise.hpp).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "demur/cli/commands.hpp"
#include "demur/cli/sending.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/translog/key.hpp"

namespace demur::cli {

// In this format; where there is a promise, over the drop's signature and for the item beside it.
[[nodiscard]] core::Result<ItemReceipt> checked_item_receipt(std::string_view text, std::string_view format);

// Why the files show nothing of token and drop to anybody; empty where they do. `items` are theirs. With
// every file, token and drop must be known to the keys log, and the log to whoever asks. A file without an
// answer of the drop shows nothing, and takes nothing from those that have one.
[[nodiscard]] std::string doubt_of(std::span<const ItemReceipt> kept,
                                   std::span<const service::drop::Item> items,
                                   const translog::VerifierKey& key, const VerifyOptions& options);

}  // namespace demur::cli
