// What the pages and the forms of opinion rounds share. Internal to this folder.
#pragma once

#include "demur/service/opinion_rounds.hpp"
#include "demur/web/views/opinion.hpp"
#include "demur/web/visit.hpp"

namespace demur::web {

// The round of the path, as this member may see it.
[[nodiscard]] core::Result<service::OpinionReading> seen_round(const Visit& visit);

[[nodiscard]] RoundRow row_of(const service::OpinionReading& reading);
[[nodiscard]] RoundRow row_of(const service::OpinionLine& line, const domain::Member& viewer);
[[nodiscard]] StatementRow row_of(const service::OpinionReading& reading,
                                  const domain::OpinionStatement& statement);

}  // namespace demur::web
