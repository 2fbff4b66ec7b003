// What answers said of earlier matters, for pages: of each whether it applies and why, or why it was set
// aside, as the log has it ("precedents.considered"); and, seen from there, which answers and decisions cite
// a decision. (What a decision cites itself: citing.hpp.)
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
// By its reference, "decision:ID" or "disposition:ID"; not known where there is none, or it is a draft.
[[nodiscard]] core::Result<Matter> matter_named(const store::Reader& reader, const std::string& ref);
[[nodiscard]] inline bool is_known(const Matter& matter) {
  return !matter.number.empty();
}

struct Precedent {
  std::string ref;  // "decision:ID" or "disposition:ID"
  bool applies = true;
  std::string why;
  Matter matter = {};
};

using Precedents = std::map<domain::DispositionId, std::vector<Precedent>>;
[[nodiscard]] core::Result<Precedents> precedents_in(Institution& house,
                                                     std::span<const domain::DispositionId> answers);

// Between what cites and an earlier matter: a decision, or an answer on one.
struct CiteLink {
  Matter matter = {};  // the other one: what cites, where a decision is asked who cites it
  std::string why;
  core::Day day{};
  bool after_taking = false;  // the decision that cites was taken by then
};
inline constexpr int kMostCiting = 20;
// Answers and decisions that cite the decision, or an answer on it. Newest first, the newest kMostCiting.
[[nodiscard]] core::Result<std::vector<CiteLink>> cited_by(Institution& house,
                                                           const domain::DecisionId& decision);

// The newest word of the decision's office on whether the dissent was right; nothing where there is none,
// or it was too early to tell.
[[nodiscard]] core::Result<std::optional<domain::Hindsight>> later_found(const store::Reader& reader,
                                                                         const domain::DecisionId& decision);

}  // namespace demur::service
