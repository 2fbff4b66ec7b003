// What a decision rests on: the door by which its office cites an earlier matter (domain/citing.hpp), and
// what was cited, for pages.
//
//   Result<Done> done = perform(house, member, CiteMatter{decision, {ref, "The same ice."}});
//   std::vector<Cited> cited = DEMUR_TRY(cites_of(house, decision));
#pragma once

#include <vector>

#include "demur/domain/citing.hpp"
#include "demur/service/acts.hpp"
#include "demur/service/precedents.hpp"

namespace demur::service {

[[nodiscard]] core::Result<Done> perform(Institution& house, const domain::MemberId& who,
                                         const domain::CiteMatter& act);
// The judge's own words where the member may cite nothing more in it.
[[nodiscard]] core::Status may_cite(Institution& house, const domain::Member& who,
                                    const domain::DecisionId& decision);

// Oldest first. For every member: nothing of a text is in it.
[[nodiscard]] core::Result<std::vector<CiteLink>> cites_of(Institution& house,
                                                           const domain::DecisionId& decision);

// What may be cited and is not yet: first what is like the decision, then every other decision and the newest
// kMostAnswersOffered answers, newest first.
inline constexpr int kMostAnswersOffered = 100;
[[nodiscard]] core::Result<std::vector<Matter>> citable_in(Institution& house,
                                                           const domain::DecisionId& decision);

}  // namespace demur::service
