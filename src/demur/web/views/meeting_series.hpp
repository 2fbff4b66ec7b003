// The sessions of one series, in order: what each said may change, what changed, and after which that is
// still owed. Template "meeting_series". Path: /meetings/ID/series, of any of its sessions.
#pragma once

#include <string>
#include <vector>

#include "demur/web/views/meeting.hpp"

namespace demur::web {

struct MeetingSeriesView {
  std::string series;
  std::string owner;
  std::vector<MeetingView> sessions = {};  // oldest first; of each its meeting and its duties
};

[[nodiscard]] json::object to_json(const MeetingSeriesView& view);

}  // namespace demur::web
