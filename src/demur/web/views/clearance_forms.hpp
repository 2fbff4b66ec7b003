// The forms of clearance: each is one page (template "form"). Names of fields are those of the POST.
#pragma once

#include <string>
#include <vector>

#include "demur/web/comment_matrix.hpp"
#include "demur/web/views/clearance.hpp"
#include "demur/web/views/form.hpp"

namespace demur::web {

// POST /decisions/ID/round: id, level, fixed, may_change, decides, hear_by, attribution, closes_on, urgent,
// urgent_reasons, also (offices, repeated).
struct OpenClearanceView {
  DecisionRef decision;
  std::string new_id;
  std::vector<std::string> required = {};  // names that the rules name
  std::vector<Option> offices = {};        // that may be added
  core::Day earliest{};                    // for closing, without urgency
  core::Day earliest_urgent{};
  bool after_taking = false;
  bool is_secret = false;  // the decision's text
  std::string level = "consult";
  std::string fixed = {};
  std::string may_change = {};
  std::string decides = {};
  std::string hear_by = {};
  std::string attribution = "named";
  std::string closes_on = {};
  std::string urgent_reasons = {};
  std::vector<std::string> also = {};
  Errors errors = {};
};

// POST /positions/ID/give: text_hash, stance, would_change, comment-N, weight-N, where-N, rationale-N for N
// of 1 to kCommentRows, matrix (CSV), withheld ("yes").
constexpr int kCommentRows = 3;
struct GivePositionView {
  DecisionRef decision;
  domain::PositionId position;
  std::string office;
  domain::TextVersion text;
  std::string text_hash = {};
  std::string stance = {};
  std::string would_change = {};
  std::vector<domain::Comment> comments = {};  // kCommentRows of them
  std::vector<std::string> weights = {};
  std::string matrix = {};
  std::optional<TextChange> change = {};  // since the office last spoke
  bool is_secret = false;                 // the text
  bool withheld = false;
  Errors errors = {};
};

// A text and a button: lift, editorial, contest, void.
struct ReasonView {
  enum class Act { lift, editorial, contest, make_void };
  Act act = Act::lift;
  Back back;
  std::string action;
  bool is_secret = false;            // the decision's text
  std::vector<Option> offices = {};  // contest: for which of them
  std::string office = {};
  std::string reasons = {};
  std::optional<TextChange> change = {};  // that is called editorial
  std::vector<std::pair<std::string, std::string>> hidden = {};
  Errors errors = {};
};

// POST /rounds/ID/report: summary, outcome-N and reasons-N for each item of the matrix (of a lifted
// objection both may be empty), matrix (CSV).
struct ReportClearanceView {
  domain::ClearanceRoundId round;
  std::string title;
  std::vector<MatrixItem> items = {};
  std::vector<std::string> outcomes = {};  // as many as items
  std::vector<std::string> reasons = {};
  std::string summary = {};
  std::string matrix = {};
  bool is_secret = false;  // the decision's text
  Errors errors = {};
};

[[nodiscard]] json::object to_json(const OpenClearanceView& view);
[[nodiscard]] json::object to_json(const GivePositionView& view);
[[nodiscard]] json::object to_json(const ReasonView& view);
[[nodiscard]] json::object to_json(const ReportClearanceView& view);

// The fields with which a decision is taken over an objection, or past an office that was not heard.
struct TakingFields {
  bool direction = false;
  bool bypass = false;
  std::string sentence = {};  // why
  std::string direction_text = {};
  std::string ground = {};
  std::string reasons = {};
  std::string consult_by = {};
};
[[nodiscard]] std::vector<Field> fields_of(const TakingFields& taking);

// POST /decisions/ID/explain: ground, bypass_reasons, consult_by.
struct ExplainView {
  DecisionRef decision;
  TakingFields needed = {.bypass = true};
  bool is_secret = false;  // the decision's text
  Errors errors = {};
};
[[nodiscard]] json::object to_json(const ExplainView& view);

}  // namespace demur::web
