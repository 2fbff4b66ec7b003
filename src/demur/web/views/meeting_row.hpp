// A meeting in a list (partial "meeting_row").
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demur/domain/meeting.hpp"
#include "demur/web/views/parts.hpp"

namespace demur::web {

struct MeetingRow {
  domain::MeetingId id;
  domain::MeetingKind kind = domain::MeetingKind::session;
  domain::MeetingState state = domain::MeetingState::scheduled;
  std::string title;  // of the session, or of the dissent where the viewer may read it
  std::string series = {};
  std::string owner;
  core::Day asked_on{};
  std::optional<core::Day> on = {};  // where the viewer may know it
  bool was_held = false;
  bool briefing = false;
  bool overdue = false;       // what changed was not said in time
  std::string read_out = {};  // that both sides agreed on; where the list shows it
};

[[nodiscard]] std::string path(const domain::MeetingId& id);
[[nodiscard]] std::string say(domain::MeetingState state);
[[nodiscard]] json::array to_json(const std::vector<MeetingRow>& rows);

}  // namespace demur::web
