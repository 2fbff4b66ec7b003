// Decisions: the list, the page of one, and the forms that change it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/web/plots/lifeline.hpp"
#include "demur/web/views/clearance_forms.hpp"
#include "demur/web/views/form.hpp"
#include "demur/web/views/meeting_row.hpp"
#include "demur/web/views/opinion.hpp"
#include "demur/web/views/parts.hpp"
#include "demur/web/views/reviews.hpp"

namespace demur::web {

struct DecisionRow {
  DecisionRef decision;
  std::string owner;  // the office's name
  domain::DecisionState state = domain::DecisionState::draft;
  core::Day registered_on{};
  std::optional<core::Day> taken_on = {};
  Count dissents = {};
};

struct DecisionsView {
  std::vector<DecisionRow> decisions;  // newest first
  bool may_register = true;
};

// What this decision cites; or an answer or a decision that cites it, or an answer on it.
struct CitingRow {
  MatterRef matter;
  std::string why;
  core::Day day{};
  bool after_taking = false;
};

struct DecisionView {
  core::Day today{};
  DecisionRef decision;
  std::string owner;
  domain::DecisionState state = domain::DecisionState::draft;
  std::vector<domain::TextVersion> versions;  // oldest first, never empty
  core::Day registered_on{};
  std::optional<core::Day> taken_on = {};
  bool off_system = false;
  std::optional<DecisionRef> superseded_by = {};
  std::string withdrawn_reason = {};
  Count dissents = {};
  std::vector<DissentRow> visible_dissents = {};  // those the viewer may see
  std::vector<AnswerBox> answers = {};            // public; without dissents the viewer may not see
  std::vector<Offer> offers = {};
  ClearanceView clearance = {};           // its buttons stand with the offers
  std::vector<MeetingRow> meetings = {};  // on dissents that the viewer may know of
  std::vector<RoundRow> opinion = {};     // opinion rounds on it
  service::ReviewReading review = {};
  std::vector<CitingRow> cites = {};     // oldest first
  std::vector<CitingRow> cited_by = {};  // the newest
};

// The lifeline as the viewer may see it; also /decisions/ID/lifeline.csv.
[[nodiscard]] plots::Plot lifeline(const DecisionView& view);

// POST /decisions/new: id, number, title, owner, text, taken_on (YYYY-MM-DD or empty).
struct NewDecisionView {
  std::string new_id;
  std::vector<Option> offices;  // that the viewer may register for
  bool taken_required = false;  // a member outside the owner registers what was taken off-system
  std::string number = {};
  std::string title = {};
  std::string owner = {};
  std::string text = {};
  std::string taken_on = {};
  bool is_secret = false;  // the text, from the start
  Errors errors = {};
};

// POST .../revise: text.   POST .../take: taken_on; where an objection stands, direction; where an office
// was not heard, ground, bypass_reasons, consult_by.   POST .../withdraw: reason.
struct ReviseDecisionView {
  DecisionRef decision;
  std::string text;  // the current version at first
  Errors errors = {};
};
struct TakeDecisionView {
  DecisionRef decision;
  std::string taken_on;    // today at first
  bool is_secret = false;  // the text
  TakingFields needed = {};
  Errors errors = {};
};
struct WithdrawDecisionView {
  DecisionRef decision;
  bool is_secret = false;  // the text
  std::string reason = {};
  Errors errors = {};
};
// POST .../supersede: by (the id of a decision).
struct SupersedeDecisionView {
  DecisionRef decision;
  std::vector<DecisionRef> candidates;
  std::string by = {};
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const DecisionsView& view);          // template "decisions"
[[nodiscard]] json::object to_json(const DecisionView& view);           // template "decision"
[[nodiscard]] json::object to_json(const NewDecisionView& view);        // template "form"
[[nodiscard]] json::object to_json(const ReviseDecisionView& view);     // template "form"
[[nodiscard]] json::object to_json(const TakeDecisionView& view);       // template "form"
[[nodiscard]] json::object to_json(const SupersedeDecisionView& view);  // template "form"
[[nodiscard]] json::object to_json(const WithdrawDecisionView& view);   // template "form"

}  // namespace demur::web
