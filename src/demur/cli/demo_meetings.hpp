// The demo's meetings: one on the dissent over the consulate, its minutes agreed; one declined; a session
// with questions, still to come; a briefing whose "what changed" was never said.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "demur/core/result.hpp"
#include "demur/service/institution.hpp"

namespace demur::cli {

// What the story lends: its clock and the people and offices that it has told of.
struct DemoStage {
  service::Institution& house;
  std::function<core::Status(int working_days_ago)> go_to;
  std::function<core::Day(int working_days)> in_working_days;  // from the story's day
  const std::map<std::string, domain::MemberId>& people;       // by login
  const std::map<std::string, domain::OfficeId>& offices;      // by name
};

// From the ninth working day before today to the seventh.
[[nodiscard]] core::Status tell_of_meetings(const DemoStage& stage);

}  // namespace demur::cli
