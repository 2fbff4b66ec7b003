// From what service gave to the views of clearance, with the buttons of who looks.
#pragma once

#include "demur/service/clearance.hpp"
#include "demur/web/views/clearance.hpp"
#include "demur/web/visit.hpp"

namespace demur::web {

[[nodiscard]] domain::ExplainBypass specimen_explanation(const Visit& visit,
                                                         const domain::DecisionId& decision);
[[nodiscard]] ClearanceView clearance_view(const service::ClearanceReading& reading);

// What this member may do about the decision's clearance; about one round; about one position.
[[nodiscard]] std::vector<Button> buttons_on(const Visit& visit, const service::ClearanceReading& reading);
[[nodiscard]] std::vector<Button> buttons_on(const Visit& visit, const service::ClearanceReading& reading,
                                             const domain::ClearanceRound& round);
[[nodiscard]] std::vector<Button> buttons_on(const Visit& visit, const service::ClearanceReading& reading,
                                             const domain::Position& position);

// Offices that this member speaks for, of those that were asked about the decision.
[[nodiscard]] std::vector<Option> own_offices(const Visit& visit, const domain::Clearance& clearance);

// A mandate as a form may send it, complete: what a button asks the judge with.
[[nodiscard]] domain::OpenClearance specimen_round(const Visit& visit, const domain::DecisionId& decision);

}  // namespace demur::web
