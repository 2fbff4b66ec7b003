// A bypass that is explained after the fact. A decision that was registered as taken, by its own office or by
// a member off-system, had no moment at which its office could declare why others were not heard. It may
// once, afterwards; the decision's basis is then "bypassed, explained", and the day of the explanation stands
// beside.
//
//   Result<ExplanationChange> change = decide(situation, ExplainBypass{decision, bypass}, policy, today);
//
// It brings the same duty as a bypass that is declared with the taking: a round after the fact. Pure;
// refusals as in decide.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/basis.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/policy.hpp"

namespace demur::domain {

struct ExplainBypass {
  DecisionId decision;
  Bypass bypass;
};

// Beside what was laid down at the taking, which never changes.
struct Explanation {
  DecisionId decision;
  Bypass bypass;
  Day declared_on{};
  auto operator<=>(const Explanation&) const = default;
};

struct ExplanationSituation {
  Member who;
  std::optional<Decision> decision = {};
  Clearance clearance = {};  // of it; a bypass that was explained before stands with its taking
};

struct ExplanationChange {
  bool already_done = false;
  std::optional<Explanation> explanation = {};
  std::vector<Duty> duties = {};
  std::vector<Entry> entries = {};
};

[[nodiscard]] core::Result<ExplanationChange> decide(const ExplanationSituation& situation,
                                                     const ExplainBypass& act, const ChannelPolicy& policy,
                                                     Day today);

// The record of a declared bypass, with the taking or after it.
[[nodiscard]] Entry bypassed_entry(const Decision& decision, const Bypass& bypass, const Basis& basis);
// Of a direction, with the taking: over whose objections, by this basis.
[[nodiscard]] Entry directed_entry(const Decision& decision, const std::string& reasons, const Basis& basis);

}  // namespace demur::domain
