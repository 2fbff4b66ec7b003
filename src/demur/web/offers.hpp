// Which buttons a page shows: those whose act would not be refused. The judge itself is asked, with a
// specimen of each act, so that a button and the rule behind it cannot disagree.
#pragma once

#include <vector>

#include "demur/core/result.hpp"
#include "demur/service/reading.hpp"
#include "demur/web/views/parts.hpp"
#include "demur/web/visit.hpp"

namespace demur::web {

[[nodiscard]] core::Result<std::vector<Offer>> offers_on(const Visit& visit,
                                                         const domain::Decision& decision);
[[nodiscard]] core::Result<std::vector<Offer>> offers_on(const Visit& visit,
                                                         const service::SeenDissent& seen);

// The judge's own words, where it would refuse.
[[nodiscard]] core::Status may(const Visit& visit, const domain::Decision& decision, Offer offer);
[[nodiscard]] core::Status may(const Visit& visit, const service::SeenDissent& seen, Offer offer);

}  // namespace demur::web
