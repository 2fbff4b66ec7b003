// The people, decisions and dissents of the invented institution.
#pragma once

#include "demur/core/day.hpp"
#include "demur/web/views/account.hpp"
#include "demur/web/views/acts.hpp"
#include "demur/web/views/decision.hpp"
#include "demur/web/views/dissent.hpp"
#include "demur/web/views/filing.hpp"
#include "demur/web/views/house.hpp"
#include "demur/web/views/meeting_series.hpp"
#include "demur/web/views/settings.hpp"
#include "demur/web/views/today.hpp"
#include "demur/web/views/verify.hpp"

namespace demur::web::samples {

[[nodiscard]] inline core::Day day(std::string_view text) {
  return core::parse_day(text).value();
}
inline const core::Day kToday = day("2026-11-23");

extern const char* const kDecisionText;
extern const char* const kDissentText;

[[nodiscard]] DecisionRef decision_ref();
[[nodiscard]] DecisionRef other_decision_ref();
[[nodiscard]] DissentRef dissent_ref();
[[nodiscard]] AnswerBox answer_box();
[[nodiscard]] TodayView today();
[[nodiscard]] DecisionsView decisions();
[[nodiscard]] DecisionView decision();
[[nodiscard]] ClearanceView clearance();
[[nodiscard]] service::ReviewReading reviewed();
[[nodiscard]] MeetingSeriesView series();
[[nodiscard]] DissentView answered_dissent();
[[nodiscard]] DissentView overdue_dissent();
[[nodiscard]] DissentView withdrawn_dissent();
[[nodiscard]] FilingDraft filing_draft();
[[nodiscard]] FiledView filed();
[[nodiscard]] AnswerView answer_form();
[[nodiscard]] PeopleView people();
[[nodiscard]] domain::ChannelPolicy policy();
[[nodiscard]] LogHead log_head();
[[nodiscard]] ProofVerdict good_verdict();
[[nodiscard]] ProofVerdict bad_verdict();

}  // namespace demur::web::samples
