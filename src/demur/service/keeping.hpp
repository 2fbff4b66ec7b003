// What follows from a judgement, kept: rows and records together, inside the caller's transaction.
#pragma once

#include <string>

#include "demur/core/result.hpp"
#include "demur/domain/decide.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

// `who` acted; nullptr where nobody did: the clock, or what came from a drop. The id of the leaf that `who`
// can have a receipt for, empty where there is none.
[[nodiscard]] core::Result<std::string> keep(Institution& house, store::Transaction& transaction,
                                             const domain::Change& change, const domain::MemberId* who,
                                             core::Day today);

// The clock's own acts on one dissent.
[[nodiscard]] core::Status settle_now(Institution& house, store::Transaction& transaction,
                                      const domain::Dissent& dissent, core::Day today);

}  // namespace demur::service
