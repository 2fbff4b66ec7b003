// One sealed dissent as a custodian works on it, a custodian's own key, and the shares that they keep. As
// JSON these are what client/sealed.ts, client/hand_over.ts and `demur officer` read: docs/formats.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/service/officers.hpp"
#include "demur/service/share_keeping.hpp"
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

// GET /settings/hand-over; what is handed goes to POST /dissents/ID/hand-over
struct HandOverView {
  std::string origin = {};
  bool is_custodian = false;
  std::optional<store::OfficerKey> key = {};  // of who looks: what they hand over is signed by it
  service::Keeping keeping = {};
  std::vector<std::string> posts = {};  // of keeping.takers, as the keys log has them
};

[[nodiscard]] json::object to_json(const HandOverView& view);  // template "hand_over"

}  // namespace demur::web
