// One sealed dissent as a custodian works on it, and a custodian's own key. As JSON these are what
// client/sealed.ts and `demur officer` read: docs/formats.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/service/officers.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

// POST .../agree, .../open-text, .../release, .../write
struct SealedView {
  domain::DissentId dissent;
  DecisionRef decision;
  std::string origin = {};
  std::string quarter = {};
  domain::DissentKind kind = domain::DissentKind::change_of_policy;
  domain::DissentState state = domain::DissentState::filed;
  core::Day filed_on{};
  domain::MemberId member = {};  // who looks
  service::SealedReading reading = {};
  std::string released_title = {};
  std::string released_text = {};
  bool is_released = false;
  // For each release of the reading: the sign keys of the custodian who gave it, the present one first.
  std::vector<std::vector<store::PublicKey32>> givers = {};
};

[[nodiscard]] json::object to_json(const SealedView& view);  // template "sealed"

struct OfficerKeyView {
  std::string origin = {};
  domain::MemberId member = {};
  bool is_custodian = false;
  int to_open = 2;  // 0: the channel takes no anonymous dissents
  std::optional<store::OfficerKey> key = {};
};

[[nodiscard]] json::object to_json(const OfficerKeyView& view);  // template "officer_key"

}  // namespace demur::web
