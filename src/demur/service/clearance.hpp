// Clearance: its acts, what the clock does, and what members read of it. One act is one transaction, as in
// acts.hpp; the judgement is domain/clearance_acts.hpp.
//
//   Result<Done> done = perform(house, member, domain::GivePosition{...});
//   ClearanceReading page = DEMUR_TRY(read_clearance(house, member, decision));
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/basis.hpp"
#include "demur/domain/clearance_acts.hpp"
#include "demur/domain/explanation.hpp"
#include "demur/service/acts.hpp"

namespace demur::service {

[[nodiscard]] core::Result<Done> perform(Institution& house, const domain::MemberId& who,
                                         const domain::ClearanceAct& act);
// The verdict that it would get now: what a page asks before it offers a button.
[[nodiscard]] core::Status would_allow(Institution& house, const domain::Member& who,
                                       const domain::ClearanceAct& act);

// The clock's own acts on rounds that are past their day, and on what bypasses promised. Safe to repeat.
[[nodiscard]] core::Status settle_clearance(Institution& house, store::Transaction& transaction,
                                            core::Day today);

// By the office of a decision that was registered as taken.
[[nodiscard]] core::Result<Done> perform(Institution& house, const domain::MemberId& who,
                                         const domain::ExplainBypass& act);
[[nodiscard]] core::Status would_allow(Institution& house, const domain::Member& who,
                                       const domain::ExplainBypass& act);

// After the text of a decision changed, or was called editorial, or that was contested: what the offices of
// its open rounds owe (domain/lapse.hpp).
[[nodiscard]] core::Status ask_again(const Institution& house, store::Transaction& transaction,
                                     const domain::DecisionId& decision, core::Day today);

// A decision's clearance as one member sees it: texts that were withheld, and the text of a decision that was
// taken in secret, are for respondents of the offices that take part, for custodians and for auditors.
// Everything else is for every member.
struct ClearanceReading {
  domain::Decision decision = {};
  domain::Office owner = {};
  domain::Clearance clearance = {};
  domain::Basis basis = {};               // as if it were taken today, where it was not
  std::vector<domain::Duty> waived = {};  // of the rounds, the places in them, and what a bypass promised
  std::optional<core::Day> explained_on = {};  // where its bypass was declared after it was taken
  bool is_secret = false;                      // the text
  bool secret_from_start = false;              // and was registered as that
};
[[nodiscard]] core::Result<ClearanceReading> read_clearance(Institution& house, const domain::Member& who,
                                                            const domain::DecisionId& decision);
// The same by one of its rounds, or one of its positions.
[[nodiscard]] core::Result<ClearanceReading> read_clearance(Institution& house, const domain::Member& who,
                                                            const domain::ClearanceRoundId& round);
[[nodiscard]] core::Result<ClearanceReading> read_clearance(Institution& house, const domain::Member& who,
                                                            const domain::PositionId& position);

// The basis of one decision, of which every page that shows it must say the same.
[[nodiscard]] core::Result<domain::Basis> basis_now(const Institution& house, const store::Reader& reader,
                                                    const domain::Decision& decision, core::Day today);
// The same without an explanation that came later: what figures count in the quarter of the taking.
[[nodiscard]] core::Result<domain::Basis> basis_when_taken(const Institution& house,
                                                           const store::Reader& reader,
                                                           const domain::Decision& decision, core::Day today);

[[nodiscard]] bool is_about_clearance(const domain::Duty& duty);

// What a duty about a round, a position or a decision's promise is about: its words, and the decision.
struct ClearanceSubject {
  std::string title = {};
  domain::Decision decision = {};
};
[[nodiscard]] core::Result<std::optional<ClearanceSubject>> clearance_subject(const store::Reader& reader,
                                                                              const domain::Subject& subject);

}  // namespace demur::service
