// What the judgements of opinion rounds share. Internal to this folder.
#pragma once

#include "demur/domain/matter.hpp"
#include "demur/domain/opinion_round.hpp"

namespace demur::domain {

struct OpinionMatter {
  const OpinionSituation& situation;
  const ChannelPolicy& policy;
  Day today;
};

[[nodiscard]] Result<OpinionChange> judge(const OpinionMatter& matter, const OpenOpinionRound& act);
[[nodiscard]] Result<OpinionChange> judge(const OpinionMatter& matter, const ProposeStatement& act);
[[nodiscard]] Result<OpinionChange> judge(const OpinionMatter& matter, const ShowStatement& act);
[[nodiscard]] Result<OpinionChange> judge(const OpinionMatter& matter, const RejectStatement& act);
[[nodiscard]] Result<OpinionChange> judge(const OpinionMatter& matter, const RetireStatement& act);
[[nodiscard]] Result<OpinionChange> judge(const OpinionMatter& matter, const ReportRound& act);
[[nodiscard]] Result<OpinionChange> judge(const OpinionMatter& matter, const VoidRound& act);

[[nodiscard]] inline OpinionChange done_before() {
  return {.already_done = true};
}

[[nodiscard]] inline Entry round_entry(const char* type, const OpinionRoundId& round) {
  return {.type = type, .refs = {ref_to(round)}};
}

// A statement is shown: its text, in clear.
[[nodiscard]] Entry shown_entry(const OpinionStatement& statement);
// By nobody's decision, and why.
[[nodiscard]] Entry rejected_by_clock(const OpinionRoundId& round, const StatementId& statement,
                                      const std::string& reason);

// The act's round, if `who` answers for the office that asks.
[[nodiscard]] Result<OpinionRound> own_round(const OpinionMatter& matter);

}  // namespace demur::domain
