// What the pages of one dissent share.
#pragma once

#include <string>
#include <string_view>

#include "demur/service/reading.hpp"
#include "demur/web/views/dissent.hpp"
#include "demur/web/visit.hpp"

namespace demur::web {

// The dissent of the path, as the visitor may see it; not_found where they may not.
[[nodiscard]] core::Result<service::SeenDissent> seen_dissent(const Visit& visit,
                                                              std::string_view invitation = {});

[[nodiscard]] LogPlace log_place(const service::SeenDissent& seen);

// The whole address that an author passes on to colleagues.
[[nodiscard]] std::string co_sign_link(const Visit& visit, const domain::Dissent& dissent);

}  // namespace demur::web
