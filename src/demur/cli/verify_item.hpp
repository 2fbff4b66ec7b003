// What demur verify needs of a file that holds what was sent to a drop: that it agrees with itself, and
// whether anything in it is shown by more than the file (service/token_promise.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "demur/cli/commands.hpp"
#include "demur/cli/sending.hpp"
#include "demur/core/day.hpp"
#include "demur/core/json.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/translog/key.hpp"

namespace demur::cli {

// In this format; where there is a promise, over the drop's signature and for the item beside it.
[[nodiscard]] core::Result<ItemReceipt> checked_item_receipt(std::string_view text, std::string_view format);

// Every leaf of the log that --log names is given to `read`, once the log is shown to be whole and signed: by
// --key, which is returned, or else by the key in the file. Code::invalid where there is no --log.
[[nodiscard]] core::Result<translog::VerifierKey> read_log(
    const ItemReceipt& kept, const VerifyOptions& options,
    const std::function<core::Status(std::uint64_t, core::ByteView)>& read);

// Why the files show nothing of token and drop to anybody; empty where they do. `items` are theirs. With
// every file, token and drop must be known to the keys log, and the log to whoever asks. A file without an
// answer of the drop shows nothing, and takes nothing from those that have one.
// Of an item without a token its signature is the caller's to check.
[[nodiscard]] std::string doubt_of(std::span<const ItemReceipt> kept,
                                   std::span<const service::drop::Item> items,
                                   const translog::VerifierKey& key, const VerifyOptions& options);

// What the log says of a file. Against a house or a drop it holds only what is shown by more than the file.
struct Accusation {
  bool is_made = false;
  bool is_silence = false;  // of what was promised there is nothing
  std::string doubt = {};   // doubt_of() them

  [[nodiscard]] bool shows_nothing() const { return is_made && !doubt.empty(); }
};
// What --json says of every file; `what` it is, and the word for what became of it. Its own members are added
// by whoever judges it.
struct Verdict {
  const char* what;
  const char* word;
  core::Day as_of{};                        // of the newest record
  std::optional<std::uint64_t> index = {};  // of the record
};
[[nodiscard]] core::json::object verdict_json(const Verdict& verdict, const Accusation& accusation,
                                              const ItemReceipt& kept, const VerifyOptions& options);
// 0: nothing is held against anybody. 7: a silence is shown. 1: something else is, or it is not shown.
[[nodiscard]] int exit_code_of(const Accusation& accusation);
// Where all is well and would not be shown otherwise: `else_words`, and why.
void warn_of_doubt(const Accusation& accusation, std::string_view else_words);

}  // namespace demur::cli
