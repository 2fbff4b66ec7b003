// The words in which every clearance act's judgement is written. Internal to this folder.
#pragma once

#include <string>

#include "demur/domain/clearance_acts.hpp"
#include "demur/domain/duties.hpp"
#include "demur/domain/fields.hpp"

namespace demur::domain {

using core::Code;
using core::fail;
using core::Result;
using core::Status;

struct ClearanceMatter {
  const ClearanceSituation& situation;
  const ChannelPolicy& policy;
  Day today;
};

[[nodiscard]] Result<ClearanceChange> judge(const ClearanceMatter& matter, const OpenClearance& act);
[[nodiscard]] Result<ClearanceChange> judge(const ClearanceMatter& matter, const GivePosition& act);
[[nodiscard]] Result<ClearanceChange> judge(const ClearanceMatter& matter, const LiftObjection& act);
[[nodiscard]] Result<ClearanceChange> judge(const ClearanceMatter& matter, const DeclareEditorial& act);
[[nodiscard]] Result<ClearanceChange> judge(const ClearanceMatter& matter, const ContestEditorial& act);
[[nodiscard]] Result<ClearanceChange> judge(const ClearanceMatter& matter, const ReportClearance& act);
[[nodiscard]] Result<ClearanceChange> judge(const ClearanceMatter& matter, const VoidClearance& act);

[[nodiscard]] inline ClearanceChange clearance_done() {
  return {.already_done = true};
}

// The decision, or the round, if `who` answers for the office that owns it.
[[nodiscard]] Result<Decision> own_decision(const ClearanceMatter& matter);
[[nodiscard]] Result<ClearanceRound> own_round(const ClearanceMatter& matter);

// The place in a round, if `who` answers for its office.
[[nodiscard]] Result<Position> own_position(const ClearanceMatter& matter);

[[nodiscard]] bool was_taken(const Decision& decision);
[[nodiscard]] Entry clearance_entry(const char* type, const Subject& about, const DecisionId& decision);

}  // namespace demur::domain
