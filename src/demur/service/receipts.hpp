// Receipts: what a member takes away, and where their record stands in the log.
#pragma once

#include <optional>
#include <string>

#include "demur/core/day.hpp"
#include "demur/core/result.hpp"
#include "demur/domain/nouns.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

// The receipt.json for a record of this member's own: a promise, and the proof once it is published, and
// cosigned where witnesses are asked for (cosigners.hpp).
// not_found for everybody else.
[[nodiscard]] core::Result<std::string> receipt_json(Institution& house, const domain::MemberId& holder,
                                                     const std::string& leaf_id);

// Where a record stands, for the page.
struct Place {
  std::string leaf_hash;                    // hex
  core::Day promised_by{};                  // it is in the log by the end of this day
  std::optional<std::uint64_t> index = {};  // once it is
  std::uint64_t shown_size = 0;             // of the checkpoint that is shown; 0: none covers it yet
};
[[nodiscard]] core::Result<Place> place_of(Institution& house, const store::Reader& reader,
                                           const std::string& leaf_id);

}  // namespace demur::service
