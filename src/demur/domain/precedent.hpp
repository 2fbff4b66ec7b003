// Earlier matters that were shown to whoever answers a dissent, and what they said of each: that it applies
// here or that it does not, and why. The log has all of it, also what was set aside.
//
//   auto said = DEMUR_TRY(clean_considered(shown, considered));
//   change.entries.push_back(considered_entry(answer.id, answer.dissent, said));
//
// Those that apply are cited in the answer itself (Disposition::cites). Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "demur/core/result.hpp"
#include "demur/domain/entry.hpp"
#include "demur/domain/nouns.hpp"

namespace demur::domain {

struct Considered {
  std::string ref;  // "decision:ID" or "disposition:ID"
  bool applies = false;
  std::string why;
  auto operator<=>(const Considered&) const = default;
};

// `said` in the order of `shown`. Invalid, with the field at fault, where one that was shown is not judged
// or has no reason; what was not shown is refused too.
[[nodiscard]] core::Result<std::vector<Considered>> clean_considered(std::span<const std::string> shown,
                                                                     std::span<const Considered> said);

// "precedents.considered", also where none was shown: that it was asked is on record.
[[nodiscard]] Entry considered_entry(const DispositionId& answer, const DissentId& dissent,
                                     const std::vector<Considered>& considered);

// The field of a form that a reason is typed into.
[[nodiscard]] std::string why_field(const std::string& ref);
[[nodiscard]] std::string applies_field(const std::string& ref);

}  // namespace demur::domain
