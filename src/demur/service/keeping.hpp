// What follows from a judgement, kept: rows and records together, inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/decide.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

// `who` acted; nullptr where nobody did: the clock, or what came from a drop. The id of the leaf that `who`
// can have a receipt for, empty where there is none.
[[nodiscard]] core::Result<std::string> keep(Institution& house, store::Transaction& transaction,
                                             const domain::Change& change, const domain::MemberId* who,
                                             core::Day today);

// The records alone, for nouns whose rows are saved by themselves. `dissent`: the one that their private
// parts belong to, if any.
[[nodiscard]] core::Result<std::string> keep_entries(Institution& house, store::Transaction& transaction,
                                                     const std::vector<domain::Entry>& entries,
                                                     const domain::MemberId* who,
                                                     const std::optional<domain::DissentId>& dissent,
                                                     core::Day today);

// The clock's own acts on one dissent.
[[nodiscard]] core::Status settle_now(Institution& house, store::Transaction& transaction,
                                      const domain::Dissent& dissent, core::Day today);

}  // namespace demur::service
