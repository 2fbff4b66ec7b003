// A decision names an earlier matter that it rests on: another decision, or the answer to a dissent from one,
// with what that means here. Answers cite for themselves (Disposition::cites).
//
//   Result<CitingChange> change = decide(situation, CiteMatter{decision, {"decision:ID", "The same ice."}},
//   today);
//
// A respondent of its office may, while it is prepared and once it is taken: each citation has its day, so
// that nobody takes what was found afterwards for a ground of the taking. None is ever taken back.
// Pure; refusals as in decide.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::domain {

struct DecisionCitation {
  Citation cite;
  Day day{};
  bool after_taking = false;
  auto operator<=>(const DecisionCitation&) const = default;
};

struct CiteMatter {
  DecisionId decision;
  Citation cite;
};

struct CitingSituation {
  Member who;
  std::optional<Decision> decision = {};
  std::vector<DecisionCitation> cited = {};  // by it, oldest first
  // What the act cites: the decision that it is, or that the answer is on. None: there is no such matter.
  std::optional<DecisionId> matter = {};
};

struct CitingChange {
  std::optional<DecisionCitation> added = {};
  std::vector<Entry> entries = {};
  bool already_done = false;
};

[[nodiscard]] core::Result<CitingChange> decide(const CitingSituation& situation, const CiteMatter& act,
                                                Day today);

}  // namespace demur::domain
