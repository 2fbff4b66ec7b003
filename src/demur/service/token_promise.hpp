// Whether a kept ballot or proposal is what its file says: by a token of this institution for that round, and
// promised by a drop of its. Nothing in the file is believed for it: the keys are those of the keys log.
// Without this, what a log does not have accuses nobody: anybody can make up a token, a drop, and what it
// signed. What has no token, such as an author's word years after, is held to its drop's promise alone: who
// signed it is in the log.
//
//   const Status shown = check_token_promise(entries, "example.org/dissent", {url, receipt}, item);
//
// `entries`: of the keys log, all of them, as its own checkpoint signs them. Errors: Code::unproven, in words
// that say what is not shown. Pure.
#pragma once

#include <span>
#include <string>

#include "demur/core/result.hpp"
#include "demur/service/drop/drop.hpp"
#include "demur/service/drop/item.hpp"

namespace demur::service {

struct TokenPromise {
  std::string url;  // of the drop
  drop::Receipt receipt;
};
[[nodiscard]] core::Status check_token_promise(std::span<const std::string> entries,
                                               const std::string& instance, const TokenPromise& promise,
                                               const drop::Item& item);

}  // namespace demur::service
