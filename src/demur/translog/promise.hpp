// Promises: what the log answers at once, before the entry is in the tree. A note signed with the
// log's key, whose text is
//
//   demur/promise/v1\n
//   <origin>\n
//   leaf <base64 of the leaf hash>\n
//   by <YYYY-MM-DD>\n
//
// It says that this leaf is in the log by the end of that day. A checkpoint that covers a later day
// and has no such leaf, with the promise, proves that the log broke its word. The text cannot be
// taken for a checkpoint: its third line is no hash.
// Errors: Code::invalid for the form, Code::unproven for the signature.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/day.hpp"
#include "demur/translog/note.hpp"

namespace demur::translog {

struct Promise {
  std::string origin;
  Hash leaf{};
  core::Day by;

  bool operator==(const Promise&) const = default;
};

[[nodiscard]] Result<std::string> format_promise(const Promise& promise);
[[nodiscard]] Result<Promise> parse_promise(std::string_view text);

[[nodiscard]] Result<std::string> sign_promise(const Promise& promise, const SigningKey& log_key);
[[nodiscard]] Result<Promise> open_promise(std::string_view note, const VerifierKey& log_key);

}  // namespace demur::translog
