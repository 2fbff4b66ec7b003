// Clearance as people read it: the basis and the matrix on a decision's page, a round, a position. Views
// hold what service::read_clearance gave, which is filtered for who looks; its rules are in parts.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/basis.hpp"
#include "demur/web/views/parts.hpp"
#include "demur/web/views/text_change.hpp"

namespace demur::web {

// What a page about clearance offers to do.
struct Button {
  std::string act;
  std::string path;
  std::string label;
  std::string weight = {};  // "first", "careful"
};

struct ClearanceView {
  DecisionRef decision;
  std::string owner = {};
  bool is_open = true;  // its text may still change
  std::vector<domain::TextVersion> versions = {};
  std::optional<core::Day> taken_on = {};
  domain::Clearance clearance = {};
  domain::Basis basis = {};
  std::vector<domain::Duty> waived = {};       // by an auditor
  std::optional<core::Day> explained_on = {};  // where its bypass was declared after it was taken
  bool is_secret = false;                      // the text
  bool secret_from_start = false;              // and was registered as that
  std::vector<Button> buttons = {};
};

struct ClearanceRoundView {
  ClearanceView about;
  domain::ClearanceRoundId round;
};

struct PositionView {
  ClearanceView about;
  domain::PositionId position;
  bool may_read_all = true;  // what its office withheld
};

[[nodiscard]] std::string say(domain::Stance value);
[[nodiscard]] std::string say(domain::CommentWeight value);
[[nodiscard]] std::string say(domain::CommentOutcome value);
[[nodiscard]] std::string say(domain::BypassGround value);
[[nodiscard]] std::string say(domain::BasisKind value);
[[nodiscard]] std::string say(domain::RoundState value);
[[nodiscard]] std::string say(domain::Level value);
[[nodiscard]] std::string say(domain::Attribution value);

[[nodiscard]] std::string path(const domain::ClearanceRoundId& id);
[[nodiscard]] std::string path(const domain::PositionId& id);

// What changed in the text since the office of this place last gave a position, in whichever round; nothing
// where it never did, or nothing changed, or the text is hidden.
[[nodiscard]] std::optional<TextChange> change_since(const domain::Clearance& clearance,
                                                     const domain::Position& position,
                                                     const std::vector<domain::TextVersion>& versions);

[[nodiscard]] json::object to_json(const Button& button);
[[nodiscard]] json::object mandate_json(const domain::Mandate& mandate);
[[nodiscard]] json::object clearance_json(const ClearanceView& view);  // "clearance" of template "decision"
[[nodiscard]] json::object to_json(const ClearanceRoundView& view);    // template "clearance_round"
[[nodiscard]] json::object to_json(const PositionView& view);          // template "position"

}  // namespace demur::web
