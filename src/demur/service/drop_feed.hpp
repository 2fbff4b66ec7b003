// What the house shows to every drop and to whoever asks: the channel and its decisions, the anonymous
// filings and what became of them, the replies. The same bytes for everybody who asks on one day: a filer
// finds their own by their key, on their side.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/json.hpp"
#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

// Code::not_found where the channel takes no anonymous dissents.
[[nodiscard]] core::Result<core::json::object> drop_view(Institution& house);

// The rounds that take votes by token, as drop/rounds_copy.hpp has them, signed.
[[nodiscard]] core::Result<std::string> rounds_feed(Institution& house);

// In the order of their ids. Until the answer names the decision, its hash is there, as in the log;
// co-signers are counted from the policy's threshold on.
[[nodiscard]] core::Result<core::json::object> anonymous_filings(Institution& house);

// 8,192 bytes each, in the order of their digests.
[[nodiscard]] core::Result<core::Bytes> reply_feed(Institution& house, std::string_view quarter);

}  // namespace demur::service
