// What answers said of earlier matters, for pages: of each whether it applies and why, or why it was set
// aside, as the log has it ("precedents.considered"); and, seen from there, which answers cite a decision.
//
//   Precedents said = DEMUR_TRY(precedents_in(house, ids_of_answers));
//
// A matter is a decision or a published answer, and is named by its decision: its number, its title and the
// outcome are for every member. Nothing of a dissent is here, and nothing of a decision's text.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "demur/domain/nouns.hpp"
#include "demur/domain/review.hpp"
#include "demur/service/institution.hpp"

namespace demur::service {

struct Matter {
  domain::DecisionId decision = {};  // that it is, or that it is an answer on
  std::string number = {};
  std::string title = {};
  std::optional<domain::DispositionId> answer = {};
  std::optional<domain::Outcome> outcome = {};  // of the answer
  std::optional<domain::Hindsight> later = {};  // what the decision's office said of the dissent since
};

struct Precedent {
  std::string ref;  // "decision:ID" or "disposition:ID"
  bool applies = true;
  std::string why;
  Matter matter = {};
};

using Precedents = std::map<domain::DispositionId, std::vector<Precedent>>;
[[nodiscard]] core::Result<Precedents> precedents_in(Institution& house,
                                                     std::span<const domain::DispositionId> answers);

// An answer that cites a decision, or an answer on it.
struct CitedBy {
  Matter matter = {};  // the answer that cites
  std::string why;
  core::Day day{};
};
inline constexpr int kMostCiting = 20;
// Newest first, the newest kMostCiting.
[[nodiscard]] core::Result<std::vector<CitedBy>> cited_by(Institution& house,
                                                          const domain::DecisionId& decision);

// The newest word of the decision's office on whether the dissent was right; nothing where there is none,
// or it was too early to tell.
[[nodiscard]] core::Result<std::optional<domain::Hindsight>> later_found(const store::Reader& reader,
                                                                         const domain::DecisionId& decision);

}  // namespace demur::service
