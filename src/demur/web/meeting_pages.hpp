// What the pages of one meeting share.
#pragma once

#include <vector>

#include "demur/service/meetings.hpp"
#include "demur/web/views/meeting.hpp"
#include "demur/web/visit.hpp"

namespace demur::web {

// The meeting of the path, as the visitor may see it.
[[nodiscard]] core::Result<service::SeenMeeting> seen_meeting(const Visit& visit);

// Those whose act would not be refused, or only for what is typed; and the judge's words where it would be.
[[nodiscard]] core::Result<std::vector<MeetingOffer>> offers_on(const Visit& visit,
                                                                const service::SeenMeeting& seen);
[[nodiscard]] core::Status may(const Visit& visit, const service::SeenMeeting& seen, MeetingOffer offer);

[[nodiscard]] MeetingRow row_of(const service::SeenMeeting& seen, core::Day today);

// The button on the page of a dissent.
[[nodiscard]] core::Result<bool> may_ask_meeting(const Visit& visit, const domain::DissentId& dissent);

}  // namespace demur::web
