// Waiving duties on everything but dissents (domain/waiver.hpp): meetings, rounds, places in them, reviews,
// and what a bypass promised. A dissent's duties are waived by domain::WaiveDuty.
//
//   Result<Done> done = perform(house, auditor, domain::Waive{subject, DutyKind::review, "..."});
#pragma once

#include "demur/domain/waiver.hpp"
#include "demur/service/acts.hpp"

namespace demur::service {

[[nodiscard]] core::Result<Done> perform(Institution& house, const domain::MemberId& who,
                                         const domain::Waive& act);

// Whether a page offers it to them.
[[nodiscard]] core::Result<bool> may_waive(const store::Reader& reader, const domain::Member& who,
                                           const domain::Duty& duty, core::Day today);

}  // namespace demur::service
