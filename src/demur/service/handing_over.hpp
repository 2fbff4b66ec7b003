// A custodian hands their shares of one anonymous dissent over: to a successor, who then takes part as they
// did, or to a newer key of their own. Made in the custodian's client (anonymity/handover.hpp); here it is
// checked, kept for the successor, and recorded in the log as it is: the share in it is sealed.
//
//   const int handed = DEMUR_TRY(hand_over(house, who, dissent, {successor_key_id, records}));
//
// Errors: Code::invalid for records that do not belong here, Code::unproven for one that the giver's present
// key did not sign, Code::forbidden for a share that is not theirs, Code::conflict where the successor would
// hold two shares of one envelope, or the dissent was withdrawn.
#pragma once

#include <string>
#include <vector>

#include "demur/core/digest.hpp"
#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

struct HandingOver {
  core::Digest successor{};  // an officer key in force, of a custodian who is not recused; or the giver's own
  std::vector<std::string> records;  // demur/rewrap/v1, one for each envelope
};

// How many were new: what the successor was handed before stays as it is.
[[nodiscard]] core::Result<int> hand_over(Institution& house, const domain::Member& who,
                                          const domain::DissentId& dissent, const HandingOver& handing);

}  // namespace demur::service
