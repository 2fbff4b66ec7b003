// What a judgement on a meeting looks at, loaded.
#pragma once

#include "demur/core/result.hpp"
#include "demur/domain/meeting.hpp"
#include "demur/store/reader.hpp"

namespace demur::service {

// The meeting that an act names, or would make.
[[nodiscard]] const domain::MeetingId& meeting_of(const domain::MeetingAct& act);

[[nodiscard]] core::Result<domain::MeetingSituation> situation_of(const store::Reader& reader,
                                                                  const domain::Member& who,
                                                                  const domain::MeetingAct& act,
                                                                  core::Day today);
// Of a meeting that is there, for whoever looks at it.
[[nodiscard]] core::Result<domain::MeetingSituation> situation_on(const store::Reader& reader,
                                                                  const domain::Member& who,
                                                                  const domain::Meeting& meeting);

// Who may be given tokens today: so many may ask and vote before a session by token.
[[nodiscard]] core::Result<int> count_token_holders(const store::Reader& reader);

}  // namespace demur::service
