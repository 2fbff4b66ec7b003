// What drops hand in (drop/hand_in.hpp), at the house: each item verified again, and recorded or refused
// with a reason.
//
//   const std::string answer = DEMUR_TRY(take_in(house, body, signature));     // the answer's JSON
//
// Each item is taken or refused by itself, by kind (filings first, last words and withdrawals last) and in
// the order of digests, so that the log does not tell in what order they came. Taken twice is once. Errors:
// Code::unproven where the drop is unknown or its signature does not hold, Code::invalid for the form.
#pragma once

#include <string>
#include <string_view>

#include "demur/core/result.hpp"
#include "demur/service/drop/item.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

[[nodiscard]] core::Result<std::string> take_in(Institution& house, std::string_view body,
                                                std::string_view signature);

// One item: true where it was new.
[[nodiscard]] core::Result<bool> take_item(Institution& house, const drop::Item& item);

}  // namespace demur::service
