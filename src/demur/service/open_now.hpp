// What stands open to a member beside what they owe: rounds to vote in, clearance rounds that ask their
// office, sessions to come and their own meetings.
//
//   OpenNow open = DEMUR_TRY(read_open_now(house, member));
//
// Nothing in it depends on what anybody else did: of votes only the member's own are counted, and of a round
// by token none.
#pragma once

#include <string>
#include <vector>

#include "demur/domain/clearance.hpp"
#include "demur/service/meetings.hpp"
#include "demur/service/opinion_rounds.hpp"

namespace demur::service {

// The place of an office in an open round.
struct AskedOffice {
  domain::ClearanceRound round = {};
  domain::Decision decision = {};  // without its text
  domain::PositionId position = {};
  std::string office = {};  // that is asked
  bool has_answered = false;
};

struct OpenNow {
  std::vector<OpinionLine> rounds = {};     // where the member may vote, and has not on every statement
  std::vector<AskedOffice> clearance = {};  // of the office where the member works, or which they answer for
  std::vector<SeenMeeting> meetings = {};   // sessions to come; the member's own, asked for or to come
};
[[nodiscard]] core::Result<OpenNow> read_open_now(Institution& house, const domain::Member& who);

}  // namespace demur::service
