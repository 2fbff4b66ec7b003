// Waiving what is owed: an auditor says, with a public reason, that a duty need not be done. The same rules
// for every duty, whatever it is about; a dissent's come through act.hpp, all others through here.
//
//   Result<WaiverChange> change = decide(situation, Waive{subject, DutyKind::review, "..."}, today);
//
// Nobody waives their own, and nobody who stands behind a dissent that it comes from. What was missed stays
// on record as missed. Waiving makes nothing of what was owed: an office that was let off a position stands
// as no response, and a bypass has no round after the fact. Pure; refusals as in decide.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::domain {

struct Waive {
  Subject subject;
  DutyKind kind = DutyKind::review;
  std::string reason;
};

struct WaiverSituation {
  Member who;
  std::optional<Duty> duty = {};  // that the act names
  bool stands_behind =
      false;  // `who` wrote or signed a dissent that it has to do with, or speaks for who did
};

struct WaiverChange {
  bool already_done = false;
  std::vector<Duty> duties =
      {};  // the one duty, in the states that it goes through, to be saved in this order
  std::vector<Entry> entries = {};
};

[[nodiscard]] core::Result<WaiverChange> decide(const WaiverSituation& situation, const Waive& act,
                                                Day today);

}  // namespace demur::domain
