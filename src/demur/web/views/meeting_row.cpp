#include "demur/web/views/meeting_row.hpp"

#include "demur/core/day.hpp"

namespace demur::web {

using namespace domain;

namespace {

json::object row_json(const MeetingRow& row) {
  const char* what = row.kind == MeetingKind::on_dissent ? "Meeting on a dissent"
                     : row.briefing                      ? "Briefing"
                                                         : "Listening session";
  return {{"path", path(row.id)},
          {"id", row.id.text},
          {"kind", word(row.kind)},
          {"what", what},
          {"title", row.title},
          {"series", row.series},
          {"owner", row.owner},
          {"state", {{"word", word(row.state)}, {"words", say(row.state)}}},
          {"asked_on", to_json(std::optional(row.asked_on))},
          {"on", to_json(row.on)},
          {"is_overdue", row.overdue},
          {"read_out", row.read_out}};
}

}  // namespace

std::string path(const MeetingId& id) {
  return path(Subject(id));
}

std::string say(MeetingState state) {
  switch (state) {
    case MeetingState::requested:
      return "Asked for";
    case MeetingState::scheduled:
      return "To come";
    case MeetingState::held:
      return "Held";
    case MeetingState::agreed:
      return "Minutes agreed";
    case MeetingState::not_agreed:
      return "Minutes not agreed";
    case MeetingState::declined:
      return "Declined";
    case MeetingState::cancelled:
      return "Called off";
  }
  return {};
}

json::array to_json(const std::vector<MeetingRow>& rows) {
  json::array all;
  for (const MeetingRow& row : rows) all.push_back(row_json(row));
  return all;
}

}  // namespace demur::web
